"""A small library that can be looked over, served as if it had been built, and lists as a client reads them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import apsw
import pytest

from chalicelib.contexts.browser.building.storage import ModelStorage
from chalicelib.contexts.browser.model.derive import derive
from chalicelib.core.catalogue import keys
from chalicelib.core.catalogue.model_head import Built
from chalicelib.core.composition import services
from tests.functional.browse_truth.facts import Facts, Row
from tests.functional.browse_truth.imagined import put
from tests.functional.world import Answer, Browser, World

HEAD = {"fetched_at": 1, "rows": 1, "unnamed": 0, "since": 1, "incomplete": [], "total": None}
LOCAL = "spotify:local:Ana:Demos:My+Song:61"
ANA, ZOE = {"id": "ana", "name": "Ana"}, {"id": "zoe", "name": "Zoë"}
ROWS = {
    keys.PLAYLISTS: [Row("spotify:playlist:road"), Row("spotify:playlist:hers"), Row("spotify:playlist:party")],
    keys.playlist_rows("road"): [
        Row("spotify:track:a", "2020-01-02T00:00:00Z"),
        Row("spotify:track:b", "2020-01-01T00:00:00Z"),
        Row("spotify:track:a", "2021-01-01T00:00:00Z"),
        Row(LOCAL, "2019-01-01T00:00:00Z", name="My Song"),
    ],
    keys.playlist_rows("hers"): [
        Row("spotify:track:c", "2022-06-01T12:00:00Z", playable=False),
        Row("spotify:episode:talk", "2022-01-01T00:00:00Z"),
    ],
    keys.playlist_rows("party"): [Row("spotify:track:b", "2023-01-01T00:00:00Z", playable=True)],
    keys.SAVED_TRACKS: [Row("spotify:track:b", "2018-05-05T00:00:00Z"), Row("spotify:track:d", "2024-05-05T00:00:00Z")],
    keys.SAVED_ALBUMS: [Row("spotify:album:first", "2017-01-01T00:00:00Z")],
    keys.SAVED_SHOWS: [Row("spotify:show:daily", "2020-03-01T00:00:00Z")],
    keys.SAVED_EPISODES: [Row("spotify:episode:news", "2021-03-01T00:00:00Z")],
    keys.SAVED_AUDIOBOOKS: [Row("spotify:show:book", "2021-04-01T00:00:00Z")],
    keys.FOLLOWED_ARTISTS: [Row("spotify:artist:zoe")],
}
ENTITIES: dict[tuple[str, str], dict[str, Any]] = {
    ("playlist", "road"): {"name": "Road", "owner": {"id": "me", "name": "Me"}, "public": True, "collaborative": False},
    ("playlist", "hers"): {"name": "Élan", "owner": {"id": "her", "name": "Her"}, "public": None},
    ("playlist", "party"): {
        "name": "Party", "owner": {"id": "me", "name": "Me"}, "public": False, "collaborative": True,
    },
    ("track", "a"): {
        "name": "Straße", "duration_ms": 180_000, "album_id": "first", "artists": [ANA], "isrc": "us-abc-1",
        "explicit": True, "disc_number": 1, "track_number": 2, "popularity": 50,
    },
    ("track", "b"): {
        "name": "Night Drive", "duration_ms": 240_000, "album_id": "first", "artists": [ANA, ZOE], "explicit": False,
        "disc_number": 1, "track_number": 1, "popularity": 70,
    },
    ("track", "c"): {
        "name": "STRASSE", "duration_ms": 181_000, "album_id": "second", "artists": [ANA], "isrc": "USABC1",
        "explicit": False, "popularity": 10,
    },
    ("track", "d"): {"name": "日本の夜", "album_id": "second", "artists": [ZOE]},
    ("album", "first"): {
        "name": "First", "release_date": "1999", "artists": [ANA], "total_tracks": 12, "popularity": 40,
        "images": [{"url": f"https://i.example/{size}", "width": size, "height": size} for size in (640, 300, 64)],
    },
    ("album", "second"): {"name": "Second", "release_date": "2001-05", "artists": [ANA, ZOE]},
    ("artist", "ana"): {"name": "Ana", "genres": ["Türkü", "rock"], "popularity": 20},
    ("artist", "zoe"): {"name": "Zoë", "genres": ["rock"], "popularity": 60},
    ("episode", "talk"): {
        "name": "Talk", "show_id": "daily", "duration_ms": 60_000, "release_date": "2022-01-01", "explicit": True,
    },
    ("episode", "news"): {"name": "News", "show_id": "daily", "duration_ms": 30_000, "release_date": "2019-12-31"},
    ("show", "daily"): {"name": "Daily", "publisher": "Radio Ñ", "explicit": False, "total_episodes": 300},
    ("audiobook", "book"): {
        "name": "A Book", "authors": ["Ann Author", "Bo Writer"], "narrators": ["Cy Reader"], "total_chapters": 9,
    },
}  # fmt: skip
FEATURES: dict[str, dict[str, dict[str, Any]]] = {
    "a": {"spotify": {"energy": 0.2, "tempo": 100.0, "key": 0, "mode": 1, "time_signature": 4}},
    "b": {"reccobeats": {"energy": 0.9, "tempo": 140.5, "key": 9, "mode": 0, "time_signature": 3}},
}


def small_library(user_id: str) -> Facts:
    """Four tracks and a local file in three playlists and among what is liked, with all that belongs to them."""
    return Facts(
        user_id,
        frozenset({"me"}),
        {name: dict(HEAD) for name in ROWS},
        {name: list(rows) for name, rows in ROWS.items()},
        deepcopy(ENTITIES),
        deepcopy(FEATURES),
    )


def serve(facts: Facts, revision: str = "1-small") -> None:
    """Have a library served, as when it had just been built."""
    heads, now = services().read_models.heads, services().clock.now()
    heads.flip(facts.user_id, now, timedelta(hours=1))
    claimed = heads.claim(facts.user_id, now, now + timedelta(minutes=5))
    assert claimed is not None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.sqlite3"
        sources, model = apsw.Connection(":memory:"), apsw.Connection(str(file))
        put(facts, sources)
        derive(sources, model)
        model.close()
        ModelStorage(services().settings.bucket).put(facts.user_id, revision, "model", file)
    assert heads.publish(claimed, Built(revision, now, True, timedelta(seconds=1))) is not None


def listener(world: World, person: int = 0) -> tuple[Browser, str]:
    """Somebody who is signed in, and their id."""
    browser = world.browser()
    browser.sign_in(person=world.spotify.truth.people[person].id)
    return browser, browser.cookies["__Host-dashspot"].partition(".")[0]


def asked(browser: Browser, resource: str, **parameters: str) -> Answer:
    """A list's answer."""
    return browser.get(f"/v1/browser/{resource}?{urlencode(parameters)}")


def listed(browser: Browser, resource: str, **parameters: str) -> list[str]:
    """What a list holds, in order, by id (a local file by uri, a genre by name)."""
    answer = asked(browser, resource, **parameters)
    assert answer.status == 200, answer.text
    return [entry.get("id") or entry.get("uri") or entry["name"] for entry in answer.json["data"]]


@pytest.fixture(scope="module")
def browser(world: World) -> Iterator[Browser]:
    """Somebody whose small library is served."""
    made, user_id = listener(world)
    serve(small_library(user_id))
    yield made

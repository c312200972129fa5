"""Every endpoint of the simulator against Spotify's OpenAPI description, where OPENAPI_SPEC names that file.

The walk follows the simulator's own table: an endpoint without a request here fails, so none escapes.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from infra.local.simulator.api.endpoints import ENDPOINTS, KEPT, Endpoint
from infra.local.simulator.in_process import Answer, InProcessSimulator, in_process_simulator
from infra.local.simulator.options import ModeName
from tests.simulator.asking import Asking

pytestmark = pytest.mark.skipif(
    "OPENAPI_SPEC" not in os.environ, reason="OPENAPI_SPEC does not name Spotify's OpenAPI description"
)
Json = dict[str, Any]
JPEG = base64.b64encode(b"\xff\xd8\xff\xe0 a small picture").decode()


@pytest.fixture(scope="module")
def description() -> Json:
    with Path(os.environ["OPENAPI_SPEC"]).open(encoding="utf-8") as file:
        found: Json = yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both are safe)
    return found


@pytest.fixture(scope="module", params=["development", "extended"])
def spotify(request: pytest.FixtureRequest) -> Iterator[InProcessSimulator]:
    mode: ModeName = request.param
    with in_process_simulator(
        openapi=Path(os.environ["OPENAPI_SPEC"]), tracks=400, playlists=30, big_playlist=120, mode=mode
    ) as simulator:
        yield simulator


class Walk:
    """Asks endpoints as the description has them, with parameters and bodies that make sense in this library."""

    def __init__(self, spotify: InProcessSimulator) -> None:
        self.spotify = spotify
        self.asking = Asking(spotify)
        person, catalogue = self.asking.person, spotify.truth.catalogue
        album = next(album for album in catalogue.albums.values() if len(album.track_ids) > 50)
        self.ids = {
            "playlists": spotify.truth.playlists_of(person)[0].id,
            "tracks": person.saved_tracks[0].id,
            "audio-features": person.saved_tracks[0].id,
            "audio-analysis": person.saved_tracks[0].id,
            "albums": album.id,
            "artists": album.artist_ids[0],
            "shows": next(each.id for each in catalogue.shows.values()),
            "episodes": next(each.id for each in catalogue.episodes.values()),
            "audiobooks": next(each.id for each in catalogue.audiobooks.values()),
            "chapters": next(each.id for each in catalogue.chapters.values()),
        }
        self.uris = [f"spotify:track:{self.ids['tracks']}", f"spotify:episode:{self.ids['episodes']}"]

    def query(self, endpoint: Endpoint) -> dict[str, str]:
        """The parameters that the endpoint needs."""
        place = f"{endpoint.method} {endpoint.path}"
        kind = endpoint.path.strip("/").split("/")[1 if endpoint.path.startswith("/me/") else 0]
        special = {
            "GET /search": {"q": "the", "type": "album,artist,playlist,track,show,episode,audiobook"},
            "GET /me/following": {"type": "artist"},
            "GET /recommendations": {"seed_tracks": self.ids["tracks"], "seed_genres": "jazz", "min_energy": "0.2"},
            "PUT /me/player/seek": {"position_ms": "1000"},
            "PUT /me/player/repeat": {"state": "context"},
            "PUT /me/player/volume": {"volume_percent": "40"},
            "PUT /me/player/shuffle": {"state": "true"},
            "POST /me/player/queue": {"uri": self.uris[0]},
        }
        if place in special:
            return special[place]
        if endpoint.path.startswith("/me/library"):
            return {"uris": ",".join([*self.uris, f"spotify:playlist:{self.ids['playlists']}"])}
        if endpoint.path.startswith("/me/following"):
            return {"type": "artist", "ids": self.ids["artists"]}
        several = endpoint.method == "GET" and endpoint.path.strip("/") in self.ids
        if several or (endpoint.path.startswith("/me/") and kind in self.ids and endpoint.path != "/me/playlists"):
            listed = endpoint.path == f"/me/{kind}" and endpoint.method == "GET"
            return {} if listed else {"ids": self.ids[kind]}
        return {}

    def body(self, endpoint: Endpoint) -> Any:
        """The body that the endpoint needs, or None."""
        place = f"{endpoint.method} {endpoint.path}"
        rows = {"POST": {"uris": self.uris}, "PUT": {"range_start": 0, "insert_before": 2}}
        device = self.asking.person.player.devices[0].id
        return {
            "POST /me/playlists": {"name": "New", "description": "Made by a test"},
            "POST /users/{user_id}/playlists": {"name": "New"},
            "PUT /playlists/{playlist_id}": {"name": "Another name", "public": True},
            "POST /playlists/{playlist_id}/items": rows["POST"],
            "PUT /playlists/{playlist_id}/items": rows["PUT"],
            "DELETE /playlists/{playlist_id}/items": {"items": [{"uri": self.uris[1]}]},
            "POST /playlists/{playlist_id}/tracks": rows["POST"],
            "PUT /playlists/{playlist_id}/tracks": rows["PUT"],
            "DELETE /playlists/{playlist_id}/tracks": {"tracks": [{"uri": self.uris[1]}]},
            "PUT /me/player": {"device_ids": [device]},
            "PUT /me/player/play": {"context_uri": f"spotify:album:{self.ids['albums']}", "offset": {"position": 2}},
        }.get(place)

    def path(self, endpoint: Endpoint) -> str:
        kind = endpoint.path.strip("/").split("/")[0]
        return endpoint.path.format(
            id=self.ids.get(kind),
            playlist_id=self.ids["playlists"],
            user_id=self.asking.person.id,
            category_id="jazz",
        )

    def ask(self, endpoint: Endpoint, query: dict[str, str] | None = None, /, **more: str) -> Answer:
        """A well-formed request to the endpoint, or one with another query."""
        asked = {**(self.query(endpoint) if query is None else query), **more}
        address = f"{self.path(endpoint)}?{urlencode(asked)}" if asked else self.path(endpoint)
        if endpoint.path.endswith("/images") and endpoint.method == "PUT":
            headers = {**self.asking.headers, "Content-Type": "image/jpeg"}
            return self.spotify.ask("PUT", f"/v1{address}", headers, JPEG)
        return self.asking.ask(endpoint.method, address, self.body(endpoint))

    def ready(self, endpoint: Endpoint) -> None:
        """Gives the endpoint what it needs to succeed: a device that plays, or one that is paused."""
        self.spotify.switch("player", play=self.uris * 3, interruption=None)
        if endpoint.path == "/me/player/previous":
            self.asking.does("POST", "/me/player/next")


@pytest.fixture(scope="module")
def walk(spotify: InProcessSimulator) -> Walk:
    return Walk(spotify)


def _available(spotify: InProcessSimulator, endpoint: Endpoint) -> bool:
    return endpoint.in_development or spotify.simulator.mode.complete


def _differences(spotify: InProcessSimulator) -> list[str]:
    found = [str(each) for each in spotify.differences]
    assert spotify.simulator.specification is not None
    spotify.simulator.specification.differences.clear()
    return found


def test_the_table_has_every_operation_of_the_description_and_no_other(description: Json) -> None:
    described = {f"{method.upper()} {path}" for path, item in description["paths"].items() for method in item}
    assert {str(endpoint) for endpoint in ENDPOINTS} == described
    assert len(ENDPOINTS) == len(described)


NOT_REFUSED_WITHOUT = {
    # Without these two scopes the profile lacks fields, it is not refused.
    "GET /me": {"user-read-private", "user-read-email"},
}


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_scopes_are_those_described(description: Json, endpoint: Endpoint) -> None:
    [security] = description["paths"][endpoint.path][endpoint.method.lower()]["security"]
    described = set(security["oauth_2_0"]) - NOT_REFUSED_WITHOUT.get(str(endpoint), set())
    if str(endpoint) in ("GET /episodes", "GET /shows"):
        assert described <= {"user-read-playback-position"}
    assert set(endpoint.scopes) == described


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
@pytest.mark.parametrize("variant", [{}, {"market": "NL"}, {"additional_types": "track,episode"}], ids=str)
def test_every_endpoint_answers_as_described(
    spotify: InProcessSimulator, walk: Walk, endpoint: Endpoint, variant: dict[str, str]
) -> None:
    walk.ready(endpoint)
    answer = walk.ask(endpoint, None, **variant)
    if _available(spotify, endpoint):
        assert answer.status < 300, answer.body
    else:
        assert (answer.status, json.loads(answer.body)) == (403, {"error": {"status": 403, "message": "Forbidden"}})
    assert _differences(spotify) == []


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_required_parameters_are_required(
    spotify: InProcessSimulator, walk: Walk, description: Json, endpoint: Endpoint
) -> None:
    if not _available(spotify, endpoint):
        return
    walk.ready(endpoint)
    query = walk.query(endpoint)
    for parameter in _parameters(description, endpoint):
        if parameter["in"] != "query" or not parameter.get("required"):
            continue
        assert parameter["name"] in query, "the walk gives what is required"
        answer = walk.ask(endpoint, {name: value for name, value in query.items() if name != parameter["name"]})
        assert answer.status == 400, parameter["name"]
    assert _differences(spotify) == []


LIMITS_OF_EXTENDED_MODE = {
    # Changed for development mode alone (February 2026); older apps keep 50. The description has the new ones only.
    "GET /search": (50, 20),
    "GET /artists/{id}/albums": (50, 20),
}


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if each.method == "GET"], ids=str)
def test_limits_are_those_described(
    spotify: InProcessSimulator, walk: Walk, description: Json, endpoint: Endpoint
) -> None:
    described = [each for each in _parameters(description, endpoint) if each["name"] == "limit"]
    if not described or not _available(spotify, endpoint):
        return
    most, default = described[0]["schema"]["maximum"], described[0]["schema"]["default"]
    if spotify.simulator.mode.complete:
        most, default = LIMITS_OF_EXTENDED_MODE.get(str(endpoint), (most, default))
    assert walk.ask(endpoint, limit=str(most)).status == 200
    for refused in (most + 1, 0):
        answer = walk.ask(endpoint, limit=str(refused))
        assert (answer.status, json.loads(answer.body)["error"]["message"]) == (400, "Invalid limit")
    page = _page(json.loads(walk.ask(endpoint).body))
    # A page of playlists with a null in it says another limit than it was asked for.
    if "limit" in page and not endpoint.path.endswith("/playlists"):
        assert page["limit"] == default
    assert _differences(spotify) == []


def test_what_is_played_is_described_whatever_it_is(spotify: InProcessSimulator, walk: Walk) -> None:
    asking = walk.asking
    big = spotify.truth.playlists[walk.ids["playlists"]]
    local = next(position for position, row in enumerate(big.rows) if row.kind == "local")
    states: list[Json] = [
        {"silent": True},
        {"play": walk.uris[:1]},
        {"play": walk.uris[1:]},
        {"play": walk.uris, "paused": True},
        {"interruption": "ad"},
    ]
    for state in states:
        spotify.switch("player", **state)
        for path in ("/me/player", "/me/player/currently-playing", "/me/player/queue", "/me/player/devices"):
            for suffix in ("", "?additional_types=track,episode"):
                assert asking.get(path + suffix).status in (200, 204)
    spotify.switch("player", play=walk.uris, interruption=None)
    uris = [row.uri for row in big.rows if row.uri]
    asking.does("PUT", "/me/player/play", {"context_uri": big.uri, "offset": {"uri": big.rows[local].uri}})
    assert big.rows[local].uri in uris
    assert asking.read("/me/player")["item"]["is_local"] is True
    assert asking.read("/me/player/recently-played?before=1")["items"] == []
    assert _differences(spotify) == []


def test_refusals_are_described_too(spotify: InProcessSimulator, walk: Walk) -> None:
    asking = walk.asking
    for method, path in (
        ("GET", "/tracks/nonsense"),
        ("GET", f"/albums/{'0' * 22}"),
        ("GET", "/me/tracks?limit=99"),
        ("PUT", "/me/library?uris=nonsense"),
        ("PUT", "/me/player/play?device_id=unknown"),
        ("PUT", "/me/player/volume?volume_percent=101"),
    ):
        assert asking.ask(method, path).status in (400, 404)
    assert Asking(spotify, scopes=[]).get("/me/tracks").status == 403
    assert _differences(spotify) == []


def test_development_mode_keeps_what_the_changelogs_leave() -> None:
    assert {each.path for each in KEPT} & {"/tracks", "/me/tracks/contains", "/browse/categories", "/markets"} == set()
    assert all(each.in_development for each in KEPT)


def _parameters(description: Json, endpoint: Endpoint) -> list[Json]:
    found = description["paths"][endpoint.path][endpoint.method.lower()].get("parameters", [])
    named = description["components"]["parameters"]
    return [named[each["$ref"].rsplit("/", 1)[1]] if "$ref" in each else each for each in found]


def _page(answer: Any) -> Json:
    if isinstance(answer, dict) and "limit" not in answer:
        return next((each for each in answer.values() if isinstance(each, dict) and "limit" in each), answer)
    return answer if isinstance(answer, dict) else {}

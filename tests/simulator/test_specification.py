"""The simulator's answers against Spotify's OpenAPI description, where OPENAPI_SPEC names that file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from infra.local.simulator import running_simulator
from infra.local.simulator.api.endpoints import ENDPOINTS
from infra.local.simulator.options import ModeName
from infra.local.simulator.specification import Specification
from tests.simulator.listener import Listener

DESCRIPTION: dict[str, Any] = {
    "paths": {
        "/me": {"get": {"responses": {"200": {"$ref": "#/components/responses/Me"}}}},
        "/me/playlists": {
            "get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {
                "items": {"type": "array", "items": {"$ref": "#/components/schemas/SimplifiedPlaylistObject"}}
            }}}}}}}
        },
    },
    "components": {
        "responses": {"Me": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}}},
        "schemas": {
            "User": {
                "type": "object",
                "required": ["id", "popularity"],
                "properties": {"id": {"type": "string"}, "nickname": {"type": "string", "nullable": True}},
            },
            "PlaylistObject": {"properties": {"images": {}}},
            "SimplifiedPlaylistObject": {"properties": {"images": {"type": "array"}, "name": {"type": "string"}}},
            "PlaylistTrackObject": {"properties": {"added_at": {}, "added_by": {}, "item": {}, "track": {}}},
            "CursorPagingObject": {"properties": {"next": {}}},
            "CursorObject": {"properties": {"after": {}}},
            "ChapterBase": {"properties": {"type": {}}},
        },
    },
}  # fmt: skip


LOST = frozenset({"popularity"})


def test_the_check_finds_what_is_wrong_and_says_where(caplog: pytest.LogCaptureFixture) -> None:
    specification = Specification(DESCRIPTION)
    assert specification.check("/me", {"id": "a", "popularity": 1, "nickname": None}) == []
    [wrong] = specification.check("/me", {"id": 1, "popularity": 1})
    assert (wrong.endpoint, wrong.place) == ("/me", "$.id")
    assert "/me $.id" in caplog.text
    assert len(specification.check("/me", {})) == 2
    assert (specification.checked, len(specification.differences)) == (3, 3)


def test_the_check_knows_what_development_mode_lacks_and_what_real_answers_do() -> None:
    specification = Specification(DESCRIPTION)
    assert specification.check("/me", {"id": "a"}, LOST) == []
    page = {"items": [None, {"images": None, "name": "x"}]}
    assert specification.check("/me/playlists", page, LOST) == []
    assert len(specification.check("/me/playlists", {"items": [{"name": 3}]}, LOST)) == 1


@pytest.mark.skipif("OPENAPI_SPEC" not in os.environ, reason="OPENAPI_SPEC does not name Spotify's OpenAPI description")
@pytest.mark.parametrize("mode", ["development", "extended"])
def test_every_endpoint_answers_as_described(mode: ModeName) -> None:
    options: dict[str, Any] = {"tracks": 400, "playlists": 30, "big_playlist": 120, "mode": mode}
    with running_simulator(openapi=Path(os.environ["OPENAPI_SPEC"]), **options) as spotify:
        listener = Listener(spotify, spotify.sign_in())
        person, catalogue = spotify.truth.people[0], spotify.truth.catalogue
        album = next(album for album in catalogue.albums.values() if len(album.track_ids) > 50)
        identifiers = {
            "playlists": spotify.truth.playlists_of(person)[0].id,
            "tracks": person.saved_tracks[0].id,
            "albums": album.id,
            "artists": album.artist_ids[0],
            "shows": person.saved_shows[0].id,
            "episodes": person.saved_episodes[0].id,
            "audiobooks": person.saved_audiobooks[0].id,
            "chapters": catalogue.audiobooks[person.saved_audiobooks[0].id].chapter_ids[0],
            "audio-features": person.saved_tracks[0].id,
            "users": person.id,
        }
        walked = 0
        for endpoint in ENDPOINTS:
            if not (endpoint.in_development or mode == "extended"):
                continue
            kind = endpoint.path.split("/")[1]
            path = endpoint.path.format(id=identifiers.get(kind), user_id=person.id)
            query = {"/me/following": "type=artist", "/audio-features": f"ids={identifiers['tracks']}"}.get(
                path, "limit=20"
            )
            for suffix in ("", "&additional_types=track,episode", "&market=NL"):
                listener.read(f"{path}?{query}{suffix}")
                walked += 1
        for playlist in spotify.truth.playlists_of(person)[:8]:
            listener.read(f"/playlists/{playlist.id}?additional_types=track,episode")
            walked += 1
        assert spotify.simulator.specification is not None
        assert spotify.simulator.specification.checked == walked
        assert [str(difference) for difference in spotify.differences] == []

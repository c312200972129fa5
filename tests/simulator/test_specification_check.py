"""The check of answers against an OpenAPI description: what it finds, and what it knows to be otherwise in reality."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local.simulator.specification import Specification

DESCRIPTION: dict[str, Any] = {
    "paths": {
        "/me": {
            "get": {"responses": {"200": {"$ref": "#/components/responses/Me"}}},
            "put": {"responses": {"204": {}, "403": {"content": {"application/json": {"schema": {
                "type": "object", "properties": {"error": {"type": "object"}}
            }}}}}},
        },
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
            "CursorPagingObject": {"properties": {"next": {}, "cursors": {}}},
            "CurrentlyPlayingContextObject": {"properties": {"context": {}, "item": {}}},
            "CurrentlyPlayingObject": {"properties": {"context": {}, "item": {}}},
            "PlayHistoryObject": {"properties": {"context": {}}},
            "QueueObject": {"properties": {"currently_playing": {}}},
            "RecommendationSeedObject": {"properties": {"href": {}}},
            "CursorObject": {"properties": {"after": {}}},
            "ChapterBase": {"properties": {"type": {}}},
        },
    },
}  # fmt: skip


LOST = frozenset({"popularity"})


def test_the_check_finds_what_is_wrong_and_says_where(caplog: pytest.LogCaptureFixture) -> None:
    specification = Specification(DESCRIPTION)
    assert specification.check("GET", "/me", 200, {"id": "a", "popularity": 1, "nickname": None}) == []
    [wrong] = specification.check("GET", "/me", 200, {"id": 1, "popularity": 1})
    assert (wrong.endpoint, wrong.place) == ("GET /me", "$.id")
    assert "GET /me $.id" in caplog.text
    assert len(specification.check("GET", "/me", 200, {})) == 2
    assert (specification.checked, len(specification.differences)) == (3, 3)


def test_the_check_knows_what_development_mode_lacks_and_what_real_answers_do() -> None:
    specification = Specification(DESCRIPTION)
    assert specification.check("GET", "/me", 200, {"id": "a"}, LOST) == []
    page = {"items": [None, {"images": None, "name": "x"}]}
    assert specification.check("GET", "/me/playlists", 200, page, LOST) == []
    assert len(specification.check("GET", "/me/playlists", 200, {"items": [{"name": 3}]}, LOST)) == 1


def test_the_check_knows_statuses_and_empty_answers() -> None:
    specification = Specification(DESCRIPTION)
    assert specification.check("PUT", "/me", 204, None) == []
    assert [each.message for each in specification.check("PUT", "/me", 204, {})] == ["a body where none is described"]
    assert [each.message for each in specification.check("PUT", "/me", 201, None)] == ["status 201 is not described"]
    assert [each.message for each in specification.check("GET", "/you", 200, {})] == [
        "the description has no such endpoint"
    ]
    refused = {"error": {"status": 404, "message": "Not here"}}
    assert specification.check("PUT", "/me", 404, refused) == []
    assert len(specification.check("PUT", "/me", 404, {"error": "not_here"})) == 1

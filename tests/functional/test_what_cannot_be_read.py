"""Parts of an answer that cannot be read, or sent, cost nobody what is kept already."""

from __future__ import annotations

from typing import Any

from tests.functional.console import Console
from tests.functional.world import World, shared_world

world = shared_world(tracks=10, playlists=3)

PLAYLIST = "A" * 22
ITEMS = f"/v1/playlists/{PLAYLIST}/items"


def _row(number: int, **other: Any) -> dict[str, Any]:
    track = {"id": f"{number:022d}", "uri": f"spotify:track:{number:022d}", "type": "track", "name": f"Song {number}"}
    return {"added_at": "2026-01-01T00:00:00Z", "item": {**track, **other}}


def _page(*rows: Any) -> dict[str, Any]:
    return {"items": list(rows), "limit": 50, "offset": 0, "next": None, "previous": None, "total": len(rows)}


def _rows(world: World) -> list[str]:
    kept = [item for item in world.items("catalogue", "U#") if item["sk"].startswith("R#") and not item.get("removed")]
    return sorted(item["uri"][-1] for item in kept)


def test_a_row_that_cannot_be_read_is_not_taken_for_removed(world: World, console: Console) -> None:
    browser = world.signed_in()
    path = f"/v1/library/playlists/{PLAYLIST}/items"
    world.spotify_answers(ITEMS, body=_page(_row(1), _row(2), _row(3)))
    assert browser.get(path).status == 200
    world.run_queue()
    assert _rows(world) == ["1", "2", "3"]

    world.spotify_answers(ITEMS, body=_page(_row(1), _row(2, name={"odd": True}), _row(3)))
    answer = browser.get(path)
    assert [item["kind"] for item in answer.json["data"]] == ["track", "unavailable", "track"]
    assert console.said("spotify's answer has odd parts")
    world.run_queue()
    assert _rows(world) == ["1", "2", "3"], "what we could not read is no news about the playlist"

    world.spotify_answers(ITEMS, body=_page(_row(1), {"added_at": None, "item": None}, _row(3)))
    assert browser.get(path).status == 200
    world.run_queue()
    assert _rows(world) == ["1", "3"], "what Spotify itself says is gone is gone"


def test_rows_too_long_for_a_message_keep_the_entities_from_nothing(world: World, console: Console) -> None:
    browser = world.signed_in()
    world.empty()
    local = [
        {
            "added_at": None,
            "is_local": True,
            "item": {
                "id": None,
                "type": "track",
                "is_local": True,
                "name": "tape",
                "uri": f"spotify:local:{number}:" + "x" * 15_000,
            },
        }
        for number in range(20)
    ]
    world.spotify_answers(ITEMS, body=_page(_row(7), *local))
    answer = browser.get(f"/v1/library/playlists/{PLAYLIST}/items")
    assert (answer.status, answer.headers["dashspot-persist"]) == (200, "queued")
    assert console.metric("RecordsTooLarge") == 1
    world.run_queue()
    assert [item["name"] for item in world.items("catalogue", "E#track")] == ["Song 7"]

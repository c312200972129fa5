"""Lists as a client reads them, and rows as Spotify has them."""

from __future__ import annotations

from typing import Any

from infra.local.simulator.library.entities import Row
from tests.functional.world import Browser, World


def pages(browser: Browser, path: str, limit: int | None = None) -> list[dict[str, Any]]:
    """Every page of a list, following ``page.next``."""
    found: list[dict[str, Any]] = []
    first = path if limit is None else f"{path}?limit={limit}"
    address: str | None = first
    while address is not None:
        answer = browser.get(address)
        assert answer.status == 200, answer.text
        found.append(answer.json)
        following = answer.json["page"]["next"]
        address = None if following is None else f"{first}{'&' if '?' in first else '?'}cursor={following}"
        assert len(found) < 200, "the list does not end"
    return found


def everything(browser: Browser, path: str, limit: int | None = None) -> list[Any]:
    """All entries of a list."""
    return [entry for page in pages(browser, path, limit) for entry in page["data"]]


def row_as_shown(world: World, row: Row, position: int) -> dict[str, Any]:
    """What a client should see of a row, in the fields that make a row."""
    library = world.spotify.truth.catalogue
    name: str | None = None
    if row.kind == "track":
        name = library.tracks[row.id or ""].name
    elif row.kind == "episode":
        name = library.episodes[row.id or ""].name
    elif row.local is not None:
        name = row.local.title
    return {
        "position": position,
        "kind": row.kind,
        "added_at": row.added_at,
        "added_by": row.added_by or None,
        "id": row.id,
        "uri": row.uri,
        "name": name,
    }


def row_shown(item: dict[str, Any]) -> dict[str, Any]:
    """The same fields of an answer's row."""
    inner = item["item"] or {}
    return {
        "position": item["position"],
        "kind": item["kind"],
        "added_at": item["added_at"],
        "added_by": item["added_by"]["id"] if item["added_by"] else None,
        "id": inner.get("id"),
        "uri": inner.get("uri"),
        "name": inner.get("name"),
    }

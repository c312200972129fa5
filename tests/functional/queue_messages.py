"""Messages as the API function sends them, and rows and records as they are stored."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import Any

from tests.functional.world import World

_numbers = itertools.count(1)
PERSON = "u_aaaaaaaaaaaaaaaaaaaa"


def moment(second: float) -> str:
    """An instant of one day, by its second."""
    whole, part = divmod(round(second * 1000), 1000)
    return f"2026-11-22T{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{part:03d}Z"


def identifier(name: str) -> str:
    """An id of Spotify's form: the same one for the same name."""
    return name.encode().hex().ljust(22, "0")[:22]


def message(kind: str, payload: Any, second: float = 0, **changes: Any) -> str:
    """A message body; ``changes`` replace fields of the envelope, None leaves one out."""
    envelope = {
        "v": 1,
        "id": f"test-{next(_numbers)}",
        "kind": kind,
        "user_id": PERSON,
        "hop": 0,
        "request_id": "request-of-the-test",
        "fetched_at": moment(second),
        "payload": payload,
        **changes,
    }
    return json.dumps({name: value for name, value in envelope.items() if value is not None})


def entities(*records: Any, second: float = 0, **changes: Any) -> str:
    """A message with entities, as Spotify told them at a second."""
    return message("library.entities", {"entities": list(records)}, second, **changes)


def collection(rows: Sequence[Any], second: float = 0, name: str = "SAVED_TRACKS", **more: Any) -> str:
    """A message with a whole collection: rows are uris, or mappings."""
    shown = [row if isinstance(row, dict) else {"uri": row} for row in rows]
    return message("library.collection", {"name": name, "rows": shown, "unnamed": 0, **more}, second)


def track(name: str, **fields: Any) -> dict[str, Any]:
    """A track's record; its id follows from the name."""
    found = identifier(name)
    return {"kind": "track", "id": found, "uri": f"spotify:track:{found}", "name": name, **fields}


def stored(world: World, kind: str, name: str) -> dict[str, Any] | None:
    """The fields that are kept of an entity."""
    items = world.items("catalogue", f"E#{kind}#{identifier(name)}")
    assert len(items) <= 1
    return json.loads(items[0]["fields"]) if items else None


def rows(world: World, user_id: str = PERSON, name: str = "SAVED_TRACKS") -> list[dict[str, Any]]:
    """The rows of a collection in order, tombstones left out."""
    items = world.items("catalogue", f"U#{user_id}#{name}")
    kept = [item for item in items if item["sk"].startswith("R#") and not item.get("removed")]
    return sorted(kept, key=lambda item: str(item["rank"]))


def uris(world: World, **where: Any) -> list[str]:
    """The uris of a collection's rows in order."""
    return [row["uri"] for row in rows(world, **where)]


def head(world: World, user_id: str = PERSON, name: str = "SAVED_TRACKS") -> dict[str, Any]:
    """What is known of a collection."""
    items = world.items("catalogue", f"U#{user_id}#{name}")
    return next(item for item in items if item["sk"] == "HEAD")

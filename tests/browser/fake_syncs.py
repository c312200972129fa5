"""Made-up syncs for the fake origin: a story is what a sync tells each time that it is asked about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

RESOURCES = ("playlists", "tracks", "albums", "shows", "episodes", "audiobooks", "artists")
SYNC = "5eed" * 10
NIGHT_BUS = "spotify:playlist:playlist00000000000000"
FOLLOWED = "spotify:playlist:playlist00000000000009"


def instant(seconds: float = 0) -> str:
    """An instant as the API writes it, so many seconds from now."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def job(state: str = "queued", identity: str = SYNC, **changes: Any) -> dict[str, Any]:
    """A sync; ``changes`` overwrite fields."""
    ended = state in ("succeeded", "partial", "failed", "cancelled")
    counts = {"created": 0, "updated": 0, "removed": 0, "unchanged": 0, "skipped": 0}
    made: dict[str, Any] = {
        "id": identity,
        "kind": "library_sync",
        "state": state,
        "created_at": instant(-130),
        "finished_at": instant() if ended else None,
        "progress": {"done": 0, "total": None, "unit": "rows", "current": None},
        "counts": counts | changes.pop("counts", {}),
        "skipped": [],
        "resume_at": None,
        "error": None,
        "resources": list(RESOURCES),
        "playlists": [],
        "full": False,
        "estimate": None,
        "cost": {"requests": 0, "write_units": 0, "milliseconds": 0},
        "collections": [],
    }
    return made | changes


def collection(name: str, state: str, rows: int, total: int | None, *reasons: str, label: str | None = None) -> Any:
    """A collection that a sync reads."""
    return {"name": name, "label": label, "state": state, "rows": rows, "total": total, "reasons": list(reasons)}


def running(done: int = 12_300, **changes: Any) -> dict[str, Any]:
    """A first sync in the middle of the saved tracks."""
    progress = {"done": done, "total": 50_000, "unit": "rows", "current": "tracks"}
    collections = [
        collection("playlists", "done", 64, 64),
        collection("tracks", "reading", done, 49_000),
        collection(NIGHT_BUS, "pending", 0, 130, label="Night Bus Home"),
        collection("artists", "pending", 0, None),
    ]
    about: dict[str, Any] = {
        "progress": progress,
        "counts": {"created": done},
        "estimate": {"requests": 754, "ready_at": instant(3 * 3600)},
        "cost": {"requests": 246, "write_units": 12_904, "milliseconds": 41_300},
        "collections": collections,
    }
    return job("running", **about | changes)


def waiting(**changes: Any) -> dict[str, Any]:
    """The same, held until something lets it go on."""
    return running(20_000) | {"state": "waiting", "resume_at": instant(25 * 60 + 30)} | changes


def succeeded(**changes: Any) -> dict[str, Any]:
    """Everything read, or found unchanged."""
    counts = {"created": 3, "updated": 1, "removed": 2, "unchanged": 49_994}
    cost = {"requests": 12, "write_units": 9, "milliseconds": 2_140}
    return job("succeeded", counts=counts, cost=cost, **changes)


def partial(**changes: Any) -> dict[str, Any]:
    """Everything asked for, but not all of it given: each kind of gap."""
    collections = [
        collection("playlists", "done", 512, 512),
        collection("tracks", "partial", 48_700, 49_000, "rows_missing", "total_changed"),
        collection(NIGHT_BUS, "done", 130, 130, label="Night Bus Home"),
        collection(FOLLOWED, "skipped", 0, 80, "spotify_forbidden_playlist", label="Discoveries 2019"),
        collection("artists", "partial", 12, None, "a_reason_from_the_future"),
        collection("episodes", "done", 50, 64),
    ]
    collections += [
        collection(f"spotify:playlist:other{index:03d}", "done", index, index, label=f"Tape {index}")
        for index in range(1, 31)
    ]
    skipped = [{"ref": f"tracks#{row}", "reason": "names_nothing"} for row in range(4, 24)]
    skipped.append({"ref": f"{NIGHT_BUS}#4", "reason": "names_nothing"})
    skipped.append({"ref": FOLLOWED, "reason": "spotify_forbidden_playlist"})
    skipped.append({"ref": "tracks", "reason": "rows_missing"})
    counts = {"created": 49_000, "unchanged": 120, "skipped": 42}
    cost = {"requests": 1_204, "write_units": 51_020, "milliseconds": 7_500_000}
    return job("partial", counts=counts, cost=cost, collections=collections, skipped=skipped, **changes)


def earlier(count: int = 3) -> list[dict[str, Any]]:
    """Syncs of the days before, newest first."""
    states = ("succeeded", "partial", "failed", "cancelled", "succeeded")
    made = []
    for index in range(count):
        began = -86_400 * (index + 1)
        times = {"created_at": instant(began), "finished_at": instant(began + 95)}
        identity = f"{index:040x}"
        made.append(job(states[index % len(states)], identity, **times))
    if count > 1:
        made[1] |= {"resources": ["tracks"], "counts": {**made[1]["counts"], "created": 12, "skipped": 1}}
    return made

"""Made-up changes of collections, and a playlist as it was, for the fake origin."""

from __future__ import annotations

from typing import Any

EVENING, MORNING = "2026-11-24T19:05:12.250000Z", "2026-11-23T07:30:00Z"


def thing(kind: str, identity: str | None, name: str | None = None) -> dict[str, Any]:
    """What a row is about."""
    return {
        "kind": kind,
        "id": identity,
        "uri": f"spotify:{kind}:{identity or 'Us:Cellar:take_4:211'}",
        "name": name,
        "spotify_url": f"https://open.spotify.com/{kind}/{identity}" if identity else None,
    }


def track(index: int, name: str | None) -> dict[str, Any]:
    """A track of the hand-made library."""
    return thing("track", f"track{index:017d}", name)


def state(position: int, *, playable: bool | None = None) -> dict[str, Any]:
    """A row before or after a change."""
    return {"position": position, "added_at": "2024-03-01T08:00:00Z", "added_by": None, "playable": playable}


def change(at: str, what: str, item: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """One change, as the API lists it."""
    return {"at": at, "change": what, "item": item, "before": None, "after": None, "names": None, **more}


def changes() -> list[dict[str, Any]]:
    """Changes of two syncs, newest first: every kind, with and without a name, and a text that is no HTML."""
    return [
        change(EVENING, "renamed", names=["Bus", "Night Bus Home"]),
        change(EVENING, "removed", track(3, "<b>not bold</b>"), before=state(4)),
        change(EVENING, "removed", thing("local", None, "rehearsal_take_4.mp3"), before=state(7)),
        change(EVENING, "added", track(1, "Harbour"), after=state(0)),
        change(EVENING, "moved", track(2, "Ten Past Nine"), before=state(11), after=state(2)),
        change(MORNING, "returned"),
        change(MORNING, "updated", track(5, "Ōkami"), before=state(9, playable=True), after=state(9, playable=False)),
        change(MORNING, "added", thing("episode", "episode0000000000000001"), after=state(1)),
    ]


def past_rows(count: int = 60) -> list[dict[str, Any]]:
    """A playlist's rows as they were, one of which nobody knows the name of."""
    made = [
        {
            "position": index,
            "added_at": "2024-03-01T08:00:00Z",
            "added_by": None,
            "item": track(index, f"Then {index}"),
        }
        for index in range(count)
    ]
    made[2] |= {"item": thing("episode", "episode0000000000000001"), "added_at": None}
    return made

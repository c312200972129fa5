"""GET /me/player/recently-played: 50 plays in all, by cursors in milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from infra.local.simulator.api.call import Call, Reply
from infra.local.simulator.api.paging import address
from infra.local.simulator.api.player import caught_up, context_of
from infra.local.simulator.api.problems import ApiError, invalid
from infra.local.simulator.library.player import Play

_PATH = "/me/player/recently-played"


def recently_played(call: Call) -> Reply:
    """Plays newest first, after or before a cursor (never both), which is not among them.

    ``next`` always leads back in time, to a page that is usually empty, since nothing is told beyond 50 plays. There
    is no ``total``; an empty page has no cursors.
    """
    limit = call.limit()
    after, before = _cursor(call, "after"), _cursor(call, "before")
    if after is not None and before is not None:
        raise ApiError(400, "Only one of before and after can be specified")
    plays = [
        play
        for play in caught_up(call).history(call.now_ms)
        if (after is None or play.played_at_ms > after) and (before is None or play.played_at_ms < before)
    ][:limit]
    oldest = str(plays[-1].played_at_ms) if plays else None
    asked = {"after": after, "before": before}
    return Reply(
        {
            "items": [_shown(call, play) for play in plays],
            "next": address(call, _PATH, before=oldest, limit=limit) if plays else None,
            "cursors": {"after": str(plays[0].played_at_ms), "before": oldest} if plays else None,
            "limit": limit,
            "href": address(call, _PATH, **asked, limit=limit),
        }
    )


def _cursor(call: Call, name: str) -> int | None:
    text = call.query.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise invalid(name)
    return int(text)


def _shown(call: Call, play: Play) -> dict[str, Any]:
    at = datetime.fromtimestamp(play.played_at_ms / 1000, UTC)
    return {
        "track": call.render.track(call.library.catalogue.tracks[play.track_id]),
        "played_at": f"{at:%Y-%m-%dT%H:%M:%S}.{play.played_at_ms % 1000:03d}Z",
        "context": context_of(call, play.context_uri),
    }

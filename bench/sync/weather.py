"""Spotify's troubles, as they were seen: each a share of all requests, drawn from the seed, or at one moment."""

from __future__ import annotations

import random
from typing import Any

from infra.local.simulator.in_process import InProcessSimulator

_SHARES: tuple[tuple[str, float, dict[str, Any]], ...] = (
    ("rate_limit", 0.004, {"retry_after": 12}),
    ("rate_limit", 0.003, {"retry_after": None}),
    ("server_error", 0.01, {"status": 500}),
    ("server_error", 0.01, {"status": 502, "body": "html"}),
    ("server_error", 0.01, {"status": 503, "body": "empty"}),
    ("truncated", 0.01, {}),
    ("truncated", 0.01, {"cut": True}),
    ("timeout", 0.005, {"seconds": 60}),
    ("reset", 0.01, {}),
    ("html", 0.005, {}),
    ("expiry", 0.01, {}),
    ("token_missing", 0.005, {}),
)
_MOMENTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("rate_limit", {"retry_after": 3 * 3600}),
    ("quota", {"retry_after": 52_531}),
    ("server_error", {"status": 503, "for_seconds": 600}),
    ("expiry", {"times": 1}),
)


def storm(spotify: InProcessSimulator, random_: random.Random, requests: int) -> None:
    """Switch every trouble on. ``requests`` is about how many will be made: each moment comes within them."""
    for number, (kind, share, fields) in enumerate(_SHARES):
        spotify.fault(kind, name=f"share-{number}", share=share, seed=random_.randrange(2**31), **fields)
    for number, (kind, fields) in enumerate(_MOMENTS):
        skip = random_.randrange(max(1, requests * 2 // 3))
        # An outage meets everything for as long as it lasts, counted from the moment when it was switched on.
        once = {} if "for_seconds" in fields else {"times": 1}
        spotify.fault(kind, name=f"moment-{number}", skip=skip, **{**once, **fields})


def calm(spotify: InProcessSimulator) -> None:
    """Spotify answers as it should."""
    for fault in list(spotify.simulator.faults.active):
        spotify.switch("remove-fault", name=fault.name)

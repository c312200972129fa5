"""What requests to Spotify are for. Each share has its part of the day's budget, and interactive use goes first."""

from __future__ import annotations

from typing import Final, Literal, get_args

Share = Literal["interactive", "sync", "poll"]

SHARES: Final[tuple[Share, ...]] = get_args(Share)
INTERACTIVE: Final = "interactive"
BACKGROUND: Final[tuple[Share, ...]] = ("sync", "poll")

"""Every endpoint, for tests and for what describes them: importing this module imports all declarations, no model."""

from __future__ import annotations

from typing import Any

from . import browse, catalogue, library, player, playlists, users
from .declaration import Endpoint

ENDPOINTS: tuple[Endpoint[Any], ...] = tuple(
    value
    for group in (player, library, playlists, browse, catalogue, users)
    for value in vars(group).values()
    if isinstance(value, Endpoint)
)

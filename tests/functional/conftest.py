"""Worlds for tests. A module whose tests do not disturb each other makes one ``world`` for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.functional.console import Console, listening
from tests.functional.world import World, a_world


@pytest.fixture
def world() -> Iterator[World]:
    """Dashspot with a small library, Spotify as a new app meets it."""
    with a_world(tracks=120, playlists=12) as made:
        yield made


@pytest.fixture
def console() -> Iterator[Console]:
    """What is logged during a test."""
    with listening() as heard:
        yield heard

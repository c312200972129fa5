"""One running system for all end-to-end tests of a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local.simulator import RunningSimulator, running_simulator
from tests.e2e.system import Browser, RunningSystem, running_system

ROWS = 10_000
SEED = 20


@pytest.fixture(scope="session")
def spotify() -> Iterator[RunningSimulator]:
    print(f"simulator: seed {SEED}, {ROWS} rows")
    with running_simulator(seed=SEED, tracks=60, playlists=12, big_playlist=ROWS) as running:
        yield running


@pytest.fixture(scope="session")
def system(spotify: RunningSimulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    with running_system(tmp_path_factory.mktemp("local"), spotify) as running:
        yield running


@pytest.fixture
def browser(system: RunningSystem) -> Browser:
    """A browser with the first person signed in."""
    found = system.browser()
    assert found.sign_in().status_code == 302
    return found

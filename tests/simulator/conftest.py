"""Simulators that tests share: one for each app mode."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from coverage import Coverage

from infra.local.simulator import RunningSimulator, running_simulator
from tests.simulator.listener import Listener


@pytest.fixture(scope="module", autouse=True)
def unmeasured() -> Iterator[None]:
    """Coverage is that of the application, of which the simulator runs nothing: its tests are twice as fast without."""
    measuring = Coverage.current()
    if measuring is None:
        yield
        return
    measuring.stop()
    try:
        yield
    finally:
        measuring.start()


@pytest.fixture(scope="module")
def development() -> Iterator[RunningSimulator]:
    """What a newly registered app meets."""
    with running_simulator(tracks=1230, playlists=60, big_playlist=430) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def extended() -> Iterator[RunningSimulator]:
    """What an app with extended quota meets; the same library."""
    with running_simulator(tracks=1230, playlists=60, big_playlist=430, mode="extended") as simulator:
        yield simulator


@pytest.fixture(scope="module", params=["development", "extended"])
def either(request: pytest.FixtureRequest) -> RunningSimulator:
    """Each mode in turn."""
    simulator: RunningSimulator = request.getfixturevalue(request.param)
    return simulator


@pytest.fixture
def listener(either: RunningSimulator) -> Listener:
    """The first person, with every scope, in each mode."""
    return Listener(either, either.sign_in())


@pytest.fixture
def developer(development: RunningSimulator) -> Listener:
    """The first person, with every scope, in development mode."""
    return Listener(development, development.sign_in())

"""What answers pass through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from infra.recordings.files import Recording, bodies
from infra.recordings.through import passing_through
from infra.recordings.trial import Outcome, Through, attempt
from tests.recordings.answers import as_json


@pytest.fixture(scope="module")
def through() -> Iterator[Through]:
    """A Dashspot in this process, with a Spotify that answers what it is given."""
    with passing_through() as passed:
        yield passed


@pytest.fixture
def tried(through: Through) -> Callable[[str, Any], Outcome]:
    """Tries one answer, given as an object."""
    return lambda kind, payload: attempt(Recording("one", kind, tuple(bodies(as_json(payload)))), through)

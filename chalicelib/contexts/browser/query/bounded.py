"""A bound on how long a query may take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from chalicelib.core.errors import InvalidRequest
from chalicelib.core.observability import count

if TYPE_CHECKING:
    import apsw

SECONDS = 5.0
"""A hundred times what the slowest ordinary query of a library of 100,000 tracks takes."""
STEPS = 50_000
"""So many steps of SQLite's machine, a few milliseconds of work, lie between two looks at how long it took."""


@contextmanager
def bounded(model: apsw.Connection, seconds: float = SECONDS) -> Iterator[None]:
    """Queries within this end after ``seconds`` of this thread's processor time; then InvalidRequest: ask for less.

    Not time on the clock: what AWS answers in between is not the query's fault.
    """
    import apsw

    until = time.thread_time() + seconds
    model.set_progress_handler(lambda: time.thread_time() > until, STEPS)
    try:
        yield
    except apsw.InterruptError:
        count("BrowserQueriesEnded")
        raise InvalidRequest("this takes too long to look for: ask for less at once") from None
    finally:
        model.set_progress_handler(None)

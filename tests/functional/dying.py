"""Functions that end in the middle of a request to AWS, before or after it has taken effect."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.core.botocore_stubber import BotocoreStubber

from tests.functional.interleaved import Died


@contextmanager
def dies_at(call: int, *, after: bool) -> Iterator[None]:
    """End whatever makes the ``call``-th request to AWS, counted from 0, and all that it has begun besides."""
    answered = BotocoreStubber.__call__
    lock = threading.Lock()
    seen = -1

    def in_front(stubber: BotocoreStubber, event_name: str, request: Any, **more: Any) -> Any:
        nonlocal seen
        with lock:
            seen += 1
            number = seen
        if number > call or (number == call and not after):
            raise Died
        answer = answered(stubber, event_name, request, **more)
        if number == call:
            raise Died
        return answer

    with patch.object(BotocoreStubber, "__call__", in_front):
        yield

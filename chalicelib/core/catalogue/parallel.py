"""Many writes at once: from a few threads, since each one mostly waits, and again where a table was too busy."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from chalicelib.core import aws
from chalicelib.core.catalogue.patience import Patience

THREADS = 8  # fewer than a client keeps connections

T = TypeVar("T")
R = TypeVar("R")


def each(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """What ``work`` gives for each item, in order. It is called from several threads, and again for what AWS refused
    because it was too busy.

    The first error ends it: what is under way is waited for, nothing more is begun, and the error is raised.
    """
    results: dict[int, R] = {}
    left: Sequence[int] = range(len(items))
    patience = Patience()
    while True:
        busy = _round(work, items, left, results)
        if not busy:
            return [results[index] for index in range(len(items))]
        if not patience.once_more():
            raise busy[0][1]
        left = [index for index, _ in busy]


def _round(
    work: Callable[[T], R], items: Sequence[T], indexes: Sequence[int], results: dict[int, R]
) -> list[tuple[int, Exception]]:
    """Work on these; those for which AWS was too busy, with what it said."""
    todo = iter(indexes)  # of a sequence: handed out one by one to whoever asks, whichever thread that is
    busy: list[tuple[int, Exception]] = []
    stop = threading.Event()
    threads = min(THREADS, len(indexes))
    if threads <= 1:
        _work_off(work, items, todo, results, busy, stop)
        return busy
    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(_work_off, work, items, todo, results, busy, stop) for _ in range(threads)]
        for each_ in running:
            each_.result()
    return busy


def _work_off(
    work: Callable[[T], R],
    items: Sequence[T],
    todo: Iterator[int],
    results: dict[int, R],
    busy: list[tuple[int, Exception]],
    stop: threading.Event,
) -> None:
    for index in todo:
        if stop.is_set():
            return
        try:
            results[index] = work(items[index])
        except BaseException as error:
            if isinstance(error, Exception) and aws.too_busy(error):
                busy.append((index, error))
                continue
            stop.set()
            raise

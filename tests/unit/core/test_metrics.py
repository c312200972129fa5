"""The metrics of an invocation: none lost and none counted twice, also where one process serves several at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.core.observability import count, flush_metrics, measure

THREADS, INVOCATIONS = 8, 200


def _written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]


def test_what_an_invocation_counted_is_one_line_when_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    flush_metrics()
    capsys.readouterr()
    count("Things", 2)
    measure("Pause", 12.5)
    flush_metrics()
    flush_metrics()
    (line,) = _written(capsys)
    assert (line["Things"], line["Pause"]) == ([2.0], [12.5])


def test_invocations_that_share_a_process_lose_no_metric(capsys: pytest.CaptureFixture[str]) -> None:
    flush_metrics()
    capsys.readouterr()

    def invocation(number: int) -> None:
        for name in range(5):
            count(f"Thing{(number + name) % 40}")
        flush_metrics()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(invocation, range(INVOCATIONS)))
    told = [value for line in _written(capsys) for name, value in line.items() if name.startswith("Thing")]
    assert sum(sum(values) for values in told if isinstance(values, list)) == INVOCATIONS * 5

"""The browsing benchmark on a small library: it builds, asks for every kind of request, and says what it cannot do."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

import bench.__main__ as command
from bench.browse.kept_library import MODEL, kept_library
from bench.browse.mix import Mix
from bench.browse.serving import serving
from bench.browse_postgres import server
from bench.report import Report, Unavailable


def test_a_library_is_built_changed_and_asked_for_everything() -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    with kept_library(seed, 150) as library:
        whole = library.build()
        before = library.newest(MODEL)
        assert library.change(0.05) > 0
        small = library.build()
        assert library.newest(MODEL) != before
        assert small.read_units < whole.read_units / 2
        asked = list(Mix(library.sources, seed).requests(1))
        with serving(library.world, library.processes, library.person) as browser:
            answers = [browser.ask(each) for each in asked]
        assert all(answer.size > 0 and answer.milliseconds > 0 for answer in answers)
        assert {each.kind.partition(":")[0] for each in asked} == {
            "list", "sort", "search", "filter", "facets", "detail", "analysis", "housekeeping", "meta",
        }  # fmt: skip
        assert max(Counter(each.kind for each in asked).values()) == 1


def test_a_machine_without_postgresql_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(server, "PLACES", ())
    with pytest.raises(Unavailable, match="apt-get install postgresql"):
        server.binaries()


def test_a_benchmark_that_cannot_be_run_is_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measure(report: Report) -> None:
        raise Unavailable("the machine lacks something")

    monkeypatch.setattr("bench.browse_postgres.measure", measure)
    assert command.main(["browse-postgres"]) == 1
    assert "browse-postgres cannot be measured here: the machine lacks something" in capsys.readouterr().err

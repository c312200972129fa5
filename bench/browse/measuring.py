"""What browsing costs at three sizes of library: builds, first requests, a broad mix of requests, memory."""

from __future__ import annotations

import random
import zlib
from collections import defaultdict
from dataclasses import dataclass
from statistics import median, quantiles

from bench.browse.kept_library import MODEL, SOURCES, Build, KeptLibrary, kept_library
from bench.browse.mix import Asked, Mix
from bench.browse.serving import Serving, serving
from bench.browse.serving_process import Served
from bench.report import Report

TRACKS = (1_000, 10_000, 100_000)
ROUNDS = {1_000: 12, 10_000: 12, 100_000: 6}
FIRST_REQUESTS = 5
MEGABYTE = 1024 * 1024

MOST_MS = {10_000: (10.0, 25.0), 100_000: (60.0, 150.0)}
"""Median and 99th percentile of any list, search or facet."""
MOST_FIRST_MS = {10_000: 200.0}
MOST_MEMORY = 512.0  # MB with the largest library
CHANGED = 0.01


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of the process, and on the clock, of requests of one kind."""

    kind: str
    limited: bool
    spent: list[float]
    on_the_clock: list[float]


def measure(report: Report) -> None:
    """All sizes, with a seed of its own each run."""
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"\nseed {seed}")
    for tracks in TRACKS:
        with kept_library(seed, tracks) as library:
            _measure_builds(report, tracks, library)
            with serving(library.world, library.processes, library.person) as browser:
                peak = _measure_requests(report, tracks, browser, Mix(library.sources, seed))
            most = MOST_MEMORY if tracks == TRACKS[-1] else None
            report.add(f"{tracks} tracks: peak memory of browsing", peak / MEGABYTE, "MB", at_most=most)


def _measure_builds(report: Report, tracks: int, library: KeptLibrary) -> None:
    whole = library.build()
    _add_build(report, f"{tracks} tracks: whole build", whole)
    for name, ending in (("read model", MODEL), ("sources", SOURCES)):
        packed = library.newest(ending)
        unpacked = f"{len(zlib.decompress(packed)) / MEGABYTE:.1f} MB unpacked"
        report.add(f"{tracks} tracks: {name}", len(packed) / MEGABYTE, "MB", note=unpacked)
    rows = library.change(CHANGED)
    _add_build(report, f"{tracks} tracks: build after {rows} rows changed", library.build())


def _add_build(report: Report, name: str, build: Build) -> None:
    memory = f"{build.seconds:.1f} s on the clock, {build.peak_memory / MEGABYTE:.0f} MB at most"
    report.add(name, build.cpu_seconds, "s", note=memory)
    report.add(f"{name}: read units", build.read_units, "")


def _measure_requests(report: Report, tracks: int, browser: Serving, mix: Mix) -> int:
    asked = list(mix.requests(ROUNDS[tracks]))
    one = next(each for each in asked if each.kind == "list: tracks")
    browser.ask(one)  # modules and clients
    first = [browser.ask(one, fresh=True) for _ in range(FIRST_REQUESTS)]
    report.add(
        f"{tracks} tracks: first request of a revision",
        median(each.milliseconds for each in first),
        "ms",
        at_most=MOST_FIRST_MS.get(tracks),
        note="S3 taken out",
    )
    for each in asked[: len(asked) // ROUNDS[tracks]]:
        browser.ask(each)  # what is computed once a revision
    answers = [browser.ask(each) for each in asked]
    times = _by_kind(asked, answers)
    middle, most = MOST_MS.get(tracks, (None, None))
    for kind in times:
        _add_times(report, tracks, kind, middle if kind.limited else None, most if kind.limited else None)
    limited = Times("all lists, searches, filters, sorts, facets", True, *_together(times, limited=True))
    _add_times(report, tracks, limited, middle, most)
    _add_times(report, tracks, Times("everything", False, *_together(times, limited=False)), None, None)
    return max(each.peak_memory for each in (*first, *answers))


def _by_kind(asked: list[Asked], answers: list[Served]) -> list[Times]:
    spent: defaultdict[tuple[str, bool], list[Served]] = defaultdict(list)
    for each, answer in zip(asked, answers, strict=True):
        spent[each.kind, each.limited].append(answer)
    return [
        Times(kind, limited, [each.milliseconds for each in found], [each.on_the_clock for each in found])
        for (kind, limited), found in spent.items()
    ]


def _together(times: list[Times], *, limited: bool) -> tuple[list[float], list[float]]:
    chosen = [each for each in times if each.limited or not limited]
    return [ms for each in chosen for ms in each.spent], [ms for each in chosen for ms in each.on_the_clock]


def _add_times(report: Report, tracks: int, times: Times, middle: float | None, most: float | None) -> None:
    name = f"{tracks} tracks, {times.kind}"
    clock = f"{median(times.on_the_clock):.1f} ms on the clock"
    report.add(f"{name}: median", median(times.spent), "ms", at_most=middle, note=clock)
    report.add(f"{name}: p99", percentile(times.spent), "ms", at_most=most)


def percentile(values: list[float]) -> float:
    """The 99th; of fewer than a hundred values the largest."""
    return quantiles(values, n=100)[98] if len(values) >= 100 else max(values)

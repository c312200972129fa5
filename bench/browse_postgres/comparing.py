"""The same requests, of the same library, to the Browser and to PostgreSQL: times, and whether both found the same."""

from __future__ import annotations

import json
import random
import subprocess
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.browse.kept_library import MODEL, kept_library
from bench.browse.measuring import percentile
from bench.browse.mix import Asked, Mix
from bench.browse.serving import serving
from bench.browse.serving_process import Served
from bench.browse_postgres.server import binaries, running_server, version
from bench.report import Report, Unavailable
from infra.environments import EnvironmentProblem, make
from infra.paths import ROOT

TRACKS = 10_000
ROUNDS = 8
PYTHON = ROOT / ".venv-bench" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Beside:
    """Milliseconds on the clock, and what was found, of each request; bytes of the database."""

    milliseconds: list[float]
    totals: list[int]
    bytes: int


def measure(report: Report) -> None:
    """Ratios by kind of request, at 10,000 tracks. Raises Unavailable without PostgreSQL or its ORM."""
    folder = binaries()
    try:
        make("bench")
    except EnvironmentProblem as problem:
        raise Unavailable(str(problem)) from None
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"\nseed {seed}; {version(folder)}")
    with kept_library(seed, TRACKS) as library, TemporaryDirectory() as place:
        library.build()
        asked = [each for each in Mix(library.sources, seed).requests(ROUNDS) if each.limited]
        with serving(library.world, library.processes, library.person) as browser:
            for each in asked:
                browser.ask(each)
            answers = [browser.ask(each) for each in asked]
        model = zlib.decompress(library.newest(MODEL))
        beside = _postgres(model, asked, Path(place))
    _add(report, asked, answers, beside)
    report.add("size of the database over the read model, unpacked", beside.bytes / len(model), "x")


def _postgres(model: bytes, asked: list[Asked], place: Path) -> Beside:
    (place / "model.sqlite3").write_bytes(model)
    (place / "requests.json").write_text(json.dumps([[each.path, each.parameters] for each in asked]), encoding="utf-8")
    command: list[str | Path] = [PYTHON, "-m", "bench.browse_postgres.asking"]
    with running_server() as database:
        done = subprocess.run(
            [*command, database, place / "model.sqlite3", place / "requests.json"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise RuntimeError(f"PostgreSQL was not measured:\n{done.stderr}")
    return Beside(**json.loads(done.stdout.splitlines()[-1]))


def _add(report: Report, asked: list[Asked], answers: list[Served], beside: Beside) -> None:
    ours: defaultdict[str, list[float]] = defaultdict(list)
    theirs: defaultdict[str, list[float]] = defaultdict(list)
    differing = 0
    for each, answer, milliseconds, total in zip(asked, answers, beside.milliseconds, beside.totals, strict=True):
        ours[each.kind].append(answer.on_the_clock)
        theirs[each.kind].append(milliseconds)
        differing += answer.total != total
    for kind, times in ours.items():
        middle, other = median(times), median(theirs[kind])
        report.add(f"{kind}: PostgreSQL over ours", other / middle, "x", note=f"{other:.1f} ms over {middle:.1f} ms")
    all_ours = [ms for times in ours.values() for ms in times]
    all_theirs = [ms for times in theirs.values() for ms in times]
    report.add("all: PostgreSQL over ours, medians", median(all_theirs) / median(all_ours), "x")
    report.add("all: PostgreSQL over ours, p99", percentile(all_theirs) / percentile(all_ours), "x")
    report.add("answers in which both found different numbers of things", differing, "", at_most=0)

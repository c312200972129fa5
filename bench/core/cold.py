"""What a cold start costs: imports, and the first answer to a signed-in person."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench.core.child import probe
from bench.core.fake_aws import fake_aws
from bench.core.person import event
from bench.core.unpacked import Trees
from bench.report import Report
from infra.application import declared_functions
from infra.local.simulator import running_simulator

RUNS = 7
# What any program made of the three imports, without using it. Pydantic loads its parts when a name is asked for, so
# names count: with ``BaseModel`` alone the base is smaller, and that ratio is told beside, without a target.
BASE = "import chalice, chalice.app; from pydantic import BaseModel, Field; from aws_lambda_powertools import Logger"
SMALLER_BASE = "import chalice, chalice.app; from pydantic import BaseModel; from aws_lambda_powertools import Logger"
BASE_NAME = "import chalice, pydantic (BaseModel, Field), Powertools Logger"
SMALLER_NAME = "import chalice, pydantic (BaseModel), Powertools Logger"
RATIO_TARGET = 1.5
NOT_LOADED = ("boto3", "botocore.client", "botocore.session", "requests", "urllib3", "pynamodb", "chalicelib.spotify")


def measure_imports(report: Report, trees: Trees) -> None:
    """Processor time of imports, in turns; the quickest turn counts, because others on the machine can only add."""
    modules = {f"import {name}": f"import {name}" for name in ("app", *_task_modules())}
    statements = {BASE_NAME: BASE, SMALLER_NAME: SMALLER_BASE, **modules}
    for kind, tree in (("with .pyc", trees.compiled), ("without .pyc", trees.sources)):
        times: dict[str, list[float]] = {name: [] for name in statements}
        for turn in range(RUNS + 1):
            for name, statement in statements.items():
                seconds = probe("importing", tree, statement)["seconds"]
                if turn:  # the first turn brings the files into the page cache
                    times[name].append(seconds * 1000)
        base = min(times[BASE_NAME])
        for name, taken in times.items():
            report.add(f"{name}, {kind}", min(taken), "ms", note=f"median {median(taken):.0f}")
        for name in modules:
            ratio = min(times[name]) / base
            smaller = min(times[name]) / min(times[SMALLER_NAME])
            note = f"to the first line; {smaller:.2f} to the second"
            report.add(f"{name}, {kind}: ratio", ratio, "x", at_most=RATIO_TARGET, note=note)


def measure_loaded(report: Report, trees: Trees) -> None:
    """Modules that ``import app`` must leave for later."""
    loaded = set(probe("importing", trees.compiled, "import app")["loaded"])
    early = sorted(loaded & set(NOT_LOADED))
    note = f"loaded: {', '.join(early)}" if early else f"none of {', '.join(NOT_LOADED)}"
    report.add("modules loaded too early", len(early), "", at_most=0, note=note)
    report.add("modules loaded by import app", len(loaded), "")


def measure_first_retrieve(report: Report, trees: Trees) -> None:
    """Import and first retrieve in a fresh process: AWS and Spotify stand on loopback and answer at once."""
    template = "/v1/library/playlists"
    with (
        tempfile.TemporaryDirectory() as folder,
        running_simulator(tracks=200, playlists=20) as spotify,
        fake_aws(spotify.sign_in()) as aws,
    ):
        path = Path(folder) / "event.json"
        path.write_text(json.dumps(event(template, template, {})), encoding="utf-8")
        environment = {"AWS_ENDPOINT_URL": aws, "SPOTIFY_API_URL": spotify.url, "SPOTIFY_ACCOUNTS_URL": spotify.url}
        found = []
        for _ in range(RUNS):
            found.append(_checked(probe("first_retrieve", trees.compiled, str(path), environment=environment)))
    imported, first, second, third = (median(column) * 1000 for column in zip(*found, strict=True))
    total = median(sum(times[:2]) for times in found) * 1000
    report.add(
        "import app + first signed-in retrieve",
        total,
        "ms",
        note="imports of boto3 and requests, three AWS clients, one request each to DynamoDB, KMS, Spotify, SQS",
    )
    report.add("  of it: import app", imported, "ms")
    report.add("  of it: first retrieve", first, "ms")
    report.add("the second retrieve, sockets included", min(second, third), "ms")


def _checked(answer: dict[str, Any]) -> list[float]:
    if answer["statuses"] != [[200, "queued"]] * 3:
        raise RuntimeError(f"a retrieve was not answered: {answer['statuses']}")
    times: list[float] = answer["seconds"]
    return times


def _task_modules() -> list[str]:
    handlers = [function.handler for function in declared_functions() if function.name != "api_handler"]
    return sorted({handler.rpartition(".")[0] for handler in handlers})

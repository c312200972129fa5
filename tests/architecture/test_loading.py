"""What is loaded when: importing costs a cold start, so it happens when something is needed, and tasks need no app."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from chalicelib.core.declarations import FunctionDeclaration
from infra.application import declared_functions
from tests.architecture.sources import ROOT
from tests.functional.world import ENVIRONMENT

TASKS = [function for function in declared_functions() if function.name != "api_handler"]

# Powertools imports the package ``botocore`` itself, which holds no client, to add to its user agent; that is all that
# may be loaded of it (docs/decisions.md).
LATER = (
    "boto3",
    "botocore.client",
    "botocore.session",
    "botocore.config",
    "botocore.httpsession",
    "urllib3",
    "requests",
    "pynamodb",
    "openapi_pydantic",
    "aws_lambda_powertools.utilities.batch",
    "chalicelib.spotify",
    "chalicelib.core.records",
    "chalicelib.core.accounts.records",
    "chalicelib.core.catalogue.entities",
    "chalicelib.core.catalogue.records",
    "chalicelib.core.erasure.service",
    "pydantic.type_adapter",
    "calendar",
    "chalicelib.core.system.docs_page",
    "chalicelib.core.system.openapi",
    "chalicelib.contexts.library.service",
)


def python(code: str, **environment: str) -> Any:
    """What a fresh process prints last, as JSON."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "COV_"))}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """Modules after ``import app``, without any setting in the environment: packaging imports it so."""
    return set(python("import app, json, sys; print(json.dumps(sorted(sys.modules)))"))


@pytest.mark.parametrize("module", LATER)
def test_importing_the_app_does_not_load(loaded: set[str], module: str) -> None:
    assert module not in loaded


def test_importing_the_app_loads_every_context(loaded: set[str]) -> None:
    assert {function.handler.rpartition(".")[0] for function in TASKS} <= loaded


@pytest.mark.parametrize("function", TASKS, ids=lambda function: function.name)
def test_a_task_module_is_imported_without_the_app(function: FunctionDeclaration) -> None:
    module, _, handler = function.handler.rpartition(".")
    found = python(
        f"import importlib, json, sys; module = importlib.import_module({module!r});"
        f"print(json.dumps([callable(module.{handler}), sorted(sys.modules)]))"
    )
    assert found[0] is True
    assert "app" not in found[1]
    assert not {"boto3", "botocore.client", "requests", "pynamodb", "chalicelib.core.http"} & set(found[1])


def test_tasks_work_in_a_process_that_never_imports_the_app() -> None:
    found = python(
        """
import json, sys
from tests.functional.events import Context, schedule_event, sqs_event
from tests.functional.world import a_world
with a_world(tracks=5, playlists=1) as world:
    from chalicelib.contexts.library.tasks import persist
    from chalicelib.core.accounts.tasks import watch_consents
    message = {"v": 1, "id": "m", "kind": "library.entities", "request_id": "r", "fetched_at": "2026-11-22T12:00:00Z",
        "payload": {"entities": [{"kind": "artist", "id": "a1", "uri": "spotify:artist:a1", "name": "Somebody"}]}}
    world.send(json.dumps(message), json.dumps({**message, "v": 7}))
    messages = world.sqs.receive_message(QueueUrl=world.queue_url, MaxNumberOfMessages=10)["Messages"]
    answer = persist(sqs_event(messages, "library-records"), Context())
    watch_consents(schedule_event(), Context())
    kept = [item["pk"] for item in world.items("catalogue")]
    refused = [json.loads(message["Body"])["v"] for message in messages
        if {"itemIdentifier": message["MessageId"]} in answer["batchItemFailures"]]
print(json.dumps({"app": "app" in sys.modules, "kept": kept, "refused": refused}))
""",
        **ENVIRONMENT,
    )
    assert found == {"app": False, "kept": ["E#artist#a1"], "refused": [7]}

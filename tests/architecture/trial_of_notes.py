"""Run inside a copy of the repository: tries the context of ``docs/adding-a-context.md`` and prints what it found.

It is not a test module: ``test_throw_away_context.py`` starts it and judges what it prints.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.functional.events import Context, sqs_event
from tests.functional.leaving import disconnect, finish, followed, unregistered
from tests.functional.world import ENVIRONMENT, a_world

QUEUE = "notes-written"
NOTE = "/v1/notes/4uLU6hMCjMI75M1A2tKUQC"


def answers() -> dict[str, Any]:
    """Write a note as a signed-in person, let the queue's function keep it, read it back."""
    with a_world(tracks=5, playlists=1) as world:
        stranger, person = world.browser(), world.signed_in()
        found: dict[str, Any] = {
            "signed_out": [stranger.get(NOTE).status, stranger.send("PUT", NOTE, body={"text": "x"}).status],
            "unknown": person.get(NOTE).status,
            "invalid": person.send("PUT", NOTE, body={"txet": "x"}).json,
            "written": person.send("PUT", NOTE, body={"text": "that bass"}).status,
        }
        keep = import_module("chalicelib.contexts.notes.tasks").keep
        messages = world.sqs.receive_message(QueueUrl=world.queues[QUEUE].url, MaxNumberOfMessages=10)["Messages"]
        poison = {"Body": json.dumps({**json.loads(messages[0]["Body"]), "payload": {"text": "no track"}})}
        event = sqs_event([*messages, *messages, {**poison, "MessageId": "poison"}], QUEUE)
        found["failures"] = keep(event, Context(milliseconds=60_000))["batchItemFailures"]
        found["read"] = person.get(NOTE).json
        found["stored"] = [[item["sk"], item["text"]] for item in world.items("personal")]
        found["unregistered"] = unregistered(world)
        erasure = disconnect(person)
        finish(world)
        found["erased"] = followed(person, erasure)["receipt"]["records"]
        found["left"] = len(world.items("personal"))
        return found


def template() -> dict[str, Any]:
    """The template as ``chalice package`` makes it of the copy, for the home stage."""
    from infra.package.chalice_package import chalice_package
    from infra.stages import STAGES

    with tempfile.TemporaryDirectory() as folder:
        made = chalice_package(STAGES["prod"], Path(folder))
        content: dict[str, Any] = json.loads((made / "sam.json").read_text(encoding="utf-8"))
    return content


def generated() -> list[str]:
    """The files that ``make generate`` writes."""
    from infra.generate import generated_files
    from infra.paths import ROOT

    return sorted(path.relative_to(ROOT).as_posix() for path in generated_files())


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    from infra.openapi import openapi_document

    return openapi_document()


if __name__ == "__main__":
    os.environ.update(ENVIRONMENT)
    found = {"answers": answers(), "template": template(), "generated": generated(), "document": document()}
    with Path(sys.argv[1]).open("w", encoding="utf-8") as file:
        json.dump(found, file)

"""Calls one function as Lambda does, in a process of its own: ``python -m tests.functional.alone MODULE ATTRIBUTE``.

Prints one line of JSON: what the function answered, and whether ``app`` was imported on the way.
"""

from __future__ import annotations

import importlib
import json
import sys


def main(module: str, attribute: str) -> None:
    from tests.functional.events import Context, schedule_event, sqs_event
    from tests.functional.world import a_world

    with a_world(tracks=1, playlists=1, every_queue=False) as world:
        before = sorted(name for name in ("app", module) if name in sys.modules)
        handler = getattr(importlib.import_module(module), attribute)
        from chalicelib.core import declarations

        world.add_queues()
        declared = {each.handler: each for each in declarations.functions()}[f"{module}.{attribute}"]
        answer = None
        if declared.queue:
            world.send("no message at all", queue=declared.queue)
            url = world.queues[declared.queue].url
            messages = world.sqs.receive_message(QueueUrl=url, AttributeNames=["All"])["Messages"]
            # Its last try, after which SQS moves it: that is when a refusal is told.
            messages[0]["Attributes"]["ApproximateReceiveCount"] = str(declared.max_receive_count)
            answer = handler(sqs_event(messages, declared.queue), Context(milliseconds=declared.timeout * 1000))
        else:
            handler(schedule_event(), Context(milliseconds=declared.timeout * 1000))
        print(json.dumps({"imported_before": before, "app": "app" in sys.modules, "answer": answer}))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Run by ``child.probe``: import of ``app``, then requests of a signed-in person, each timed (seconds)."""

from __future__ import annotations

import json
import sys
import time

sys.path[0] = sys.argv[1]
with open(sys.argv[2], encoding="utf-8") as file:  # noqa: PTH123 (pathlib is not loaded before the clock starts)
    event = json.load(file)


class Context:
    """Lambda's context."""

    aws_request_id = "bench"
    function_name = "bench"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds that are left."""
        return 29_000


marks = [time.perf_counter()]
import app  # noqa: E402

marks.append(time.perf_counter())
statuses = []
for _ in range(3):
    answer = app.app(event, Context())
    marks.append(time.perf_counter())
    statuses.append((answer["statusCode"], answer["headers"].get("Dashspot-Persist")))
print(json.dumps({"seconds": [late - early for early, late in zip(marks, marks[1:])], "statuses": statuses}))  # noqa: B905, RUF007

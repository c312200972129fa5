"""The pages and JSON documents below ``/_local/``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from aiohttp import web

from infra.local.cloud import Cloud
from infra.local.function_logs import FunctionLogs
from infra.local.inspector.activity import events_of
from infra.local.invocations import Invocations
from infra.local.queues import Queues
from infra.local.tables import Tables, UnknownTable
from infra.stages import LOCAL

PAGE = Path(__file__).parent / "page.html"
LINES = 200

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Inspector:
    """Reads the emulated cloud for people and for the reference client. ``functions`` are the deployed ones."""

    def __init__(self, cloud: Cloud, logs: FunctionLogs, invocations: Invocations, simulated: bool) -> None:
        self._cloud = cloud
        self._logs = logs
        self._invocations = invocations
        self.functions: list[str] = []
        self._simulated = simulated
        self._queues = Queues(cloud)
        self._tables = Tables(cloud)

    def routes(self) -> Iterable[tuple[str, Handler]]:
        """Path below ``/_local/`` and handler of every document."""
        return (
            ("", self._page),
            ("state.json", self._state),
            ("activity.json", self._activity),
            ("dead-letters.json", self._dead_letters),
            ("records.json", self._records),
            ("logs.json", self._log_lines),
            ("alarms.json", self._alarms),
        )

    async def _page(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE, headers={"Cache-Control": "no-cache"})

    async def _state(self, _request: web.Request) -> web.Response:
        depths, sizes = await asyncio.gather(
            asyncio.to_thread(self._queues.depths), asyncio.to_thread(self._tables.sizes)
        )
        queues = [
            {
                "name": depth.name,
                "visible": depth.visible,
                "in_flight": depth.in_flight,
                "delayed": depth.delayed,
                "dead_letters": depth.dead_letters,
            }
            for depth in depths
        ]
        return _json(
            {"simulated": self._simulated, "queues": queues, "tables": sizes, "functions": self._function_counts()}
        )

    async def _activity(self, request: web.Request) -> web.Response:
        request_id = request.query.get("request_id", "")
        if not request_id:
            return _json({"error": "name a request: ?request_id=..."}, status=400)
        return _json({"events": events_of(self._logs, request_id)})

    async def _dead_letters(self, _request: web.Request) -> web.Response:
        found = await asyncio.to_thread(self._queues.dead_letters)
        reasons = self._reasons()
        for letter in found:
            letter["reason"] = reasons.get(letter["id"])
        return _json({"dead_letters": found})

    async def _records(self, request: web.Request) -> web.Response:
        table, prefix = request.query.get("table", ""), request.query.get("prefix", "")
        try:
            return _json({"records": await asyncio.to_thread(self._tables.records, table, prefix)})
        except UnknownTable as problem:
            return _json({"error": str(problem)}, status=400)

    async def _log_lines(self, request: web.Request) -> web.Response:
        function = request.query.get("function")
        lines = [line for line in tuple(self._logs.lines) if function in (None, "", line.function)][-LINES:]
        return _json(
            {
                "lines": [
                    {"at": line.at, "function": line.function, "text": line.text, "data": line.data} for line in lines
                ]
            }
        )

    async def _alarms(self, _request: web.Request) -> web.Response:
        def read() -> list[dict[str, Any]]:
            found = self._cloud.client("cloudwatch").describe_alarms(AlarmNamePrefix=LOCAL.stack)["MetricAlarms"]
            return [
                {"name": alarm["AlarmName"], "state": alarm["StateValue"], "description": alarm["AlarmDescription"]}
                for alarm in found
            ]

        return _json({"alarms": await asyncio.to_thread(read)})

    def _reasons(self) -> dict[str, str]:
        found = {}
        for line in tuple(self._logs.lines):
            if line.data and line.data.get("message") == "record refused":
                found[str(line.data.get("sqs_message_id"))] = str(line.data.get("reason"))
        return found

    def _function_counts(self) -> list[dict[str, Any]]:
        counted = self._invocations
        return [
            {"name": name, "invocations": counted.total[name], "errors": counted.failed[name]}
            for name in self.functions
        ]


def _json(document: dict[str, Any], status: int = 200) -> web.Response:
    return web.json_response(document, status=status, headers={"Cache-Control": "no-store"})

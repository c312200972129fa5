"""A proxy in front of the emulated DynamoDB that counts the requests of the functions, as they are on the wire.

Runs as a process of its own: in the test's it would slow down what it measures. Its counts are at ``/_counts``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import requests
from aiohttp import web

from infra.local.ports import busy
from infra.paths import ROOT
from tests.e2e.waiting import wait_for

WRITES = frozenset(
    {
        "BatchExecuteStatement",
        "BatchWriteItem",
        "DeleteItem",
        "ExecuteStatement",
        "PutItem",
        "TransactWriteItems",
        "UpdateItem",
    }
)


class Wire:
    """What has passed the proxy at ``url``."""

    def __init__(self, url: str) -> None:
        self.url = url

    def counts(self) -> Counter[tuple[str, str]]:
        """Requests by operation and table."""
        found = requests.get(f"{self.url}/_counts", timeout=30).json()
        return Counter({(operation, table): count for operation, table, count in found})

    def writes(self, table: str) -> int:
        """How many write requests named the table."""
        return sum(count for (operation, name), count in self.counts().items() if operation in WRITES and name == table)

    def reset(self) -> None:
        """Count from nought."""
        requests.post(f"{self.url}/_reset", timeout=30).raise_for_status()


class CountingProxy:
    """Passes requests on to ``target`` and counts them by operation and table."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._counts: Counter[tuple[str, str]] = Counter()
        self._session: aiohttp.ClientSession

    def application(self) -> web.Application:
        application = web.Application(client_max_size=1 << 30)
        application.cleanup_ctx.append(self._sessions)
        application.router.add_get("/_counts", self._show)
        application.router.add_post("/_reset", self._reset)
        application.router.add_route("*", "/{path:.*}", self._pass_on)
        return application

    async def _sessions(self, _application: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(auto_decompress=False, trust_env=False) as session:
            self._session = session
            yield

    async def _show(self, _request: web.Request) -> web.Response:
        return web.json_response([[operation, table, count] for (operation, table), count in self._counts.items()])

    async def _reset(self, _request: web.Request) -> web.Response:
        self._counts.clear()
        return web.Response(status=204)

    async def _pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        operation = request.headers.get("X-Amz-Target", "?").rpartition(".")[2]
        for table in _tables(json.loads(body or b"{}")):
            self._counts[operation, table] += 1
        # The signature covers the Host header, so it goes through as it came.
        headers = {name: value for name, value in request.headers.items() if name.lower() != "content-length"}
        async with self._session.request(
            request.method, self._target + request.path_qs, headers=headers, data=body, allow_redirects=False
        ) as answer:
            content = await answer.read()
            kept = ("content-type", "x-amz-crc32", "x-amzn-requestid")
            found = {name: value for name, value in answer.headers.items() if name.lower() in kept}
            return web.Response(status=answer.status, body=content, headers=found)


def _tables(document: dict[str, Any]) -> set[str]:
    if "TableName" in document:
        return {document["TableName"]}
    if "RequestItems" in document:
        return set(document["RequestItems"])
    writes = [write for item in document.get("TransactItems", []) for write in item.values()]
    return {write["TableName"] for write in writes} or {"?"}


@contextmanager
def counting(target: str, port: int) -> Iterator[Wire]:
    """Run the proxy on a port of loopback."""
    command = [sys.executable, "-m", "tests.e2e.wire", "--target", target, "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for(lambda: busy(port), "the counting proxy", 60)
        yield Wire(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--target", required=True)
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    web.run_app(
        CountingProxy(given.target).application(), host="127.0.0.1", port=given.port, print=None, access_log=None
    )

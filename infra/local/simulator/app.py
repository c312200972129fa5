"""The simulator on a socket: one aiohttp application that hands every request to the :class:`Service`."""

from __future__ import annotations

import asyncio

from aiohttp import web

from infra.local.simulator.service import Service
from infra.local.simulator.wire import Request

_LARGEST_BODY = 2**20


def make_app(service: Service) -> web.Application:
    """The application around a simulator."""

    async def answer(request: web.Request) -> web.StreamResponse:
        asked = Request(
            method=request.method,
            target=request.raw_path,
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.read(),
            origin=f"{request.scheme}://{request.host}",
        )
        response = service.answer(asked)
        if response.delay:
            await asyncio.sleep(response.delay)
        if response.fate == "whole":
            return web.Response(status=response.status, headers=response.headers, body=response.body or None)
        if response.fate == "cut":
            await _send_half(request, response.status, dict(response.headers), response.body)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    app = web.Application(client_max_size=_LARGEST_BODY)
    app.router.add_route("*", "/{path:.*}", answer)
    return app


async def _send_half(request: web.Request, status: int, headers: dict[str, str], body: bytes) -> None:
    """Announces the whole body and sends half of it."""
    stream = web.StreamResponse(status=status, headers={**headers, "Content-Length": str(len(body))})
    await stream.prepare(request)
    await stream.write(body[: len(body) // 2])

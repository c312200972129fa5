"""Pass requests on: headers that belong to one connection stay behind, everything else goes through."""

from __future__ import annotations

import asyncio
import contextlib

import aiohttp
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""Headers of one connection (RFC 9110, section 7.6.1)."""


def forwarded_headers(request: web.Request) -> CIMultiDict[str]:
    """The request's headers as API Gateway passes them on; what a client claims about its address does not count."""
    headers = end_to_end(request.headers)
    for name in ("Host", "Content-Length", "Forwarded", "X-Forwarded-Host"):
        headers.popall(name, None)
    headers["X-Forwarded-For"] = request.remote or "127.0.0.1"
    headers["X-Forwarded-Host"] = request.host
    headers["X-Forwarded-Proto"] = "https"
    headers["X-Forwarded-Port"] = str(request.url.port or 443)
    return headers


def end_to_end(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """The headers that are meant for the other end."""
    named = {part.strip().lower() for value in headers.getall("Connection", []) for part in value.split(",")}
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in HOP_BY_HOP | named)


async def proxy_http(session: aiohttp.ClientSession, request: web.Request, target: URL) -> web.StreamResponse:
    """Pass a request to ``target`` and stream its answer back."""
    headers = forwarded_headers(request)
    headers["Host"] = f"{target.host}:{target.port}"  # development servers refuse hosts they do not know
    body = await request.read() if request.can_read_body else None
    async with session.request(
        request.method,
        target,
        headers=headers,
        data=body,
        allow_redirects=False,
        auto_decompress=False,
        skip_auto_headers=("Content-Type", "User-Agent"),
    ) as upstream:
        answer = web.StreamResponse(status=upstream.status, reason=upstream.reason)
        for name, value in end_to_end(upstream.headers).items():
            answer.headers.add(name, value)
        await answer.prepare(request)
        async for chunk in upstream.content.iter_any():
            await answer.write(chunk)
        await answer.write_eof()
        return answer


async def proxy_websocket(session: aiohttp.ClientSession, request: web.Request, target: URL) -> web.WebSocketResponse:
    """Join a websocket of the client with one to ``target`` (a development server's hot reload, say).

    Browsers let any page open a websocket anywhere and only name the page's origin, so another origin is refused here.
    """
    if request.headers.get("Origin", f"https://{request.host}") != f"https://{request.host}":
        raise web.HTTPForbidden(text="A page of another origin may not open a websocket here.\n")
    protocols = [part.strip() for part in request.headers.get("Sec-WebSocket-Protocol", "").split(",") if part.strip()]
    headers = {name: value for name, value in request.headers.items() if name.lower() == "cookie"}
    origin = str(target.origin().with_scheme("https" if target.scheme == "wss" else "http"))
    async with session.ws_connect(
        target, protocols=protocols, headers=headers, origin=origin, max_msg_size=0
    ) as upstream:
        chosen = (upstream.protocol,) if upstream.protocol else ()
        client = web.WebSocketResponse(protocols=chosen, max_msg_size=0)
        await client.prepare(request)
        ways = [asyncio.create_task(_copy(client, upstream)), asyncio.create_task(_copy(upstream, client))]
        _, left = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in left:
            way.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await way
        await client.close()
        return client


_Socket = web.WebSocketResponse | aiohttp.ClientWebSocketResponse


async def _copy(source: _Socket, sink: _Socket) -> None:
    async for message in source:
        if message.type is aiohttp.WSMsgType.TEXT:
            await sink.send_str(message.data)
        elif message.type is aiohttp.WSMsgType.BINARY:
            await sink.send_bytes(message.data)

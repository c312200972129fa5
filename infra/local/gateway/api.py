"""``/api/...``: the deployed API, with what the emulator leaves out of API Gateway (``rest_api.py``)."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from yarl import URL

from infra.local.gateway.proxy import end_to_end, forwarded_headers
from infra.local.gateway.rest_api import INTEGRATION_SECONDS, PAYLOAD_LIMIT, Answer, RestApi
from infra.stages import API_STAGE

PREFIX = f"/{API_STAGE}"


@dataclass(slots=True)
class Deployed:
    """The deployed API: where the emulator serves it, and what the template says about it. Replaced on redeployment."""

    base_url: str
    rest_api: RestApi


async def handle_api(session: aiohttp.ClientSession, request: web.Request, deployed: Deployed) -> web.StreamResponse:
    """Answer one request below ``/api``."""
    api, request_id = deployed.rest_api, str(uuid.uuid4())
    path = request.rel_url.raw_path.removeprefix(PREFIX)
    if request.method == "OPTIONS":
        return _own(api.preflight(path) or api.problem("MISSING_AUTHENTICATION_TOKEN", request_id))
    if not api.has(request.method, path):
        return _own(api.problem("MISSING_AUTHENTICATION_TOKEN", request_id))
    body = await _body(request)
    if body is None:
        return _own(api.problem("REQUEST_TOO_LARGE", request_id))
    target = URL(f"{deployed.base_url}{request.rel_url.raw_path}", encoded=True).with_query(None)
    if request.rel_url.raw_query_string:
        target = URL(f"{target}?{request.rel_url.raw_query_string}", encoded=True)
    try:
        async with session.request(
            request.method,
            target,
            headers=forwarded_headers(request),
            data=body or None,
            allow_redirects=False,
            skip_auto_headers=("Content-Type", "User-Agent", "Accept-Encoding"),
            timeout=aiohttp.ClientTimeout(total=INTEGRATION_SECONDS),
        ) as upstream:
            content = await upstream.read()
    except TimeoutError:
        return _own(api.problem("INTEGRATION_TIMEOUT", request_id))
    except aiohttp.ClientError:
        return _own(api.problem("INTEGRATION_FAILURE", request_id))
    error = api.emulator_error(upstream.status, upstream.headers, content)
    if error:
        return _own(api.problem(error, request_id, upstream.status))
    answer = web.Response(status=upstream.status, body=content)
    _copy_headers(upstream, answer)
    squeezed = await asyncio.to_thread(
        api.compressed, answer.headers, content, request.headers.get("Accept-Encoding", "")
    )
    if squeezed is not None:
        answer.body = squeezed
        answer.headers["Content-Encoding"] = "gzip"
    return answer


async def _body(request: web.Request) -> bytes | None:
    """The request's body; None when it is larger than API Gateway takes."""
    if (request.content_length or 0) > PAYLOAD_LIMIT:
        return None
    content = bytearray()
    async for chunk in request.content.iter_any():
        content += chunk
        if len(content) > PAYLOAD_LIMIT:
            return None
    return bytes(content)


def _copy_headers(upstream: aiohttp.ClientResponse, answer: web.Response) -> None:
    answer.headers.popall("Content-Type", None)
    for name, value in end_to_end(upstream.headers).items():
        if name.lower() not in ("content-length", "date", "server", "x-amz-request-id"):
            answer.headers.add(name, value)


def _own(answer: Answer) -> web.Response:
    return web.Response(status=answer.status, headers=dict(answer.headers), body=answer.body)

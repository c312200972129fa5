"""The simulator as one web application: Web API, accounts host, pictures, recordings and switches on one port."""

from __future__ import annotations

import asyncio
import logging
import time

from aiohttp import web
from aiohttp.typedefs import Handler

from infra.local.simulator import control
from infra.local.simulator.accounts import routes as accounts
from infra.local.simulator.api import routes as api
from infra.local.simulator.api.problems import ApiError
from infra.local.simulator.covers import draw
from infra.local.simulator.recordings import read_recording
from infra.local.simulator.requests_log import LoggedRequest, loggable
from infra.local.simulator.state import SIMULATOR, Simulator

log = logging.getLogger("spotify-simulator")


def make_app(simulator: Simulator) -> web.Application:
    """The application around a simulator's state."""
    app = web.Application(middlewares=[_logged, _refused, _canned])
    app[SIMULATOR] = simulator
    accounts.add_routes(app)
    api.add_routes(app)
    control.add_routes(app)
    app.router.add_get("/", _front)
    app.router.add_get("/image/{name}", _picture)
    app.router.add_get("/recordings/{name:.+}", _recording)
    return app


@web.middleware
async def _logged(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keeps the log; the simulator's own switches and pictures do not count as requests to Spotify."""
    started = time.perf_counter()
    response = await handler(request)
    if not request.path.startswith(("/_control/", "/image/", "/recordings/")):
        form = await request.post() if request.path == "/api/token" else {}
        grant_type = form.get("grant_type")
        entry = LoggedRequest(
            method=request.method,
            path=request.path,
            query=loggable(request.query),
            status=response.status,
            milliseconds=round((time.perf_counter() - started) * 1000, 3),
            user_id=request.get(api.USER_ID),
            grant_type=grant_type if isinstance(grant_type, str) else None,
        )
        request.app[SIMULATOR].log.add(entry)
        log.info("%s %s %s %s ms", entry.method, entry.path, entry.status, entry.milliseconds)
    return response


@web.middleware
async def _refused(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns refusals into Spotify's JSON, those of the router included."""
    try:
        return await handler(request)
    except ApiError as error:
        return api.error_response(error)
    except web.HTTPNotFound:
        return api.error_response(ApiError(404, "Service not found"))
    except web.HTTPMethodNotAllowed:
        return api.error_response(ApiError(405, "Method not allowed"))


@web.middleware
async def _canned(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives the answer that was set for this path, where one waits."""
    if not request.path.startswith("/_control/"):
        canned = request.app[SIMULATOR].canned.take(request.method, request.path)
        if canned is not None:
            await asyncio.sleep(canned.delay)
            return web.Response(status=canned.status, headers=canned.headers, body=canned.body)
    return await handler(request)


async def _front(request: web.Request) -> web.Response:
    options = request.app[SIMULATOR].options
    return web.Response(
        text=f"Dashspot's simulated Spotify, {options.mode} mode, seed {options.seed}.\n"
        "Web API: /v1/..., accounts: /authorize and /api/token, switches: /_control/\n"
    )


async def _picture(request: web.Request) -> web.Response:
    svg = draw(request.match_info["name"])
    if svg is None:
        raise web.HTTPNotFound
    headers = {
        "Cache-Control": "public, max-age=86400",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return web.Response(text=svg, content_type="image/svg+xml", headers=headers)


async def _recording(request: web.Request) -> web.Response:
    content = read_recording(request.app[SIMULATOR].options.recordings, request.match_info["name"])
    if content is None:
        raise web.HTTPNotFound
    return web.Response(body=content, content_type="application/json", charset="utf-8")

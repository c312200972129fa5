"""The gateway's server."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
from aiohttp import web
from yarl import URL

from infra.local.gateway.api import PREFIX, Deployed, handle_api
from infra.local.gateway.proxy import proxy_http
from infra.local.gateway.site import handle_dev_server, handle_file
from infra.local.inspector.routes import Inspector
from infra.local.tls import Certificate

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Gateway:
    """Everything behind one origin. ``deployed`` is replaced when the API is deployed anew.

    ``covers`` is the origin of the Spotify simulator, whose pictures are served here too: a page over TLS should not
    load them over plain HTTP.
    """

    def __init__(
        self,
        deployed: Deployed,
        inspector: Inspector | None,
        site: Path,
        web_url: str,
        hosts: set[str],
        covers: str = "",
    ) -> None:
        self.deployed = deployed
        self._inspector = inspector
        self._site = site
        self._web_url = web_url
        self._hosts = hosts
        self._covers = covers
        self._session: aiohttp.ClientSession  # made when the server starts

    def application(self) -> web.Application:
        """The aiohttp application."""
        application = web.Application(middlewares=[self._known_host], client_max_size=1 << 40)
        application.cleanup_ctx.append(self._client_session)
        if self._inspector is not None:
            application.router.add_get("/_local", _to_inspector)
            for path, handler in self._inspector.routes():
                application.router.add_get(f"/_local/{path}", handler)
        application.router.add_route("*", f"{PREFIX}/{{path:.*}}", self._api)
        if self._covers:
            application.router.add_get("/image/{name}", self._cover)
        application.router.add_route("*", "/{path:.*}", self._web)
        return application

    async def _api(self, request: web.Request) -> web.StreamResponse:
        return await handle_api(self._session, request, self.deployed)

    async def _web(self, request: web.Request) -> web.StreamResponse:
        if self._web_url:
            return await handle_dev_server(self._session, request, self._web_url)
        return handle_file(request, self._site)

    async def _cover(self, request: web.Request) -> web.StreamResponse:
        return await proxy_http(self._session, request, URL(self._covers + request.rel_url.raw_path_qs, encoded=True))

    async def _client_session(self, _application: web.Application) -> AsyncIterator[None]:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, auto_decompress=True
        ) as session:
            self._session = session
            yield

    @web.middleware
    async def _known_host(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        # A page elsewhere may point a name of its own at 127.0.0.1; it must not get to read what is here.
        if request.url.host not in self._hosts:
            raise web.HTTPMisdirectedRequest(text=f"This is no host for {request.url.host}.\n")
        return await handler(request)


async def _to_inspector(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/_local/")


@contextlib.asynccontextmanager
async def serving(gateway: Gateway, port: int, certificate: Certificate) -> AsyncIterator[None]:
    """Serve the gateway over TLS on loopback while the context lasts."""
    runner = web.AppRunner(gateway.application(), access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port, ssl_context=certificate.context()).start()
        yield
    finally:
        await runner.cleanup()

"""``/``: the web client, from its folder or from its own development server."""

from __future__ import annotations

from pathlib import Path

import aiohttp
from aiohttp import web
from yarl import URL

from infra.local.gateway.proxy import proxy_http, proxy_websocket

INDEX = "index.html"


def site_file(folder: Path, path: str) -> Path | None:
    """The file of a decoded URL path; a folder's is its index. None where there is none, or outside of the folder."""
    if "\0" in path:
        return None
    found = (folder / path.lstrip("/")).resolve()
    if found.is_dir():
        found = found / INDEX
    root = folder.resolve()
    hidden = any(part.startswith(".") for part in found.relative_to(root).parts) if found.is_relative_to(root) else True
    return found if found.is_file() and not hidden else None


def handle_file(request: web.Request, folder: Path) -> web.StreamResponse:
    """A file of the web client; browsers ask again each time, so that an edit is seen at once."""
    if request.method not in ("GET", "HEAD"):
        raise web.HTTPMethodNotAllowed(request.method, ("GET", "HEAD"))
    found = site_file(folder, request.path)
    if found is None:
        raise web.HTTPNotFound(text=f"There is no {request.path} in the web client.\n")
    return web.FileResponse(found, headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})


async def handle_dev_server(session: aiohttp.ClientSession, request: web.Request, web_url: str) -> web.StreamResponse:
    """Pass a request to the web client's own development server, websockets included."""
    target = URL(web_url.rstrip("/") + request.rel_url.raw_path_qs, encoded=True)
    if request.headers.get("Upgrade", "").lower() == "websocket":
        return await proxy_websocket(session, request, target.with_scheme("wss" if target.scheme == "https" else "ws"))
    try:
        return await proxy_http(session, request, target)
    except aiohttp.ClientConnectorError:
        text = f"Nothing answers at {web_url} (WEB_URL). Start the web client's development server, then reload.\n"
        raise web.HTTPBadGateway(text=text) from None

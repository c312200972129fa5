"""The gateway over TLS, in front of an upstream that tells what it got."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from infra.local.gateway.api import Deployed
from infra.local.gateway.rest_api import PAYLOAD_LIMIT, RestApi
from infra.local.gateway.server import Gateway, serving
from infra.local.gateway.site import site_file
from infra.local.ports import free_port
from infra.local.tls import certificate

HOSTS = {"127.0.0.1", "localhost"}
Scene = Callable[[aiohttp.ClientSession, str], Awaitable[None]]


async def echo(request: web.Request) -> web.StreamResponse:
    """Tells the request as it arrived; paths ask for odd answers."""
    if request.headers.get("Upgrade", "").lower() == "websocket":
        socket = web.WebSocketResponse(protocols=("vite-hmr",))
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(f"echo {message.data}")
        return socket
    if request.path.endswith("/logout"):
        answer = web.Response(status=204, headers={"Dashspot-Request-Id": "r"})
        answer.headers.add("Set-Cookie", "a=1; Path=/")
        answer.headers.add("Set-Cookie", "b=2; Path=/")
        return answer
    if request.path.endswith("/meta"):
        return web.json_response({"message": "Internal server error"}, status=502)
    told = {
        "method": request.method,
        "path": request.raw_path,
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "body": (await request.read()).decode("latin-1")[:100],
    }
    return web.json_response(told, headers={"Dashspot-Request-Id": "r", "Connection": "x-private", "X-Private": "1"})


@contextlib.asynccontextmanager
async def upstream() -> AsyncIterator[str]:
    application = web.Application(client_max_size=1 << 30)
    application.router.add_route("*", "/{path:.*}", echo)
    runner = web.AppRunner(application, shutdown_timeout=1)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@pytest.fixture
def play(
    templates: dict[str, dict[str, Any]], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., None]:
    """Run a scene against a gateway; ``web_url`` makes it proxy the upstream as the web client's server too."""
    keys = certificate(tmp_path_factory.getbasetemp() / "gateway-tls", mkcert="")
    (tmp_path / "index.html").write_text("<title>page</title>")
    (tmp_path / ".secret").write_text("hidden")

    def run(scene: Scene, *, dev_server: bool = False, dead_upstream: bool = False) -> None:
        async def main() -> None:
            async with upstream() as url:
                target = f"http://127.0.0.1:{free_port()}" if dead_upstream else url
                api = RestApi(templates["local"], {"WebOrigin": "https://here"})
                gateway = Gateway(Deployed(f"{target}/base", api), None, tmp_path, target if dev_server else "", HOSTS)
                port = free_port()
                trust = ssl.create_default_context(cafile=str(keys.authority))
                async with (
                    serving(gateway, port, keys),
                    aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust)) as client,
                ):
                    await scene(client, f"https://127.0.0.1:{port}")

        asyncio.run(main())

    return run


def test_requests_reach_the_deployed_api_as_api_gateway_passes_them(play: Callable[..., None]) -> None:
    async def scene(client: aiohttp.ClientSession, url: str) -> None:
        headers = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Host": "evil", "Cookie": "a=b", "Accept-Encoding": "gzip"}
        async with client.get(f"{url}/api/v1/library/tracks/a%2Fb?cursor=x%3D&x=1", headers=headers) as answer:
            told = await answer.json()
            assert told["path"] == "/base/api/v1/library/tracks/a%2Fb?cursor=x%3D&x=1"
            assert told["headers"]["x-forwarded-for"] == "127.0.0.1"
            assert told["headers"]["x-forwarded-proto"] == "https"
            assert told["headers"]["x-forwarded-port"] == url.rpartition(":")[2]
            assert told["headers"]["x-forwarded-host"] == url.removeprefix("https://")
            assert told["headers"]["cookie"] == "a=b"
            assert "X-Private" not in answer.headers

    play(scene)


def test_several_cookies_and_an_empty_answer_come_through(play: Callable[..., None]) -> None:
    async def scene(client: aiohttp.ClientSession, url: str) -> None:
        async with client.post(f"{url}/api/v1/user/logout") as answer:
            assert answer.status == 204
            assert answer.headers.getall("Set-Cookie") == ["a=1; Path=/", "b=2; Path=/"]

    play(scene)


def test_no_content_type_is_made_up_for_a_request_without_one(play: Callable[..., None]) -> None:
    async def scene(client: aiohttp.ClientSession, url: str) -> None:
        async with client.post(f"{url}/api/v1/user/session/refresh", skip_auto_headers=["Content-Type"]) as answer:
            assert "content-type" not in (await answer.json())["headers"]

    play(scene)


def test_an_unknown_path_a_large_body_and_a_broken_function_are_problems(play: Callable[..., None]) -> None:
    async def scene(client: aiohttp.ClientSession, url: str) -> None:
        async with client.get(f"{url}/api/v1/unknown") as answer:
            assert (answer.status, (await answer.json(content_type=None))["code"]) == (404, "not_found")
        async with client.post(f"{url}/api/v1/user/tokens", data=b"x" * (PAYLOAD_LIMIT + 1)) as answer:
            assert (answer.status, (await answer.json(content_type=None))["code"]) == (413, "payload_too_large")
        async with client.post(f"{url}/api/v1/user/tokens", data=b"x" * PAYLOAD_LIMIT) as answer:
            assert answer.status == 200
        async with client.get(f"{url}/api/v1/meta") as answer:
            assert (answer.status, answer.content_type) == (502, "application/problem+json")

    play(scene)


def test_a_body_of_unknown_length_is_limited_too(play: Callable[..., None]) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(12):
            yield b"x" * (1024 * 1024)

    async def scene(client: aiohttp.ClientSession, url: str) -> None:
        async with client.post(f"{url}/api/v1/user/tokens", data=endless()) as answer:
            assert answer.status == 413

    play(scene)


def test_a_dead_api_is_a_problem(play: Callable[..., None]) -> None:
    async def scene(client: aiohttp.ClientSession, url: str) -> None:
        async with client.get(f"{url}/api/v1/health") as answer:
            assert (answer.status, (await answer.json(content_type=None))["code"]) == (502, "internal_error")

    play(scene, dead_upstream=True)


def test_the_web_client_is_served_fresh_from_its_folder(play: Callable[..., None]) -> None:
    async def scene(client: aiohttp.ClientSession, url: str) -> None:
        async with client.get(f"{url}/") as answer:
            assert (await answer.text(), answer.headers["Cache-Control"]) == ("<title>page</title>", "no-cache")
        for path in ("/missing.js", "/.secret", "/%2e%2e/%2e%2e/etc/passwd"):
            async with client.get(url + path) as answer:
                assert answer.status == 404
        async with client.post(f"{url}/") as answer:
            assert answer.status == 405

    play(scene)


def test_a_development_server_takes_the_place_of_the_folder(play: Callable[..., None]) -> None:
    async def scene(client: aiohttp.ClientSession, url: str) -> None:
        async with client.get(f"{url}/src/main.js?t=1") as answer:
            told = await answer.json()
            assert (told["path"], told["headers"]["x-forwarded-proto"]) == ("/src/main.js?t=1", "https")
        async with client.ws_connect(f"{url}/", protocols=("vite-hmr",)) as socket:
            assert socket.protocol == "vite-hmr"
            await socket.send_str("hello")
            assert (await socket.receive_str()) == "echo hello"
        async with client.get(f"{url}/api/v1/health") as answer:
            assert (await answer.json())["path"] == "/base/api/v1/health"

    play(scene, dev_server=True)


def test_a_page_of_another_origin_opens_no_websocket(play: Callable[..., None]) -> None:
    async def scene(client: aiohttp.ClientSession, url: str) -> None:
        for origin in ("https://evil.example", url.replace("https:", "http:"), f"{url}0", "null", ""):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await client.ws_connect(f"{url}/", headers={"Origin": origin})
            assert refused.value.status == 403
        async with client.ws_connect(f"{url}/", headers={"Origin": url}) as socket:
            await socket.send_str("hello")
            assert (await socket.receive_str()) == "echo hello"

    play(scene, dev_server=True)


def test_a_missing_development_server_is_named(play: Callable[..., None]) -> None:
    async def scene(client: aiohttp.ClientSession, url: str) -> None:
        async with client.get(f"{url}/") as answer:
            assert answer.status == 502
            assert "WEB_URL" in await answer.text()

    play(scene, dev_server=True, dead_upstream=True)


def test_another_name_for_this_machine_gets_nothing(play: Callable[..., None]) -> None:
    async def scene(client: aiohttp.ClientSession, url: str) -> None:
        async with client.get(f"{url}/", headers={"Host": "rebound.example"}) as answer:
            assert answer.status == 421

    play(scene)


@pytest.mark.parametrize("path", ["/../outside", "/a/../../outside", "/.hidden", "/folder/.hidden", "/missing", "/\0"])
def test_no_file_outside_of_the_folder_is_found(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "web"
    (folder / "folder").mkdir(parents=True)
    for name in (".hidden", "folder/.hidden", "folder/index.html"):
        (folder / name).touch()
    (tmp_path / "outside").touch()
    assert site_file(folder, path) is None
    assert site_file(folder, "/folder") == folder / "folder" / "index.html"

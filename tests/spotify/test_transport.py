"""The real transport, against a server on this machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from chalicelib.spotify.errors import Unavailable
from chalicelib.spotify.transport import Request, RequestsTransport


class Handler(BaseHTTPRequestHandler):
    """Remembers what it was asked; `/away` redirects, `/slow` keeps silent until released, `/cut` hangs up."""

    seen: ClassVar[list[tuple[str, str, dict[str, str], bytes]]] = []
    release = threading.Event()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append((self.command, self.path, dict(self.headers), body))
        if self.path.startswith("/slow"):
            self.release.wait(30)
            return
        if self.path.startswith("/cut"):
            self.close_connection = True
            return
        self.send_response(302 if self.path.startswith("/away") else 418)
        if self.path.startswith("/away"):
            self.send_header("Location", f"http://{self.headers['Host']}/elsewhere")
        self.send_header("Retry-After", "7")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    do_GET = do_POST = _answer  # noqa: N815 - names that http.server looks for

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    Handler.seen.clear()
    Handler.release.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Handler.release.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_answer_comes_back_whatever_its_status(server: str) -> None:
    headers = {"Authorization": "Bearer the-token"}
    answer = RequestsTransport().send(Request("GET", f"{server}/x", headers, {"limit": 1, "q": "a b"}), 5)
    assert (answer.status, answer.body, answer.headers["Retry-After"]) == (418, b"hello", "7")
    ((method, path, sent, _),) = Handler.seen
    assert (method, path, sent["Authorization"]) == ("GET", "/x?limit=1&q=a+b", "Bearer the-token")


def test_a_form_is_sent_as_a_form(server: str) -> None:
    RequestsTransport().send(Request("POST", f"{server}/token", form={"code": "a&b"}), 5)
    ((_, _, headers, body),) = Handler.seen
    assert (headers["Content-Type"], body) == ("application/x-www-form-urlencoded", b"code=a%26b")


def test_a_redirect_is_an_answer_and_not_followed(server: str) -> None:
    answer = RequestsTransport().send(Request("GET", f"{server}/away", {"Authorization": "Bearer the-token"}), 5)
    assert answer.status == 302
    assert [path for _, path, _, _ in Handler.seen] == ["/away"]


def test_the_environment_changes_neither_the_way_nor_the_token(
    server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    RequestsTransport().send(Request("GET", f"{server}/x", {"Authorization": "Bearer the-token"}), 5)
    assert Handler.seen[0][2]["Authorization"] == "Bearer the-token"


@pytest.mark.parametrize("path", ["/slow", "/cut"])
def test_no_answer_is_said_to_be_unavailable(server: str, path: str) -> None:
    with pytest.raises(Unavailable) as error:
        RequestsTransport().send(Request("GET", server + path, params={"token": "hidden"}), 0.3)
    assert error.value.retryable and "hidden" not in str(error.value)


def test_a_server_that_is_not_there_is_said_to_be_unavailable() -> None:
    probe = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port = probe.server_address[1]
    probe.server_close()
    with pytest.raises(Unavailable):
        RequestsTransport().send(Request("GET", f"http://127.0.0.1:{port}/"), 1)

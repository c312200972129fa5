"""AWS on loopback, as far as a retrieve asks for it: answers at once with what it was made with."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bench.core.person import authentication


@contextmanager
def fake_aws(access_token: str) -> Iterator[str]:
    """An endpoint for ``AWS_ENDPOINT_URL``; the person's access token is the one given."""
    plain = base64.b64encode(json.dumps([access_token, "refresh"]).encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(self._answer(self.headers["X-Amz-Target"].rpartition(".")[2], asked)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
            if operation == "BatchGetItem":
                return authentication()
            if operation == "Decrypt":
                return {"KeyId": "key", "Plaintext": plain}
            if operation == "SendMessageBatch":
                return {"Successful": [{"Id": entry["Id"], "MessageId": "m"} for entry in asked["Entries"]]}
            if operation == "GetParameter":
                secrets = {"spotify_client_secret": "s", "signing_key": base64.b64encode(bytes(32)).decode()}
                return {"Parameter": {"Value": json.dumps(secrets)}}
            raise LookupError(f"a retrieve does not ask for {operation}")

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""What the emulated cloud leaves out of API Gateway, taken from the packaged template.

MiniStack imports of a REST API its paths, methods and integrations only. The rest, which AWS does by the same template,
is done here, in front of it: answers to preflight requests with their headers, API Gateway's own errors as the
template words them, the payload limit of 10 MB, compression from the template's minimum size, the integration time-out.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.template.cfn import REST_API, Json

PAYLOAD_LIMIT = 10 * 1024 * 1024
"""Bytes; https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"""

INTEGRATION_SECONDS = 29
"""How long API Gateway waits for the function (same page)."""

_EMULATOR_ERRORS = {
    403: "MISSING_AUTHENTICATION_TOKEN",
    404: "MISSING_AUTHENTICATION_TOKEN",
    413: "REQUEST_TOO_LARGE",
    429: "THROTTLED",
    502: "INTEGRATION_FAILURE",
    504: "INTEGRATION_TIMEOUT",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the gateway itself."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class RestApi:
    """The parts of one template's REST API that the gateway plays. ``parameters`` are the deployment's."""

    def __init__(self, template: Mapping[str, Any], parameters: Mapping[str, str]) -> None:
        properties = template["Resources"][REST_API]["Properties"]
        self._parameters = parameters
        self._responses: Json = properties["GatewayResponses"]
        self._minimum_compression = properties.get("MinimumCompressionSize")
        paths = properties["DefinitionBody"]["paths"]
        self._paths = [(_pattern(path), paths[path]) for path in sorted(paths, key=_by_literals)]

    def has(self, method: str, path: str) -> bool:
        """Whether the API has this method on this path (both as in the request, without the stage)."""
        return method.lower() in self._methods(path)

    def preflight(self, path: str) -> Answer | None:
        """The answer to OPTIONS that the template spells out for a path with CORS; None where there is none."""
        options = self._methods(path).get("options")
        if options is None:
            return None
        response = options["x-amazon-apigateway-integration"]["responses"]["default"]
        prefix = "method.response.header."
        headers = {
            name.removeprefix(prefix): self._mapped(value, "")
            for name, value in response.get("responseParameters", {}).items()
        }
        return Answer(int(response["statusCode"]), {"Content-Type": "application/json", **headers}, b"")

    def problem(self, kind: str, request_id: str, status: int | None = None) -> Answer:
        """API Gateway's own error of that kind as the template words it; ``status`` where the kind is a default."""
        response = self._responses.get(kind) or self._responses[f"DEFAULT_{(status or 500) // 100}XX"]
        document = response["ResponseTemplates"]["application/json"].replace("$context.requestId", request_id)
        headers = {
            name: self._mapped(value, request_id) for name, value in response["ResponseParameters"]["Headers"].items()
        }
        return Answer(int(response.get("StatusCode") or status or 500), headers, document.encode())

    def emulator_error(self, status: int, headers: Mapping[str, str], body: bytes) -> str | None:
        """The kind of error when an answer was made by the emulator in place of the function; None for the function's.

        The emulator answers ``{"message": ...}`` and nothing more; the function's answers carry their request id.
        """
        if status < 400 or "Dashspot-Request-Id" in headers:
            return None
        try:
            document = json.loads(body)
        except ValueError:
            return None
        if not isinstance(document, dict) or set(document) - {"message", "__type"}:
            return None
        return _EMULATOR_ERRORS.get(status, f"DEFAULT_{status // 100}XX")

    def compressed(self, headers: Mapping[str, str], body: bytes, accepted: str) -> bytes | None:
        """The body as gzip when the client takes it and the template wants it, else None."""
        if self._minimum_compression is None or len(body) < self._minimum_compression:
            return None
        if "Content-Encoding" in headers or not re.search(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", accepted):
            return None
        return gzip.compress(body, compresslevel=6, mtime=0)

    def _methods(self, path: str) -> Json:
        for pattern, methods in self._paths:
            if pattern.fullmatch(path):
                found: Json = methods
                return found
        return {}

    def _mapped(self, value: Any, request_id: str) -> str:
        """A response parameter: a literal in single quotes, or a name from the request's context."""
        if isinstance(value, dict):
            value = re.sub(r"\$\{(\w+)}", lambda match: self._parameters[match[1]], value["Fn::Sub"])
        text = str(value)
        return request_id if text == "context.requestId" else text.strip("'")


def _by_literals(path: str) -> tuple[bool, ...]:
    # A literal part wins over a parameter at the same place, as in API Gateway.
    return tuple(part.startswith("{") for part in path.split("/"))


def _pattern(path: str) -> re.Pattern[str]:
    parts = [r"[^/]+" if part.startswith("{") else re.escape(part) for part in path.split("/")]
    return re.compile("/".join(parts))

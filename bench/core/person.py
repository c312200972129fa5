"""A signed-in person as AWS and API Gateway would show them to the function."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.core.accounts import keys
from chalicelib.core.clock import to_text
from chalicelib.core.http import SESSION_COOKIE

USER_ID = "u_benchbenchbenchbench"
SECRET = "A" * 43
SCOPES = ("playlist-read-private", "playlist-read-collaborative", "user-library-read")


def authentication() -> dict[str, Any]:
    """DynamoDB's answer to the one batch get of authentication, in its JSON form."""
    now = datetime.now(UTC)
    partition = {"S": keys.user(USER_ID)}
    session = {
        "pk": partition,
        "sk": {"S": keys.session(SECRET)},
        "credential": {"S": "session"},
        "created_at": {"S": to_text(now)},
        "ends_at": {"S": to_text(now + timedelta(days=30))},
    }
    grant = {
        "pk": partition,
        "sk": {"S": keys.GRANT},
        "sealed": {"B": base64.b64encode(b"sealed").decode()},
        "scopes": {"SS": list(SCOPES)},
        "authorized_at": {"S": to_text(now)},
        "consent_expires_at": {"S": to_text(now + timedelta(days=180))},
        "access_expires_at": {"S": to_text(now + timedelta(hours=1))},
        "revision": {"N": "1"},
    }
    return {"Responses": {"accounts": [session, grant], "coordination": []}, "UnprocessedKeys": {}}


def event(template: str, path: str, query: dict[str, str]) -> dict[str, Any]:
    """API Gateway's event of a GET by this person's browser."""
    pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", template)
    match = re.fullmatch(pattern, path)
    if match is None:
        raise ValueError(f"{path} is not of {template}")
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip, br",
        "Cookie": f"{SESSION_COOKIE}={USER_ID}.{SECRET}",
        "Host": "127.0.0.1:8443",
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) bench",
    }
    return {
        "resource": template,
        "path": path,
        "httpMethod": "GET",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": query or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": match.groupdict() or None,
        "stageVariables": None,
        "requestContext": {
            "requestId": "bench",
            "resourcePath": template,
            "httpMethod": "GET",
            "stage": "api",
            "identity": {"sourceIp": "127.0.0.1"},
        },
        "body": None,
        "isBase64Encoded": False,
    }

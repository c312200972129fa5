"""A listener with an app: what the tests do over HTTP, in few words."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from infra.local.simulator import RunningSimulator

REDIRECT_URI = "https://127.0.0.1:8443/api/v1/user/callback"
Json = dict[str, Any]


@dataclass
class App:
    """An app registered with the simulator, and its PKCE verifier for the sign-in under way."""

    spotify: RunningSimulator
    scope: str = "user-library-read playlist-read-private"
    redirect_uri: str = REDIRECT_URI
    state: str = field(default_factory=lambda: secrets.token_urlsafe(8))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def authorization(self, **changes: str | None) -> dict[str, str]:
        """The authorization request's parameters; a change to None leaves one out."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        parameters: dict[str, str | None] = {
            "client_id": self.spotify.options.client_id,
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "scope": self.scope,
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in parameters.items() if value is not None}

    def consent_page(self, **changes: str | None) -> requests.Response:
        """What the person's browser gets first."""
        return requests.get(
            f"{self.spotify.url}/authorize", params=self.authorization(**changes), allow_redirects=False, timeout=10
        )

    def decide(self, decision: str = "agree", **form: Any) -> dict[str, str]:
        """The person's decision; gives the parameters that the app's redirect URI is called with."""
        answer = requests.post(
            f"{self.spotify.url}/authorize",
            data={**self.authorization(), "decision": decision, **form},
            allow_redirects=False,
            timeout=10,
        )
        assert answer.status_code == 303, answer.text
        location = urlsplit(answer.headers["Location"])
        assert answer.headers["Location"].startswith(self.redirect_uri)
        return {name: values[0] for name, values in parse_qs(location.query).items()}

    def token(self, **form: str | None) -> requests.Response:
        """Asks the token endpoint with the client's id and secret."""
        options = self.spotify.options
        return requests.post(
            f"{self.spotify.url}/api/token", data=form, auth=(options.client_id, options.client_secret), timeout=10
        )

    def exchange(self, code: str, **changes: str | None) -> requests.Response:
        """Exchanges a code, rightly unless changed."""
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
            **changes,
        }
        return self.token(**form)

    def refresh(self, refresh_token: str) -> requests.Response:
        """Asks for a new access token."""
        return self.token(grant_type="refresh_token", refresh_token=refresh_token)

    def sign_in(self, **form: Any) -> Json:
        """The whole flow; gives the token endpoint's answer."""
        answer = self.exchange(self.decide(**form)["code"])
        assert answer.status_code == 200, answer.text
        body: Json = answer.json()
        return body


@dataclass
class Listener:
    """A signed-in person who reads the Web API."""

    spotify: RunningSimulator
    access_token: str
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **headers: str) -> requests.Response:
        """GET of a path below ``/v1``, or of a whole address."""
        address = path if path.startswith("http") else f"{self.spotify.url}/v1{path}"
        return self.session.get(
            address, headers={"Authorization": f"Bearer {self.access_token}", **headers}, timeout=30
        )

    def read(self, path: str) -> Json:
        """The JSON of a successful GET."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        body: Json = answer.json()
        return body

    def pages(self, path: str, under: str | None = None) -> Iterator[Json]:
        """The page at ``path`` and all that follow by ``next``."""
        following: str | None = path
        while following:
            body = self.read(following)
            page: Json = body[under] if under else body
            yield page
            following = page["next"]

    def refusal(self, path: str) -> tuple[int, str]:
        """Status and message of a refused GET."""
        answer = self.get(path)
        error = answer.json()["error"]
        assert error["status"] == answer.status_code
        return answer.status_code, error["message"]

"""Secrets are followed through the whole flow and its error paths: they turn up nowhere but where they must."""

from __future__ import annotations

import base64
import importlib
import json
import logging
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import boto3
import pytest

from chalicelib.core.accounts.vault import Tokens
from chalicelib.core.composition import services
from chalicelib.core.declarations import functions
from chalicelib.core.endpoints import endpoints
from chalicelib.core.observability import logger, redact
from chalicelib.spotify.transport import Answer as SpotifyAnswer
from chalicelib.spotify.transport import Request, Transport
from infra.local.simulator import RunningSimulator
from infra.local.simulator.faults.catalogue import described_kinds
from tests.functional.console import Console, listening
from tests.functional.leaving import finish
from tests.functional.test_audio_features import choose
from tests.functional.world import Answer, Browser, World, a_world

SESSION = "__Host-dashspot"
LOGIN = "__Host-dashspot-login"
PLAYLISTS = "/v1/library/playlists"


class Everything:
    """All that leaves Dashspot, and every secret that went through it."""

    def __init__(self, world: World, console: Console) -> None:
        self.world, self.console = world, console
        world.aws.clear()  # what an operator put into the parameter before
        self.answers: list[Answer] = []
        self.messages: list[str] = []
        self.sent: list[Request] = []
        accounts = services().accounts
        accounts.transport = _Noted(accounts.transport, self.sent)
        options = world.spotify.options
        pair = f"{options.client_id}:{options.client_secret}"
        signing_key = base64.b64encode(bytes(range(32))).decode()
        self.secrets = {options.client_secret, base64.b64encode(pair.encode()).decode(), signing_key}
        _record_tokens(world.spotify, self.secrets)
        request = world.request

        def recorded(*call: Any) -> Answer:
            answer = request(*call)
            self.answers.append(answer)
            for cookie in answer.cookies:
                self._note(cookie.partition(";")[0].partition("=")[2])
            return answer

        world.request = recorded  # type: ignore[method-assign, assignment]

    def _note(self, credential: str) -> None:
        if credential:
            self.secrets.add(credential.rpartition(".")[2])

    def browser(self) -> Browser:
        return self.world.browser()

    def sign_in(self, browser: Browser, **form: Any) -> Answer:
        url = browser.begin_sign_in("/library")
        self.secrets.add(parse_qs(urlsplit(url).query)["state"][0])
        return browser.get(browser.consent(url, **form))

    def keep_messages(self) -> None:
        self.messages += [message["Body"] for message in self.world.waiting()]
        self.world.send(*self.messages)

    def places(self) -> dict[str, str]:
        locations = [answer.headers.get("location", "") for answer in self.answers]
        here = [location for location in locations if not location.startswith(self.world.spotify.url)]
        return {
            "log": self.console.text,
            "messages": "\n".join([*self.messages, *self.world.dead_letters()]),
            "tables": self.world.text(),
            "answers": "\n".join(_without_a_new_token(answer) for answer in self.answers),
            "headers": "\n".join(
                f"{name}: {value}"
                for answer in self.answers
                for name, value in answer.headers.items()
                if name not in ("set-cookie", "location")
            ),
            "addresses of ours": "\n".join(here),
            "addresses of Spotify": "\n".join(f"{r.path} {dict(r.query)}" for r in self.world.spotify.requests),
            "requests that leave": "\n".join(_beside_credentials(request) for request in self.sent),
            # But what KMS is given to encrypt.
            "requests to AWS": "\n".join(
                body
                for name, body in zip(self.world.aws.names, self.world.aws.bodies, strict=True)
                if name != "Encrypt"
            ),
        }

    def leaks(self, at_least: int = 100) -> dict[str, set[str]]:
        """Where a secret stands in any form, with the beginnings of what was found. Each place must hold something."""
        places = self.places()
        assert all(len(text) >= at_least for text in places.values()), {
            place: len(text) for place, text in places.items()
        }
        found = {
            place: {form[:6] for secret in self.secrets for form in _forms(secret) if form in text}
            for place, text in places.items()
        }
        return {place: forms for place, forms in found.items() if forms}


class _Noted:
    """The transport, with every request that leaves noted as it is sent."""

    def __init__(self, inner: Transport, sent: list[Request]) -> None:
        self._inner, self._sent = inner, sent

    def send(self, request: Request, timeout: float) -> SpotifyAnswer:
        self._sent.append(request)
        return self._inner.send(request, timeout)


def _beside_credentials(request: Request) -> str:
    """All of a request but the credentials where they belong: Spotify's bearer, and the form of the accounts host."""
    path = urlsplit(request.url).path
    ours = path.startswith("/v1/") or path == "/api/token"
    headers = {name: value for name, value in request.headers.items() if not (ours and name == "Authorization")}
    form = None if path == "/api/token" else request.form
    return f"{request.url} {dict(request.params)} {headers} {request.json} {request.body!r} {form}"


def _without_a_new_token(answer: Answer) -> str:
    """An answer's text; the one that shows a new token, this once, without it."""
    if answer.status != 201 or not answer.text.startswith("{"):
        return answer.text
    return json.dumps({name: value for name, value in answer.json.items() if name != "token"})


def _record_tokens(spotify: RunningSimulator, secrets: set[str]) -> None:
    grants = spotify.simulator.grants
    for name in ("issue_code", "access_token", "refresh_token"):
        make = getattr(grants, name)

        def recorded(*what: Any, make: Any = make) -> str:
            made: str = make(*what)
            secrets.add(made)
            return made

        setattr(grants, name, recorded)


def test_secrets_turn_up_nowhere_over_the_whole_flow_and_its_error_paths() -> None:
    with a_world(tracks=20, playlists=4, rotate=True) as world, listening() as console:
        seen = Everything(world, console)
        browser = seen.browser()
        assert seen.sign_in(browser).status == 302
        made = browser.post("/v1/user/tokens", {"name": "script"}).json["token"]
        seen.secrets.add(made.rpartition(".")[2])
        script = Browser(world, token=made)
        for who in (browser, script):
            for path in (PLAYLISTS, "/v1/library/tracks", "/v1/user", "/v1/user/profile", "/v1/user/sessions"):
                assert who.get(path).status == 200
        assert browser.post("/v1/user/session/refresh").status == 200

        # Renewal, with rotation; a token that is rejected; a consent that is refused; Spotify down.
        world.advance(hours=2)
        assert browser.get(PLAYLISTS).status == 200
        world.spotify.simulator.grants.expire_access()
        world.spotify.clock.advance(1)
        assert browser.get(PLAYLISTS).status == 200
        _errors(seen, browser)
        _refused_sign_ins(seen)

        seen.keep_messages()
        world.run_queue(rounds=50)
        assert len(seen.secrets) > 20
        assert all(len(secret) > 20 for secret in seen.secrets)
        assert seen.leaks() == {}


def _errors(seen: Everything, browser: Browser) -> None:
    world = seen.world
    echo = f"Bearer {next(iter(seen.secrets))}"
    leaky = {"error": {"status": 403, "message": f"token {max(seen.secrets, key=len)} refused: {echo}"}}
    for status in (403, 400, 404, 429, 500, 401):
        times = 2 if status in (500, 401) else 1
        world.spotify_answers("/v1/me/playlists", status=status, body=leaky, times=times)
        assert browser.get(PLAYLISTS).status >= 400
        world.advance(minutes=16)
    world.spotify_answers("/v1/me/playlists", body=f'{{"items": "{max(seen.secrets, key=len)}"')
    assert browser.get(PLAYLISTS).status == 503
    for operation in ("SendMessageBatch", "Decrypt", "Encrypt", "BatchGetItem", "UpdateItem"):
        world.advance(hours=2)
        world.aws.refuse(operation, "AccessDeniedException", times=3)
        browser.get(PLAYLISTS)
        world.aws.refusals.clear()
    world.advance(hours=2)
    world.spotify_answers("/api/token", status=503, body="down")
    assert browser.get(PLAYLISTS).status == 503
    world.advance(minutes=1)  # for which the host that failed is left alone
    world.spotify_answers("/api/token", body='{"access_token": 3, "refresh_token": "' + "r" * 60 + '"}')
    assert browser.get(PLAYLISTS).status == 503
    browser.get("/v1/user", headers={"Authorization": f"Basic {next(iter(seen.secrets))}"})
    browser.get(f"/v1/user/sessions?token={browser.cookies[SESSION]}")
    browser.post("/v1/user/tokens", {"name": 3, "token": browser.cookies[SESSION]})


def _refused_sign_ins(seen: Everything) -> None:
    world = seen.world
    other = seen.browser()
    seen.sign_in(other, decision="cancel")
    for answer in ({"status": 503, "body": "down"}, {"status": 400, "body": {"error": "invalid_grant"}}, {"body": "?"}):
        world.spotify_answers("/api/token", **answer)
        assert "sign_in_error" in seen.sign_in(other).headers["location"]
        world.advance(minutes=1)
    world.aws.refuse("Encrypt", "AccessDeniedException", times=3)
    assert seen.sign_in(other).status == 500
    world.aws.refusals.clear()
    begun = other.begin_sign_in()
    state = parse_qs(urlsplit(begun).query)["state"][0]
    seen.secrets.add(state)
    back = other.consent(begun)
    stranger = seen.browser()
    assert stranger.get(back).status == 400
    assert other.get(back + "&code=twice").status == 400


# Every way in which the simulated Spotify misbehaves; those that take time take little of it here.
_QUICK: dict[str, dict[str, Any]] = {
    "timeout": {"seconds": 0.05},
    "latency": {"seconds": 0.01},
    "rate_limit": {"retry_after": 1},
    "quota": {"retry_after": 1},
}
_FOR_PATHS = {"id": "a" * 40, "spotify_id": "0" * 22}
_BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/v1/user/tokens"): {"name": "another"},
    ("PATCH", "/v1/user"): {"time_zone": "Europe/Paris", "sync_period_hours": 6},
}


def test_secrets_turn_up_nowhere_whatever_is_asked_and_however_spotify_fails() -> None:
    """Every endpoint, every scheduled and queue-triggered function, every fault; with what developers log as well."""
    with a_world(tracks=20, playlists=4, rotate=True, mode="extended") as world, listening() as console:
        seen = Everything(world, console)
        level = logger.log_level
        logger.setLevel(logging.DEBUG)
        try:
            browser = seen.browser()
            seen.sign_in(browser)
            _every_endpoint(seen)
            seen.sign_in(browser)
            for kind in described_kinds():
                for path in ("/v1/*", "/api/token"):
                    _every_read_while(seen, browser, kind, path)
            _spotify_echoes(seen, browser)
            _aws_refuses(seen)
            _another_provider(seen, browser)
            _every_function(seen)
            seen.keep_messages()
            world.run_queue(rounds=100)
            _disconnected(seen, browser)
        finally:
            logger.setLevel(level)
        assert seen.leaks() == {}


def _every_endpoint(seen: Everything) -> None:
    """Each is asked by somebody signed in, whose session it may end; disconnecting comes later."""
    browser = seen.browser()
    for declared in endpoints():
        if (declared.method, declared.path) == ("DELETE", "/v1/user"):
            continue
        if SESSION not in browser.cookies or browser.get("/v1/user").json["authenticated"] is False:
            seen.sign_in(browser)
        path = declared.path
        for name, value in _FOR_PATHS.items():
            path = path.replace(f"{{{name}}}", value)
        answer = browser.send(declared.method, path, body=_BODIES.get((declared.method, declared.path)))
        if declared.path == "/v1/user/tokens" and declared.method == "POST":
            seen.secrets.add(answer.json["token"].rpartition(".")[2])
        assert answer.status < 500, f"{declared.method} {path}: {answer.text}"


def _every_read_while(seen: Everything, browser: Browser, kind: str, path: str) -> None:
    person = seen.world.spotify.truth.people[0]
    track, playlist = person.saved_tracks[0].id, person.playlists[0].playlist_id
    seen.world.spotify.fault(kind, name="canary", match={"path": path}, **_QUICK.get(kind, {}))
    seen.world.advance(hours=2)  # the access token ends as well: it is renewed while things go wrong
    for read in (PLAYLISTS, f"{PLAYLISTS}/{playlist}/items", f"/v1/library/tracks/{track}/data", "/v1/user/profile"):
        assert browser.get(read).status < 600
    seen.world.spotify.switch("remove-fault", name="canary")
    seen.world.advance(hours=2)
    told = browser.get("/v1/user").json
    if not told["authenticated"] or told["grant"]["reauth_required"]:
        seen.sign_in(browser)


def _spotify_echoes(seen: Everything, browser: Browser) -> None:
    """Spotify says the token, the secret and the cookie back, as text and as JSON, with every status."""
    world = seen.world
    for secret in (max(seen.secrets, key=len), browser.cookies[SESSION], world.spotify.options.client_secret):
        for status in (200, 400, 401, 403, 404, 429, 500, 503):
            for body in (f"Bearer {secret}", {"error": {"status": status, "message": secret, "reason": secret}}):
                world.spotify_answers("/v1/me/tracks", status=status, body=body, times=3)
                browser.get("/v1/library/tracks")
                world.advance(hours=1)
                world.spotify.simulator.canned.waiting.clear()
        world.spotify_answers("/api/token", status=400, body={"error": "invalid_grant", "error_description": secret})
        world.advance(hours=2)
        browser.get("/v1/library/tracks")
        seen.sign_in(browser)


def _aws_refuses(seen: Everything) -> None:
    """Each operation, at each step of signing in, reading, changing and leaving."""
    world = seen.world
    for operation in (
        *("BatchGetItem", "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "TransactWriteItems"),
        *("Encrypt", "Decrypt", "SendMessageBatch", "BatchWriteItem"),
    ):
        browser = seen.browser()
        seen.sign_in(browser)
        world.advance(hours=2)
        services().accounts.vault._open.clear()
        world.aws.refuse(operation, "AccessDeniedException")
        for method, path in (
            *(("GET", PLAYLISTS), ("GET", "/v1/user"), ("PATCH", "/v1/user"), ("POST", "/v1/user/session/refresh")),
            *(("POST", "/v1/user/tokens"), ("GET", "/v1/user/login"), ("DELETE", "/v1/user/sessions")),
        ):
            browser.send(method, path, body=_BODIES.get((method, path)))
        world.aws.refusals.clear()
        begun = seen.browser()
        url = begun.begin_sign_in()
        seen.secrets.add(parse_qs(urlsplit(url).query)["state"][0])
        back = begun.consent(url)
        world.aws.refuse(operation, "AccessDeniedException")
        begun.get(back)
        world.aws.refusals.clear()


def _another_provider(seen: Everything, browser: Browser) -> None:
    """ReccoBeats is told ids of tracks and nothing else, well or not."""
    seen.sign_in(browser)
    track = seen.world.spotify.truth.people[0].saved_tracks[0].id
    choose("reccobeats", f"{seen.world.spotify.url}/reccobeats")
    before = len(seen.sent)
    for kind in (None, "server_error", "html", "truncated", "rate_limit"):
        if kind is not None:
            seen.world.spotify.fault(kind, name="canary", match={"path": "/reccobeats/*"}, times=2)
        assert browser.get(f"/v1/library/tracks/{track}/data").status < 500
        seen.world.advance(minutes=30)
    choose("spotify")
    asked = [request for request in seen.sent[before:] if "/reccobeats/" in request.url]
    assert asked
    assert all("Authorization" not in request.headers for request in asked)


def _every_function(seen: Everything) -> None:
    for declared in functions():
        module, _, name = declared.handler.rpartition(".")
        if declared.schedule:
            seen.world.advance(days=1)
            seen.world.tick(getattr(importlib.import_module(module), name))
        elif declared.queue:
            # What stands in a letter that nobody can read is in the dead letters, where it was put; it goes no further.
            seen.world.send(f'{{"v": 1, "token": "{"x" * 40}"}}', queue=declared.queue)


def _disconnected(seen: Everything, browser: Browser) -> None:
    seen.sign_in(browser)
    assert browser.get(PLAYLISTS).status == 200
    assert browser.delete("/v1/user").status == 202
    finish(seen.world)


def _forms(secret: str) -> set[str]:
    """A secret as it may be written: as it is, in an address, in base64 by itself and as a header's value."""
    headers = (f"Bearer {secret}", f"Basic {secret}")
    return {secret, quote(secret, safe=""), *(_base64(text) for text in (secret, *headers))}


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode().rstrip("=")


def test_the_canaries_would_be_found() -> None:
    """The test above can fail: what it looks for is there where it is looked for, unless it is taken out."""
    with a_world(tracks=5, playlists=1) as world, listening() as console:
        seen = Everything(world, console)
        browser = seen.browser()
        seen.sign_in(browser)
        secret = browser.cookies[SESSION].rpartition(".")[2]
        assert secret in seen.secrets
        assert any(len(token) > 100 for token in seen.secrets), "tokens of Spotify are recorded"
        world.aws.clear()
        assert browser.get(PLAYLISTS).status == 200
        seen.keep_messages()
        assert seen.leaks(at_least=1) == {}

        logging.getLogger("some.library").warning("leaks %s", secret)
        boto3.resource("dynamodb").Table("test-catalogue").put_item(Item={"pk": "x", "sk": "x", "leak": secret})
        world.send(secret)
        seen.keep_messages()
        in_base64 = base64.b64encode(f"Bearer {secret}".encode()).decode()
        seen.answers.append(Answer(200, {"x-leak": in_base64, "location": f"/?{quote(secret, safe='')}"}, secret, []))
        logged = world.spotify.requests[-1]
        world.spotify.simulator.log.add(replace(logged, path=f"/v1/tracks/{secret}"))
        seen.sent.append(Request("GET", "https://api.example/reccobeats/x", headers={"Authorization": secret}))
        assert seen.leaks(at_least=1).keys() == seen.places().keys(), "it is found wherever it stands"
        assert not any(secret in _beside_credentials(request) for request in seen.sent[:-1])


@pytest.mark.parametrize(
    "value",
    [
        Tokens("BQaccess" * 5, "AQrefresh" * 5),
        Request("GET", "https://api.example", headers={"Authorization": "Bearer " + "BQaccess" * 5}),
        Request("POST", "https://accounts.example", form={"refresh_token": "AQrefresh" * 5}),
        SpotifyAnswer(200, {}, b'{"access_token": "BQaccessBQaccess"}'),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_holds_secrets_does_not_print_them(value: object) -> None:
    for text in (repr(value), str(value), f"{value}"):
        assert "BQaccess" not in text
        assert "AQrefresh" not in text


def test_settings_and_secrets_do_not_print_themselves() -> None:
    with a_world(tracks=5, playlists=1) as world:
        from chalicelib.core.composition import services

        secret = services().secrets.client_secret()
        assert secret == world.spotify.options.client_secret
        for value in (services().secrets._value, services().settings, services().accounts._oauth, services()):
            assert secret not in repr(value)


def test_what_must_be_logged_is_not_mistaken_for_a_secret() -> None:
    line = {
        "kind": "library.entities",
        "message_id": "abc",
        "path": "/v1/user/tokens",
        "error_code": "not_found",
        "status": 404,
    }
    assert redact(line) == line

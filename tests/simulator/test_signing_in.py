"""Signing in: the consent page, the authorization code, and what the accounts host refuses."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
import requests

from infra.local.simulator import RunningSimulator, running_simulator
from tests.simulator.listener import App, Listener


@pytest.fixture(scope="module")
def spotify() -> Iterator[RunningSimulator]:
    with running_simulator(tracks=20, playlists=4) as simulator:
        yield simulator


@pytest.fixture
def app(spotify: RunningSimulator) -> App:
    return App(spotify)


class _Form(HTMLParser):
    """What a browser would send with the page's form, and the page's words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.buttons: list[tuple[str, str]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "input":
            if values["type"] in ("checkbox", "radio") and "checked" not in values:
                return
            self.fields.setdefault(values["name"], []).append(values["value"])
        if tag == "button":
            self.buttons.append((values["name"], values["value"]))

    def handle_data(self, data: str) -> None:
        self.words += f" {data}"


def test_a_person_sees_that_spotify_is_simulated_and_agrees(app: App) -> None:
    page = app.consent_page()
    assert page.status_code == 200
    form = _Form(page.text)
    assert "Simulated Spotify" in form.words
    for person in app.spotify.truth.people:
        assert person.display_name in form.words

    assert ("decision", "agree") in form.buttons
    answer = requests.post(
        f"{app.spotify.url}/authorize",
        data={**form.fields, "decision": "agree"},
        allow_redirects=False,
        timeout=10,
    )
    assert answer.headers["Location"].startswith(f"{app.redirect_uri}?code=")
    assert answer.headers["Location"].endswith(f"&state={app.state}")


def test_a_signed_in_person_is_the_one_who_was_chosen(app: App) -> None:
    second = app.spotify.truth.people[1]
    tokens = app.sign_in(person=second.id)
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3600
    assert tokens["scope"].split() == app.scope.split()
    me = Listener(app.spotify, tokens["access_token"]).read("/me")
    assert (me["id"], me["account_id"]) == (second.id, second.account_id)


def test_nobody_can_sign_in_as_someone_who_is_not_there(app: App) -> None:
    form = {**app.authorization(), "decision": "agree", "person": "nobody"}
    answer = requests.post(f"{app.spotify.url}/authorize", data=form, allow_redirects=False, timeout=10)
    assert (answer.status_code, "Location" in answer.headers) == (400, False)


def test_cancelling_sends_the_person_back_with_access_denied(app: App) -> None:
    assert app.decide("cancel") == {"error": "access_denied", "state": app.state}


def test_a_person_may_grant_less_than_was_asked(app: App) -> None:
    tokens = app.sign_in(grant_listed="1", grant=["user-library-read"])
    assert tokens["scope"] == "user-library-read"
    listener = Listener(app.spotify, tokens["access_token"])
    assert listener.get("/me/tracks").status_code == 200
    assert listener.refusal("/me/playlists") == (403, "Insufficient client scope")


def test_what_is_withheld_is_never_granted() -> None:
    with running_simulator(tracks=1, playlists=1, withheld_scopes=("playlist-read-private",)) as spotify:
        assert App(spotify).sign_in()["scope"] == "user-library-read"


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "http://localhost:8000/callback",
        "https://localhost/callback",
        "http://example.com/callback",
        "http://127.0.0.1.example.com/callback",
        "javascript:alert(1)",
        "/callback",
        "",
    ],
)
def test_redirect_uris_that_spotify_refuses_are_refused_on_the_page(app: App, redirect_uri: str) -> None:
    page = app.consent_page(redirect_uri=redirect_uri)
    assert page.status_code == 400
    assert "Invalid redirect URI" in page.text
    assert "Location" not in page.headers


@pytest.mark.parametrize(
    "redirect_uri",
    ["http://127.0.0.1:8000/callback", "http://[::1]:9/x", "https://example.com/cb", "my-app://callback"],
)
def test_redirect_uris_that_spotify_takes_are_taken(app: App, redirect_uri: str) -> None:
    assert app.consent_page(redirect_uri=redirect_uri).status_code == 200


def test_a_registered_redirect_uri_must_match_exactly_but_a_loopback_one_without_port_takes_any() -> None:
    registered = ("https://example.com/cb", "http://127.0.0.1/cb")
    with running_simulator(tracks=1, playlists=1, redirect_uris=registered) as spotify:
        app = App(spotify)
        assert app.consent_page(redirect_uri="https://example.com/cb").status_code == 200
        assert app.consent_page(redirect_uri="http://127.0.0.1:4711/cb").status_code == 200
        for other in ("https://example.com/cb/", "https://example.com/cb?x=1", "http://127.0.0.1:4711/other"):
            assert app.consent_page(redirect_uri=other).status_code == 400


def test_an_unknown_client_gets_a_page_and_no_redirect(app: App) -> None:
    page = app.consent_page(client_id="somebody-else")
    assert (page.status_code, "Invalid client" in page.text) == (400, True)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "user-library-read everything"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "too-short"}, "invalid_request"),
    ],
)
def test_a_wrong_request_goes_back_to_the_app_with_its_state(
    app: App, changes: dict[str, str | None], error: str
) -> None:
    answer = app.consent_page(**changes)
    assert answer.headers["Location"] == f"{app.redirect_uri}?error={error}&state={app.state}"


def test_the_consent_page_does_not_run_what_the_request_brings(app: App) -> None:
    page = app.consent_page(state='"><script>alert(1)</script>')
    assert "<script>" not in page.text
    assert _Form(page.text).fields["state"] == ['"><script>alert(1)</script>']


def _error(answer: requests.Response) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["error"], body["error_description"]


def test_a_code_works_once(app: App) -> None:
    code = app.decide()["code"]
    assert app.exchange(code).status_code == 200
    assert _error(app.exchange(code)) == (400, "invalid_grant", "Invalid authorization code")


def test_a_code_does_not_live_long(app: App) -> None:
    code = app.decide()["code"]
    app.spotify.clock.advance(app.spotify.options.code_seconds + 1)
    assert _error(app.exchange(code)) == (400, "invalid_grant", "Authorization code expired")


def test_a_stolen_code_is_useless_without_the_verifier(app: App) -> None:
    wrong = _error(app.exchange(app.decide()["code"], code_verifier="x" * 64))
    assert wrong == (400, "invalid_grant", "code_verifier was incorrect")
    missing = _error(app.exchange(app.decide()["code"], code_verifier=None))
    assert missing == (400, "invalid_request", "code_verifier must be supplied")


def test_the_exchange_must_name_the_same_redirect_uri(app: App) -> None:
    answer = app.exchange(app.decide()["code"], redirect_uri=f"{app.redirect_uri}/")
    assert _error(answer) == (400, "invalid_grant", "Invalid redirect URI")


def test_a_wrong_secret_and_a_wrong_client_are_told_apart(app: App) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "any"}
    url, client_id = f"{app.spotify.url}/api/token", app.spotify.options.client_id
    wrong_secret = requests.post(url, data=form, auth=(client_id, "guess"), timeout=10)
    assert _error(wrong_secret) == (400, "invalid_client", "Invalid client secret")
    wrong_client = requests.post(url, data=form, auth=("guess", "guess"), timeout=10)
    assert _error(wrong_client) == (400, "invalid_client", "Invalid client")
    garbage = requests.post(url, data=form, headers={"Authorization": "Basic %%%"}, timeout=10)
    assert _error(garbage)[:2] == (400, "invalid_client")


def test_a_public_client_needs_pkce(app: App) -> None:
    url, client_id = f"{app.spotify.url}/api/token", app.spotify.options.client_id
    form = {"grant_type": "authorization_code", "redirect_uri": app.redirect_uri, "client_id": client_id}
    with_pkce = requests.post(
        url, data={**form, "code": app.decide()["code"], "code_verifier": app.verifier}, timeout=10
    )
    assert with_pkce.status_code == 200

    fields = app.authorization(code_challenge=None, code_challenge_method=None)
    decision = requests.post(
        f"{app.spotify.url}/authorize", data={**fields, "decision": "agree"}, allow_redirects=False, timeout=10
    )
    code = decision.headers["Location"].split("code=")[1].split("&")[0]
    assert _error(requests.post(url, data={**form, "code": code}, timeout=10))[:2] == (400, "invalid_client")


def test_other_grants_are_not_supported(app: App) -> None:
    assert _error(app.token(grant_type="password"))[:2] == (400, "unsupported_grant_type")
    assert _error(app.token(code="x"))[:2] == (400, "unsupported_grant_type")


def test_the_log_keeps_no_secrets(app: App) -> None:
    tokens = app.sign_in()
    Listener(app.spotify, tokens["access_token"]).read("/me")
    log = repr(app.spotify.requests)
    assert "authorization_code" in log
    for secret in (tokens["access_token"], tokens["refresh_token"], app.verifier, app.state):
        assert secret not in log

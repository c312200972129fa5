"""Signing in with Spotify."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.spotify import errors
from chalicelib.spotify.oauth import OAuthClient, authorize_url, code_challenge
from chalicelib.spotify.transport import Answer

from .fakes import FakeTransport, fixture, ok, refused


def oauth(*answers: Answer) -> tuple[OAuthClient, FakeTransport]:
    transport = FakeTransport(*answers)
    return OAuthClient(transport, "https://accounts.example", "the-client", lambda: "the-secret"), transport


def test_the_challenge_is_that_of_the_specification() -> None:
    # RFC 7636, appendix B.
    assert (
        code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_the_person_is_sent_to_spotify_with_all_it_needs() -> None:
    url = authorize_url(
        "https://accounts.example/",
        client_id="the-client",
        redirect_uri="https://127.0.0.1:8443/api/v1/user/callback",
        scopes=["user-library-read", "playlist-read-private"],
        state="st&te",
        code_challenge="challenge",
    )
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "accounts.example", "/authorize")
    assert {name: values[0] for name, values in parse_qs(parts.query).items()} == {
        "response_type": "code",
        "client_id": "the-client",
        "redirect_uri": "https://127.0.0.1:8443/api/v1/user/callback",
        "scope": "user-library-read playlist-read-private",
        "state": "st&te",
        "code_challenge_method": "S256",
        "code_challenge": "challenge",
    }


def test_a_code_is_exchanged_with_secret_and_verifier() -> None:
    client, transport = oauth(ok(fixture("token/first")))
    tokens = client.exchange("the-code", "https://app.example/callback", "the-verifier")
    (request,) = transport.requests
    assert (request.method, request.url) == ("POST", "https://accounts.example/api/token")
    assert request.form == {
        "grant_type": "authorization_code",
        "code": "the-code",
        "redirect_uri": "https://app.example/callback",
        "code_verifier": "the-verifier",
    }
    scheme, _, pair = request.headers["Authorization"].partition(" ")
    assert (scheme, base64.b64decode(pair)) == ("Basic", b"the-client:the-secret")
    assert (tokens.access_token, tokens.expires_in, tokens.refresh_token) == ("INVENTED", 3600, "INVENTED-TOO")
    assert tokens.scope == "user-library-read playlist-read-private"


def test_a_refresh_may_bring_no_new_refresh_token_and_no_scope() -> None:
    answer = fixture("token/refreshed_without_refresh_token")
    del answer["scope"]
    client, transport = oauth(ok(answer))
    tokens = client.refresh("the-refresh-token")
    assert tokens.refresh_token is None and tokens.scope is None
    assert transport.requests[0].form == {"grant_type": "refresh_token", "refresh_token": "the-refresh-token"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refused(400, {"error": "invalid_grant", "error_description": "Refresh token revoked"}), errors.InvalidGrant),
        (refused(400, {"error": "invalid_grant", "error_description": "Invalid refresh token"}), errors.InvalidGrant),
        (refused(400, {"error": "invalid_client"}), errors.InvalidClient),
        (refused(500, b"<html>"), errors.Unavailable),
        (refused(429, b"", Retry_After="5"), errors.RateLimited),
        (Answer(200, body=b"<html>"), errors.MalformedAnswer),
        (ok({"token_type": "Bearer"}), errors.MalformedAnswer),
    ],
)
def test_a_refusal_is_asked_once_and_named(answer: Answer, expected: type[errors.SpotifyError]) -> None:
    client, transport = oauth(answer)
    with pytest.raises(expected) as error:
        client.refresh("the-refresh-token")
    assert type(error.value) is expected
    assert len(transport.requests) == 1
    assert "the-refresh-token" not in str(error.value) and "the-secret" not in str(error.value)


def test_tokens_and_requests_do_not_print_their_secrets() -> None:
    client, transport = oauth(ok(fixture("token/first")))
    shown = repr(client.exchange("the-code", "https://app.example/", "the-verifier")) + repr(transport.requests[0])
    for secret in ("INVENTED", "the-code", "the-verifier", "the-secret"):
        assert secret not in shown


def test_a_malformed_token_answer_is_not_quoted() -> None:
    client, _ = oauth(Answer(200, body=json.dumps({"access_token": 12345678, "expires_in": "soon"}).encode()))
    with pytest.raises(errors.MalformedAnswer) as error:
        client.refresh("r")
    assert "12345678" not in str(error.value)

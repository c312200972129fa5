"""Which error a refusal of Spotify is, and what it may say."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.spotify import errors
from chalicelib.spotify.refusals import classify

FORBIDDEN = {"error": {"status": 403, "message": "Forbidden"}}


def told(status: int, payload: Any, path: str = "/me", **headers: str) -> errors.SpotifyError:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return classify(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, path)


def message(text: str, **more: Any) -> dict[str, Any]:
    return {"error": {"status": 400, "message": text, **more}}


@pytest.mark.parametrize(
    ("status", "payload", "path", "expected"),
    [
        (400, message("Invalid limit"), "/search", errors.InvalidRequest),
        (400, message("Only valid bearer authentication supported"), "/me", errors.TokenRejected),
        (401, message("The access token expired"), "/me", errors.TokenRejected),
        (401, b"", "/me", errors.TokenRejected),
        (400, {"error": "invalid_grant", "error_description": "Refresh token revoked"}, "", errors.InvalidGrant),
        (400, {"error": "invalid_client", "error_description": "Invalid client"}, "", errors.InvalidClient),
        (401, {"error": "invalid_client"}, "", errors.InvalidClient),
        (400, {"error": "unsupported_grant_type"}, "", errors.InvalidRequest),
        (403, b"User not registered in the Developer Dashboard", "/me", errors.NotAllowlisted),
        (403, b"User not approved for app", "/me", errors.NotAllowlisted),
        (403, message("User not registered in the Developer Dashboard"), "/me", errors.NotAllowlisted),
        (
            403,
            message("Active premium subscription required for the owner of the app."),
            "/me",
            errors.OwnerPremiumLapsed,
        ),
        (403, message("Insufficient client scope"), "/me/tracks", errors.InsufficientScope),
        (403, message("Player command failed", reason="PREMIUM_REQUIRED"), "/me/player/play", errors.PremiumRequired),
        (403, FORBIDDEN, "/playlists/abc/items", errors.PlaylistForbidden),
        (403, FORBIDDEN, "/playlists/abc/tracks", errors.EndpointClosed),
        (403, FORBIDDEN, "/audio-features/abc", errors.EndpointClosed),
        (403, b"", "/recommendations", errors.EndpointClosed),
        (403, FORBIDDEN, "/artists/abc/top-tracks", errors.EndpointClosed),
        (403, FORBIDDEN, "/tracks", errors.EndpointClosed),
        (403, FORBIDDEN, "/tracks/abc", errors.Forbidden),
        (403, FORBIDDEN, "/me/tracks", errors.Forbidden),
        (403, message("Player command failed", reason="ALREADY_PAUSED"), "/me/player/pause", errors.Forbidden),
        (404, message("Resource not found"), "/tracks/abc", errors.NotFound),
        (404, message("No active device found", reason="NO_ACTIVE_DEVICE"), "/me/player", errors.NoActiveDevice),
        (429, message("API rate limit exceeded"), "/me", errors.RateLimited),
        (429, b"Too many requests", "/me", errors.RateLimited),
        (429, message("Too many requests", reason="QUOTA_EXCEEDED"), "/me", errors.QuotaExceeded),
        (500, b"<html>oops</html>", "/me", errors.Unavailable),
        (502, message("Failed to get followed artists"), "/me/following", errors.Unavailable),
        (503, b"", "/me", errors.Unavailable),
        (302, b"", "/me", errors.MalformedAnswer),
    ],
)
def test_every_known_refusal_has_its_own_error(
    status: int, payload: Any, path: str, expected: type[errors.SpotifyError]
) -> None:
    error = told(status, payload, path)
    assert type(error) is expected
    assert error.status == status


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30),
        ("52531", 52531),
        ("2.5", 3),
        ("0", 0),
        ("soon", 60),
        ("", 60),
        ("-5", 60),
        ("nan", 60),
        ("inf", 60),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 60),
        ("99999999999999", 7 * 24 * 3600),
    ],
)
def test_how_long_to_wait_is_always_known_when_spotify_wants_fewer_requests(header: str, seconds: int) -> None:
    assert told(429, b"", Retry_After=header).retry_after == seconds
    assert told(429, b"", retry_after=header).retry_after == seconds


def test_without_a_retry_after_the_wait_is_a_minute_and_only_where_waiting_helps() -> None:
    assert told(429, b"").retry_after == errors.DEFAULT_RETRY_AFTER == 60
    assert told(404, b"", Retry_After="30").retry_after is None
    assert told(503, b"", Retry_After="30").retry_after == 30
    assert told(503, b"").retry_after is None


def test_only_a_token_that_spotify_did_not_see_is_worth_sending_again() -> None:
    missing, expired = told(401, message("Access token missing")), told(401, message("The access token expired"))
    assert isinstance(missing, errors.TokenRejected) and missing.transient
    assert isinstance(expired, errors.TokenRejected) and not expired.transient


@pytest.mark.parametrize(
    "secret",
    [
        "BQDinventedinventedinventedinvented",
        "someone@example.org",
        "AQ" + "x" * 60,
        "eyJhbGciOi.J9eyJzdWIi.OiIxMjM0NTY3",
    ],
)
@pytest.mark.parametrize("shape", ["message", "description", "text"])
def test_no_error_repeats_a_token_or_an_address(secret: str, shape: str) -> None:
    sentence = f"Not good: {secret} was refused"
    payload: Any = {"message": message(sentence), "text": f"{sentence} User not approved for app".encode()}.get(
        shape, {"error": "invalid_grant", "error_description": sentence}
    )
    error = told(403, payload)
    assert secret not in str(error) and secret not in repr(error)


def test_a_refusal_keeps_spotifys_own_words_for_the_log() -> None:
    error = told(400, message("Invalid limit"))
    assert "Invalid limit" in str(error) and "400" in str(error)
    assert told(404, message("none", reason="NO_ACTIVE_DEVICE")).reason == "NO_ACTIVE_DEVICE"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "status", "message", "reason", "error_description"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@given(
    status=st.integers(100, 999),
    body=st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()),
    header=st.text(max_size=12),
    path=st.text(max_size=20) | st.sampled_from(["/audio-features/x", "/playlists/x/items"]),
)
def test_any_status_and_body_give_an_error_of_spotify(status: int, body: bytes, header: str, path: str) -> None:
    error = classify(status, {"Retry-After": header}, body, path)
    assert isinstance(error, errors.SpotifyError)
    assert error.status == status
    assert len(str(error)) < 300
    assert (error.retry_after is not None) >= isinstance(error, errors.RateLimited)
    assert isinstance(error, errors.RateLimited) == (status == 429)

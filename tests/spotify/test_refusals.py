"""Which error a refusal of Spotify is, and what it may say."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.spotify import errors
from chalicelib.spotify.endpoints import catalogue, library, playlists
from chalicelib.spotify.endpoints.declaration import Endpoint
from chalicelib.spotify.refusals import classify

# https://developer.spotify.com/documentation/web-api/concepts/player-errors
PLAYER_REASONS = [
    "NO_PREV_TRACK",
    "NO_NEXT_TRACK",
    "NO_SPECIFIC_TRACK",
    "ALREADY_PAUSED",
    "NOT_PAUSED",
    "NOT_PLAYING_LOCALLY",
    "NOT_PLAYING_TRACK",
    "NOT_PLAYING_CONTEXT",
    "ENDLESS_CONTEXT",
    "CONTEXT_DISALLOW",
    "ALREADY_PLAYING",
    "RATE_LIMITED",
    "REMOTE_CONTROL_DISALLOW",
    "DEVICE_NOT_CONTROLLABLE",
    "VOLUME_CONTROL_DISALLOW",
    "NO_ACTIVE_DEVICE",
    "PREMIUM_REQUIRED",
    "UNKNOWN",
]
FORBIDDEN = {"error": {"status": 403, "message": "Forbidden"}}


ROWS = playlists.PLAYLIST_ITEMS
CHANGE_ROWS: Endpoint[None] = Endpoint("change_rows", "PUT", ROWS.path, of_playlist=True)
CLOSABLE = catalogue.AUDIO_FEATURES


def told(status: int, payload: Any, endpoint: Endpoint[Any] | None = None, **headers: str) -> errors.SpotifyError:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return classify(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, endpoint)


def message(text: str, **more: Any) -> dict[str, Any]:
    return {"error": {"status": 400, "message": text, **more}}


@pytest.mark.parametrize(
    ("status", "payload", "endpoint", "expected"),
    [
        (400, message("Invalid limit"), None, errors.InvalidRequest),
        (400, message("Only valid bearer authentication supported"), None, errors.TokenRejected),
        (401, message("The access token expired"), None, errors.TokenRejected),
        (401, b"", None, errors.TokenRejected),
        (400, {"error": "invalid_grant", "error_description": "Refresh token revoked"}, None, errors.InvalidGrant),
        (400, {"error": "invalid_client", "error_description": "Invalid client"}, None, errors.InvalidClient),
        (401, {"error": "invalid_client"}, None, errors.InvalidClient),
        (400, {"error": "unsupported_grant_type"}, None, errors.InvalidRequest),
        (403, b"User not registered in the Developer Dashboard", None, errors.NotAllowlisted),
        (403, b"User not approved for app", None, errors.NotAllowlisted),
        (403, message("User not registered in the Developer Dashboard"), None, errors.NotAllowlisted),
        (
            403,
            message("Active premium subscription required for the owner of the app."),
            None,
            errors.OwnerPremiumLapsed,
        ),
        (403, message("Insufficient client scope"), library.MY_TRACKS, errors.InsufficientScope),
        (403, message("Player command failed", reason="PREMIUM_REQUIRED"), None, errors.PremiumRequired),
        (403, FORBIDDEN, ROWS, errors.PlaylistForbidden),
        (403, FORBIDDEN, CHANGE_ROWS, errors.PlaylistForbidden),
        (403, message("You cannot add tracks to a playlist you don't own."), CHANGE_ROWS, errors.PlaylistForbidden),
        (403, FORBIDDEN, CLOSABLE, errors.EndpointClosed),
        (403, b"", CLOSABLE, errors.EndpointClosed),
        (403, message("Only for some"), CLOSABLE, errors.Forbidden),
        (403, message("Insufficient client scope"), ROWS, errors.InsufficientScope),
        (403, b"User not approved for app", CLOSABLE, errors.NotAllowlisted),
        (410, b"", CLOSABLE, errors.EndpointClosed),
        (403, FORBIDDEN, catalogue.TRACK, errors.Forbidden),
        (403, FORBIDDEN, library.MY_TRACKS, errors.Forbidden),
        (403, message("Player command failed", reason="ALREADY_PAUSED"), None, errors.Forbidden),
        (404, message("Resource not found"), catalogue.TRACK, errors.NotFound),
        (404, message("No active device found", reason="NO_ACTIVE_DEVICE"), None, errors.NoActiveDevice),
        (429, message("API rate limit exceeded"), None, errors.RateLimited),
        (429, b"Too many requests", None, errors.RateLimited),
        (429, message("Too many requests", reason="QUOTA_EXCEEDED"), None, errors.QuotaExceeded),
        (500, b"<html>oops</html>", None, errors.Unavailable),
        (502, message("Failed to get followed artists"), library.FOLLOWED_ARTISTS, errors.Unavailable),
        (503, b"", None, errors.Unavailable),
        (302, b"", None, errors.MalformedAnswer),
    ],
)
def test_every_known_refusal_has_its_own_error(
    status: int, payload: Any, endpoint: Endpoint[Any] | None, expected: type[errors.SpotifyError]
) -> None:
    error = told(status, payload, endpoint)
    assert type(error) is expected
    assert error.status == status


@pytest.mark.parametrize(
    ("endpoint", "feature"),
    [(CLOSABLE, "audio_features"), (ROWS, "followed_playlist_items"), (CHANGE_ROWS, None), (library.MY_TRACKS, None)],
)
def test_a_plain_refusal_says_which_feature_it_closes(endpoint: Endpoint[Any], feature: str | None) -> None:
    assert told(403, FORBIDDEN, endpoint).feature == feature
    assert told(403, message("Insufficient client scope"), endpoint).feature is None
    assert told(429, b"", endpoint).feature is None


@pytest.mark.parametrize("reason", PLAYER_REASONS)
@pytest.mark.parametrize("status", [403, 404])
def test_each_reason_of_the_player_passes_through(reason: str, status: int) -> None:
    error = told(status, message("Player command failed", reason=reason))
    assert (error.reason, error.status) == (reason, status)


SENT = "Wed, 25 Nov 2026 03:00:00 GMT"


@pytest.mark.parametrize(
    ("header", "seconds", "by_spotify"),
    [
        ("30", 30, True),
        ("52531", 52531, True),
        ("2.5", 3, True),
        ("0", 1, True),
        ("0.2", 1, True),
        ("soon", 60, False),
        ("", 60, False),
        ("-5", 60, False),
        ("nan", 60, False),
        ("inf", 60, False),
        ("Wed, 25 Nov 2026 03:00:45 GMT", 45, True),
        ("Thu, 26 Nov 2026 03:00:00 GMT", 86400, True),
        ("Wed, 25 Nov 2026 02:59:00 GMT", 60, False),
        ("Wed, 99 Nov 2026 02:59:00 GMT", 60, False),
        ("86400", 86400, True),
        ("99999999999999", 7 * 24 * 3600, True),
    ],
)
@pytest.mark.parametrize("name", ["Retry-After", "retry-after"])
def test_how_long_to_wait_is_always_known_and_whether_spotify_said_so(
    name: str, header: str, seconds: int, by_spotify: bool
) -> None:
    error = classify(429, {name: header, "Date": SENT}, b"")
    assert isinstance(error, errors.RateLimited)
    assert (error.retry_after, error.told) == (seconds, by_spotify)


def test_a_date_is_counted_from_our_clock_where_the_answer_has_none() -> None:
    error = told(429, b"", Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=600), usegmt=True))
    assert 590 <= (error.retry_after or 0) <= 600


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
    date=st.text(max_size=12) | st.just(SENT),
    endpoint=st.sampled_from([None, CLOSABLE, ROWS, CHANGE_ROWS, library.MY_TRACKS]),
)
def test_any_status_and_body_give_an_error_of_spotify(
    status: int, body: bytes, header: str, date: str, endpoint: Endpoint[Any] | None
) -> None:
    error = classify(status, {"Retry-After": header, "Date": date}, body, endpoint)
    assert isinstance(error, errors.SpotifyError)
    assert error.status == status
    assert len(str(error)) < 300
    assert (error.retry_after is not None) >= isinstance(error, errors.RateLimited)
    assert isinstance(error, errors.RateLimited) == (status == 429)

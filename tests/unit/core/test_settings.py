"""The environment as a model: each wrong variable is named, and what Spotify would refuse is refused here."""

from __future__ import annotations

import pytest

from chalicelib.core.errors import Misconfigured
from chalicelib.core.settings import queue_variable, read

GOOD = {
    "STAGE": "home",
    "PUBLIC_URL": "https://dashspot.example",
    "SPOTIFY_CLIENT_ID": "id",
    "SECRETS_PARAMETER": "/dashspot/secrets",
    "ACCOUNTS_TABLE": "accounts",
    "CATALOGUE_TABLE": "catalogue",
    "PERSONAL_TABLE": "personal",
    "COORDINATION_TABLE": "coordination",
    "BUCKET": "bucket",
    "KMS_KEY_ID": "key",
}


def test_defaults() -> None:
    found = read(GOOD)
    assert found.web_origin == found.public_url == "https://dashspot.example"
    assert found.redirect_uri == "https://dashspot.example/api/v1/user/callback"
    assert (found.spotify_api_url, found.spotify_accounts_url) == (
        "https://api.spotify.com",
        "https://accounts.spotify.com",
    )
    assert found.simulated_spotify is False
    assert found.log_level == "INFO"
    assert (found.audio_features, found.reccobeats_url) == ("spotify", "https://api.reccobeats.com")


@pytest.mark.parametrize("name", sorted(GOOD))
def test_each_missing_variable_is_named(name: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        read({other: value for other, value in GOOD.items() if other != name})


@pytest.mark.parametrize("name", sorted(GOOD))
def test_an_empty_variable_is_a_missing_one(name: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        read({**GOOD, name: ""})


def test_all_wrong_variables_are_named_at_once() -> None:
    with pytest.raises(Misconfigured) as raised:
        read({**GOOD, "STAGE": "moon", "LOG_LEVEL": "LOUD", "BUCKET": ""})
    assert all(name in raised.value.detail for name in ("STAGE", "LOG_LEVEL", "BUCKET"))


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8443",
        "https://localhost",
        "https://LOCALHOST",
        "http://dashspot.example",
        "dashspot.example",
        "https://",
        "ftp://dashspot.example",
        "https://dashspot.example/path",
        "https://dashspot.example?query",
        "https://dashspot.example#fragment",
        "https://user:password@dashspot.example",
    ],
)
@pytest.mark.parametrize("name", ["PUBLIC_URL", "WEB_ORIGIN"])
def test_what_is_no_origin_for_sign_in_is_refused(name: str, url: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        read({**GOOD, "STAGE": "local", name: url})


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://dashspot.example/", "https://dashspot.example"),
        ("https://127.0.0.1:8443", "https://127.0.0.1:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_origins(url: str, origin: str) -> None:
    assert read({**GOOD, "STAGE": "local", "PUBLIC_URL": url}).public_url == origin


@pytest.mark.parametrize("url", ["http://localhost:8443", "https://localhost", "https://LOCALHOST:8443/"])
def test_case_31_localhost_is_refused_with_what_to_write_instead(url: str) -> None:
    with pytest.raises(Misconfigured, match=r"PUBLIC_URL: .*Spotify refuses localhost: use 127\.0\.0\.1"):
        read({**GOOD, "STAGE": "local", "PUBLIC_URL": url})


@pytest.mark.parametrize("origin", ["https://dash-spot.example", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_case_31_the_registered_address_has_no_hyphen_in_its_path(origin: str) -> None:
    """Spotify was reported to refuse loopback addresses with hyphens in their paths; ours has none."""
    redirect_uri = read({**GOOD, "STAGE": "local", "PUBLIC_URL": origin}).redirect_uri
    assert redirect_uri.startswith(origin)
    assert "-" not in redirect_uri.removeprefix(origin)


@pytest.mark.parametrize("stage", ["home", "prod"])
def test_plain_http_is_for_the_local_stage_alone(stage: str) -> None:
    with pytest.raises(Misconfigured, match="PUBLIC_URL"):
        read({**GOOD, "STAGE": stage, "PUBLIC_URL": "http://127.0.0.1:8000"})


def test_another_spotify_is_told_apart() -> None:
    found = read({**GOOD, "SPOTIFY_API_URL": "http://127.0.0.1:8090/"})
    assert found.spotify_api_url == "http://127.0.0.1:8090"
    assert found.simulated_spotify is True


@pytest.mark.parametrize("name", ["SPOTIFY_API_URL", "SPOTIFY_ACCOUNTS_URL"])
def test_what_is_no_address_of_spotify_is_refused(name: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        read({**GOOD, name: "api.spotify.com"})


def test_queues_are_found_by_their_names() -> None:
    assert queue_variable("library-records") == "QUEUE_URL_LIBRARY_RECORDS"
    found = read({**GOOD, "QUEUE_URL_LIBRARY_RECORDS": "https://sqs.test/1/records"})
    assert found.queue_url("library-records") == "https://sqs.test/1/records"
    with pytest.raises(Misconfigured, match="QUEUE_URL_PLAYER_EVENTS"):
        found.queue_url("player-events")


def test_no_value_is_told_in_the_complaint() -> None:
    with pytest.raises(Misconfigured) as raised:
        read({**GOOD, "PUBLIC_URL": "https://someone:pa55word@host/path"})
    assert "pa55word" not in str(raised.value)

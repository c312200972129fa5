"""Secrets come from one parameter, are read again after a quarter of an hour, and are never told in a complaint."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from chalicelib.core.errors import Misconfigured
from chalicelib.core.secret_store import RELOAD_SECONDS, RETRY_SECONDS, Secrets, SecretStore

KEY = bytes(range(32))
PARAMETER = "/dashspot/test/secrets"


def value(client: str = "spotify's", key: bytes = KEY) -> str:
    return json.dumps({"spotify_client_secret": client, "signing_key": base64.b64encode(key).decode()})


class ParameterNotFound(Exception):
    """What boto3's client raises for a name that it does not know."""


class Exceptions:
    ParameterNotFound = ParameterNotFound


class Ssm:
    """Systems Manager with one parameter, counting how often it is read."""

    exceptions = Exceptions

    def __init__(self, parameter: str | None) -> None:
        self.parameter = parameter
        self.reads = 0

    def get_parameter(self, Name: str, WithDecryption: bool) -> dict[str, Any]:  # noqa: N803
        assert (Name, WithDecryption) == (PARAMETER, True)
        self.reads += 1
        if self.parameter is None:
            raise ParameterNotFound
        return {"Parameter": {"Value": self.parameter}}


class Ticks:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def store(ssm: Ssm, ticks: Ticks | None = None) -> SecretStore:
    return SecretStore(lambda: ssm, PARAMETER, ticks or Ticks())  # type: ignore[arg-type,return-value]


def test_both_secrets_are_read_with_one_request_on_first_use() -> None:
    ssm = Ssm(value())
    found = store(ssm)
    assert ssm.reads == 0
    assert (found.client_secret(), found.signing_key(), found.client_secret()) == ("spotify's", KEY, "spotify's")
    assert ssm.reads == 1


def test_a_rotation_arrives_after_a_quarter_of_an_hour() -> None:
    ssm, ticks = Ssm(value("old")), Ticks()
    found = store(ssm, ticks)
    assert found.client_secret() == "old"
    ssm.parameter = value("new")
    ticks.now = RELOAD_SECONDS
    assert found.client_secret() == "old"
    ticks.now = RELOAD_SECONDS + 1
    assert found.client_secret() == "new"
    ticks.now += RELOAD_SECONDS
    assert (found.client_secret(), ssm.reads) == ("new", 2)


def test_a_missing_parameter_is_named_and_looked_for_again() -> None:
    ssm = Ssm(None)
    found = store(ssm)
    with pytest.raises(Misconfigured, match=PARAMETER):
        found.client_secret()
    ssm.parameter = value()
    assert found.client_secret() == "spotify's"


@pytest.mark.parametrize(
    ("parameter", "named"),
    [
        ("not JSON: s3cret-s3cret", "not JSON"),
        ("[]", PARAMETER),
        ("{}", "spotify_client_secret, signing_key"),
        (value(""), "spotify_client_secret"),
        (value(key=b"s3cret"), "signing_key"),
        ('{"spotify_client_secret": "s3cret-s3cret", "signing_key": "no base64!"}', "signing_key"),
    ],
)
def test_a_parameter_of_another_form_is_told_without_its_content(parameter: str, named: str) -> None:
    with pytest.raises(Misconfigured, match=named) as raised:
        store(Ssm(parameter)).signing_key()
    assert "s3cret" not in raised.value.detail
    assert "no base64!" not in raised.value.detail


def test_secrets_do_not_show_themselves() -> None:
    found = Secrets.model_validate_json(value("s3cret-s3cret"))
    assert "s3cret-s3cret" not in f"{found!r} {found}"


def test_secrets_that_cannot_be_read_again_go_on_and_are_read_again_a_minute_later() -> None:
    ssm, ticks = Ssm(value("old")), Ticks()
    secrets = store(ssm, ticks)
    assert secrets.client_secret() == "old"
    ticks.now += RELOAD_SECONDS + 1
    ssm.parameter = None
    assert secrets.client_secret() == "old"
    ssm.parameter = value("new")
    assert secrets.client_secret() == "old", "not asked at every use while it fails"
    ticks.now += RETRY_SECONDS + 1
    assert secrets.client_secret() == "new"

"""Secrets from one encrypted SSM parameter, read once per process and again later, so that a rotation arrives."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic import Field, SecretStr, ValidationError, field_validator

from chalicelib.core.errors import Misconfigured
from chalicelib.core.model import Model
from chalicelib.core.observability import logger

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

RELOAD_SECONDS = 900
RETRY_SECONDS = 60


class Secrets(Model):
    """The parameter's JSON value."""

    spotify_client_secret: SecretStr = Field(min_length=1)
    signing_key: SecretStr = Field(description="base64 of at least 32 random bytes")

    @field_validator("signing_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(base64.b64decode(value.get_secret_value(), validate=True)) < 32:
            raise ValueError("must hold at least 32 bytes")
        return value


class SecretStore:
    """Reads the parameter on first use. Misconfigured when it is missing or not of the expected form."""

    def __init__(
        self, ssm: Callable[[], SSMClient], parameter: str, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._ssm, self._parameter, self._ticks = ssm, parameter, ticks
        self._value: Secrets | None = None
        self._read_at = 0.0

    def _secrets(self) -> Secrets:
        if self._value is None:
            self._value = self._read()
            self._read_at = self._ticks()
        elif self._ticks() - self._read_at > RELOAD_SECONDS:
            try:
                self._value = self._read()
                self._read_at = self._ticks()
            except Exception:
                # What was read before has worked until now: it goes on, and is read again in a minute.
                logger.exception("secrets not read again")
                self._read_at = self._ticks() - RELOAD_SECONDS + RETRY_SECONDS
        return self._value

    def _read(self) -> Secrets:
        client = self._ssm()
        try:
            answer = client.get_parameter(Name=self._parameter, WithDecryption=True)
        except client.exceptions.ParameterNotFound:
            raise Misconfigured(f"the parameter {self._parameter} does not exist") from None
        try:
            return Secrets.model_validate_json(answer["Parameter"]["Value"])
        except ValidationError as error:
            wrong = ", ".join(str(item["loc"][0]) for item in error.errors(include_input=False) if item["loc"])
            raise Misconfigured(f"the parameter {self._parameter} is not usable: {wrong or 'not JSON'}") from None

    def client_secret(self) -> str:
        """Spotify's client secret."""
        return self._secrets().spotify_client_secret.get_secret_value()

    def signing_key(self) -> bytes:
        """The key that signs cursors."""
        return base64.b64decode(self._secrets().signing_key.get_secret_value())

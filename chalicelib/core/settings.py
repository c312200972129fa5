"""The environment as a validated model, read once, on first use."""

from __future__ import annotations

import os
from functools import cache
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, ValidationError, model_validator

from chalicelib.core.errors import Misconfigured
from chalicelib.core.model import Model

SPOTIFY_API_URL = "https://api.spotify.com"
SPOTIFY_ACCOUNTS_URL = "https://accounts.spotify.com"
RECCOBEATS_URL = "https://api.reccobeats.com"
QUEUE_URL_PREFIX = "QUEUE_URL_"


def _origin(value: str) -> str:
    """Scheme, host and port only. Spotify takes HTTPS, or a loopback address written as a number, never ``localhost``
    (https://developer.spotify.com/documentation/web-api/concepts/redirect_uri)."""
    parts = urlsplit(value)
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username or not parts.hostname:
        raise ValueError("must be an origin such as https://dashspot.example, without a path")
    if parts.hostname == "localhost":
        raise ValueError("Spotify refuses localhost: use 127.0.0.1")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1")):
        raise ValueError("must be https, or http on 127.0.0.1")
    return f"{parts.scheme}://{parts.netloc}"


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("must be an http or https URL")
    return value.rstrip("/")


Origin = Annotated[str, AfterValidator(_origin)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]


class Settings(Model):
    """What a function is told by its environment; names are the variables' names in lower case."""

    model_config = ConfigDict(frozen=True)

    stage: Literal["local", "home", "prod"]
    version: str = "0.0.0"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    public_url: Origin
    web_origin: Origin = ""
    spotify_api_url: BaseUrl = SPOTIFY_API_URL
    spotify_accounts_url: BaseUrl = SPOTIFY_ACCOUNTS_URL
    audio_features: Literal["spotify", "reccobeats", "none"] = "spotify"
    reccobeats_url: BaseUrl = RECCOBEATS_URL
    spotify_client_id: str = Field(min_length=1)
    spotify_daily_budget: int = Field(500, ge=0)
    spotify_budget_shares: str = Field("40/50/10", pattern=r"^\d{1,3}/\d{1,3}/\d{1,3}$")
    spotify_polls_per_person: int = Field(48, ge=0)
    sync_period_hours: int = Field(24, ge=0, le=168)
    sync_verify_days: int = Field(7, ge=1)
    changes_retention_days: int = Field(90, ge=1)
    model_build_delay_seconds: int = Field(20, ge=0, le=900)
    model_whole_days: int = Field(7, ge=1)
    secrets_parameter: str = Field(min_length=1)
    accounts_table: str
    catalogue_table: str
    personal_table: str
    coordination_table: str
    bucket: str
    kms_key_id: str
    queue_urls: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _web_origin_defaults_to_public_url(cls, values: dict[str, object]) -> dict[str, object]:
        if not values.get("web_origin"):
            values = {**values, "web_origin": values.get("public_url")}
        return values

    @model_validator(mode="after")
    def _plain_http_only_locally(self) -> Self:
        if self.stage != "local" and self.public_url.startswith("http:"):
            raise ValueError("PUBLIC_URL must be https outside the local stage")
        return self

    @model_validator(mode="after")
    def _shares_are_a_whole(self) -> Self:
        if sum(self.budget_shares) != 100:
            raise ValueError("SPOTIFY_BUDGET_SHARES must add up to 100, as 40/50/10 does")
        return self

    @property
    def budget_shares(self) -> tuple[int, int, int]:
        """Per cent of the daily budget for interactive use, sync and polls."""
        interactive, sync, poll = self.spotify_budget_shares.split("/")
        return int(interactive), int(sync), int(poll)

    @property
    def redirect_uri(self) -> str:
        """The URL registered with Spotify, to which a person returns after consent."""
        return f"{self.public_url}/api/v1/user/callback"

    @property
    def simulated_spotify(self) -> bool:
        """True where another stand-in answers in Spotify's place."""
        return self.spotify_api_url != SPOTIFY_API_URL

    def queue_url(self, queue: str) -> str:
        """The URL of a declared queue; Misconfigured names the missing variable."""
        try:
            return self.queue_urls[queue]
        except KeyError:
            raise Misconfigured(f"{queue_variable(queue)} is not set") from None


def queue_variable(queue: str) -> str:
    """The environment variable that carries a queue's URL: ``library-records`` -> ``QUEUE_URL_LIBRARY_RECORDS``."""
    return QUEUE_URL_PREFIX + queue.upper().replace("-", "_")


def read(environment: dict[str, str]) -> Settings:
    """Settings from a mapping of environment variables; Misconfigured names every variable that is wrong."""
    values: dict[str, object] = {
        name: environment[name.upper()] for name in Settings.model_fields if environment.get(name.upper())
    }
    values["queue_urls"] = {
        name.removeprefix(QUEUE_URL_PREFIX).lower().replace("_", "-"): value
        for name, value in environment.items()
        if name.startswith(QUEUE_URL_PREFIX)
    }
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc']).upper() or 'settings'}: {problem['msg']}"
            for problem in error.errors()
        )
        raise Misconfigured(f"the environment is not usable: {wrong}") from None


@cache
def settings() -> Settings:
    """This process's settings, validated on first use (tests call ``settings.cache_clear()``)."""
    return read(dict(os.environ))

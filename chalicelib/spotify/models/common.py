"""What the models of all kinds share.

One model serves both app modes: a field that development mode no longer carries is optional, and `model_fields_set`
tells what an answer carried. Left out on purpose, because nothing in Dashspot reads them: `href` (only ever points back
at the API) and `available_markets` (up to 180 strings a track, gone in development mode).
"""

from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, StringConstraints
from pydantic_core import core_schema

T = TypeVar("T")


class _WithoutNulls:
    """Reads a list of anything or null, and leaves the nulls out afterwards, so that errors name the place they had."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        entry = core_schema.nullable_schema(handler.generate_schema(get_args(source)[0]))
        entries = core_schema.nullable_schema(core_schema.tuple_schema([entry], variadic_item_index=0))
        return core_schema.no_info_after_validator_function(_present, entries)


def _present(entries: tuple[Any, ...] | None) -> tuple[Any, ...]:
    return tuple(entry for entry in entries if entry is not None) if entries else ()


def _release_date(value: Any) -> Any:
    """`0000` and the empty string mean "unknown"; answers of 2015 had `{"year", "month", "day"}`."""
    if value is None or value in ("", "0000"):
        return None
    if isinstance(value, dict):
        parts = [f"{value['year']:04d}"] if isinstance(value.get("year"), int) else []
        for name in ("month", "day"):
            part = value.get(name)
            if not parts or not isinstance(part, int):
                break
            parts.append(f"{part:02d}")
        return "-".join(parts) or None
    return value


Present = Annotated[tuple[T, ...], _WithoutNulls()]
"""A list that Spotify sometimes sends as null, or with nulls in it: those are left out."""

Identifier = Annotated[str, StringConstraints(min_length=1)]
"""An id or uri. Spotify's empty string is no identity."""

ReleaseDate = Annotated[str | None, BeforeValidator(_release_date)]
"""`YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or None where Spotify does not know."""


class Model(BaseModel):
    """Base of everything Spotify answers: unknown fields are ignored, values never change after parsing."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class Image(Model):
    """A picture by link. Width and height are in pixels, and unknown for user-made covers."""

    url: Identifier
    width: int | None = None
    height: int | None = None


class ExternalUrls(Model):
    """Links to the object outside the API. Local files have none."""

    spotify: str | None = None


class ExternalIds(Model):
    """Identifiers of the recording or release outside Spotify."""

    isrc: str | None = None
    ean: str | None = None
    upc: str | None = None


class Followers(Model):
    """How many follow the object. Not carried in development mode."""

    total: int | None = None


class Copyright(Model):
    """A copyright line; `type` is `C` (copyright) or `P` (sound recording)."""

    text: str = ""
    type: str | None = None


class Restrictions(Model):
    """Why something cannot be played: `market`, `product`, `explicit`, or what Spotify adds later."""

    reason: str | None = None


class ResumePoint(Model):
    """Where the person stopped listening, in milliseconds."""

    fully_played: bool | None = None
    resume_position_ms: int | None = None


class Entity(Model):
    """An object with an identity of its own, found at `spotify_url`."""

    id: Identifier | None = None
    uri: Identifier | None = None
    type: str
    external_urls: ExternalUrls | None = None

    @property
    def spotify_url(self) -> str | None:
        """The object's page at Spotify (attribution is asked for by the Developer Terms), None for local files."""
        if self.external_urls is not None and self.external_urls.spotify:
            return self.external_urls.spotify
        return f"https://open.spotify.com/{self.type}/{self.id}" if self.id else None

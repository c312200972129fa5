"""Requests and answers of the history endpoints."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints
from typing_extensions import TypedDict  # Pydantic asks for this one before Python 3.12

from chalicelib.core.model import Model
from chalicelib.core.paging import Listing, PageQuery

ChangeKind = Literal["added", "removed", "moved", "updated", "renamed", "gone", "returned"]
ThingKind = Literal["track", "album", "artist", "playlist", "show", "episode", "audiobook", "local", "other"]


class PlaylistPath(Model):
    """Which playlist."""

    spotify_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,64}$")]


class CollectionPath(Model):
    """Which collection."""

    collection: Literal["tracks", "albums", "shows", "episodes", "audiobooks", "artists", "playlists"]


class AsOfQuery(PageQuery):
    """An instant, and a page."""

    at: Annotated[AwareDatetime | None, Field(description="RFC 3339; default: now")] = None


class Thing(TypedDict):
    """What a row is about. ``name`` is null where nothing that is kept tells it; ``id`` in local files."""

    kind: ThingKind
    id: str | None
    uri: str
    name: str | None
    spotify_url: str | None


class RowState(TypedDict):
    """A row before or after a change; ``position`` counts from 0. ``playable`` is null where Spotify does not tell."""

    position: int
    added_at: str | None
    added_by: str | None
    playable: bool | None


class Change(TypedDict):
    """One change, and when the reading that found it began.

    Of a row: ``added``, ``removed``, ``moved``, or ``updated`` where only what it says is another. Of the collection
    itself: ``renamed``, ``gone`` where the person follows it no longer, ``returned``; then ``item``, ``before`` and
    ``after`` are null. ``names`` are those before and after, of a playlist that was renamed.
    """

    at: datetime
    change: ChangeKind
    item: Thing | None
    before: RowState | None
    after: RowState | None
    names: list[str | None] | None


class Changes(Listing):
    """A list of changes, newest first. ``meta.since`` is when the collection was first read whole: what was there then
    is no change. It is null where it never was."""

    data: list[Change]


class PastRow(TypedDict):
    """A row as it was. ``position`` counts from 0."""

    position: int
    added_at: str | None
    added_by: str | None
    item: Thing


class PastRows(Listing):
    """A playlist's rows as they were. ``meta`` has its ``name`` then, and ``gone`` where it was not followed."""

    data: list[PastRow]

"""Playlists and their rows, in the shapes of both app modes.

Old answers say `tracks` and `track` where newer ones say `items` and `item`; in 2026 answers carry both. The newer key
is read first, and models know only the newer names.
"""

from typing import Any, Literal

from pydantic import model_validator

from .common import Entity, Followers, Identifier, Image, Model, Present
from .paging import Page
from .playable import Playable
from .user import PublicUser


class PlaylistRow(Model):
    """One row. `item` is None where the track or episode is gone; `added_at`, `added_by` are null on old playlists."""

    added_at: str | None = None
    added_by: PublicUser | None = None
    is_local: bool = False
    item: Playable | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_shape(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        row = dict(value)
        older = row.pop("track", None)
        if not isinstance(row.get("item"), (dict, Entity)) and ("item" in row or "track" in value):
            # `track` is a boolean in the track objects of 2019; only an object can be a row's track.
            row["item"] = older if isinstance(older, (dict, Entity)) else None
        added_by = row.get("added_by")
        if isinstance(added_by, dict) and not added_by.get("id"):
            row["added_by"] = None
        return row


class SimplifiedPlaylist(Entity):
    """A playlist as lists carry it. `snapshot_id` equal to the one before means that nothing changed."""

    type: Literal["playlist"] = "playlist"
    id: Identifier
    uri: Identifier
    name: str
    description: str | None = None
    owner: PublicUser | None = None
    public: bool | None = None
    collaborative: bool | None = None
    snapshot_id: str | None = None
    images: Present[Image] = ()
    items_total: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_shape(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not value.keys() & {"items", "tracks"}:
            return _with_short_uri(value)
        playlist = dict(value)
        newer, older = playlist.pop("items", None), playlist.pop("tracks", None)
        rows = newer if isinstance(newer, (dict, Page)) else older
        if isinstance(rows, Page):
            playlist["items"] = rows
        elif isinstance(rows, dict):
            total = rows.get("total", False)
            if total is None or type(total) is int:
                playlist["items_total"] = total
            if "items" in rows:
                playlist["items"] = rows
        return _with_short_uri(playlist)


class Playlist(SimplifiedPlaylist):
    """A whole playlist. `items` holds its first page (100 at most), None where the app may not read the rows.

    In development mode only the owner and collaborators get rows.
    """

    items: Page[PlaylistRow] | None = None
    followers: Followers | None = None


class Snapshot(Model):
    """The state of a playlist after a change."""

    snapshot_id: Identifier


def _with_short_uri(value: Any) -> Any:
    """Until 2018 uris named the owner (`spotify:user:<name>:playlist:<id>`): one playlist, one uri."""
    if isinstance(value, dict):
        uri, identifier = value.get("uri"), value.get("id")
        if isinstance(uri, str) and uri.startswith("spotify:user:") and isinstance(identifier, str) and identifier:
            return {**value, "uri": f"spotify:playlist:{identifier}"}
    return value

"""Every kind of answer that recordings hold: the declared endpoint that answers so, and Dashspot's route to it, if any.

What cannot be read is refused by a rule: an error status, no identity, no JSON, no body. Anything else that does not
fit is a gap in the models and raises `MalformedAnswer` with the rule `unreadable`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from chalicelib.spotify import refusals
from chalicelib.spotify.endpoints import browse, catalogue, library, player, playlists, users
from chalicelib.spotify.endpoints.declaration import Endpoint
from chalicelib.spotify.errors import MalformedAnswer
from chalicelib.spotify.models.paging import Page
from chalicelib.spotify.models.token import Tokens
from chalicelib.spotify.models.totals import Total
from chalicelib.spotify.parsing import Fault, load, parse_payload

from .shapes import members_of, shape_of


def _as_it_is(payload: Any) -> Any:
    return payload


@dataclass(frozen=True)
class Kind:
    """A kind of answer.

    `endpoint` answers so (None for the accounts host), `route` of Dashspot asks it. `answer` gives the whole of what
    Spotify answered where what is recorded is a part of it. `counted` where only a total was asked for.
    """

    name: str
    endpoint: Endpoint[Any] | None
    route: str | None = None
    answer: Callable[[Any], Any] = _as_it_is
    counted: bool = False

    @property
    def model(self) -> type[BaseModel]:
        """What reads it."""
        if self.counted:
            return Total
        if self.endpoint is None:
            return Tokens
        if self.endpoint.model is None:
            raise LookupError(f"{self.endpoint.name} answers nothing")
        found: type[BaseModel] = self.endpoint.model()
        return found


@dataclass(frozen=True)
class Reading:
    """An answer as read. `model` is None for the empty answer of 204; `payload` is what was read, decoded and whole."""

    kind: str
    model: BaseModel | None
    payload: Any
    route: str | None = None


class Refused(Exception):
    """An answer refused by a rule: `error_status`, `no_identity`, `not_json` or `empty`; `detail` is safe to print.

    `status` is that of an error, by what its body says.
    """

    def __init__(self, rule: str, detail: str, status: int = 400) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule, self.detail, self.status = rule, detail, status


def _page_of_albums(old: Any) -> Any:
    """The page of today that an answer of 2015 was; anything else as it is, for the models to refuse."""
    return {"items": old["albums"]} if isinstance(old, dict) and "albums" in old else old


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("playlists_list", library.MY_PLAYLISTS, "/v1/library/playlists"),
        Kind("playlist", playlists.PLAYLIST, "/v1/library/playlists/{spotify_id}"),
        Kind("playlist_items", playlists.PLAYLIST_ITEMS, "/v1/library/playlists/{spotify_id}/items"),
        Kind("saved_tracks", library.MY_TRACKS, "/v1/library/tracks"),
        Kind("track", catalogue.TRACK, "/v1/library/tracks/{spotify_id}"),
        Kind("audio_features", catalogue.AUDIO_FEATURES, "/v1/library/tracks/{spotify_id}/data"),
        Kind("user", users.ME, "/v1/user/profile"),
        Kind("token", None, "/v1/user/callback"),
        Kind("album", catalogue.ALBUM),
        Kind("album_tracks", catalogue.ALBUM_TRACKS),
        Kind("albums_batch", catalogue.ALBUMS),
        Kind("artist", catalogue.ARTIST),
        Kind("artist_albums", catalogue.ARTIST_ALBUMS),
        Kind("artists_batch", catalogue.ARTISTS),
        Kind("artists_page", users.TOP_ARTISTS),
        Kind("audio_analysis", catalogue.AUDIO_ANALYSIS),
        Kind("audio_features_batch", catalogue.SEVERAL_AUDIO_FEATURES),
        Kind("audiobook", catalogue.AUDIOBOOK),
        Kind("audiobook_chapters", catalogue.AUDIOBOOK_CHAPTERS),
        Kind("audiobooks_batch", catalogue.AUDIOBOOKS),
        Kind("categories", browse.CATEGORIES),
        Kind("categories_page", browse.CATEGORIES, answer=lambda page: {"categories": page}),
        Kind("category", browse.CATEGORY),
        Kind("category_playlists", browse.CATEGORY_PLAYLISTS),
        Kind("chapter", catalogue.CHAPTER),
        Kind("chapters_batch", catalogue.CHAPTERS),
        Kind("contains", library.CONTAINS),
        Kind("currently_playing", player.CURRENTLY_PLAYING),
        Kind("devices", player.DEVICES),
        Kind("episode", catalogue.EPISODE),
        Kind("episodes_batch", catalogue.EPISODES),
        Kind("featured_playlists", browse.FEATURED_PLAYLISTS),
        Kind("followed_artists", library.FOLLOWED_ARTISTS),
        Kind("genre_seeds", browse.GENRE_SEEDS),
        Kind("markets", browse.MARKETS),
        Kind("new_releases", browse.NEW_RELEASES),
        Kind("playback", player.PLAYBACK),
        Kind("playlist_images", playlists.PLAYLIST_IMAGES, answer=lambda one: one if isinstance(one, list) else [one]),
        Kind("queue", player.QUEUE),
        Kind("recently_played", player.RECENTLY_PLAYED),
        Kind("recommendations", browse.RECOMMENDATIONS),
        Kind("related_artists", catalogue.RELATED_ARTISTS),
        Kind("saved_albums", library.MY_ALBUMS),
        Kind("saved_audiobooks", library.MY_AUDIOBOOKS),
        Kind("saved_episodes", library.MY_EPISODES),
        Kind("saved_shows", library.MY_SHOWS),
        Kind("search", browse.SEARCH),
        Kind("show", catalogue.SHOW),
        Kind("show_episodes", catalogue.SHOW_EPISODES),
        Kind("shows_batch", catalogue.SHOWS),
        Kind("snapshot", playlists.ADD_ITEMS),
        Kind("top_items", users.TOP_TRACKS),
        Kind("total", playlists.PLAYLIST_ITEMS, counted=True),
        Kind("tracks_page", users.TOP_TRACKS),
        Kind("tracks_batch", catalogue.TRACKS),
        # Saved albums as the documentation of 2015 showed them: rows under `albums`, without paging.
        Kind("wrapped_saved_albums", library.MY_ALBUMS, answer=_page_of_albums),
    )
}

_ENTITIES = {"track", "album", "artist", "episode", "show", "playlist", "user", "audiobook", "chapter", "category"} | {
    "audio_features"
}


def read(body: bytes, hint: str, on_fault: Callable[[Fault], None] | None = None) -> list[Reading]:
    """Read the body of an answer that is said to be of kind `hint`.

    Its shape decides, the hint helps where shapes coincide. A batch that is said to be of its members' kind is read
    member by member. Raises `Refused`, and `MalformedAnswer` for what the models have no place for.
    """
    if body.strip() in {b"", b"null"}:
        # 204: the player is silent, or a change was made. Where anything else was asked for, nothing is no answer.
        asked = KINDS[hint].endpoint if hint in KINDS else player.PLAY
        if asked is None or not (asked.may_be_empty or asked.model is None):
            raise Refused("empty", "no body")
        return [Reading(hint, None, None)]
    try:
        payload = load(body)
    except MalformedAnswer:
        if refusals.read_refusal(body) is not None:
            raise Refused("error_status", "Spotify's plain text", 403) from None
        raise Refused("not_json", "the body is not JSON") from None
    return read_payload(payload, hint, on_fault)


def read_payload(payload: Any, hint: str, on_fault: Callable[[Fault], None] | None = None) -> list[Reading]:
    """As `read`, for a decoded body."""
    refusal = refusals.refusal_of(payload)
    if refusal is not None:
        raise Refused("error_status", refusal.reason or "an error", refusal.status or 400)
    kind = _kind_of(payload, hint)
    members = members_of(payload, kind, hint)
    if members is not None:
        present = [member for member in members if member is not None]
        return [reading for member in present for reading in read_payload(member, hint, on_fault)]
    payload = KINDS[kind].answer(payload)
    try:
        model = parse_payload(KINDS[kind].model, copy.deepcopy(payload), on_fault)
    except MalformedAnswer as error:
        # What makes a token answer one is the access token; recorders take it out.
        if kind == "token" or (error.rule == "no_identity" and kind in _ENTITIES):
            raise Refused("no_identity", error.message) from None
        raise
    return [Reading(kind, model, payload, KINDS[kind].route)]


def _kind_of(payload: Any, hint: str) -> str:
    kind = shape_of(payload, hint)
    if kind is not None:
        return kind
    if isinstance(payload, dict):
        if "items" not in payload and "total" in payload and _pages(hint):
            return "total"  # thinned out by `fields=total`
        if hint in _ENTITIES:
            raise Refused("no_identity", f"an object without id, uri and type, filed under {hint}")
        if hint in KINDS:
            return hint
    elif not isinstance(payload, str):
        raise Refused("no_identity", f"a bare value or an array without objects, filed under {hint}")
    else:
        raise Refused("not_json", "a bare text")
    raise MalformedAnswer(f"No kind of answer looks like this one, filed under {hint}")


def _pages(kind: str) -> bool:
    return kind in KINDS and issubclass(KINDS[kind].model, Page)

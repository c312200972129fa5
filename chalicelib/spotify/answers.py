"""Every kind of answer that Spotify gives, with the model that reads it and the route of Dashspot that asks for it.

What cannot be read is refused by a rule: an error status, no identity, no JSON, no body. Anything else that does not
fit is a gap in the models and raises `MalformedAnswer` with the rule `unreadable`.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, RootModel

from . import refusals
from .errors import MalformedAnswer
from .models import batches, browse, player, saved_others
from .models.album import Album, SimplifiedAlbum
from .models.artist import Artist
from .models.audiobook import Audiobook, SimplifiedChapter
from .models.chapter import Chapter
from .models.common import Image
from .models.episode import Episode
from .models.features import AudioAnalysis, AudioFeatures
from .models.paging import CursorPage, Page
from .models.playlist import Playlist, PlaylistRow, SimplifiedPlaylist, Snapshot
from .models.saved import SavedTrack
from .models.show import Show, SimplifiedEpisode
from .models.simplified import SimplifiedTrack
from .models.token import Tokens
from .models.totals import Total
from .models.track import Track
from .models.user import PrivateUser
from .parsing import Fault, load, parse_payload
from .shapes import members_of, shape_of


@dataclass(frozen=True)
class Kind:
    """A kind of answer. `endpoint` is the route that asks Spotify for it, None where no route does."""

    name: str
    model: type[BaseModel]
    endpoint: str | None = None


@dataclass(frozen=True)
class Reading:
    """An answer as read. `model` is None for the empty answer of 204; `payload` is what was read, decoded."""

    kind: str
    model: BaseModel | None
    payload: Any
    endpoint: str | None = None


class Refused(Exception):
    """An answer refused by a rule: `error_status`, `no_identity`, `not_json` or `empty`; `detail` is safe to print."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule = rule
        self.detail = detail


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("playlists_list", Page[SimplifiedPlaylist], "/v1/library/playlists"),
        Kind("playlist", Playlist, "/v1/library/playlists/{spotify_id}"),
        Kind("playlist_items", Page[PlaylistRow], "/v1/library/playlists/{spotify_id}/items"),
        Kind("saved_tracks", Page[SavedTrack], "/v1/library/tracks"),
        Kind("track", Track, "/v1/library/tracks/{spotify_id}"),
        Kind("audio_features", AudioFeatures, "/v1/library/tracks/{spotify_id}/data"),
        Kind("user", PrivateUser, "/v1/user/profile"),
        Kind("token", Tokens, "/v1/user/callback"),
        Kind("album", Album),
        Kind("album_tracks", Page[SimplifiedTrack]),
        Kind("albums_batch", batches.Albums),
        Kind("artist", Artist),
        Kind("artist_albums", Page[SimplifiedAlbum]),
        Kind("artists_batch", batches.Artists),
        Kind("artists_page", Page[Artist]),
        Kind("audio_analysis", AudioAnalysis),
        Kind("audio_features_batch", batches.ManyAudioFeatures),
        Kind("audiobook", Audiobook),
        Kind("audiobook_chapters", Page[SimplifiedChapter]),
        Kind("audiobooks_batch", batches.Audiobooks),
        Kind("categories", browse.Categories),
        Kind("categories_page", Page[browse.Category]),
        Kind("category", browse.Category),
        Kind("category_playlists", browse.FeaturedPlaylists),
        Kind("chapter", Chapter),
        Kind("chapters_batch", batches.Chapters),
        Kind("contains", RootModel[list[bool]]),
        Kind("currently_playing", player.CurrentlyPlaying),
        Kind("devices", player.Devices),
        Kind("episode", Episode),
        Kind("episodes_batch", batches.Episodes),
        Kind("featured_playlists", browse.FeaturedPlaylists),
        Kind("followed_artists", browse.FollowedArtists),
        Kind("genre_seeds", browse.Genres),
        Kind("markets", browse.Markets),
        Kind("new_releases", browse.NewReleases),
        Kind("playback", player.PlaybackState),
        Kind("playlist_images", RootModel[list[Image]]),
        Kind("queue", player.Queue),
        Kind("recently_played", CursorPage[player.PlayHistory]),
        Kind("recommendations", browse.Recommendations),
        Kind("related_artists", batches.Artists),
        Kind("saved_albums", Page[saved_others.SavedAlbum]),
        Kind("saved_audiobooks", Page[saved_others.SavedAudiobook]),
        Kind("saved_episodes", Page[saved_others.SavedEpisode]),
        Kind("saved_shows", Page[saved_others.SavedShow]),
        Kind("search", browse.SearchResults),
        Kind("show", Show),
        Kind("show_episodes", Page[SimplifiedEpisode]),
        Kind("shows_batch", batches.Shows),
        Kind("snapshot", Snapshot),
        Kind("top_items", Page[Track]),
        Kind("total", Total),
        Kind("tracks_page", Page[Track]),
        Kind("tracks_batch", batches.Tracks),
        Kind("wrapped_saved_albums", batches.WrappedSavedAlbums),
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
        # 204: the player is silent, or a change was made. Where an object was asked for, nothing is no answer.
        if hint in _ENTITIES or _pages(hint):
            raise Refused("empty", "no body")
        return [Reading(hint, None, None)]
    try:
        payload = load(body)
    except MalformedAnswer:
        if refusals.read_refusal(body) is not None:
            raise Refused("error_status", "Spotify's plain text for 403") from None
        raise Refused("not_json", "the body is not JSON") from None
    return read_payload(payload, hint, on_fault)


def read_payload(payload: Any, hint: str, on_fault: Callable[[Fault], None] | None = None) -> list[Reading]:
    """As `read`, for a decoded body."""
    refusal = refusals.refusal_of(payload)
    if refusal is not None:
        error = refusals.classify(refusal.status or 400, {}, b"")
        raise Refused("error_status", f"{refusal.status or 'no status'} {refusal.reason or type(error).__name__}")
    kind = _kind_of(payload, hint)
    members = members_of(payload, kind, hint)
    if members is not None:
        present = [member for member in members if member is not None]
        return [reading for member in present for reading in read_payload(member, hint, on_fault)]
    if kind == "playlist_images" and isinstance(payload, dict):
        payload = [payload]
    try:
        model = parse_payload(KINDS[kind].model, copy.deepcopy(payload), on_fault)
    except MalformedAnswer as error:
        # What makes a token answer one is the access token; recorders take it out.
        if kind == "token" or (error.rule == "no_identity" and kind in _ENTITIES):
            raise Refused("no_identity", error.message) from None
        raise
    return [Reading(kind, model, payload, KINDS[kind].endpoint)]


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

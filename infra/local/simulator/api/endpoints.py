"""The table of endpoints: method, path, scopes, and whether development mode has it.

Paths and scopes are those of the OpenAPI description (all of an endpoint's scopes are needed, the harsher reading);
what development mode lost is from the changelogs of 2024-11-27 and February 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from infra.local.simulator.api import (
    artists,
    audio,
    browse,
    catalogue,
    following,
    history,
    library,
    me,
    player,
    player_commands,
    playlist_changes,
    playlist_rows,
    playlists,
    recommendations,
    search,
    several,
    top,
    users,
)
from infra.local.simulator.api.call import Call, Reply


@dataclass(frozen=True)
class Endpoint:
    """An endpoint: ``path`` is below ``/v1`` and written as in the OpenAPI description."""

    method: str
    path: str
    answer: Callable[[Call], Reply]
    scopes: tuple[str, ...] = ()
    in_development: bool = True

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


_READ, _MODIFY = ("user-library-read",), ("user-library-modify",)
_POSITION = ("user-read-playback-position",)
_PLAYLISTS = ("playlist-read-private",)
_CHANGE = ("playlist-modify-public", "playlist-modify-private")
_STATE, _CONTROL = ("user-read-playback-state",), ("user-modify-playback-state",)
_PLAYING = ("user-read-currently-playing",)
_ANY_SAVE = ("user-library-modify", "user-follow-modify", "playlist-modify-public")
_ANY_READ = ("user-library-read", "user-follow-read", "playlist-read-private")
_TOP = ("user-top-read",)

KEPT = (
    # The signed-in person and what they saved.
    Endpoint("GET", "/me", me.profile),
    Endpoint("GET", "/me/tracks", me.saved_tracks, _READ),
    Endpoint("GET", "/me/albums", me.saved_albums, _READ),
    Endpoint("GET", "/me/shows", me.saved_shows, _READ),
    Endpoint("GET", "/me/episodes", me.saved_episodes, _READ + _POSITION),
    Endpoint("GET", "/me/audiobooks", me.saved_audiobooks, _READ),
    Endpoint("GET", "/me/following", me.followed_artists, ("user-follow-read",)),
    Endpoint("PUT", "/me/library", library.save, _ANY_SAVE),
    Endpoint("DELETE", "/me/library", library.forget, _ANY_SAVE),
    Endpoint("GET", "/me/library/contains", library.contains, _ANY_READ),
    Endpoint("GET", "/me/top/artists", top.artists, _TOP),
    Endpoint("GET", "/me/top/tracks", top.tracks, _TOP),
    # Playlists.
    Endpoint("GET", "/me/playlists", playlists.my_playlists, _PLAYLISTS),
    Endpoint("POST", "/me/playlists", playlist_changes.create_my_playlist, _CHANGE),
    Endpoint("GET", "/playlists/{playlist_id}", playlists.playlist),
    Endpoint("PUT", "/playlists/{playlist_id}", playlist_changes.change_details, _CHANGE),
    Endpoint("GET", "/playlists/{playlist_id}/items", playlists.playlist_items, _PLAYLISTS),
    Endpoint("POST", "/playlists/{playlist_id}/items", playlist_rows.add, _CHANGE),
    Endpoint("PUT", "/playlists/{playlist_id}/items", playlist_rows.replace_or_move, _CHANGE),
    Endpoint("DELETE", "/playlists/{playlist_id}/items", playlist_rows.remove_items, _CHANGE),
    Endpoint("GET", "/playlists/{playlist_id}/images", playlist_changes.images),
    Endpoint("PUT", "/playlists/{playlist_id}/images", playlist_changes.upload_image, ("ugc-image-upload", *_CHANGE)),
    # The player.
    Endpoint("GET", "/me/player", player.state, _STATE),
    Endpoint("PUT", "/me/player", player_commands.transfer, _CONTROL),
    Endpoint("GET", "/me/player/devices", player.devices, _STATE),
    Endpoint("GET", "/me/player/currently-playing", player.currently_playing, _PLAYING),
    Endpoint("GET", "/me/player/queue", player.queue, _PLAYING + _STATE),
    Endpoint("POST", "/me/player/queue", player_commands.enqueue, _CONTROL),
    Endpoint("GET", "/me/player/recently-played", history.recently_played, ("user-read-recently-played",)),
    Endpoint("PUT", "/me/player/play", player_commands.play, _CONTROL),
    Endpoint("PUT", "/me/player/pause", player_commands.pause, _CONTROL),
    Endpoint("POST", "/me/player/next", player_commands.skip, _CONTROL),
    Endpoint("POST", "/me/player/previous", player_commands.back, _CONTROL),
    Endpoint("PUT", "/me/player/seek", player_commands.seek, _CONTROL),
    Endpoint("PUT", "/me/player/repeat", player_commands.repeat, _CONTROL),
    Endpoint("PUT", "/me/player/volume", player_commands.volume, _CONTROL),
    Endpoint("PUT", "/me/player/shuffle", player_commands.shuffle, _CONTROL),
    # The catalogue.
    Endpoint("GET", "/search", search.search),
    Endpoint("GET", "/tracks/{id}", catalogue.track),
    Endpoint("GET", "/albums/{id}", catalogue.album),
    Endpoint("GET", "/albums/{id}/tracks", catalogue.album_tracks),
    Endpoint("GET", "/artists/{id}", catalogue.artist),
    Endpoint("GET", "/artists/{id}/albums", artists.albums),
    Endpoint("GET", "/shows/{id}", catalogue.show, _POSITION),
    Endpoint("GET", "/shows/{id}/episodes", catalogue.show_episodes, _POSITION),
    Endpoint("GET", "/episodes/{id}", catalogue.episode, _POSITION),
    Endpoint("GET", "/audiobooks/{id}", catalogue.audiobook),
    Endpoint("GET", "/audiobooks/{id}/chapters", catalogue.audiobook_chapters),
    Endpoint("GET", "/chapters/{id}", catalogue.chapter),
)
"""What every app has."""


def _lost(method: str, path: str, answer: Callable[[Call], Reply], scopes: tuple[str, ...] = ()) -> Endpoint:
    return Endpoint(method, path, answer, scopes, in_development=False)


def _older(kind: str, of_kind: library.OfKind) -> tuple[Endpoint, ...]:
    return (
        _lost("PUT", f"/me/{kind}", of_kind.save, _MODIFY),
        _lost("DELETE", f"/me/{kind}", of_kind.forget, _MODIFY),
        _lost("GET", f"/me/{kind}/contains", of_kind.contains, _READ),
    )


REMOVED_IN_DEVELOPMENT = (
    # Saving and following, the older way.
    *_older("tracks", library.TRACKS),
    *_older("albums", library.ALBUMS),
    *_older("shows", library.SHOWS),
    *_older("episodes", library.EPISODES),
    *_older("audiobooks", library.AUDIOBOOKS),
    _lost("PUT", "/me/following", following.follow, ("user-follow-modify",)),
    _lost("DELETE", "/me/following", following.unfollow, ("user-follow-modify",)),
    _lost("GET", "/me/following/contains", following.follows, ("user-follow-read",)),
    # Playlists, the older way.
    _lost("GET", "/playlists/{playlist_id}/tracks", playlists.playlist_tracks, _PLAYLISTS),
    _lost("POST", "/playlists/{playlist_id}/tracks", playlist_rows.add, _CHANGE),
    _lost("PUT", "/playlists/{playlist_id}/tracks", playlist_rows.replace_or_move, _CHANGE),
    _lost("DELETE", "/playlists/{playlist_id}/tracks", playlist_rows.remove_tracks, _CHANGE),
    _lost("PUT", "/playlists/{playlist_id}/followers", playlist_changes.follow, _CHANGE),
    _lost("DELETE", "/playlists/{playlist_id}/followers", playlist_changes.unfollow, _CHANGE),
    _lost("GET", "/playlists/{playlist_id}/followers/contains", playlist_changes.followed_by),
    _lost(
        "GET",
        "/users/{user_id}/playlists",
        playlists.playlists_of_user,
        ("playlist-read-private", "playlist-read-collaborative"),
    ),
    _lost("POST", "/users/{user_id}/playlists", playlist_changes.create_playlist_of_user, _CHANGE),
    _lost("GET", "/users/{user_id}", users.profile),
    # Browsing.
    _lost("GET", "/browse/featured-playlists", browse.featured_playlists),
    _lost("GET", "/browse/categories", browse.categories),
    _lost("GET", "/browse/categories/{category_id}", browse.category),
    _lost("GET", "/browse/categories/{category_id}/playlists", browse.category_playlists),
    _lost("GET", "/browse/new-releases", browse.new_releases),
    _lost("GET", "/recommendations", recommendations.recommendations),
    _lost("GET", "/recommendations/available-genre-seeds", browse.genre_seeds),
    _lost("GET", "/markets", browse.markets),
    # Several things at once, and what was closed in 2024.
    _lost("GET", "/tracks", several.tracks),
    _lost("GET", "/albums", several.albums),
    _lost("GET", "/artists", several.artists),
    _lost("GET", "/shows", several.shows),
    _lost("GET", "/episodes", several.episodes, _POSITION),
    _lost("GET", "/audiobooks", several.audiobooks),
    _lost("GET", "/chapters", several.chapters),
    _lost("GET", "/artists/{id}/top-tracks", artists.top_tracks),
    _lost("GET", "/artists/{id}/related-artists", artists.related),
    _lost("GET", "/audio-features", audio.several_audio_features),
    _lost("GET", "/audio-features/{id}", audio.audio_features),
    _lost("GET", "/audio-analysis/{id}", audio.audio_analysis),
)
"""What answers 403 in development mode."""

ENDPOINTS = KEPT + REMOVED_IN_DEVELOPMENT

"""Spotify's catalogue: tracks, albums, artists, shows, episodes, audiobooks, chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import features
from .declaration import Endpoint

if TYPE_CHECKING:
    from ..models.album import Album
    from ..models.artist import Artist
    from ..models.audiobook import Audiobook, SimplifiedChapter
    from ..models.batches import Albums, Artists, Audiobooks, Chapters, Episodes, ManyAudioFeatures, Shows, Tracks
    from ..models.chapter import Chapter
    from ..models.episode import Episode
    from ..models.features import AudioAnalysis, AudioFeatures
    from ..models.paging import Page
    from ..models.show import Show, SimplifiedEpisode
    from ..models.simplified import SimplifiedAlbum, SimplifiedTrack
    from ..models.track import Track

# With it episodes tell where the person stopped. The documentation asks for it, answers come without it too.
RESUME = frozenset({"user-read-playback-position"})


def _track() -> type[Track]:
    from ..models.track import Track

    return Track


def _tracks() -> type[Tracks]:
    from ..models.batches import Tracks

    return Tracks


def _album() -> type[Album]:
    from ..models.album import Album

    return Album


def _albums() -> type[Albums]:
    from ..models.batches import Albums

    return Albums


def _album_tracks() -> type[Page[SimplifiedTrack]]:
    from ..models.paging import Page
    from ..models.simplified import SimplifiedTrack

    return Page[SimplifiedTrack]


def _artist() -> type[Artist]:
    from ..models.artist import Artist

    return Artist


def _artists() -> type[Artists]:
    from ..models.batches import Artists

    return Artists


def _artist_albums() -> type[Page[SimplifiedAlbum]]:
    from ..models.paging import Page
    from ..models.simplified import SimplifiedAlbum

    return Page[SimplifiedAlbum]


def _show() -> type[Show]:
    from ..models.show import Show

    return Show


def _shows() -> type[Shows]:
    from ..models.batches import Shows

    return Shows


def _show_episodes() -> type[Page[SimplifiedEpisode]]:
    from ..models.paging import Page
    from ..models.show import SimplifiedEpisode

    return Page[SimplifiedEpisode]


def _episode() -> type[Episode]:
    from ..models.episode import Episode

    return Episode


def _episodes() -> type[Episodes]:
    from ..models.batches import Episodes

    return Episodes


def _audiobook() -> type[Audiobook]:
    from ..models.audiobook import Audiobook

    return Audiobook


def _audiobooks() -> type[Audiobooks]:
    from ..models.batches import Audiobooks

    return Audiobooks


def _audiobook_chapters() -> type[Page[SimplifiedChapter]]:
    from ..models.audiobook import SimplifiedChapter
    from ..models.paging import Page

    return Page[SimplifiedChapter]


def _chapter() -> type[Chapter]:
    from ..models.chapter import Chapter

    return Chapter


def _chapters() -> type[Chapters]:
    from ..models.batches import Chapters

    return Chapters


def _audio_features() -> type[AudioFeatures]:
    from ..models.features import AudioFeatures

    return AudioFeatures


def _many_audio_features() -> type[ManyAudioFeatures]:
    from ..models.batches import ManyAudioFeatures

    return ManyAudioFeatures


def _audio_analysis() -> type[AudioAnalysis]:
    from ..models.features import AudioAnalysis

    return AudioAnalysis


TRACK = Endpoint("track", "GET", "/tracks/{id}", _track)
TRACKS = Endpoint("tracks", "GET", "/tracks", _tracks, at_once=50, feature=features.BATCH_READS)
ALBUM = Endpoint("album", "GET", "/albums/{id}", _album)
ALBUMS = Endpoint("albums", "GET", "/albums", _albums, at_once=20, feature=features.BATCH_READS)
ALBUM_TRACKS = Endpoint("album_tracks", "GET", "/albums/{id}/tracks", _album_tracks, paging="offset", limit=50)
ARTIST = Endpoint("artist", "GET", "/artists/{id}", _artist)
ARTISTS = Endpoint("artists", "GET", "/artists", _artists, at_once=50, feature=features.BATCH_READS)
ARTIST_ALBUMS = Endpoint(
    "artist_albums", "GET", "/artists/{id}/albums", _artist_albums, paging="offset", limit=50, development_limit=10
)
ARTIST_TOP_TRACKS = Endpoint(
    "artist_top_tracks", "GET", "/artists/{id}/top-tracks", _tracks, feature=features.TOP_TRACKS
)
RELATED_ARTISTS = Endpoint(
    "related_artists", "GET", "/artists/{id}/related-artists", _artists, feature=features.RELATED_ARTISTS
)
SHOW = Endpoint("show", "GET", "/shows/{id}", _show, more_with=RESUME)
SHOWS = Endpoint("shows", "GET", "/shows", _shows, at_once=50, feature=features.BATCH_READS)
SHOW_EPISODES = Endpoint(
    "show_episodes", "GET", "/shows/{id}/episodes", _show_episodes, more_with=RESUME, paging="offset", limit=50
)
EPISODE = Endpoint("episode", "GET", "/episodes/{id}", _episode, more_with=RESUME)
EPISODES = Endpoint(
    "episodes", "GET", "/episodes", _episodes, more_with=RESUME, at_once=50, feature=features.BATCH_READS
)
AUDIOBOOK = Endpoint("audiobook", "GET", "/audiobooks/{id}", _audiobook)
AUDIOBOOKS = Endpoint("audiobooks", "GET", "/audiobooks", _audiobooks, at_once=50, feature=features.BATCH_READS)
AUDIOBOOK_CHAPTERS = Endpoint(
    "audiobook_chapters", "GET", "/audiobooks/{id}/chapters", _audiobook_chapters, paging="offset", limit=50
)
CHAPTER = Endpoint("chapter", "GET", "/chapters/{id}", _chapter)
CHAPTERS = Endpoint("chapters", "GET", "/chapters", _chapters, at_once=50, feature=features.BATCH_READS)
AUDIO_FEATURES = Endpoint(
    "audio_features", "GET", "/audio-features/{id}", _audio_features, feature=features.AUDIO_FEATURES
)
SEVERAL_AUDIO_FEATURES = Endpoint(
    "several_audio_features",
    "GET",
    "/audio-features",
    _many_audio_features,
    at_once=100,
    feature=features.AUDIO_FEATURES,
)
AUDIO_ANALYSIS = Endpoint(
    "audio_analysis", "GET", "/audio-analysis/{id}", _audio_analysis, feature=features.AUDIO_ANALYSIS
)

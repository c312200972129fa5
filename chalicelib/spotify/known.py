"""Names that Spotify is known to answer and no model reads, by the model that would; what is in neither is news.

`href` only ever points back at the API. `available_markets` are up to 180 codes a track, gone in development mode. The
others are of older answers, or of Spotify's own clients; nothing in Dashspot reads them.
"""

from __future__ import annotations

READ_AS: dict[str, dict[str, str]] = {"Playlist": {"tracks": "items"}, "PlaylistRow": {"track": "item"}}
"""Older names, by model, and the fields they are read as."""

IN_PLACE: dict[str, str] = {"SavedAudiobook": "audiobook", "Actions": "disallows"}
"""Fields, by model, whose object is also answered bare, in place of the model that wraps it."""

_MARKETS = frozenset({"available_markets"})
_COLOUR = frozenset({"primary_color"})

UNREAD: dict[str, frozenset[str]] = {
    "Entity": frozenset({"href"}),
    "Page": frozenset({"href"}),
    "CursorPage": frozenset({"href", "previous"}),
    "Followers": frozenset({"href"}),
    # The short forms are answered as whole ones here and there.
    "SimplifiedArtist": frozenset({"images", "genres", "followers", "popularity"}),
    "SimplifiedAlbum": _MARKETS | {"copyrights", "external_ids", "genres", "label", "popularity", "tracks"},
    # `track` and `episode` are booleans here, in the rows of playlists.
    "SimplifiedTrack": _MARKETS | {"album", "external_ids", "popularity", "track", "episode"},
    "TrackLink": frozenset({"type", "href", "external_urls", "name", "artists", "album", "disc_number", "track_number"})
    | {"duration_ms", "explicit", "external_ids", "is_local", "is_playable", "linked_from", "popularity"}
    | {"preview_url", "restrictions", "available_markets"},
    "SimplifiedPlaylist": _COLOUR | {"items", "tracks", "followers"},
    "PlaylistRow": _COLOUR | {"video_thumbnail"},
    "SimplifiedShow": _MARKETS | {"episodes"},
    # `restriction` is how the singular was recorded in 2021; both booleans as in tracks.
    "SimplifiedEpisode": _MARKETS | {"show", "restriction", "track", "episode"},
    "SimplifiedAudiobook": _MARKETS | {"chapters", "is_externally_hosted"},
    "SimplifiedChapter": _MARKETS | {"restriction", "audiobook"},
    "PublicUser": frozenset({"account_id"}),
    "PrivateUser": frozenset({"explicit_content", "birthdate"}),
    "Category": frozenset({"href"}),
    "Seed": frozenset({"href", "after_filtering_size", "after_relinking_size", "initial_pool_size"}),
    "AudioFeatures": frozenset({"analysis_url", "track_href"}),
    "AudioAnalysis": frozenset({"meta"}),
    "AnalysedTrack": frozenset({"num_samples", "sample_md5", "offset_seconds", "window_seconds", "codestring"})
    | {"analysis_sample_rate", "analysis_channels", "end_of_fade_in", "start_of_fade_out", "code_version"}
    | {"echoprintstring", "echoprint_version", "synchstring", "synch_version", "rhythmstring", "rhythm_version"}
    | {"tempo_confidence", "time_signature_confidence", "key_confidence", "mode_confidence"},
    "Section": frozenset({"tempo_confidence", "key_confidence", "mode_confidence", "time_signature_confidence"}),
}

"""What Spotify may close to an app: names under which a refusal is remembered and shown.

Spotify closed endpoints in groups, by client id: on 2024-11-27 to new and development-mode apps, in February 2026 to
development mode. Which client id is affected is found out from its first 403, never assumed.
"""

from __future__ import annotations

from typing import Final

# November 2024
AUDIO_FEATURES: Final = "audio_features"
AUDIO_ANALYSIS: Final = "audio_analysis"
RECOMMENDATIONS: Final = "recommendations"
RELATED_ARTISTS: Final = "related_artists"
FEATURED_PLAYLISTS: Final = "featured_playlists"
CATEGORY_PLAYLISTS: Final = "category_playlists"

# February 2026
BATCH_READS: Final = "batch_reads"
BROWSE: Final = "browse"
MARKETS: Final = "markets"
TOP_TRACKS: Final = "artist_top_tracks"
OTHER_PEOPLE: Final = "other_people"
CHANGES_BY_KIND: Final = "changes_by_kind"
PLAYLIST_TRACKS: Final = "playlist_tracks"
PLAYLIST_FOLLOWERS: Final = "playlist_followers"

# Not an endpoint but what it answers: rows of playlists that the person only follows.
FOLLOWED_PLAYLIST_ITEMS: Final = "followed_playlist_items"

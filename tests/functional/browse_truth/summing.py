"""Meta: how much there is, how much of it is measured, and how much of it was seen."""

from __future__ import annotations

from collections import Counter
from typing import Any

from chalicelib.core.catalogue import keys
from tests.functional.browse_truth.facts import Facts
from tests.functional.browse_truth.things import Library


def totals(library: Library) -> dict[str, int]:
    """Counts by resource."""
    tracks = library.tracks
    return {
        "playlists": len(library.playlists),
        "tracks": len(tracks),
        "albums": len(library.albums),
        "artists": len(library.artists),
        "genres": len(library.genres),
        "shows": len(library.shows),
        "episodes": len(library.episodes),
        "audiobooks": len(library.audiobooks),
        "rows": sum(len(playlist.rows) for playlist in library.playlists),
        "local_tracks": sum(track.local for track in tracks),
        "saved_tracks": sum(track.saved for track in tracks),
        "saved_albums": sum(album.saved for album in library.albums),
        "saved_shows": sum(show.saved for show in library.shows),
        "saved_episodes": sum(episode.saved for episode in library.episodes),
        "followed_artists": sum(artist.followed for artist in library.artists),
        "duration_ms": sum(track.duration_ms or 0 for track in tracks),
    }


def features(library: Library) -> dict[str, Any]:
    """How many tracks are measured, and by whom."""
    sources = Counter(track.features.source for track in library.tracks if track.features)
    return {
        "analysed": sources.total(),
        "unanalysed": len(library.tracks) - sources.total(),
        "by_source": dict(sources),
    }


def coverage(facts: Facts) -> dict[str, Any]:
    """Of each collection that there is one of, how much of it is kept."""
    found = {}
    for name in keys.OF_A_PERSON:
        head = facts.heads.get(name) or {}
        reasons = sorted(head.get("incomplete") or ())
        found[name] = {
            "rows": len(facts.rows.get(name, ())),
            "total": head.get("total"),
            "unnamed": head.get("unnamed") or 0,
            "read": bool(head) and not reasons and not head.get("gone"),
        }
    return found

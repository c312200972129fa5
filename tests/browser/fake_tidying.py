"""Made-up housekeeping of the kept library for the fake origin."""

from __future__ import annotations

from typing import Any

from tests.browser.fake_kept import MARKUP, META, artist_link, holdings, link, playlist, track
from tests.browser.fake_library import NAMES

TOTALS = {("id", "playlist"): 2, ("id", "library"): 31, ("isrc", "library"): 1}


def overview() -> dict[str, Any]:
    """What there is to look at, counted."""
    duplicates = [
        {"by": by, "within": within, "total": TOTALS.get((by, within), 0), "all": ""}
        for by in ("id", "isrc", "alike")
        for within in ("playlist", "library")
    ]
    totals = {"unfiled": 10, "unliked": 60, "unplayable": 11, "vanished": 1}
    return {
        "data": {"duplicates": duplicates, **{name: {"total": total, "all": ""} for name, total in totals.items()}},
        "meta": META,
    }


def duplicates(by: str) -> list[dict[str, Any]]:
    """One group within a playlist, of one track or of two."""
    found = [{"track": track(6), "playlists": holdings(1)["data"]}]
    if by != "id":
        found.append({"track": track(8), "playlists": []})
    text = {"id": "it stands in several rows", "isrc": "they share the ISRC XX0011700006"}.get(by, "they are alike")
    why = {"rule": by, "uri": None, "isrc": None, "name": MARKUP, "artists": [artist_link(1)]}
    return [
        {
            "why": {**why, "shortest_ms": None, "longest_ms": None, "text": text},
            "playlist": link("playlist", playlist(0)["id"], NAMES[0]),
            "tracks_total": len(found),
            "rows_total": 2,
            "tracks": found,
        }
    ]


def unplayable() -> list[dict[str, Any]]:
    """A track that cannot be played, with the same recording elsewhere; and one of which nobody knows more."""
    unknown = track(1) | {"name": None, "artists": [], "album": None, "duration_ms": None}
    common = {"playlists": holdings(1)["data"], "rows_total": 2}
    return [
        {"reason": "unplayable", "track": track(5), **common, "candidates": [track(2)], "candidates_total": 1},
        {"reason": "unknown", "track": unknown, **common, "candidates": [], "candidates_total": 0},
    ]


def vanished() -> list[dict[str, Any]]:
    """A playlist with rows that name nothing, of one of which a reading tells."""
    lost = {
        "at": "2026-11-24T19:05:12Z",
        "certain": True,
        "uri": "spotify:track:gone",
        "name": "Glass Stairs",
        "position": 4,
        "added_at": "2019-03-01T08:00:00Z",
        "added_by": None,
        "spotify_url": "https://open.spotify.com/track/gone",
    }
    return [{"playlist": playlist(0), "unnamed": 2, "lost": [lost], "lost_total": 1, "since": "2026-11-01T08:00:00Z"}]

"""Answers to start from: short, of the forms that Spotify gives."""

from __future__ import annotations

import json
from typing import Any

ALBUM = {
    "type": "album",
    "id": "0album0000000000000001",
    "uri": "spotify:album:0album0000000000000001",
    "name": "Paper Boats",
    "album_type": "album",
    "release_date": "2021-03-05",
    "release_date_precision": "day",
    "total_tracks": 9,
    "images": [{"url": "https://i.scdn.co/image/boats", "width": 640, "height": 640}],
    "artists": [
        {
            "type": "artist",
            "id": "0artist000000000000001",
            "uri": "spotify:artist:0artist000000000000001",
            "name": "Mirela Voss",
        }
    ],
}
LOCAL_URI = "spotify:local:Garage+Band:Demos:Take+Nine:187"


def as_json(payload: Any) -> bytes:
    """The payload as the body of an answer."""
    return json.dumps(payload).encode()


def track(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A whole track; ``fields`` replace its own."""
    identifier = f"0track{number:016d}"
    return {
        "type": "track",
        "id": identifier,
        "uri": f"spotify:track:{identifier}",
        "name": f"Harbour {number}",
        "duration_ms": 201_000,
        "explicit": False,
        "disc_number": 1,
        "track_number": number,
        "is_local": False,
        "popularity": 40,
        "album": ALBUM,
        "artists": ALBUM["artists"],
        "external_ids": {"isrc": "XX0000000001"},
        **fields,
    }


def local_track(**fields: Any) -> dict[str, Any]:
    """A file on the person's own device, as rows hold it."""
    unnamed: dict[str, Any] = {"id": None, "uri": None, "type": "album", "name": "Demos", "artists": [], "images": []}
    artist = {"type": "artist", "id": None, "uri": None, "name": "Garage Band"}
    own = {"id": None, "uri": LOCAL_URI, "name": "Take Nine", "is_local": True, "album": unnamed, "artists": [artist]}
    return {**track(), **own, "external_ids": {}, **fields}


def episode(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A whole episode."""
    identifier = f"0episode{number:014d}"
    return {
        "type": "episode",
        "id": identifier,
        "uri": f"spotify:episode:{identifier}",
        "name": f"Part {number}",
        "duration_ms": 1_800_000,
        "explicit": False,
        "release_date": "2024-11",
        "images": [],
        "show": {
            "type": "show",
            "id": "0show00000000000000001",
            "uri": "spotify:show:0show00000000000000001",
            "name": "Tides",
            "publisher": "Harbour Radio",
        },
        **fields,
    }


def page(rows: list[Any], **fields: Any) -> dict[str, Any]:
    """A page that is the whole of its collection."""
    return {"items": rows, "limit": 50, "offset": 0, "next": None, "previous": None, "total": len(rows), **fields}


def row(item: Any, **fields: Any) -> dict[str, Any]:
    """A playlist's row in the newer form."""
    return {"added_at": "2024-02-03T04:05:06Z", "added_by": {"type": "user", "id": "ana"}, "item": item, **fields}


def saved(item: Any, **fields: Any) -> dict[str, Any]:
    """A saved track."""
    return {"added_at": "2024-02-03T04:05:06Z", "track": item, **fields}


def playlist(rows: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A playlist, with its rows where the app may read them."""
    return {
        "type": "playlist",
        "id": "0playlist0000000000001",
        "uri": "spotify:playlist:0playlist0000000000001",
        "name": "Late Ferries",
        "description": "",
        "owner": {"type": "user", "id": "ana", "display_name": "Ana"},
        "public": True,
        "collaborative": False,
        "snapshot_id": "AAAAAQ",
        "images": [],
        **({"items": rows} if rows is not None else {}),
        **fields,
    }


def features(**fields: Any) -> dict[str, Any]:
    """A track's audio features."""
    return {
        "type": "audio_features",
        "id": "0track0000000000000001",
        "uri": "spotify:track:0track0000000000000001",
        "danceability": 0.61,
        "energy": 0.4,
        "key": -1,
        "loudness": -7.2,
        "tempo": 119.9,
        **fields,
    }

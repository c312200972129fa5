"""A made-up kept library for the fake origin: lists that filter, sort and count, details, an analysis, jobs.

It follows the interface as the reference client uses it; what the real one answers is tried on the whole system.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tests.browser.fake_library import ARTISTS, NAMES, TITLES, page_on_spotify

GENRES = ("dream pop", "ambient", "techno & friends", "fado")
FEATURES = ("acousticness", "danceability", "energy", "instrumentalness", "liveness", "speechiness", "valence")
RTL, MARKUP, LONG = "\u202eالصباح الجميل", '<img src=x onerror="document.title=1">', "Ünbelievable " * 1_600
ODD_NAMES = {3: RTL, 6: MARKUP, 9: LONG}
BUILT, BEHIND = "2026-11-25T12:00:00Z", "2026-11-25T12:03:00Z"
META = {"revision": "0000000007-ab", "built_at": BUILT, "behind_since": None}


def link(kind: str, identity: str | None, name: str | None) -> dict[str, Any]:
    """Another thing, by id and name."""
    return {"id": identity, "name": name, "spotify_url": page_on_spotify(kind, identity) if identity else None}


def artist_link(index: int) -> dict[str, Any]:
    """One of five artists."""
    return link("artist", f"artist{index % 5:016d}", ARTISTS[index % 5])


def track(index: int) -> dict[str, Any]:
    """A track; the eighth is a local file, and some have odd names."""
    local = index == 7
    identity = None if local else f"track{index:017d}"
    measured = index % 3 != 0 and not local
    features = {name: round((index * 7 + at * 13) % 100 / 100, 2) for at, name in enumerate(FEATURES)}
    features |= {"tempo": 70.0 + index % 90, "loudness": -4.0 - index % 20, "key": index % 12, "mode": index % 2}
    return {
        "id": identity,
        "uri": f"spotify:track:{identity}" if identity else "spotify:local:Us:Cellar:take_4:211",
        "name": ODD_NAMES.get(index, f"{TITLES[index % len(TITLES)]} {index}"),
        "artists": [artist_link(index)] + ([artist_link(index + 1)] if index % 3 == 0 else []),
        "album": None if local else link("album", f"album{index % 20:017d}", f"{TITLES[index % 8]} (Remastered)"),
        "duration_ms": 120_000 + index * 7_919 % 240_000,
        "explicit": index % 5 == 2,
        "disc_number": 1,
        "track_number": 1 + index % 12,
        "isrc": None if local else f"XX0011700{index:03d}",
        "released": None if local else str(1965 + index % 60),
        "popularity": index % 101,
        "playable": index % 11 != 5,
        "local": local,
        "saved": index % 4 == 0,
        "saved_at": "2025-03-11T20:15:00Z" if index % 4 == 0 else None,
        "added_at": f"20{10 + index % 16:02d}-03-{1 + index % 28:02d}T08:00:00Z",
        "playlists": index % 3,
        "rows": index % 3,
        "genres": [] if index % 10 == 9 else [GENRES[index % 4]],
        "analysed": measured,
        "features": {"source": "spotify", **features, "time_signature": 4} if measured else None,
        "image": "/favicon.svg" if index % 2 else None,
        "spotify_url": page_on_spotify("track", identity) if identity else None,
    }


def playlist(index: int) -> dict[str, Any]:
    """A playlist; the second is somebody else's, whose rows nobody may read."""
    identity = f"playlist{index:014d}"
    mine = index != 1
    return {
        "id": identity,
        "uri": f"spotify:playlist:{identity}",
        "name": NAMES[index],
        "description": "Bread &amp; butter",
        "owner": link("user", "ada" if mine else "other", "Ada" if mine else "Somebody <else>"),
        "mine": mine,
        "collaborative": index == 3,
        "public": [True, False, None][index % 3],
        "read": mine,
        "incomplete": [] if mine else ["spotify_forbidden_playlist"],
        "position": index,
        "rows": 60 if mine else 0,
        "tracks": 58 if mine else 0,
        "episodes": 1 if mine else 0,
        "total": 60,
        "unnamed": 1 if mine else 0,
        "duration_ms": 12_400_000 if mine else 0,
        "first_added_at": "2015-03-01T08:00:00Z",
        "last_added_at": "2026-03-01T08:00:00Z",
        "images": [],
        "spotify_url": page_on_spotify("playlist", identity),
    }


def album(index: int) -> dict[str, Any]:
    """An album."""
    identity = f"album{index:017d}"
    return {
        "id": identity,
        "uri": f"spotify:album:{identity}",
        "name": f"{TITLES[index % 8]} (Remastered)",
        "artists": [artist_link(index)],
        "album_type": "album",
        "released": f"{1965 + index}-05",
        "label": "Harbour <Records>",
        "upc": "00602537",
        "total_tracks": 12,
        "tracks": 6,
        "duration_ms": 1_300_000,
        "popularity": 44,
        "saved": index % 2 == 0,
        "saved_at": None,
        "added_at": "2020-03-01T08:00:00Z",
        "genres": [GENRES[index % 4]],
        "images": [],
        "spotify_url": page_on_spotify("album", identity),
    }


def artist(index: int) -> dict[str, Any]:
    """An artist."""
    known = artist_link(index)
    return known | {
        "uri": f"spotify:artist:{known['id']}",
        "genres": list(GENRES[: index % 4]),
        "followed": index % 2 == 0,
        "followers": 1_000 * index,
        "added_at": "2015-03-01T08:00:00Z",
        "tracks": 24 + index,
        "albums": 4,
        "playlists": 3,
        "duration_ms": 5_400_000,
        "popularity": 20 * index,
        "images": [],
    }


def genre(index: int) -> dict[str, Any]:
    """A genre."""
    return {"name": GENRES[index], "tracks": 30, "artists": 2 + index, "albums": 5, "duration_ms": 5_400_000}


def show(index: int) -> dict[str, Any]:
    """A show."""
    identity = f"show{index:018d}"
    return link("show", identity, f"Tides & Tales {index}") | {
        "uri": f"spotify:show:{identity}",
        "publisher": "Harbour Radio",
        "description": "From the <b>pier</b>",
        "explicit": False,
        "saved": True,
        "saved_at": "2025-03-11T20:15:00Z",
        "episodes": 2,
        "total_episodes": 140,
        "images": [],
    }


def episode(index: int) -> dict[str, Any]:
    """An episode."""
    identity = f"episode{index:015d}"
    return link("episode", identity, f"The Lighthouse Keeper, Part {index}") | {
        "uri": f"spotify:episode:{identity}",
        "description": "What was in the drawer",
        "show": link("show", "show000000000000000000", "Tides & Tales 0"),
        "released": "2024-02-29",
        "duration_ms": 3_753_000,
        "explicit": False,
        "playable": True,
        "saved": True,
        "saved_at": "2025-03-11T20:15:00Z",
        "added_at": "2025-03-11T20:15:00Z",
        "playlists": 1,
        "rows": 1,
        "images": [],
    }


def audiobook(index: int) -> dict[str, Any]:
    """An audiobook."""
    identity = f"book{index:018d}"
    return link("show", identity, "The Drawer") | {
        "uri": f"spotify:show:{identity}",
        "authors": ["A. Keeper", "B. Light"],
        "narrators": ["C. Voice"],
        "publisher": "Harbour",
        "description": "",
        "edition": "Unabridged",
        "explicit": None,
        "saved": True,
        "saved_at": "2025-03-11T20:15:00Z",
        "total_chapters": 14,
        "images": [],
    }


MAKERS = {
    "tracks": (track, 120),
    "playlists": (playlist, 8),
    "albums": (album, 20),
    "artists": (artist, 5),
    "genres": (genre, 4),
    "shows": (show, 2),
    "episodes": (episode, 2),
    "audiobooks": (audiobook, 1),
}


def library() -> dict[str, list[dict[str, Any]]]:
    """All of it, by kind."""
    return {name: [make(index) for index in range(amount)] for name, (make, amount) in MAKERS.items()}


# -- lists


def _values(item: Mapping[str, Any], facet: str) -> list[tuple[str, str]]:
    """An item's values for a facet, with their labels."""
    if facet == "genre":
        return [(name, name) for name in item["genres"]]
    if facet == "decade":
        return [(f"{item['released'][:3]}0", f"{item['released'][:3]}0s")] if item["released"] else []
    if facet == "artist":
        return [(each["id"], each["name"]) for each in item["artists"]]
    if facet == "playlist":
        return [(str(playlist(at)["id"]), NAMES[at]) for at in range(item["playlists"])]
    if facet in ("album", "show", "owner"):
        return [(item[facet]["id"], item[facet]["name"])] if item[facet] else []
    if facet == "key":
        return [(str(item["features"]["key"]), "")] if item["features"] else []
    return []


def _fits(item: Mapping[str, Any], name: str, value: str) -> bool:
    if name == "q":
        artists = " ".join(each["name"] for each in item.get("artists", []))
        text = f"{item['name']} {artists}".casefold()
        return all(word in text for word in value.casefold().split())
    if name.startswith(("min_", "max_")):
        field = name[4:]
        known: float | None = item[field] if field in item else (item["features"] or {}).get(field)
        return known is not None and (known >= float(value) if name[:3] == "min" else known <= float(value))
    if name in ("saved", "explicit", "local", "analysed", "playable", "mine", "followed", "read"):
        return bool(item[name] is (value == "true"))
    if name == "in_playlist":
        return bool(item["playlists"]) == (value == "true")
    if name == "not_playlist":
        return value not in [each for each, _ in _values(item, "playlist")]
    return any(each in value.split(",") for each, _ in _values(item, name))


def facet(items: Iterable[Mapping[str, Any]], name: str) -> dict[str, Any]:
    """Counts of one facet."""
    found, labels, without = Counter[str](), dict[str, str](), 0
    for item in items:
        values = _values(item, name)
        without += not values
        for value, label in values:
            found[value] += 1
            labels[value] = label
    counted = [
        {"value": value, "label": labels[value], "count": count} for value, count in found.most_common() if count
    ]
    return {"values": counted, "more": 0, "without": without}


def chosen(items: list[dict[str, Any]], query: Mapping[str, str]) -> list[dict[str, Any]]:
    """The items that a query names, in its order."""
    filters = {name: value for name, value in query.items() if name not in ("sort", "limit", "cursor", "facets")}
    found = [item for item in items if all(_fits(item, name, value) for name, value in filters.items())]
    for part in reversed(query.get("sort", "").split(",")):
        field, descending = part.removeprefix("-"), part.startswith("-")
        if field:
            found = _in_order(found, field, descending)
    return found


def _in_order(items: list[dict[str, Any]], field: str, descending: bool) -> list[dict[str, Any]]:
    """By one field, those without it last."""

    def value(item: dict[str, Any]) -> Any:
        known = item[field] if field in item else (item.get("features") or {}).get(field)
        if field == "artist":
            known = item["artists"][0]["name"]
        return known.casefold() if isinstance(known, str) else known

    known = [item for item in items if field == "artist" or value(item) is not None]
    return sorted(known, key=value, reverse=descending) + [item for item in items if item not in known]


# -- details


def some(items: list[dict[str, Any]]) -> dict[str, Any]:
    """Part of a list, as details tell it."""
    return {"data": items[:50], "total": len(items), "all": "/v1/browser/tracks"}


def holdings(count: int) -> dict[str, Any]:
    """Playlists that hold something, the first of them twice."""
    added = {"added_at": "2024-03-01T08:00:00Z", "added_by": None, "playable": True}
    data = [
        {
            "playlist": link("playlist", playlist(at)["id"], NAMES[at]),
            "rows": [{"position": 2, **added}, {"position": 16, **added}][: 1 if at else 2],
        }
        for at in range(count)
    ]
    return {"data": data, "total": count, "rows": count + 1 if count else 0, "all": None}


def detail(kind: str, item: dict[str, Any]) -> dict[str, Any]:
    """What the page of one thing shows."""
    tracks = [track(index) for index in range(6)]
    parts: dict[str, Any] = {
        "playlists": {"rows": {"total": item.get("rows"), "all": ""}},
        "albums": {"tracks": some(tracks), "artists": [artist(0)], "playlists": some([playlist(0)])},
        "artists": {"albums": some([album(0)]), "tracks": {"total": 24, "all": ""}, "playlists": some([playlist(0)])},
        "tracks": {"playlists": holdings(2), "album": album(0), "artists": [artist(0), artist(1)]},
        "shows": {"episodes": some([episode(0), episode(1)])},
        "episodes": {"playlists": holdings(0), "show": show(0)},
    }
    return {"data": {kind.removesuffix("s"): item, **parts.get(kind, {})}, "meta": META}


def kept_rows(count: int = 60) -> list[dict[str, Any]]:
    """A playlist's rows as they are kept: an episode, a row of which nothing is known, and a local file among them."""
    made: list[dict[str, Any]] = [
        {
            "position": index,
            "added_at": "2024-03-01T08:00:00Z",
            "added_by": None,
            "playable": index != 4,
            "kind": "track",
            "uri": track(index)["uri"],
            "item": track(index),
        }
        for index in range(count)
    ]
    made[1] |= {"kind": "episode", "uri": episode(0)["uri"], "item": episode(0)}
    made[2] |= {"kind": "other", "uri": "spotify:track:gonegonegonegonegone00", "item": None}
    return made


# -- analysis


def _step(low: float, width: float, at: int, count: int) -> dict[str, Any]:
    return {"from": round(low + width * at, 4), "to": round(low + width * (at + 1), 4), "count": count}


def analysis(*, measured: bool = True) -> dict[str, Any]:
    """The analysis of a playlist; without measures it says why."""

    def extreme(index: int, value: float) -> dict[str, Any]:
        about = track(index)
        return {"value": value, "track": {key: about[key] for key in ("id", "name", "artists", "spotify_url")}}

    def feature(low: float, high: float) -> dict[str, Any]:
        width = (high - low) / 20
        return {
            "measured": 38,
            "mean": low + width * 9,
            "median": low + width * 10,
            "min": extreme(1, low + width),
            "max": extreme(6, high - width),
            "histogram": [_step(low, width, at, max(0, 8 - abs(at - 10))) for at in range(20)],
        }

    bounds = dict.fromkeys(FEATURES, (0.0, 1.0)) | {"tempo": (40.0, 240.0), "loudness": (-40.0, 0.0)}
    extremes = {"fastest": extreme(6, 176.2), "slowest": extreme(1, 61.0)}
    return {
        "selection": {
            "tracks": 42,
            "different": 41,
            "local": {"count": 3, "duration_ms": 600_000},
            "episodes": {"count": 2, "duration_ms": 7_200_000},
            "others": 1,
            "measured": 38 if measured else 0,
            "unmeasured": 4 if measured else 42,
            "by_source": {"spotify": 30, "reccobeats": 8} if measured else {"spotify": 0, "reccobeats": 0},
        },
        "features": {name: feature(*ends) for name, ends in bounds.items()} if measured else None,
        "reason": None if measured else "Spotify has closed audio features to this app",
        "key": [{"value": key, "name": "", "count": key % 5} for key in range(12)] if measured else None,
        "mode": {"major": 24, "minor": 14} if measured else None,
        "time_signature": [{"value": 3, "count": 4}, {"value": 4, "count": 34}] if measured else None,
        "extremes": {
            **({**extremes, "happiest": extreme(2, 0.98), "saddest": extreme(5, 0.03)} if measured else {}),
            "longest": extreme(9, 402_000),
            "shortest": extreme(4, 61_000),
        },
        "durations": {"known": 42, "total_ms": 9_300_000, "mean_ms": 221_428.6, "median_ms": 214_000.0},
        "years": [{"value": 1969, "count": 3}, {"value": 1994, "count": 20}, {"value": 2019, "count": 17}],
        "decades": [{"value": 1960, "count": 3}, {"value": 1990, "count": 20}, {"value": 2010, "count": 17}],
        "year_unknown": 2,
        "genres": {
            "values": [{"value": name, "label": name, "count": 20 - at} for at, name in enumerate(GENRES)],
            "more": 3,
            "without": 5,
        },
        "artists": {
            "values": [
                {"value": artist_link(at)["id"], "label": ARTISTS[at], "count": 12 - at} for at in range(len(ARTISTS))
            ],
            "more": 0,
            "without": 0,
        },
        "explicit": {"explicit": 8, "clean": 30, "unknown": 4, "share": 8 / 38},
        "meta": META,
    }


def job(state: str = "queued", **changes: Any) -> dict[str, Any]:
    """Long work on an analysis."""
    return {
        "id": "0a11" * 10,
        "kind": "browser_analysis",
        "state": state,
        "progress": {"done": 0, "total": None, "unit": "tracks", "current": None},
        "counts": {"created": 0, "updated": 0, "removed": 0, "unchanged": 0, "skipped": 0},
        "skipped": [],
        "resume_at": None,
        "error": None,
        **changes,
    }


def totals() -> dict[str, Any]:
    """What is kept, by resource."""
    return {
        **META,
        "totals": {
            **{name: amount for name, (_, amount) in MAKERS.items()},
            "rows": 480,
            "saved_tracks": 30,
            "hours": 7.6,
        },
        "features": {"analysed": 80, "unanalysed": 40, "by_source": {"spotify": 80}},
        "coverage": {
            "collections": {
                "playlists": {"rows": 8, "total": 8, "unnamed": 0, "read": True, "incomplete": []},
                "tracks": {"rows": 29, "total": 34, "unnamed": 1, "read": False, "incomplete": ["rows_missing"]},
            },
            "playlists": {"read": 7, "unread": 1},
            "unknown": {"tracks": 2, "albums": 0},
        },
    }

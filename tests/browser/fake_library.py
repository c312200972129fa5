"""A hand-made library for the fake origin: every odd kind of row, hostile texts, long names, missing pictures."""

from __future__ import annotations

from typing import Any

NAMES = (
    "Night Bus Home",
    "Kitchen, Sunday",
    "Long Walks & Short Songs",
    "夜のドライブ",
    "Two Hours of Rain on a Tent in the Cairngorms, Recorded in One Take Without Any Breaks",
    "الصباح",
    "Focus",
    "Old Tapes",
    "🌊 surf",
    "Discoveries 2019",
)
ARTISTS = ("Ada Lindqvist", "The Paper Lanterns", "Mori & Hana", "Czesław Brzęk", "Low Tide Quartet")
TITLES = (
    "Slow Lantern (Radio of the Northern Parade Remix) [Bonus Track]",
    "Harbour",
    "Ten Past Nine",
    "Glass Stairs",
    "What the Gulls Said",
    "Ōkami",
    "Undertow",
    "Ash",
)
#: What Spotify sends for a description: HTML-escaped, sometimes with a link. It must be shown as text.
DESCRIPTION = (
    "Bread &amp; butter songs, don&#x27;t skip &lt;3 "
    '<a href="spotify:playlist:x">more</a> &lt;img src=x onerror=&quot;document.title=1&quot;&gt;'
)


def page_on_spotify(kind: str, identity: str) -> str:
    """The address of an entity on Spotify, its attribution."""
    return f"https://open.spotify.com/{kind}/{identity}"


def artist(index: int) -> dict[str, Any]:
    """A simplified artist."""
    identity = f"artist{index:016d}"
    return {
        "id": identity,
        "name": ARTISTS[index % len(ARTISTS)],
        "spotify_url": page_on_spotify("artist", identity),
    }


def track(index: int, **changes: Any) -> dict[str, Any]:
    """A track; ``changes`` overwrite fields."""
    identity = f"track{index:017d}"
    made: dict[str, Any] = {
        "id": identity,
        "uri": f"spotify:track:{identity}",
        "name": TITLES[index % len(TITLES)],
        "kind": "track",
        "duration_ms": 120_000 + index * 7_919 % 240_000,
        "explicit": index % 5 == 2,
        "disc_number": 1,
        "track_number": 1 + index % 12,
        "album": {
            "id": f"album{index:017d}",
            "name": f"{TITLES[(index + 3) % len(TITLES)]} (Remastered)",
            "album_type": "album",
            "release_date": "2017-05-05",
            "images": [],
            "spotify_url": page_on_spotify("album", f"album{index:017d}"),
        },
        "artists": [artist(index)] + ([artist(index + 1)] if index % 3 == 0 else []),
        "isrc": f"XX0011700{index % 1000:03d}",
        "is_playable": True,
        "spotify_url": page_on_spotify("track", identity),
        "images": [],
    }
    return made | changes


def row(position: int, kind: str, item: dict[str, Any] | None) -> dict[str, Any]:
    """A row of a playlist."""
    return {
        "position": position,
        "added_at": f"20{10 + position % 16:02d}-03-{1 + position % 28:02d}T08:00:00Z",
        "added_by": None,
        "kind": kind,
        "item": item,
    }


def rows(count: int = 130) -> list[dict[str, Any]]:
    """A playlist's rows: an episode, a local file, an empty row and an unplayable track among the first ten."""
    made = [row(position, "track", track(position)) for position in range(count)]
    episode = {
        "id": "episode0000000000000001",
        "uri": "spotify:episode:episode0000000000000001",
        "name": "The Lighthouse Keeper’s Daughter, Part 2: What Was in the Drawer",
        "kind": "episode",
        "duration_ms": 3_753_000,
        "explicit": False,
        "release_date": "2024-02-29",
        "show": {
            "id": "show0000000000000000001",
            "name": "Tides & Tales",
            "publisher": "Harbour Radio",
            "images": [],
            "spotify_url": page_on_spotify("show", "show0000000000000000001"),
        },
        "images": [],
        "spotify_url": page_on_spotify("episode", "episode0000000000000001"),
    }
    local = track(
        3,
        id=None,
        name="rehearsal_take_4.mp3",
        spotify_url=None,
        isrc=None,
        artists=[{"id": None, "name": "Us, in the cellar", "spotify_url": None}],
        album={"id": None, "name": "", "images": [], "spotify_url": None},
    )
    odd = {
        2: ("episode", episode),
        3: ("local", local),
        4: ("unavailable", None),
        5: ("track", track(5, is_playable=False)),
        6: ("track", track(6, name="<b>not bold</b>", spotify_url="javascript:document.title=2")),
    }
    for position, (kind, item) in odd.items():
        if position < count:
            made[position] = row(position, kind, item)
    return made


def saved_tracks(count: int = 60) -> list[dict[str, Any]]:
    """Saved tracks, one of them without its track."""
    made: list[dict[str, Any]] = [
        {"added_at": f"2025-{1 + index % 12:02d}-11T20:15:00Z", "track": track(index)} for index in range(count)
    ]
    made[4]["track"] = None
    return made


def playlists(count: int = 64) -> list[dict[str, Any]]:
    """Playlists, some with a cover drawn here, some without, one whose total is unknown."""
    made = []
    for index in range(count):
        identity = f"playlist{index:014d}"
        made.append(
            {
                "id": identity,
                "uri": f"spotify:playlist:{identity}",
                "name": NAMES[index % len(NAMES)] + (f" {index // len(NAMES) + 1}" if index >= len(NAMES) else ""),
                "description": DESCRIPTION if index == 0 else "",
                "owner": {"id": "ada", "name": "Ada", "spotify_url": page_on_spotify("user", "ada")},
                "public": [True, False, None][index % 3],
                "collaborative": index % 7 == 3,
                "snapshot_id": f"snapshot{index}",
                "images": [] if index % 4 == 1 else [{"url": "/favicon.svg", "width": None, "height": None}],
                "items_total": None if index == 5 else index * 37 % 900,
                "spotify_url": page_on_spotify("playlist", identity),
            }
        )
    made[0]["items_total"] = 130
    return made


def signed_in_user(
    *,
    reauth_required: bool = False,
    warning: str | None = None,
    days_left: int = 176,
    settings: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """What ``GET /v1/user`` says of a person who is signed in."""
    return {
        "authenticated": True,
        "user": {
            "id": "u1",
            "display_name": "Ada Lindqvist",
            "images": [],
            "spotify_url": page_on_spotify("user", "ada"),
        },
        "session": {"id": "s1", "created_at": "2026-11-20T18:00:00Z", "expires_at": "2026-12-20T18:00:00Z"},
        "grant": {
            "scopes": ["playlist-read-collaborative", "playlist-read-private", "user-library-read"],
            "authorized_at": "2026-11-20T18:00:00Z",
            "expires_at": "2027-05-20T18:00:00Z",
            "days_left": days_left,
            "warning": warning,
            "reauth_required": reauth_required,
        },
        "settings": settings or {"time_zone": None, "sync_period_hours": None},
    }


def profile() -> dict[str, Any]:
    """The profile, one count of which Spotify did not tell."""
    counts = {"playlists": 64, "tracks": 2_041, "albums": 118, "artists": 77, "shows": 9, "episodes": 31}
    return {"user": signed_in_user()["user"], "counts": {**counts, "audiobooks": None}}


def times(created: str, expires: str) -> dict[str, str]:
    """When something began and when it ends, both at half past seven."""
    return {"created_at": f"{created}T07:30:00Z", "expires_at": f"{expires}T07:30:00Z"}


def sessions() -> list[dict[str, Any]]:
    """Two sessions, the first of which is this browser's."""
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
    return [
        {
            **times("2026-11-20", "2026-12-20"),
            "id": "s1",
            "user_agent": agent + " Chrome/150.0 Safari/537.36",
            "current": True,
        },
        {**times("2026-10-02", "2026-12-01"), "id": "s2", "user_agent": None, "current": False},
    ]


def token(identity: str, name: str) -> dict[str, Any]:
    """An access token as a list shows it: without its secret."""
    times = {"created_at": "2026-11-22T10:00:00Z", "expires_at": "2027-02-20T10:00:00Z"}
    return {"id": identity, "name": name, **times}


def features(track_id: str) -> dict[str, Any]:
    """Audio features of a track."""
    shares = {"acousticness": 0.21, "danceability": 0.64, "energy": 0.72, "instrumentalness": 0.0, "liveness": 0.11}
    measured = {**shares, "speechiness": 0.04, "valence": 0.38, "tempo": 117.9, "key": 9, "mode": 0, "loudness": -7.31}
    return {
        "track_id": track_id,
        "state": "available",
        "reason": None,
        "again_at": None,
        "source": "spotify",
        "fetched_at": "2026-11-22T10:00:00Z",
        "features": {**measured, "time_signature": 4},
    }


def inspector_state(records: int, dead_letters: int) -> dict[str, Any]:
    """The inspector's overview."""
    queue = {"name": "library-persist", "visible": 0, "in_flight": 1, "delayed": 0, "dead_letters": dead_letters}
    tables = [("accounts", 5), ("catalogue", 1_204 + records), ("personal", 0), ("coordination", 2)]
    return {
        "simulated": True,
        "queues": [queue],
        "tables": [{"name": name, "items": items} for name, items in tables],
        "functions": [
            {"name": "api_handler", "invocations": 31, "errors": 0},
            {"name": "library_persist", "invocations": 12, "errors": 0},
        ],
    }


def activity(records: int, dead_letters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the logs hold about a request that queued ``records`` records, oldest first."""
    refused = min(len(dead_letters), records)
    unchanged = records // 5
    created = records - unchanged - refused
    answered = {"method": "GET", "path": "/v1/library/playlists", "status": 200, "milliseconds": 41}
    sent = {
        "queue": "library-persist",
        "kind": "playlist_page",
        "message_id": "m1",
        "records": records,
        "bytes": 18_204,
    }
    handled = {
        "queue": "library-persist",
        "kind": "playlist_page",
        "message_id": "m1",
        "created": created,
        "updated": 0,
        "unchanged": unchanged,
        "removed": 0,
        "milliseconds": 87,
    }
    events: list[dict[str, Any]] = [
        {"kind": "answer", "title": "GET /v1/library/playlists answered 200", "detail": answered},
        {"kind": "message", "title": "Message sent to library-persist", "detail": sent},
        {"kind": "function", "title": "library_persist handled the message", "detail": handled},
    ]
    for index in range(created):
        written = {"table": "catalogue", "key": f"TRACK#track{index:017d}", "kind": "track", "change": "created"}
        written["entity"] = TITLES[index % len(TITLES)]
        events.append({"kind": "record", "title": f"track {index} written", "detail": written})
    for letter in dead_letters[:refused]:
        events.append({"kind": "dead_letter", "title": "Record refused", "detail": letter})
    return [
        {"at": f"2026-11-22T10:00:{index // 10:02d}.{index % 10}00Z", **event} for index, event in enumerate(events)
    ]


def stored_record(key: str) -> dict[str, Any]:
    """A record as the table holds it."""
    return {
        "pk": key,
        "sk": "A",
        "schema": 1,
        "kind": "track",
        "name": TITLES[0],
        "fields": '{"name": "\\u0936 \\"x\\"", "duration_ms": 1}',
        "fetched_at": "2026-11-22T10:00:00Z",
    }


def erasure(looks: int) -> dict[str, Any]:
    """What ``GET /v1/user/erasures/{id}`` tells the first time, the second, and from then on."""
    state = ("queued", "running", "waiting", "succeeded")[min(looks, 3)]
    removed = 0 if looks == 0 else 4_812
    return {
        "id": "c0ffee" * 6 + "c0ff",
        "kind": "accounts.erasure",
        "state": state,
        "created_at": "2026-11-25T18:00:00Z",
        "finished_at": "2026-11-25T18:05:41Z" if state == "succeeded" else None,
        "progress": {"done": removed, "total": None, "unit": "records", "current": None},
        "counts": {"created": 0, "updated": 0, "removed": removed, "unchanged": 0, "skipped": 0},
        "skipped": [],
        "resume_at": "2026-11-25T18:05:31Z" if state == "waiting" else None,
        "error": None,
        "receipt": {
            "records": {"accounts": 4, "catalogue": 4_808},
            "objects": 2,
            "passes": 2,
            "disconnected_at": "2026-11-25T18:00:00Z",
            "erased_at": "2026-11-25T18:05:41Z",
        }
        if state == "succeeded"
        else None,
    }

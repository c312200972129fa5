"""Surprising answers that Spotify gives, gave, or could give: each passes through, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from infra.recordings.trial import Outcome
from tests.recordings.answers import (
    ALBUM,
    LOCAL_URI,
    episode,
    features,
    local_track,
    page,
    playlist,
    row,
    saved,
    track,
)

Tried = Callable[[str, Any], Outcome]

ODD: dict[str, tuple[str, Any]] = {
    "names longer than any label": ("track", track(name="long " * 1_500)),
    "a name beyond every limit": (
        "saved_tracks",
        page([saved(track(1)), saved(track(2, artists=[], name="🌊" * 19_000))]),
    ),
    "an empty name": ("track", track(name="")),
    "a name that is half a surrogate pair": ("track", track(name="\ud83c tide")),
    "control characters in a name": ("track", track(name="a\x00b\x1fc\u2028d")),
    "a negative duration": ("track", track(duration_ms=-1)),
    "numbers with fractions": ("track", track(popularity=41.5, duration_ms=201_000.0)),
    "numbers as text": ("track", track(track_number="3", popularity="many")),
    "negative counts": ("playlists_list", page([playlist({"href": "", "total": -4})])),
    "no release date": ("track", track(album={**ALBUM, "release_date": None, "release_date_precision": None})),
    "an unknown release date": ("track", track(album={**ALBUM, "release_date": "0000"})),
    "a release date in parts": ("track", track(album={**ALBUM, "release_date": {"year": 1999, "month": 3}})),
    "an artist without uri": (
        "track",
        track(artists=[{"type": "artist", "id": "0artist000000000000002", "name": "Ode"}]),
    ),
    "an artist without id": ("track", track(artists=[{"type": "artist", "id": None, "name": "Ode"}])),
    "an artist whose id is none of Spotify's": (
        "track",
        track(artists=[{"type": "artist", "id": "a/b c", "uri": "spotify:artist:a/b c", "name": "Ode"}]),
    ),
    "an album whose id is none of Spotify's": ("track", track(album={**ALBUM, "id": "no id"})),
    "no album and no artists": ("track", track(album=None, artists=None)),
    "a relinked track": (
        "track",
        track(
            linked_from={"type": "track", "id": "0track0000000000000099", "uri": "spotify:track:0track0000000000000099"}
        ),
    ),
    "null for is_local": ("saved_tracks", page([saved(track(is_local=None))])),
    "a local file in saved tracks": ("saved_tracks", page([saved(local_track()), saved(track())])),
    "a local file that does not say so": ("playlist_items", page([row(local_track(is_local=False))])),
    "a local file of a very long name": (
        "playlist_items",
        page([row(local_track(uri=LOCAL_URI + "x" * 5_000)), row(track())]),
    ),
    "a saved track that is gone": ("saved_tracks", page([saved(None), None, saved(track())])),
    "rows of every kind": (
        "playlist_items",
        page([row(track()), row(episode()), row(local_track()), row(None), None, row(track()), {"added_at": None}]),
    ),
    "an episode that says it is a track": ("playlist_items", page([row(episode(type="track"))])),
    "an episode of 2019": (
        "playlist_items",
        page([{"added_at": None, "added_by": None, "track": episode(type="track", track=False, episode=True)}]),
    ),
    "a hollow episode": ("playlist_items", page([row(episode(id=None, uri=None, name=None)), row(episode(2))])),
    "an episode without show": ("playlist_items", page([row(episode(show=None))])),
    "a chapter of an audiobook": (
        "playlist_items",
        page([row(episode(type="chapter", id="0chapter0000000000001", uri="spotify:chapter:0chapter0000000000001"))]),
    ),
    "both keys for a row": ("playlist_items", page([row(track(1), track=track(1))])),
    "both keys, one a boolean": ("playlist_items", page([row(track(1), track=True)])),
    "both keys for the rows": (
        "playlist",
        playlist(page([row(track())]), tracks=page([{"added_at": None, "track": track()}])),
    ),
    "rows under the older key": ("playlist", playlist(None, tracks=page([{"added_at": None, "track": track()}]))),
    "no rows for a follower": (
        "playlist",
        playlist({"href": "https://api.spotify.com/v1/playlists/x/items", "total": 12}),
    ),
    "an owner in another script": (
        "playlist",
        playlist(page([]), owner={"type": "user", "id": "åsa & 山田 #1", "display_name": None}),
    ),
    "no owner": ("playlist", playlist(owner=None, public=None, collaborative=None, description=None)),
    "an owner of a very long name": (
        "playlist",
        playlist(owner={"type": "user", "id": "a" * 400, "display_name": "A"}),
    ),
    "a playlist's uri of 2015": ("playlist", playlist(uri="spotify:user:ana%20b:playlist:0playlist0000000000001")),
    "a playlist without name": ("playlists_list", page([playlist(name=None), playlist()])),
    "images without sizes": ("playlist", playlist(images=[{"url": "https://mosaic.scdn.co/1", "width": None}, None])),
    "null for images": ("playlist", playlist(images=None)),
    "the same track twice": ("playlist_items", page([row(track()), row(track()), row(track(), added_at=None)])),
    "a total that does not add up": ("saved_tracks", page([saved(track())], total=7)),
    "no total": ("saved_tracks", page([saved(track())], total=None)),
    "a page in the middle": (
        "playlist_items",
        page(
            [row(track())],
            offset=100,
            total=300,
            next="https://api.spotify.com/v1/playlists/x/items?offset=150&limit=50",
        ),
    ),
    "pages that overlap": (
        "playlists_list",
        page(
            [playlist(), None, playlist(id="0playlist0000000000002", uri="spotify:playlist:0playlist0000000000002")],
            next="https://api.spotify.com/v1/me/playlists?offset=2&limit=3",
            total=9,
        ),
    ),
    "features with nulls": ("audio_features", features(danceability=None, key=None, tempo="fast")),
    "a person without name": (
        "user",
        {"type": "user", "id": "b c#ø", "uri": "spotify:user:b%20c", "display_name": None},
    ),
    "a token for ages": (
        "token",
        {
            "access_token": "a-token",
            "token_type": "Bearer",
            "expires_in": 10**12,
            "refresh_token": "another",
            "scope": "",
        },
    ),
    "a token that ends at once": (
        "token",
        {"access_token": "a-token", "token_type": "bearer", "expires_in": 0, "refresh_token": "another"},
    ),
}


@pytest.mark.parametrize(("kind", "payload"), ODD.values(), ids=ODD)
def test_an_odd_answer_passes_through(kind: str, payload: Any, tried: Tried) -> None:
    outcome = tried(kind, payload)
    assert outcome.group == "through an endpoint", outcome.text


@pytest.mark.parametrize(
    ("kind", "payload", "rule"),
    [
        ("track", local_track(), "no_identity (a local file cannot be asked for by id)"),
        ("track", track(id="a b"), "no_identity (the id is none of Spotify's)"),
        ("playlist", playlist(id="../me", uri="spotify:playlist:../me"), "no_identity (the id is none of Spotify's)"),
        ("track", track(id=None, uri=None), "no_identity"),
        ("token", {"access_token": None, "token_type": "Bearer", "expires_in": 3600}, "no_identity"),
        ("playlist", {"error": {"status": 404, "message": "Not found."}}, "error_status"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_by_a_rule(kind: str, payload: Any, rule: str, tried: Tried) -> None:
    assert tried(kind, payload).text.startswith(f"refused: {rule}")

"""Names that Spotify adds are told: which and where, never what they hold."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.spotify.endpoints import catalogue, library, playlists
from chalicelib.spotify.endpoints.all import ENDPOINTS
from chalicelib.spotify.models.paging import Page
from chalicelib.spotify.models.playlist import Playlist, PlaylistRow
from chalicelib.spotify.models.saved import SavedTrack
from chalicelib.spotify.unknown import unknown_names

from .fakes import FakeTransport, client, fixture, ok


def heard(endpoint: Any, payload: Any) -> list[frozenset[str]]:
    told: list[frozenset[str]] = []
    client(FakeTransport(ok(payload)), on_unknown=told.append).ask(endpoint, playlist_id="a", id="a")
    return told


def test_a_new_name_is_told_with_its_place_and_without_its_value() -> None:
    page = fixture("saved_tracks/extended_quota")
    page["mood"] = "secret"
    page["items"][0]["track"]["album"]["vibe"] = {"secret": 1}
    assert heard(library.MY_TRACKS, page) == [frozenset({"mood", "items.track.album.vibe"})]


def test_an_answer_that_is_known_tells_nothing() -> None:
    assert heard(library.MY_TRACKS, fixture("saved_tracks/extended_quota")) == []
    assert heard(playlists.PLAYLIST, fixture("playlist/both_keys")) == []


def test_what_is_set_aside_is_looked_at_too() -> None:
    page = fixture("saved_tracks/extended_quota")
    page["items"][0]["track"] |= {"mood": 1, "duration_ms": "odd"}
    assert heard(library.MY_TRACKS, page) == [frozenset({"items.track.mood"})]


def test_both_kinds_that_a_row_can_hold_are_known_under_both_names_of_it() -> None:
    for key in ("item", "track"):
        for held in ({"type": "track", "mood": 1}, {"type": "episode", "mood": 1}):
            assert unknown_names(PlaylistRow, {key: held}) == {f"{key}.mood"}
    assert unknown_names(Playlist, {"tracks": {"items": [{"mood": 1}]}}) == {"tracks.items.mood"}


@pytest.mark.parametrize("key", ["ines@example.org", "4rOoJ6Egrf8K2IrywzwOMk 1", "x" * 41, "", "é"])
def test_a_key_that_could_be_a_value_is_not_repeated(key: str) -> None:
    track = fixture("track/extended_quota") | {key: 1}
    assert heard(catalogue.TRACK, track) == [frozenset({"?"})]


def test_of_a_list_the_first_and_the_last_are_looked_at() -> None:
    rows: list[dict[str, Any]] = [{"track": None} for _ in range(9)]
    for number, row in enumerate(rows):
        row[f"name_{number}"] = 1
    assert unknown_names(Page[SavedTrack], {"items": rows}) == {"items.name_0", "items.name_8"}


@given(
    name=st.sampled_from([endpoint.name for endpoint in ENDPOINTS if endpoint.model]),
    payload=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["items", "tracks", "track", "albums", "artists", "odd"]), inner)
        ),
        max_leaves=12,
    ),
)
def test_looking_changes_nothing_and_never_fails(name: str, payload: Any) -> None:
    (endpoint,) = (found for found in ENDPOINTS if found.name == name)
    before = copy.deepcopy(payload)
    assert endpoint.model is not None
    assert unknown_names(endpoint.model(), payload) == unknown_names(endpoint.model(), payload)
    assert payload == before

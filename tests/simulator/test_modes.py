"""What a new app is refused, and what an old one still gets."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from infra.local.simulator import RunningSimulator
from infra.local.simulator.api.endpoints import REMOVED_IN_DEVELOPMENT, Endpoint
from tests.simulator.listener import Listener

GONE = {
    "available_markets", "popularity", "preview_url", "linked_from", "label", "genres", "followers", "publisher",
    "country", "email", "explicit_content", "product", "album_group",
}  # fmt: skip


def _keys(answer: Any) -> set[str]:
    if isinstance(answer, list):
        return set().union(*(_keys(each) for each in answer)) if answer else set()
    if isinstance(answer, dict):
        return set(answer).union(*(_keys(each) for each in answer.values()))
    return set()


def _paths(simulator: RunningSimulator) -> list[str]:
    person = simulator.truth.people[0]
    track = simulator.truth.catalogue.tracks[person.saved_tracks[0].id]
    playlist = simulator.truth.playlists_of(person)[0]
    return [
        "/me", "/me/tracks?limit=50", "/me/albums", "/me/shows", "/me/episodes", "/me/audiobooks", "/me/playlists",
        f"/playlists/{playlist.id}?additional_types=track,episode", f"/tracks/{track.id}", f"/albums/{track.album_id}",
        f"/shows/{person.saved_shows[0].id}", f"/audiobooks/{person.saved_audiobooks[0].id}",
    ]  # fmt: skip


def test_answers_in_development_mode_have_none_of_the_removed_fields(developer: Listener) -> None:
    for path in _paths(developer.spotify):
        found = _keys(developer.read(path)) & GONE
        # A playlist's followers were not removed.
        assert found <= ({"followers"} if path.startswith("/playlists/") else set()), path


def test_artists_lose_followers_and_popularity_but_keep_genres(developer: Listener) -> None:
    artist = developer.read("/me/following?type=artist")["artists"]["items"][0]
    assert "genres" in artist
    assert not {"followers", "popularity"} & set(artist)


def test_the_profile_has_no_email_but_an_account_id(developer: Listener) -> None:
    assert set(developer.read("/me")) == {
        "account_id", "display_name", "external_urls", "href", "id", "images", "type", "uri",
    }  # fmt: skip


def test_answers_in_extended_mode_have_all_fields(extended: RunningSimulator) -> None:
    listener = Listener(extended, extended.sign_in())
    person = extended.truth.people[0]
    track = extended.truth.catalogue.tracks[person.saved_tracks[0].id]
    answer = listener.read(f"/tracks/{track.id}")
    assert answer["popularity"] == track.popularity
    assert {"available_markets", "preview_url", "external_ids"} <= set(answer)
    assert {"label", "popularity", "genres"} <= set(listener.read(f"/albums/{track.album_id}"))
    assert listener.read("/me")["email"] == person.email
    assert "publisher" in listener.read(f"/shows/{person.saved_shows[0].id}")


def test_a_question_about_one_market_is_answered_for_that_market(extended: RunningSimulator) -> None:
    listener = Listener(extended, extended.sign_in())
    row = listener.read("/me/tracks?limit=1&market=NL")["items"][0]
    assert row["track"]["is_playable"] is True
    assert "available_markets" not in row["track"]
    assert "available_markets" not in row["track"]["album"]


def test_the_email_needs_its_scope(extended: RunningSimulator) -> None:
    me = Listener(extended, extended.sign_in(scopes=["user-read-private"])).read("/me")
    assert "email" not in me
    assert "country" in me
    assert "country" not in Listener(extended, extended.sign_in(scopes=[])).read("/me")


def test_audio_features_are_closed_to_new_apps(developer: Listener) -> None:
    track = developer.spotify.truth.people[0].saved_tracks[0].id
    for path in (f"/audio-features/{track}", f"/audio-features?ids={track}", f"/audio-analysis/{track}"):
        assert developer.refusal(path) == (403, "Forbidden")


def test_audio_features_work_in_extended_mode(extended: RunningSimulator) -> None:
    listener = Listener(extended, extended.sign_in())
    first, second = (saved.id for saved in extended.truth.people[0].saved_tracks[:2])
    features = listener.read(f"/audio-features/{first}")
    assert features["id"] == first
    assert 0 <= features["danceability"] <= 1
    assert -1 <= features["key"] <= 11
    unknown = "4rzfv0JLZfVhOhbSQ8o5jZ"
    several = listener.read(f"/audio-features?ids={first},{unknown},{second}")["audio_features"]
    assert [each and each["id"] for each in several] == [first, None, second]
    assert several[0] == features
    too_many = ",".join([first] * 101)
    assert listener.refusal(f"/audio-features?ids={too_many}") == (400, "Invalid ids")


@pytest.mark.parametrize("endpoint", REMOVED_IN_DEVELOPMENT, ids=str)
def test_removed_endpoints_are_forbidden(developer: Listener, endpoint: Endpoint) -> None:
    path = endpoint.path.format(id="0" * 22, playlist_id="0" * 22, user_id="me", category_id="pop")
    answer = requests.request(
        endpoint.method,
        f"{developer.spotify.url}/v1{path}",
        headers={"Authorization": f"Bearer {developer.access_token}"},
        timeout=10,
    )
    assert (answer.status_code, answer.json()) == (403, {"error": {"status": 403, "message": "Forbidden"}})


def test_several_tracks_at_once_and_old_paths_are_forbidden(developer: Listener) -> None:
    playlist = developer.spotify.truth.playlists_of(developer.spotify.truth.people[0])[0]
    assert developer.refusal(f"/playlists/{playlist.id}/tracks") == (403, "Forbidden")
    assert developer.refusal("/tracks?ids=a,b") == (403, "Forbidden")


def test_both_modes_show_the_same_library(development: RunningSimulator, extended: RunningSimulator) -> None:
    for path in ("/me/tracks?limit=50&offset=700", "/me/following?type=artist", "/me/playlists?limit=50"):
        answers = [Listener(each, each.sign_in()).read(path) for each in (development, extended)]
        new, old = (_uris(answer) for answer in answers)
        assert new == old
        assert len(new) > 10


def _uris(answer: Any) -> list[str]:
    if isinstance(answer, list):
        return [uri for each in answer for uri in _uris(each)]
    if isinstance(answer, dict):
        own = [answer["uri"]] if answer.get("uri") else []
        return own + [uri for key in sorted(answer) for uri in _uris(answer[key])]
    return []

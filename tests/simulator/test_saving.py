"""Saving, following and asking: in one way for all kinds, and in the older ways of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from infra.local.simulator.in_process import InProcessSimulator, in_process_simulator
from infra.local.simulator.library.people import Person
from tests.simulator.asking import Asking

KINDS = ("track", "album", "show", "episode", "audiobook", "artist")
LISTS = {
    "track": "/me/tracks",
    "album": "/me/albums",
    "show": "/me/shows",
    "episode": "/me/episodes",
    "audiobook": "/me/audiobooks",
    "artist": "/me/following?type=artist",
}


@pytest.fixture(scope="module", params=["development", "extended"])
def shared(request: pytest.FixtureRequest) -> Iterator[InProcessSimulator]:
    with in_process_simulator(tracks=90, playlists=12, mode=request.param) as spotify:
        yield spotify


@pytest.fixture
def person(shared: InProcessSimulator) -> Asking:
    shared.switch("reset")
    return Asking(shared)


def _things(person: Person, kind: str) -> Any:
    return person.followed_artists if kind == "artist" else getattr(person, f"saved_{kind}s")


def _new(person: Asking, kind: str) -> Any:
    """Something of the catalogue that the person does not have."""
    entities = getattr(person.spotify.truth.catalogue, f"{kind}s")
    return next(each for each in entities.values() if not _things(person.person, kind).has(each.id))


def _newest(person: Asking, kind: str) -> tuple[str, int]:
    """Id of the first thing in the answer's list, and the list's total."""
    answer = person.read(LISTS[kind])
    page = answer["artists"] if kind == "artist" else answer
    first = page["items"][0]
    return (first if kind in ("artist", "audiobook") else first[kind])["id"], page["total"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_saved_is_first_in_its_list_until_it_is_forgotten(person: Asking, kind: str) -> None:
    wanted = _new(person, kind)
    before = _newest(person, kind)
    contains = f"/me/library/contains?uris={wanted.uri}"
    assert person.read(contains) == [False]
    for _ in range(2):
        person.does("PUT", f"/me/library?uris={wanted.uri}", status=200)
        assert _newest(person, kind) == (wanted.id, before[1] + 1)
    assert person.read(contains) == [True]
    person.does("DELETE", f"/me/library?uris={wanted.uri}", status=200)
    assert _newest(person, kind) == before
    assert person.read(contains) == [False]


def test_what_is_saved_now_is_newer_than_all_before(person: Asking) -> None:
    wanted = _new(person, "track")
    person.does("PUT", f"/me/library?uris={wanted.uri}")
    times = [row["added_at"] for row in person.read("/me/tracks?limit=3")["items"]]
    assert times[0] >= times[1] >= times[2]


def test_playlists_and_people_are_followed_in_the_same_way(person: Asking) -> None:
    truth = person.spotify.truth
    other = truth.people[1]
    theirs = next(each for each in truth.playlists_of(other) if each.public and not person.person.lists(each.id))
    uris = f"{theirs.uri},spotify:user:{other.id}"
    followers = theirs.followers
    assert person.read(f"/me/library/contains?uris={uris}") == [False, False]
    person.does("PUT", f"/me/library?uris={uris}")
    assert person.read(f"/me/library/contains?uris={uris}") == [True, True]
    assert person.read("/me/playlists?limit=1")["items"][0]["id"] == theirs.id
    assert theirs.followers == followers + 1
    person.does("DELETE", f"/me/library?uris={uris}")
    assert person.read(f"/me/library/contains?uris={uris}") == [False, False]


def test_a_playlist_of_one_s_own_is_deleted_by_forgetting_it(person: Asking) -> None:
    own = person.spotify.truth.playlists_of(person.person)[0]
    person.does("DELETE", f"/me/library?uris={own.uri}")
    listed = [each["id"] for each in person.read("/me/playlists?limit=50")["items"] if each]
    assert own.id not in listed
    assert person.read(f"/playlists/{own.id}")["id"] == own.id, "it goes on existing"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_forty_uris_at_most_and_in_the_query_only(person: Asking, method: str) -> None:
    uri = person.spotify.truth.catalogue.tracks[person.person.saved_tracks[0].id].uri
    uris = [person.spotify.truth.catalogue.tracks[saved.id].uri for saved in person.person.saved_tracks[:41]]
    assert person.ask(method, f"/me/library?uris={','.join(uris[:40])}").status == 200
    assert person.refusal(f"/me/library?uris={','.join(uris)}", method) == (400, "Invalid uris")
    assert person.refusal("/me/library", method, {"uris": [uri]}) == (400, "Missing required field: uris")
    for wrong in ("nonsense", "spotify:track:4aawyAB9vmqN3uQ7FjRGTy", "spotify:local:a:b:c:1", "spotify:chapter:x"):
        assert person.refusal(f"/me/library?uris={uri},{wrong}", method) == (400, "Invalid uri")


@pytest.mark.parametrize("kind", ["track", "album", "show", "episode", "audiobook"])
def test_the_older_way_works_where_it_exists(person: Asking, kind: str) -> None:
    wanted, path = _new(person, kind), f"/me/{kind}s"
    if not person.spotify.simulator.mode.complete:
        for method in ("PUT", "DELETE"):
            assert person.refusal(f"{path}?ids={wanted.id}", method) == (403, "Forbidden")
        assert person.refusal(f"{path}/contains?ids={wanted.id}") == (403, "Forbidden")
        return
    person.does("PUT", f"{path}?ids={wanted.id}", status=200)
    assert person.read(f"{path}/contains?ids={wanted.id}") == [True]
    person.does("DELETE", path, {"ids": [wanted.id]}, status=200)
    assert person.read(f"{path}/contains?ids={wanted.id}") == [False]
    person.does("PUT", path, {"ids": [wanted.id]})
    assert _newest(person, kind)[0] == wanted.id
    most = 20 if kind == "album" else 50
    many = ",".join([wanted.id] * (most + 1))
    assert person.refusal(f"{path}?ids={many}", "PUT") == (400, "Invalid ids")
    assert person.refusal(path, "PUT", {"ids": [wanted.id] * 51}) == (400, "Invalid ids")
    assert person.refusal(f"{path}?ids={'0' * 22}", "PUT") == (400, "Invalid id")
    assert person.refusal(path, "PUT", {}) == (400, "Missing required field: ids")


def test_tracks_may_say_when_they_were_saved(person: Asking) -> None:
    if not person.spotify.simulator.mode.complete:
        return
    oldest = person.person.saved_tracks[-1]
    wanted = _new(person, "track")
    timed = {"id": wanted.id, "added_at": "2001-02-03T04:05:06.789Z"}
    person.does("PUT", "/me/tracks", {"timestamped_ids": [timed], "ids": ["ignored"]})
    rows = person.read("/me/tracks?offset=89")["items"]
    assert [row["track"]["id"] for row in rows] == [oldest.id, wanted.id]
    assert rows[1]["added_at"] == "2001-02-03T04:05:06Z"
    assert person.refusal("/me/tracks", "PUT", {"timestamped_ids": [{"id": wanted.id}]})[0] == 400


def test_artists_and_people_are_followed_the_older_way(person: Asking) -> None:
    artist, other = _new(person, "artist"), person.spotify.truth.people[1]
    if not person.spotify.simulator.mode.complete:
        assert person.refusal(f"/me/following?type=artist&ids={artist.id}", "PUT") == (403, "Forbidden")
        return
    for kind, identifier in (("artist", artist.id), ("user", other.id)):
        query = f"type={kind}&ids={identifier}"
        person.does("PUT", f"/me/following?{query}", status=204)
        assert person.read(f"/me/following/contains?{query}") == [True]
        person.does("DELETE", f"/me/following?type={kind}", {"ids": [identifier]}, status=204)
        assert person.read(f"/me/following/contains?{query}") == [False]
    assert person.refusal("/me/following?type=band&ids=x", "PUT") == (400, "Invalid type")
    assert person.refusal("/me/following?type=artist", "PUT") == (400, "Missing required field: ids")

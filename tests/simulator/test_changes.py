"""What people do in Spotify's own apps, told by switches: the next answers show it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local.simulator.control.switch import ControlError
from infra.local.simulator.in_process import InProcessSimulator, in_process_simulator
from infra.local.simulator.library.playlists import Playlist
from tests.simulator.asking import Asking


@pytest.fixture(scope="module")
def shared() -> Iterator[InProcessSimulator]:
    with in_process_simulator(tracks=90, playlists=12, big_playlist=45) as spotify:
        yield spotify


@pytest.fixture
def person(shared: InProcessSimulator) -> Asking:
    shared.switch("reset")
    return Asking(shared)


def _uris(person: Asking, playlist: Playlist) -> list[str | None]:
    items = person.read(f"/playlists/{playlist.id}/items?limit=50&additional_types=track,episode")["items"]
    return [row["item"] and row["item"]["uri"] for row in items]


def _own(person: Asking) -> Playlist:
    return person.spotify.truth.playlists_of(person.person)[0]


def _track(person: Asking, position: int) -> str:
    return person.spotify.truth.catalogue.tracks[person.person.saved_tracks[position].id].uri


def test_rows_are_removed_inserted_moved_and_appended(person: Asking) -> None:
    spotify, playlist = person.spotify, _own(person)
    snapshots, before = {playlist.snapshot_id}, _uris(person, playlist)
    for change in (
        {"remove": [0, 2]},
        {"insert": {"uris": [_track(person, 0)], "position": 1}},
        {"move": {"start": 0, "before": 3}},
        {"append": [_track(person, 1)]},
    ):
        snapshots.add(spotify.switch("change-playlist", playlist=playlist.id, **change)["snapshot_id"])
    assert len(snapshots) == 5
    kept = [before[1], *before[3:]]
    assert _uris(person, playlist) == [_track(person, 0), kept[1], kept[0], *kept[2:], _track(person, 1)]


@pytest.mark.parametrize("change", [{"name": "Other"}, {"description": "Words"}, {"public": True}])
def test_a_change_that_touches_no_row_is_a_new_snapshot_too(person: Asking, change: dict[str, object]) -> None:
    playlist = _own(person)
    before, rows = playlist.snapshot_id, _uris(person, playlist)
    person.spotify.switch("change-playlist", playlist=playlist.id, **change)
    assert playlist.snapshot_id != before
    assert _uris(person, playlist) == rows
    [(field, value)] = change.items()
    assert person.read(f"/playlists/{playlist.id}")[field] == value


def test_a_playlist_that_becomes_private_is_lost_to_who_followed_it(person: Asking) -> None:
    truth = person.spotify.truth
    followed = next(each for each in truth.playlists_of(person.person) if not each.readable_by(person.person.id))
    assert person.get(f"/playlists/{followed.id}").status == 200
    person.spotify.switch("change-playlist", playlist=followed.id, public=False)
    assert person.refusal(f"/playlists/{followed.id}") == (404, "Resource not found")


def test_playlists_appear_and_change_places(person: Asking) -> None:
    spotify = person.spotify
    made = spotify.switch("create-playlist", name="From a phone", append=[_track(person, 0)])["id"]
    listed = [each["id"] for each in person.read("/me/playlists?limit=50")["items"] if each]
    assert listed[0] == made
    spotify.switch("order-playlists", playlists=[listed[4], listed[2]])
    now = [each["id"] for each in person.read("/me/playlists?limit=50")["items"] if each]
    assert now[:3] == [listed[4], listed[2], made]
    assert sorted(now) == sorted(listed)
    with pytest.raises(ControlError):
        spotify.switch("order-playlists", playlists=["unknown"])


def test_things_are_saved_and_forgotten_newest_first(person: Asking) -> None:
    spotify = person.spotify
    album = next(
        each for each in spotify.truth.catalogue.albums.values() if not person.person.saved_albums.has(each.id)
    )
    total = person.read("/me/albums?limit=1")["total"]
    spotify.switch("save", uris=[album.uri])
    first = person.read("/me/albums?limit=1")
    assert (first["items"][0]["album"]["id"], first["total"]) == (album.id, total + 1)
    spotify.switch("forget", uris=[album.uri])
    assert person.read("/me/albums?limit=1")["total"] == total
    other = spotify.truth.people[1]
    spotify.switch("save", person=other.id, uris=[album.uri])
    assert person.read("/me/albums?limit=1")["total"] == total
    with pytest.raises(ControlError):
        spotify.switch("save", uris=["spotify:album:unknown"])
    with pytest.raises(ControlError):
        spotify.switch("save", person="nobody", uris=[album.uri])


def test_a_playlist_is_followed_and_unfollowed(person: Asking) -> None:
    spotify = person.spotify
    own = spotify.truth.playlists_of(person.person)[1]
    spotify.switch("forget", uris=[own.uri])
    assert own.id not in [each["id"] for each in person.read("/me/playlists?limit=50")["items"] if each]
    spotify.switch("save", uris=[own.uri])
    assert person.read("/me/playlists?limit=1")["items"][0]["id"] == own.id


def test_what_is_delisted_is_null_in_every_list_and_no_snapshot_tells(person: Asking) -> None:
    spotify, playlist = person.spotify, _own(person)
    snapshot = playlist.snapshot_id
    at = next(position for position, row in enumerate(playlist.rows) if row.kind == "track")
    uri, saved = str(playlist.rows[at].uri), _track(person, 3)
    spotify.switch("delist", uris=[uri, saved])
    assert _uris(person, playlist)[at] is None
    assert playlist.snapshot_id == snapshot
    page = person.read("/me/tracks?limit=5")
    assert (page["items"][3], page["total"]) == (None, 90)
    assert person.refusal(f"/tracks/{saved.rsplit(':', 1)[1]}") == (404, "Resource not found")
    spotify.switch("delist", uris=[uri, saved], back=True)
    assert _uris(person, playlist)[at] == uri
    assert person.read("/me/tracks?limit=5")["items"][3]["track"]["uri"] == saved


def test_offsets_shift_while_somebody_reads(person: Asking) -> None:
    first = [row["track"]["id"] for row in person.read("/me/tracks?limit=20")["items"]]
    new = next(
        each for each in person.spotify.truth.catalogue.tracks.values() if not person.person.saved_tracks.has(each.id)
    )
    person.spotify.switch("save", uris=[new.uri])
    second = [row["track"]["id"] for row in person.read("/me/tracks?limit=20&offset=20")["items"]]
    assert second[0] == first[-1]


def test_a_change_that_makes_no_sense_is_refused(person: Asking) -> None:
    spotify = person.spotify
    for name, fields in (
        ("change-playlist", {"playlist": "unknown"}),
        ("change-playlist", {"playlist": _own(person).id, "append": ["spotify:album:x"]}),
        ("create-playlist", {}),
        ("delist", {"uris": ["spotify:track:x"]}),
        ("set-person", {"product": "gold"}),
        ("player", {"interruption": "silence"}),
        ("player", {"play": ["spotify:album:x"]}),
        ("add-plays", {"plays": [{"uri": "spotify:episode:x"}]}),
    ):
        with pytest.raises(ControlError):
            spotify.switch(name, **fields)

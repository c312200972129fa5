"""One thing of the library and what belongs to it."""

from __future__ import annotations

import apsw
import pytest

from chalicelib.contexts.browser.details import service
from chalicelib.contexts.browser.details.schemas import MOST
from chalicelib.core.catalogue import keys
from chalicelib.core.errors import NotFound
from tests.unit.contexts.browser.kept import Kept

LOCAL = "spotify:local:Ann:Demos:Song:2"


@pytest.fixture(scope="module")
def model() -> apsw.Connection:
    kept = Kept()
    kept.track("two", "Two", ("Ann",), album_id="first", disc_number=1, track_number=2, duration_ms=1000)
    kept.track("one", "One", ("Bob", "Ann", "Bob"), album_id="first", disc_number=1, track_number=1)
    kept.track("last", "A last one", ("Ann",), album_id="first", disc_number=2, track_number=1)
    kept.track("unlisted", "Unlisted", ("Ann",), album_id="first")
    kept.is_told("album", "first", name="First", artists=[{"id": "ann", "name": "Ann"}], release_date="1999")
    kept.is_told("album", "liked", name="Liked", artists=[{"id": "ann", "name": "Ann"}])
    kept.is_told("artist", "ann", name="Ann", genres=["rock"])
    for number, date in ((1, "2020"), (2, "2021-05"), (3, None)):
        kept.is_told("episode", f"talk{number}", name="Talk", show_id="daily", release_date=date)
    kept.is_told("show", "daily", name="Daily")
    kept.is_told("audiobook", "book", name="Book", authors=["Ann"])
    kept.playlist("road", ("one", "2020-01-01T00:00:00Z"), LOCAL, "one", "two", "spotify:episode:talk1", name="Road")
    kept.playlist("away", "two", "one", "spotify:episode:talk2", name="Away")
    kept.playlist("quiet", name="Quiet")
    kept.likes("last", "unlisted", "nobodyknows")
    kept.collection(keys.SAVED_ALBUMS, "spotify:album:liked")
    kept.collection(keys.SAVED_EPISODES, "spotify:episode:talk3")
    kept.collection(keys.SAVED_AUDIOBOOKS, "spotify:show:book")
    return kept.model()


def test_a_playlist(model: apsw.Connection) -> None:
    found = service.playlist(model, "road", "nobody asked")
    assert (found["playlist"]["name"], found["playlist"]["rows"], found["playlist"]["episodes"]) == ("Road", 5, 1)
    assert found["rows"] == {"total": 5, "all": "/api/v1/browser/playlists/road/rows"}
    assert found["computation"] is not None
    assert (found["computation"].features, found["computation"].reason) == (None, "nobody asked")
    assert found["computation"].selection.tracks == 3  # the local file counts apart
    assert service.playlist(model, "quiet", "nobody asked")["computation"] is None


def test_an_album_has_its_tracks_by_disc_and_number_and_the_playlists_that_hold_some(model: apsw.Connection) -> None:
    found = service.album(model, "first")
    assert [track["id"] for track in found["tracks"]["data"]] == ["one", "two", "last", "unlisted"]
    assert found["tracks"]["total"] == found["album"]["tracks"] == 4
    assert found["tracks"]["all"] == "/api/v1/browser/tracks?album=first&sort=disc_number,track_number"
    assert [playlist["name"] for playlist in found["playlists"]["data"]] == ["Away", "Road"]
    assert found["playlists"]["all"] == "/api/v1/browser/playlists?album=first&sort=name"
    assert [artist["name"] for artist in found["artists"]] == ["Ann"]


def test_an_album_that_is_only_saved_has_no_tracks(model: apsw.Connection) -> None:
    found = service.album(model, "liked")
    assert (found["tracks"]["data"], found["tracks"]["total"], found["playlists"]["total"]) == ([], 0, 0)


def test_an_artist_with_what_the_person_has_of_them(model: apsw.Connection) -> None:
    found = service.artist(model, "ann")
    assert found["artist"]["genres"] == ["rock"]
    assert [album["id"] for album in found["albums"]["data"]] == ["first", "liked"]
    assert found["tracks"] == {"total": 4, "all": "/api/v1/browser/tracks?artist=ann"}
    assert [playlist["id"] for playlist in found["playlists"]["data"]] == ["away", "road"]


def test_a_track_with_everything_that_holds_it(model: apsw.Connection) -> None:
    found = service.track(model, "one")
    assert found["track"]["playlists"] == found["playlists"]["total"] == 2
    assert found["track"]["rows"] == found["playlists"]["rows"] == 3
    away, road = found["playlists"]["data"]
    assert (away["playlist"]["name"], [row["position"] for row in away["rows"]]) == ("Away", [1])
    assert (road["playlist"]["id"], [row["position"] for row in road["rows"]]) == ("road", [0, 2])
    assert road["rows"][0]["added_at"] == "2020-01-01T00:00:00.000Z"
    assert found["album"] is not None
    assert found["album"]["id"] == "first"
    assert [artist["id"] for artist in found["artists"]] == ["bob", "ann"]


def test_a_track_that_nobody_knows_more_of(model: apsw.Connection) -> None:
    found = service.track(model, "nobodyknows")
    assert (found["track"]["name"], found["track"]["saved"]) == (None, True)
    assert (found["album"], found["artists"], found["playlists"]["data"]) == (None, [], [])


def test_an_episode_and_its_show(model: apsw.Connection) -> None:
    found = service.episode(model, "talk1")
    assert [holding["playlist"]["id"] for holding in found["playlists"]["data"]] == ["road"]
    assert found["show"] is not None
    assert found["show"]["name"] == "Daily"
    assert [episode["id"] for episode in service.show(model, "daily")["episodes"]["data"]] == [
        "talk2",
        "talk1",
        "talk3",
    ]


def test_an_audiobook(model: apsw.Connection) -> None:
    assert service.audiobook(model, "book")["audiobook"]["authors"] == ["Ann"]


@pytest.mark.parametrize("kind", service.DETAILS)
def test_what_the_library_does_not_have(model: apsw.Connection, kind: str) -> None:
    with pytest.raises(NotFound):
        service.DETAILS[kind](model, "nowhere")


def test_a_playlist_that_the_library_does_not_have(model: apsw.Connection) -> None:
    with pytest.raises(NotFound):
        service.playlist(model, "nowhere", "nobody asked")


def test_long_lists_are_told_in_part() -> None:
    kept = Kept()
    for number in range(MOST + 5):
        kept.track(f"t{number}", f"{number:03d}", album_id="long", track_number=number)
        kept.playlist(f"p{number:03d}", *(f"t{number}",) * 12, "t0")
    kept.is_told("album", "long", name="Long")
    model = kept.model()
    album = service.album(model, "long")
    assert [len(album[part]["data"]) for part in ("tracks", "playlists")] == [MOST, MOST]
    assert [album[part]["total"] for part in ("tracks", "playlists")] == [MOST + 5, MOST + 5]
    artist = service.artist(model, "ann")
    assert (len(artist["playlists"]["data"]), artist["playlists"]["total"]) == (MOST, MOST + 5)

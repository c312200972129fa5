"""The player: what it tells, what it can be told, and what is left in the history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infra.local.simulator.in_process import InProcessSimulator, in_process_simulator
from tests.simulator.asking import Asking

START = 1_800_000_000.0


@pytest.fixture(scope="module", params=["development", "extended"])
def shared(request: pytest.FixtureRequest) -> Iterator[InProcessSimulator]:
    with in_process_simulator(
        now=lambda: START, tracks=90, playlists=6, token_seconds=10**7, mode=request.param
    ) as spotify:
        yield spotify


@pytest.fixture
def person(shared: InProcessSimulator) -> Asking:
    shared.switch("reset")
    return Asking(shared)


def _devices(person: Asking) -> dict[str, str | None]:
    return {each["name"]: each["id"] for each in person.read("/me/player/devices")["devices"]}


def _album(person: Asking) -> Any:
    catalogue = person.spotify.truth.catalogue
    return next(album for album in catalogue.albums.values() if len(album.track_ids) == 12)


def _play_album(person: Asking, **more: Any) -> Any:
    album = _album(person)
    desk = _devices(person)["Desk"]
    person.does("PUT", f"/me/player/play?device_id={desk}", {"context_uri": album.uri, **more}, status=204)
    return album


def _reason(person: Asking, method: str, path: str, body: Any = None) -> tuple[int, str | None]:
    answer = person.ask(method, path, body)
    return answer.status, json.loads(answer.body)["error"].get("reason")


def test_nothing_plays_at_first(person: Asking) -> None:
    for path in ("/me/player", "/me/player/currently-playing"):
        answer = person.get(path)
        assert (answer.status, answer.body) == (204, b"")
    assert person.read("/me/player/queue") == {"currently_playing": None, "queue": []}
    assert {"Desk", "Pocket", "Kitchen", "Car"} == set(_devices(person))
    assert _devices(person)["Car"] is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/me/player/play"),
        ("PUT", "/me/player/pause"),
        ("POST", "/me/player/next"),
        ("POST", "/me/player/previous"),
        ("PUT", "/me/player/seek?position_ms=1"),
        ("PUT", "/me/player/repeat?state=off"),
        ("PUT", "/me/player/shuffle?state=true"),
        ("PUT", "/me/player/volume?volume_percent=5"),
    ],
)
def test_a_command_needs_a_device_and_premium(person: Asking, method: str, path: str) -> None:
    assert _reason(person, method, path) == (404, "NO_ACTIVE_DEVICE")
    person.spotify.switch("set-person", product="free")
    assert _reason(person, method, path) == (403, "PREMIUM_REQUIRED")


def test_an_album_plays_from_where_it_is_told(person: Asking) -> None:
    album = _play_album(person, offset={"position": 3}, position_ms=5000)
    person.spotify.clock.advance(2)
    state = person.read("/me/player")
    assert (state["item"]["id"], state["progress_ms"], state["is_playing"]) == (album.track_ids[3], 7000, True)
    assert state["context"]["uri"] == album.uri
    assert state["device"]["name"] == "Desk"
    assert state["actions"] == {"disallows": {"resuming": True}}
    now = person.read("/me/player/currently-playing")
    assert "device" not in now
    assert now["item"] == state["item"]
    queue = person.read("/me/player/queue")
    assert queue["currently_playing"]["id"] == album.track_ids[3]
    assert [each["id"] for each in queue["queue"]] == [*album.track_ids[4:], *album.track_ids][:20]
    by_uri = person.spotify.truth.catalogue.tracks[album.track_ids[7]].uri
    person.does("PUT", "/me/player/play", {"context_uri": album.uri, "offset": {"uri": by_uri}})
    assert person.read("/me/player")["item"]["uri"] == by_uri


def test_commands_change_what_plays(person: Asking) -> None:
    album = _play_album(person)

    def playing() -> str:
        identifier: str = person.read("/me/player")["item"]["id"]
        return identifier

    person.does("POST", "/me/player/next", status=204)
    assert playing() == album.track_ids[1]
    person.does("POST", "/me/player/previous", status=204)
    assert playing() == album.track_ids[0]
    assert _reason(person, "POST", "/me/player/previous") == (403, "NO_PREV_TRACK")
    person.does("PUT", "/me/player/pause", status=204)
    assert _reason(person, "PUT", "/me/player/pause") == (403, "ALREADY_PAUSED")
    person.does("PUT", "/me/player/seek?position_ms=4000", status=204)
    person.spotify.clock.advance(60)
    state = person.read("/me/player")
    assert (state["progress_ms"], state["is_playing"]) == (4000, False)
    person.does("PUT", "/me/player/play", status=204)
    assert _reason(person, "PUT", "/me/player/play") == (403, "NOT_PAUSED")
    person.does("PUT", "/me/player/repeat?state=context", status=204)
    person.does("PUT", "/me/player/shuffle?state=true", status=204)
    person.does("PUT", "/me/player/volume?volume_percent=12", status=204)
    state = person.read("/me/player")
    assert (state["repeat_state"], state["shuffle_state"], state["device"]["volume_percent"]) == ("context", True, 12)


def test_the_last_track_has_no_next_one(person: Asking) -> None:
    _play_album(person, offset={"position": 11})
    assert _reason(person, "POST", "/me/player/next") == (403, "NO_NEXT_TRACK")
    person.does("PUT", "/me/player/repeat?state=context")
    person.does("POST", "/me/player/next", status=204)


def test_playback_moves_to_another_device(person: Asking) -> None:
    _play_album(person)
    devices = _devices(person)
    person.does("PUT", "/me/player", {"device_ids": [devices["Kitchen"]]}, status=204)
    assert person.read("/me/player")["device"]["name"] == "Kitchen"
    assert [each["name"] for each in person.read("/me/player/devices")["devices"] if each["is_active"]] == ["Kitchen"]
    assert _reason(person, "PUT", "/me/player", {"device_ids": ["unknown"]})[0] == 404
    assert person.ask("PUT", "/me/player", {"device_ids": [devices["Desk"], devices["Kitchen"]]}).status == 400
    person.does("PUT", "/me/player", {"device_ids": [devices["Pocket"]], "play": True}, status=204)
    assert _reason(person, "PUT", "/me/player/volume?volume_percent=5") == (403, "VOLUME_CONTROL_DISALLOW")


def test_a_device_that_takes_no_commands(person: Asking) -> None:
    car = {"id": "car", "name": "Car", "type": "Automobile", "is_restricted": True, "is_active": True}
    person.spotify.switch("player", devices=[car])
    assert _reason(person, "PUT", "/me/player/pause") == (403, "REMOTE_CONTROL_DISALLOW")
    assert _reason(person, "PUT", "/me/player", {"device_ids": ["car"]}) == (403, "DEVICE_NOT_CONTROLLABLE")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/me/player/seek", None),
        ("PUT", "/me/player/seek?position_ms=-1", None),
        ("PUT", "/me/player/repeat?state=sometimes", None),
        ("PUT", "/me/player/shuffle?state=1", None),
        ("PUT", "/me/player/volume?volume_percent=101", None),
        ("POST", "/me/player/queue?uri=spotify:album:4aawyAB9vmqN3uQ7FjRGTy", None),
        ("PUT", "/me/player/play", {"context_uri": "spotify:nonsense"}),
        ("PUT", "/me/player/play", {"uris": ["spotify:track:nothing"]}),
        ("PUT", "/me/player/play", {"uris": "spotify:track:nothing"}),
        ("PUT", "/me/player/play", {"uris": [], "context_uri": "spotify:album:x"}),
        ("PUT", "/me/player", {}),
    ],
)
def test_commands_that_make_no_sense(person: Asking, method: str, path: str, body: Any) -> None:
    _play_album(person)
    assert person.ask(method, path, body).status == 400


def test_what_is_queued_plays_next(person: Asking) -> None:
    album = _play_album(person)
    wanted = person.spotify.truth.catalogue.tracks[person.person.saved_tracks[5].id]
    person.does("POST", f"/me/player/queue?uri={wanted.uri}", status=204)
    assert person.read("/me/player/queue")["queue"][0]["id"] == wanted.id
    person.does("POST", "/me/player/next")
    assert person.read("/me/player")["item"]["id"] == wanted.id
    person.does("POST", "/me/player/next")
    assert person.read("/me/player")["item"]["id"] == album.track_ids[1]


def test_an_episode_has_no_item_for_who_does_not_ask_for_episodes(person: Asking) -> None:
    episode = next(iter(person.spotify.truth.catalogue.episodes.values()))
    person.spotify.switch("player", play=[episode.uri])
    for path in ("/me/player", "/me/player/currently-playing"):
        plain = person.read(path)
        assert (plain["item"], plain["currently_playing_type"]) == (None, "episode")
        asked = person.read(f"{path}?additional_types=track,episode")
        assert (asked["item"]["id"], asked["item"]["type"]) == (episode.id, "episode")


def test_advertisements_private_sessions_and_silence_have_no_item(person: Asking) -> None:
    _play_album(person)
    person.spotify.switch("player", interruption="ad")
    state = person.read("/me/player")
    assert (state["item"], state["context"], state["currently_playing_type"]) == (None, None, "ad")
    private = {"id": "d", "name": "Desk", "type": "Computer", "is_private_session": True, "is_active": True}
    person.spotify.switch("player", interruption=None, devices=[private])
    assert person.read("/me/player")["item"] is None
    person.spotify.switch("player", silent=True)
    assert person.get("/me/player").status == 204


def test_time_plays_on_and_leaves_a_history(person: Asking) -> None:
    album = _play_album(person)
    tracks = [person.spotify.truth.catalogue.tracks[each] for each in album.track_ids]
    person.spotify.clock.advance((tracks[0].duration_ms + tracks[1].duration_ms) / 1000 + 1)
    assert person.read("/me/player")["item"]["id"] == tracks[2].id
    history = person.read("/me/player/recently-played?limit=2")["items"]
    assert [each["track"]["id"] for each in history] == [tracks[1].id, tracks[0].id]
    assert history[0]["context"]["uri"] == album.uri
    person.spotify.clock.advance(7 * 86400)
    assert person.read("/me/player")["is_playing"] is False
    assert person.read("/me/player/recently-played?limit=1")["items"][0]["track"]["id"] == tracks[-1].id


def test_a_short_listen_leaves_no_trace_and_episodes_never_do(person: Asking) -> None:
    before = person.read("/me/player/recently-played")["items"]
    _play_album(person)
    person.spotify.clock.advance(20)
    person.does("POST", "/me/player/next")
    episode = next(iter(person.spotify.truth.catalogue.episodes.values()))
    person.spotify.switch("player", play=[episode.uri])
    person.spotify.clock.advance(10_000)
    assert person.read("/me/player/recently-played")["items"] == before


def test_the_history_has_fifty_plays_and_pages_lead_back(person: Asking) -> None:
    first = person.read("/me/player/recently-played?limit=50")
    assert len(first["items"]) == 50
    assert "total" not in first
    times = [each["played_at"] for each in first["items"]]
    assert times == sorted(times, reverse=True)
    assert any(each["context"] is None for each in first["items"])
    assert f"before={first['cursors']['before']}" in first["next"]
    beyond = person.read(f"/me/player/recently-played?before={first['cursors']['before']}")
    assert (beyond["items"], beyond["next"], beyond["cursors"]) == ([], None, None)


def test_cursors_are_exclusive_and_in_milliseconds(person: Asking) -> None:
    whole = person.read("/me/player/recently-played?limit=50")
    newest = int(whole["cursors"]["after"])
    assert person.read(f"/me/player/recently-played?after={newest}")["items"] == []
    assert person.read(f"/me/player/recently-played?after={newest - 1}")["items"] == whole["items"][:1]
    assert len(person.read(f"/me/player/recently-played?after={newest // 1000}&limit=50")["items"]) == 50
    page = person.read("/me/player/recently-played?limit=10")
    following = person.read(f"/me/player/recently-played?limit=10&before={page['cursors']['before']}")
    assert page["items"] + following["items"] == whole["items"][:20]
    assert person.refusal(f"/me/player/recently-played?after=1&before={newest}")[0] == 400
    assert person.refusal("/me/player/recently-played?after=yesterday") == (400, "Invalid after")


def test_plays_can_come_late_and_out_of_order(person: Asking) -> None:
    track = person.spotify.truth.catalogue.tracks[person.person.saved_tracks[0].id]
    person.spotify.switch("player", lag_seconds=7200)
    person.spotify.switch("add-plays", plays=[{"uri": track.uri}])
    before = person.read("/me/player/recently-played?limit=1")["items"]
    assert before[0]["track"]["id"] != track.id or before[0]["context"] is not None
    person.spotify.clock.advance(7201)
    [newest] = person.read("/me/player/recently-played?limit=1")["items"]
    assert (newest["track"]["id"], newest["context"]) == (track.id, None)
    whole = person.read("/me/player/recently-played?limit=50")["items"]
    oldest_ms = int(person.read("/me/player/recently-played?limit=50")["cursors"]["before"])
    person.spotify.switch("player", lag_seconds=0)
    person.spotify.switch("add-plays", plays=[{"uri": track.uri, "played_at_ms": oldest_ms + 1}])
    again = person.read("/me/player/recently-played?limit=50")["items"]
    assert again[:48] == whole[:48]
    assert again[-1]["track"]["id"] == track.id

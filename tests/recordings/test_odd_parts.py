"""What the client sets aside is logged once for an answer, and counted: where it was, never what it was."""

from __future__ import annotations

import json

from tests.functional.console import listening
from tests.functional.world import ENVIRONMENT, a_world
from tests.recordings.answers import page, playlist, row, saved, track


def test_odd_parts_of_an_answer_are_told_once() -> None:
    rows = [saved(track(number, duration_ms="a secret length", popularity=[])) for number in range(1, 12)]
    with a_world(tracks=5, playlists=2) as world:
        browser = world.signed_in()
        world.spotify_answers("/v1/me/tracks", status=200, body=json.dumps(page(rows)))
        with listening() as console:
            answer = browser.get("/v1/library/tracks")
    assert [shown["track"]["duration_ms"] for shown in answer.json["data"]] == [None] * 11
    (told,) = console.said("spotify's answer has odd parts")
    assert told["parts_total"] == 22
    assert told["parts"][:2] == ["items.0.track.duration_ms: int_parsing", "items.0.track.popularity: int_type"]
    assert len(told["parts"]) == 10
    assert console.metric("SpotifyOddParts") == 22
    assert "a secret length" not in console.text


def test_an_answer_without_odd_parts_says_nothing() -> None:
    with a_world(tracks=5, playlists=2) as world:
        browser = world.signed_in()
        with listening() as console:
            assert browser.get("/v1/library/tracks").status == 200
    assert console.said("answered")
    assert console.said("spotify's answer has odd parts") == []
    assert console.metric("SpotifyOddParts") == 0


def test_names_that_no_model_knows_are_counted_and_named_once() -> None:
    rows = [saved(track(number, mood_of_spotify="a secret mood")) for number in range(1, 12)]
    with a_world(tracks=5, playlists=2) as world:
        browser = world.signed_in()
        with listening() as console:
            for _ in range(2):
                world.spotify_answers("/v1/me/tracks", status=200, body=json.dumps(page(rows)))
                assert browser.get("/v1/library/tracks").status == 200
    (told,) = console.said("spotify answers names that no model knows")
    assert told["names"] == ["items.track.mood_of_spotify"]
    assert console.metric("SpotifyUnknownFields") == 2
    assert "a secret mood" not in console.text


def test_what_no_record_may_hold_is_left_out_of_the_record() -> None:
    with a_world(tracks=5, playlists=2) as world:
        browser = world.signed_in()
        world.spotify_answers("/v1/me/tracks", status=200, body=json.dumps(page([saved(track(duration_ms=-5))])))
        with listening() as console:
            assert browser.get("/v1/library/tracks").json["data"][0]["track"]["duration_ms"] == -5
        world.run_queue()
        (kept,) = world.items("catalogue", "E#track#")
    assert "duration_ms" not in json.loads(kept["fields"])
    assert kept["name"] == "Harbour 1"
    (told,) = console.said("not kept")
    assert (told["kind"], told["fields"]) == ("track", ["duration_ms"])


def test_a_playlist_and_its_rows_say_the_same() -> None:
    """Rows come without the snapshot id that their playlist has: neither reading takes the other for news."""
    rows = page([row(track())])
    found = playlist(rows)
    wrote = []
    with a_world(tracks=5, playlists=2) as world:
        browser = world.signed_in()
        for suffix, body in (("", found), ("/items", rows)) * 2:
            world.spotify_answers(f"/v1/playlists/{found['id']}{suffix}", status=200, body=json.dumps(body))
            world.advance(seconds=1)
            world.aws.clear()
            assert browser.get(f"/v1/library/playlists/{found['id']}{suffix}").status == 200
            world.run_queue()
            # The ledger of requests to Spotify counts each of them: that is no news about the playlist.
            wrote.append(len(world.aws.writes_except(ENVIRONMENT["COORDINATION_TABLE"])))
    assert wrote[0] > 0
    assert wrote[1:] == [0, 0, 0]

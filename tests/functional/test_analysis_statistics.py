"""What a playlist, an album or any selection amounts to, as it is asked for; and selections that are measured."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.functional.analysing import begun, features_kept, finish, measured_by, of_playlist
from tests.functional.building import build
from tests.functional.syncing import synced
from tests.functional.test_analysis_jobs import a_playlist
from tests.functional.world import Browser, World, a_world

TRACKS = "/v1/browser/tracks/analysis"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """A library that is synced; everything in its largest playlist is measured but two tracks, and nothing else is."""
    with a_world(tracks=120, playlists=4, big_playlist=60, people=2) as made:
        anna = made.signed_in()
        synced(anna)
        playlist_id, tracks = a_playlist(made)
        measured_by(made, "reccobeats", missing=tracks[:2])
        finish(anna, begun(anna.patch(of_playlist(playlist_id), {"operation": "analyze"})))
        build(made)
        yield made


@pytest.fixture
def anna(world: World) -> Browser:
    return world.signed_in()


def told(browser: Browser, path: str) -> Any:
    answer = browser.get(path)
    assert answer.status == 200, answer.text
    return answer.json


def rows_of(world: World, playlist_id: str) -> list[Any]:
    return [row for row in world.spotify.truth.playlists[playlist_id].rows if row.uri]


def test_a_playlist_amounts_to_what_its_rows_do(world: World, anna: Browser) -> None:
    playlist_id, _ = a_playlist(world)
    rows = rows_of(world, playlist_id)
    tracks = [row.id for row in rows if row.kind == "track" and row.id]
    kept = features_kept(world)

    found = told(anna, of_playlist(playlist_id))

    selection = found["selection"]
    assert (selection["tracks"], selection["different"]) == (len(tracks), len(set(tracks)))
    assert selection["local"]["count"] == sum(row.local is not None for row in rows) > 0
    assert selection["episodes"]["count"] == sum(row.kind == "episode" for row in rows) > 0
    measured = [each for each in tracks if each in kept]
    assert selection["by_source"] == {"spotify": 0, "reccobeats": len(measured)}
    assert (selection["measured"], selection["unmeasured"]) == (len(measured), len(tracks) - len(measured))
    assert selection["unmeasured"] >= 2
    for name in ("tempo", "loudness", "valence"):
        values = [kept[each][name] for each in measured if kept[each].get(name) is not None]
        feature = found["features"][name]
        assert feature["measured"] == len(values)
        assert feature["mean"] == pytest.approx(statistics.fmean(values))
        assert feature["median"] == statistics.median(values)
        assert (feature["min"]["value"], feature["max"]["value"]) == (min(values), max(values))
        assert kept[feature["max"]["track"]["id"]][name] == max(values)
        assert sum(step["count"] for step in feature["histogram"]) == len(values)
    keys = Counter(kept[each]["key"] for each in measured if kept[each].get("key", -1) >= 0)
    assert {each["value"]: each["count"] for each in found["key"] if each["count"]} == keys
    assert found["extremes"]["fastest"] == found["features"]["tempo"]["max"]
    assert found["extremes"]["saddest"] == found["features"]["valence"]["min"]
    assert found["reason"] is None
    assert found["meta"]["behind_since"] is None


def test_a_selection_that_filters_name_and_the_whole_library(world: World, anna: Browser) -> None:
    whole = told(anna, TRACKS)
    assert whole["selection"]["tracks"] == whole["selection"]["different"]
    assert whole["selection"]["episodes"]["count"] == 0
    some = told(anna, f"{TRACKS}?analysed=true&min_tempo=100")
    assert 0 < some["selection"]["tracks"] < whole["selection"]["tracks"]
    assert some["selection"]["unmeasured"] == 0
    assert some["extremes"]["slowest"]["value"] >= 100
    none = told(anna, f"{TRACKS}?q=nothing+is+called+that")
    assert (none["selection"]["tracks"], none["features"], none["durations"]["mean_ms"]) == (0, None, None)


def test_an_album_amounts_to_its_tracks_in_the_library(world: World, anna: Browser) -> None:
    albums = told(anna, "/v1/browser/albums?sort=-tracks&limit=1")["data"]
    found = told(anna, f"/v1/browser/albums/{albums[0]['id']}/analysis")
    assert found["selection"]["tracks"] == albums[0]["tracks"]
    assert found["durations"]["total_ms"] == albums[0]["duration_ms"]


def test_where_nothing_is_measured_the_rest_is_told_and_the_reason(world: World, anna: Browser) -> None:
    unmeasured = f"{TRACKS}?analysed=false&local=false"
    found = told(anna, unmeasured)
    assert (found["features"], found["key"], found["extremes"]["fastest"]) == (None, None, None)
    assert "nobody has asked" in found["reason"]
    assert found["durations"]["total_ms"] > 0
    assert found["years"] and found["artists"]["values"] and found["extremes"]["longest"]
    measured_by(world, "none")
    assert "switched off" in told(anna, unmeasured)["reason"]
    measured_by(world, "spotify")
    track_id = world.spotify.truth.people[0].saved_tracks[0].id
    assert anna.get(f"/v1/library/tracks/{track_id}/data").code == "feature_unavailable"
    assert "closed" in told(anna, unmeasured)["reason"]
    measured_by(world, "reccobeats")


def test_what_cannot_be_understood_is_refused_and_what_is_not_there_is_not_found(world: World, anna: Browser) -> None:
    refused = anna.get(f"{TRACKS}?year=soon")
    assert (refused.status, refused.code) == (400, "invalid_request")
    assert anna.post(f"{TRACKS}?colour=blue").status == 400
    assert anna.get(of_playlist("0000000000000000000000")).status == 404
    assert anna.get("/v1/browser/albums/0000000000000000000000/analysis").status == 404
    assert anna.patch(of_playlist(a_playlist(world)[0]), {"operation": "delete"}).status == 400


def test_an_answer_that_did_not_change_is_not_sent_again(world: World, anna: Browser) -> None:
    path = of_playlist(a_playlist(world)[0])
    first = anna.get(path)
    assert anna.get(path, headers={"If-None-Match": first.headers["etag"]}).status == 304


def test_nobody_is_told_of_anothers_library(world: World) -> None:
    other = world.browser()
    other.sign_in(person=world.spotify.truth.people[1].id)
    answer = other.get(TRACKS)
    assert (answer.status, answer.code) == (404, "not_synced")


# The last ones change what the others look at.


def test_exactly_the_tracks_that_a_filter_names_are_measured(world: World, anna: Browser) -> None:
    before = set(features_kept(world))
    wanted = told(anna, "/v1/browser/tracks?saved=true&analysed=false&local=false&max_duration_ms=200000&limit=100")
    ids = {each["id"] for each in wanted["data"]}
    assert ids and wanted["page"]["next"] is None

    path = f"{TRACKS}?saved=true&analysed=false&local=false&max_duration_ms=200000"
    job = begun(anna.post(path))
    assert begun(anna.post(path))["id"] == job["id"]
    assert job["target"]["filters"] == {
        "saved": True,
        "analysed": False,
        "local": False,
        "max_duration_ms": 200000,
    }
    job = finish(anna, job)

    assert (job["state"], job["progress"]["total"]) == ("succeeded", len(ids))
    unknown = {each["ref"].rsplit(":")[-1] for each in job["skipped"]}
    assert set(features_kept(world)) - before == ids - unknown
    build(world)
    assert told(anna, path.replace("analysed=false", "analysed=true"))["selection"]["measured"] >= len(ids - unknown)


def test_an_album_is_read_and_measured(world: World, anna: Browser) -> None:
    measured_by(world, "reccobeats")
    album = told(anna, "/v1/browser/albums?sort=-tracks&limit=1")["data"][0]
    job = finish(anna, begun(anna.put(f"/v1/browser/albums/{album['id']}/analysis")))
    assert job["state"] == "succeeded"
    assert world.asked(f"/v1/albums/{album['id']}")
    build(world)
    found = told(anna, f"/v1/browser/albums/{album['id']}/analysis")
    assert found["selection"]["unmeasured"] == job["counts"]["skipped"]
    assert found["selection"]["measured"] > 0
    again = told(anna, f"/v1/browser/albums?q={album['name']}")["data"]
    assert next(each for each in again if each["id"] == album["id"])["upc"], "which only the album itself tells"

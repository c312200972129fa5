"""However an analysis goes, it ends: what AWS, Spotify or an operator does may delay it, and the person always learns
what came of it. Nobody's analyses take what everybody needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from pynamodb.exceptions import GetError, UpdateError

from chalicelib.contexts.browser.analysis import wanted_tracks
from chalicelib.contexts.browser.analysis.messages import QUEUE
from chalicelib.contexts.browser.analysis.worker import FEATURES_PATIENCE, PATIENCE, Worker
from chalicelib.core.accounts import person_jobs, sync_schedule
from chalicelib.core.catalogue.model_head import ModelHeads
from tests.functional.analysing import (
    JOBS,
    artists_with_genres,
    begun,
    features_kept,
    finish,
    measured_by,
    of_playlist,
    work,
)
from tests.functional.building import build
from tests.functional.syncing import Job, synced
from tests.functional.test_analysis_jobs import a_playlist
from tests.functional.world import Browser, World, a_world

SELECTION = "/v1/browser/tracks/analysis"
ANALYZE = {"operation": "analyze"}


@pytest.fixture
def world() -> Iterator[World]:
    with a_world(tracks=120, playlists=4, big_playlist=60, people=2) as made:
        measured_by(made, "reccobeats")
        yield made


@pytest.fixture
def anna(world: World) -> Browser:
    """Her library can be browsed; nothing of it is measured."""
    anna = world.signed_in()
    synced(anna)
    build(world)
    return anna


@contextmanager
def nobody_can_be_told() -> Iterator[None]:
    """DynamoDB refuses what tells that a library has changed."""
    with patch.object(ModelHeads, "flip", side_effect=UpdateError("refused on demand")):
        yield


def waits_for_artists(world: World, anna: Browser, seconds: int = 36_000) -> Job:
    """An analysis whose features are there, and which may not ask for artists for now."""
    world.spotify_answers("/v1/artists", status=429, headers={"Retry-After": str(seconds)}, body={}, times=1)
    job = work(anna, begun(anna.patch(of_playlist(a_playlist(world)[0]), ANALYZE)))
    assert job["state"] == "waiting"
    return job


def lists_kept(world: World) -> list[Any]:
    """Lists of tracks to analyse that are still kept."""
    return world.items("coordination", "ANALYSIS#")


# -- what was found shows ----------------------------------------------------------------------------------------------


def test_a_job_ends_only_when_what_it_found_will_show(world: World, anna: Browser) -> None:
    playlist_id, tracks = a_playlist(world)
    job = begun(anna.patch(of_playlist(playlist_id), ANALYZE))
    with nobody_can_be_told():
        job = work(anna, job)
        assert (job["state"], job["progress"]["done"]) == ("waiting", len(tracks)), "all is done, and nobody knows it"

    assert finish(anna, job)["state"] == "succeeded"
    build(world)
    assert anna.get(of_playlist(playlist_id)).json["selection"]["measured"] > 0


def test_nor_does_a_cancelled_one_end_before(world: World, anna: Browser) -> None:
    with nobody_can_be_told():
        job = waits_for_artists(world, anna)
        anna.delete(f"{JOBS}/{job['id']}")
        job = work(anna, job)
        assert job["state"] == "waiting"
    assert finish(anna, job)["state"] == "cancelled"
    build(world)
    assert anna.get(of_playlist(a_playlist(world)[0])).json["selection"]["measured"] > 0


# -- whatever AWS does -------------------------------------------------------------------------------------------------


def test_a_job_whose_list_is_lost_ends_and_says_why(world: World, anna: Browser) -> None:
    job = waits_for_artists(world, anna)
    wanted_tracks.forget(job["id"], job["progress"]["total"])
    job = finish(anna, job)
    assert (job["state"], job["error"]) == ("partial", "list_lost"), "features were there before"
    assert job["skipped"][0]["reason"] == "list_lost"


def test_a_list_that_is_shorter_than_it_was_ends_the_job_too(world: World, anna: Browser) -> None:
    job = waits_for_artists(world, anna)
    with patch("zlib.decompress", return_value=b""), pytest.raises(wanted_tracks.Lost):
        wanted_tracks.read(job["id"], 5, 1)


def test_a_store_that_fails_for_hours_ends_the_job(world: World, anna: Browser) -> None:
    job = begun(anna.patch(of_playlist(a_playlist(world)[0]), ANALYZE))
    begun_at = world.clock.now()
    with patch.object(wanted_tracks, "read", side_effect=GetError("refused on demand")):
        job = finish(anna, job)
    assert (job["state"], job["error"]) == ("failed", "internal_error")
    assert timedelta(hours=8) < world.clock.now() - begun_at < timedelta(hours=12), "a short failure is waited out"


def test_the_list_is_read_as_it_was_written_a_moment_ago(world: World, anna: Browser) -> None:
    world.aws.clear()
    finish(anna, begun(anna.patch(of_playlist(a_playlist(world)[0]), ANALYZE)))
    sent = zip(world.aws.names, world.aws.bodies, strict=True)
    reads = [body for name, body in sent if name == "GetItem" and "ANALYSIS#" in body]
    assert reads and all('"ConsistentRead": true' in body for body in reads)


# -- waiting, not for ever ---------------------------------------------------------------------------------------------


def test_a_source_that_always_wants_a_pause_is_waited_for_a_day_and_the_genres_are_read(
    world: World, anna: Browser
) -> None:
    _, tracks = a_playlist(world)
    limited = {"status": 429, "headers": {"Retry-After": "14400"}, "body": {}}
    world.spotify_answers("/reccobeats/v1/audio-features", **limited, times=1000)
    begun_at = world.clock.now()

    job = finish(anna, begun(anna.patch(of_playlist(a_playlist(world)[0]), ANALYZE)))

    assert (job["state"], job["error"]) == ("partial", "feature_unavailable")
    assert job["skipped"][0]["ref"] == "audio_features"
    assert "longer than an analysis waits" in job["skipped"][0]["reason"]
    assert job["counts"]["skipped"] == len(tracks)
    assert timedelta(hours=12) < world.clock.now() - begun_at < FEATURES_PATIENCE + timedelta(hours=1)
    assert features_kept(world) == {} and artists_with_genres(world)


def test_spotify_that_always_limits_the_app_is_waited_for_two_days(world: World, anna: Browser) -> None:
    limited = {"status": 429, "headers": {"Retry-After": "36000"}, "body": {}}
    world.spotify_answers("/v1/artists", **limited, times=1000)
    begun_at = world.clock.now()
    job = finish(anna, begun(anna.patch(of_playlist(a_playlist(world)[0]), ANALYZE)))
    assert (job["state"], job["error"]) == ("partial", "spotify_rate_limited")
    assert timedelta(days=1) < world.clock.now() - begun_at < PATIENCE + timedelta(hours=1)
    assert features_kept(world), "what was told before stays"


def test_a_library_that_an_operator_has_paused_for_days_ends_the_job(world: World, anna: Browser) -> None:
    (person,) = {item["user_id"] for item in world.items("coordination", "JOB#")}
    sync_schedule.pause(person, world.clock.now())
    job = finish(anna, begun(anna.put(of_playlist(a_playlist(world)[0]))), most=300)
    assert (job["state"], job["error"], job["progress"]["total"]) == ("failed", "conflict", None)


def test_a_cancel_that_comes_while_a_job_begins_to_wait_is_not_missed(world: World, anna: Browser) -> None:
    park = Worker._park

    def cancelled_meanwhile(worker: Worker, wait: timedelta) -> None:
        assert anna.delete(f"{JOBS}/{worker.job.id}").status == 202
        world.deliver(QUEUE)  # its message finds another one at work
        park(worker, wait)

    world.spotify_answers("/v1/artists", status=429, headers={"Retry-After": "36000"}, body={}, times=1)
    job = begun(anna.patch(of_playlist(a_playlist(world)[0]), ANALYZE))
    with patch.object(Worker, "_park", cancelled_meanwhile):
        job = work(anna, job)
    assert (job["state"], job["resume_at"]) == ("cancelled", None)
    assert datetime.fromisoformat(job["finished_at"]) < world.clock.now() + timedelta(minutes=1)


# -- not without measure -----------------------------------------------------------------------------------------------


def test_three_selections_are_analysed_at_once_and_a_fourth_is_told_what_to_do(world: World, anna: Browser) -> None:
    first, *_ = (begun(anna.post(f"{SELECTION}?year={year}")) for year in (1990, 1991, 1992))

    refused = anna.post(f"{SELECTION}?year=1993")
    assert (refused.status, refused.json["code"]) == (409, "conflict")
    assert "wait until one of these jobs has ended, or cancel one" in refused.json["detail"]
    assert begun(anna.post(f"{SELECTION}?year=1990"))["id"] == first["id"], "the same is under way, not one more"
    assert begun(anna.patch(of_playlist(a_playlist(world)[0]), ANALYZE)), "a playlist is no such selection"

    assert anna.delete(f"{JOBS}/{first['id']}").status == 202
    finish(anna, first)
    assert begun(anna.post(f"{SELECTION}?year=1990"))["id"] != first["id"]


def test_requests_at_the_same_time_do_not_get_more_places_than_there_are(world: World, anna: Browser) -> None:
    start, came_between = person_jobs._start, iter((1994,))
    for year in (1990, 1991):
        begun(anna.post(f"{SELECTION}?year={year}"))

    def after_another(*given: Any) -> None:
        for year in came_between:
            begun(anna.post(f"{SELECTION}?year={year}"))  # once this one has seen that a place is free
        start(*given)

    with patch.object(person_jobs, "_start", after_another):
        assert anna.post(f"{SELECTION}?year=1992").status == 409
    assert len([each for each in anna.get(JOBS).json["data"] if each["state"] == "queued"]) == 3


def test_another_persons_selections_are_not_counted(world: World, anna: Browser) -> None:
    for year in (1990, 1991, 1992):
        begun(anna.post(f"{SELECTION}?year={year}"))
    other = world.browser()
    other.sign_in(person=world.spotify.truth.people[1].id)
    synced(other)
    build(world)
    begun(other.post(f"{SELECTION}?year=1990"))


@pytest.mark.parametrize("cancelled", [True, False])
def test_of_a_job_that_has_ended_no_list_of_tracks_is_kept(world: World, anna: Browser, cancelled: bool) -> None:
    job = waits_for_artists(world, anna)
    assert lists_kept(world)
    if cancelled:
        anna.delete(f"{JOBS}/{job['id']}")
    assert finish(anna, job)["state"] == ("cancelled" if cancelled else "succeeded")
    assert lists_kept(world) == []


# -- what cannot come to anything is not begun -------------------------------------------------------------------------


def test_before_the_first_sync_tracks_and_albums_are_not_analysed(world: World) -> None:
    anna = world.signed_in()
    album = f"/v1/browser/albums/{'0' * 22}/analysis"
    for answer in (anna.post(SELECTION), anna.put(album), anna.patch(album, ANALYZE)):
        assert (answer.status, answer.json["code"]) == (404, "not_synced")
        assert "start a sync first" in answer.json["detail"]
    assert anna.get(JOBS).json["data"] == []


def test_an_album_that_the_library_does_not_have_is_not_found_at_once(world: World, anna: Browser) -> None:
    album = f"/v1/browser/albums/{'0' * 22}/analysis"
    for answer in (anna.put(album), anna.patch(album, ANALYZE), anna.patch(album, {"operation": "sync"})):
        assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert anna.get(JOBS).json["data"] == []


# -- albums ------------------------------------------------------------------------------------------------------------


def test_an_album_is_read_with_its_tracks(world: World, anna: Browser) -> None:
    album = anna.get("/v1/browser/albums").json["data"][0]["id"]
    before = {item["id"] for item in world.items("catalogue", "E#track#")}
    truth = {track.id for track in world.spotify.truth.catalogue.tracks.values() if track.album_id == album}
    assert truth

    job = finish(anna, begun(anna.patch(f"/v1/browser/albums/{album}/analysis", {"operation": "sync"})))

    assert job["state"] == "succeeded"
    kept = {item["id"]: item["fields"] for item in world.items("catalogue", "E#track#")}
    assert truth <= set(kept) and len(kept) >= len(before)
    assert all(album in kept[track] for track in truth)

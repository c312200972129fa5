"""Audio features from the provider that the installation asks: Spotify, ReccoBeats, or none."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from chalicelib.contexts.library.schemas import Features
from chalicelib.core.composition import services
from chalicelib.spotify.transport import Answer, Request, Transport
from tests.functional.world import World
from tests.spotify.fakes import FakeTransport, refused
from tests.unit.core.audio_features.test_reccobeats import content, row

TRACKS = "/v1/library/tracks"
RECCOBEATS = "https://reccobeats.example"


class BesideSpotify:
    """Sends what is for ReccoBeats to a fake, and everything else to the simulator."""

    def __init__(self, spotify: Transport) -> None:
        self._spotify = spotify
        self.reccobeats = FakeTransport()

    def send(self, request: Request, timeout: float) -> Answer:
        inner: Transport = self.reccobeats if request.url.startswith(RECCOBEATS) else self._spotify
        return inner.send(request, timeout)

    def answers(self, *answers: Answer) -> None:
        """What ReccoBeats answers next."""
        self.reccobeats = FakeTransport(*answers)


def choose(provider: str, reccobeats_url: str = RECCOBEATS) -> None:
    """Set the installation up with a provider, as ``AUDIO_FEATURES`` does."""
    found = services()
    found.settings = found.settings.model_copy(update={"audio_features": provider, "reccobeats_url": reccobeats_url})


@pytest.fixture
def transport(world: World) -> BesideSpotify:
    choose("reccobeats")
    accounts: Any = services().accounts
    accounts.transport = BesideSpotify(accounts.transport)
    found: BesideSpotify = accounts.transport
    return found


def a_track(world: World) -> str:
    return world.spotify.truth.people[0].saved_tracks[0].id


def kept(world: World, track_id: str) -> dict[str, dict[str, Any]]:
    """The records of a track's features, by their sort key."""
    items = world.items("catalogue", f"E#audio_features#{track_id}")
    return {item["sk"]: json.loads(item["fields"]) for item in items}


def test_reccobeats_answers_what_spotify_closed(world: World, transport: BesideSpotify) -> None:
    browser, track_id = world.signed_in(), a_track(world)
    transport.answers(content(row(track_id)))

    answer = browser.get(f"{TRACKS}/{track_id}/data")

    assert answer.status == 200, answer.text
    told = answer.json
    assert (told["state"], told["source"], told["reason"], told["track_id"]) == (
        "available",
        "reccobeats",
        None,
        track_id,
    )
    assert told["fetched_at"]
    assert set(told["features"]) == set(Features.model_fields)
    assert (told["features"]["tempo"], told["features"]["time_signature"]) == (120.5, None)
    assert world.asked("/v1/audio-features") == [], "Spotify is not asked"
    (asked,) = transport.reccobeats.requests
    assert "Authorization" not in asked.headers

    world.run_queue()
    assert kept(world, track_id)["E#reccobeats"]["source"] == "reccobeats"


def test_an_id_that_reccobeats_does_not_know_is_a_state(world: World, transport: BesideSpotify) -> None:
    transport.answers(content())
    answer = world.signed_in().get(f"{TRACKS}/{a_track(world)}/data")
    assert answer.status == 200
    assert (answer.json["state"], answer.json["features"], answer.json["source"]) == ("not_found", None, "reccobeats")
    assert "dashspot-persist" not in answer.headers, "there is nothing to keep"


def test_an_outage_of_reccobeats_is_a_state(world: World, transport: BesideSpotify) -> None:
    transport.answers(refused(502, b"<html>"))
    answer = world.signed_in().get(f"{TRACKS}/{a_track(world)}/data")
    assert (answer.status, answer.json["state"], answer.json["features"]) == (200, "unavailable", None)
    assert "502" in answer.json["reason"]


def test_reccobeats_is_left_alone_for_as_long_as_it_says_by_everybody(world: World, transport: BesideSpotify) -> None:
    browser, track_id = world.signed_in(), a_track(world)
    world.clock.stop()
    transport.answers(refused(429, {}, retry_after="600"), content(row(track_id)))
    first = browser.get(f"{TRACKS}/{track_id}/data")
    assert (first.status, first.json["state"]) == (200, "unavailable")
    assert first.json["again_at"]

    world.advance(seconds=590)
    assert browser.get(f"{TRACKS}/{track_id}/data").json["again_at"] == first.json["again_at"]
    # Another function, which has not heard of it itself: it is told by what is stored.
    del services().audio_features
    other = world.browser()
    other.sign_in(person=world.spotify.truth.people[1].id)
    assert other.get(f"{TRACKS}/{track_id}/data").json["again_at"] == first.json["again_at"]
    assert len(transport.reccobeats.requests) == 1

    world.advance(seconds=20)
    assert browser.get(f"{TRACKS}/{track_id}/data").json["state"] == "available"


def test_a_wait_that_cannot_be_stored_is_kept_by_this_process(world: World, transport: BesideSpotify) -> None:
    browser, track_id = world.signed_in(), a_track(world)
    transport.answers(refused(429, {}, retry_after="600"))
    world.aws.refuse("UpdateItem", "AccessDeniedException")
    for _ in range(2):
        assert browser.get(f"{TRACKS}/{track_id}/data").json["state"] == "unavailable"
    assert len(transport.reccobeats.requests) == 1


def test_a_stored_wait_that_cannot_be_read_costs_nobody_the_answer(world: World, transport: BesideSpotify) -> None:
    browser, track_id = world.signed_in(), a_track(world)
    transport.answers(content(row(track_id)))
    world.aws.refuse("GetItem", "AccessDeniedException")
    assert browser.get(f"{TRACKS}/{track_id}/data").json["state"] == "available"


def test_a_warm_answer_by_reccobeats_makes_no_database_call_of_its_own(world: World, transport: BesideSpotify) -> None:
    browser, track_id = world.signed_in(), a_track(world)
    transport.answers(content(row(track_id)), content(row(track_id)))
    browser.get(f"{TRACKS}/{track_id}/data")
    world.aws.clear()
    assert browser.get(f"{TRACKS}/{track_id}/data").status == 200
    assert world.aws.names == ["BatchGetItem", "SendMessageBatch"]


def test_values_of_two_sources_never_mix(world: World, transport: BesideSpotify) -> None:
    """What Spotify told once stays where it was, and what it did not tell is not filled from elsewhere."""
    browser, track_id = world.signed_in(), a_track(world)
    choose("spotify")
    answer = {"id": track_id, "type": "audio_features", "tempo": 90.0, "time_signature": 4}
    world.spotify_answers(f"/v1/audio-features/{track_id}", body=answer, status=200)
    assert browser.get(f"{TRACKS}/{track_id}/data").json["source"] == "spotify"
    choose("reccobeats")
    transport.answers(content(row(track_id)))
    assert browser.get(f"{TRACKS}/{track_id}/data").json["features"]["tempo"] == 120.5
    world.run_queue()
    records = kept(world, track_id)
    assert records["E"] == {"source": "spotify", "tempo": 90.0, "time_signature": 4}
    assert records["E#reccobeats"]["tempo"] == 120.5
    assert "time_signature" not in records["E#reccobeats"]


def test_an_installation_without_a_provider_says_so(world: World) -> None:
    choose("none")
    answer = world.signed_in().get(f"{TRACKS}/{a_track(world)}/data")
    assert answer.status == 200
    assert (answer.json["state"], answer.json["source"], answer.json["features"]) == ("unavailable", None, None)
    assert "switched off" in answer.json["reason"]
    assert world.asked("/v1/audio-features") == []


def test_meta_tells_of_the_provider_that_is_asked(world: World, transport: BesideSpotify) -> None:
    browser, track_id = world.signed_in(), a_track(world)

    def told() -> Any:
        return browser.get("/v1/meta").json["features"]["audio_features"]

    choose("spotify")
    assert browser.get(f"{TRACKS}/{track_id}/data").code == "feature_unavailable"
    assert told()["available"] is False
    choose("reccobeats")
    assert told() == {"available": None, "reason": None}, "what Spotify closed keeps nobody from ReccoBeats"
    transport.answers(refused(429, {}, retry_after="600"))
    browser.get(f"{TRACKS}/{track_id}/data")
    assert (told()["available"], "wants a pause" in told()["reason"]) == (False, True)
    world.advance(seconds=601)
    assert told()["available"] is None
    choose("none")
    assert (told()["available"], "switched off" in told()["reason"]) == (False, True)


def test_features_that_did_not_change_are_not_sent_again(world: World, transport: BesideSpotify) -> None:
    """When they were read is told, and is no reason to send them once more."""
    browser, track_id = world.signed_in(), a_track(world)
    transport.answers(content(row(track_id)), content(row(track_id)), content(row(track_id, tempo=121)))
    first = browser.get(f"{TRACKS}/{track_id}/data")
    world.advance(seconds=5)
    again = browser.get(f"{TRACKS}/{track_id}/data", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.text) == (304, "")
    changed = browser.get(f"{TRACKS}/{track_id}/data", headers={"If-None-Match": first.headers["etag"]})
    assert (changed.status, changed.json["features"]["tempo"]) == (200, 121)


def test_over_the_wire_what_reccobeats_knows_is_told_and_its_limit_is_kept(world: World) -> None:
    choose("reccobeats", f"{world.spotify.url}/reccobeats")
    browser = world.signed_in()
    known, unknown = (saved.id for saved in world.spotify.truth.people[0].saved_tracks[:2])
    set_ = requests.post(
        f"{world.spotify.url}/_control/reccobeats", json={"coverage": 1, "missing": [unknown]}, timeout=10
    )
    assert set_.status_code == 200, set_.text

    told = browser.get(f"{TRACKS}/{known}/data").json
    assert (told["state"], told["source"]) == ("available", "reccobeats")
    assert told["features"]["time_signature"] is None
    assert all(value is not None for name, value in told["features"].items() if name != "time_signature")
    assert browser.get(f"{TRACKS}/{unknown}/data").json["state"] == "not_found"

    world.spotify_answers("/reccobeats/v1/audio-features", status=429, headers={"Retry-After": "30"}, body={})
    assert browser.get(f"{TRACKS}/{known}/data").json["state"] == "unavailable"
    before = len(world.asked("/reccobeats"))
    assert browser.get(f"{TRACKS}/{known}/data").json["state"] == "unavailable"
    assert len(world.asked("/reccobeats")) == before
    world.advance(seconds=31)
    assert browser.get(f"{TRACKS}/{known}/data").json["features"] == told["features"]

"""Audio features from Spotify itself: one track by its own address, several by one question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.core.audio_features.none import NoProvider
from chalicelib.core.audio_features.spotify import SpotifyFeatures
from chalicelib.core.errors import FeatureUnavailable, NotFound, SpotifyRateLimited
from chalicelib.spotify.client import SpotifyClient
from chalicelib.spotify.transport import Answer
from tests.spotify.fakes import FakeTransport, fixture, ok

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
IDS = [f"{number:022d}" for number in range(150)]


class StoppedClock:
    def now(self) -> datetime:
        return NOW


def asking(*answers: Answer) -> tuple[SpotifyFeatures, FakeTransport]:
    transport = FakeTransport(*answers)
    client = SpotifyClient(transport, "https://spotify.example", lambda: 10.0)
    spotify: Any = lambda work: work(client)  # noqa: E731
    return SpotifyFeatures(spotify, StoppedClock()), transport


def refusing(error: Exception) -> SpotifyFeatures:
    def spotify(work: Callable[[SpotifyClient], Any]) -> Any:
        raise error

    return SpotifyFeatures(spotify, StoppedClock())


def of(track_id: str, **more: Any) -> dict[str, Any]:
    return {**fixture("audio_features/one"), "id": track_id, **more}


def test_one_track_is_asked_for_by_its_own_address() -> None:
    provider, transport = asking(ok(of(IDS[0])))
    reading = provider.read([IDS[0]])
    assert [request.url for request in transport.requests] == [f"https://spotify.example/v1/audio-features/{IDS[0]}"]
    measured = reading.measured[IDS[0]]
    assert (measured.features.source, measured.fetched_at, reading.unavailable) == ("spotify", NOW, None)


def test_several_are_asked_for_at_once_up_to_a_hundred() -> None:
    first: list[Any] = [of(track_id) for track_id in IDS[:100]]
    first[3] = None
    provider, transport = asking(
        ok({"audio_features": first}), ok({"audio_features": [of(track_id) for track_id in IDS[100:]]})
    )
    reading = provider.read(IDS)
    assert [str(request.params["ids"]).split(",") for request in transport.requests] == [IDS[:100], IDS[100:]]
    assert reading.measured.keys() == set(IDS) - {IDS[3]}
    assert all(measured.features.id == track_id for track_id, measured in reading.measured.items())


def test_what_the_answer_does_not_carry_stays_unset() -> None:
    answer = of(IDS[0])
    del answer["time_signature"]
    provider, _ = asking(ok(answer))
    assert "time_signature" not in provider.read([IDS[0]]).measured[IDS[0]].features.model_fields_set


def test_that_it_is_closed_to_the_app_is_a_state() -> None:
    reading = refusing(FeatureUnavailable("closed")).read([IDS[0]])
    assert reading.unavailable is not None
    assert (reading.unavailable.closed, reading.unavailable.reason) == (True, "closed")


def test_an_unknown_track_is_absent() -> None:
    reading = refusing(NotFound()).read([IDS[0]])
    assert (dict(reading.measured), reading.unavailable) == ({}, None)


def test_what_stops_everything_at_spotify_is_raised() -> None:
    with pytest.raises(SpotifyRateLimited):
        refusing(SpotifyRateLimited(retry_after=9)).read([IDS[0]])


def test_no_provider_says_so() -> None:
    reading = NoProvider().read(IDS)
    assert (reading.source, dict(reading.measured)) == (None, {})
    assert reading.unavailable is not None
    assert "switched off" in reading.unavailable.reason

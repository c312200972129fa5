"""What is asked of ReccoBeats, and what its answers mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.audio_features.reccobeats import AT_ONCE, ReccoBeats
from chalicelib.core.clock import Deadline
from chalicelib.spotify.errors import SpotifyError, Unavailable
from chalicelib.spotify.transport import Answer
from tests.spotify.fakes import FakeTransport, ok, refused

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
IDS = [f"{number:022d}" for number in range(200)]


class StoppedClock:
    def __init__(self) -> None:
        self.instant = NOW

    def now(self) -> datetime:
        return self.instant


class FakeWaits:
    """A wait that only this test knows."""

    def __init__(self, until: datetime | None = None) -> None:
        self.at = until

    def until(self) -> datetime | None:
        return self.at

    def wait(self, seconds: int) -> datetime:
        self.at = NOW + timedelta(seconds=seconds)
        return self.at


def row(track_id: str, **more: Any) -> dict[str, Any]:
    """What ReccoBeats tells of one track."""
    return {
        "id": "de5f8816-bde0-4123-9cdd-b0b13d921386",
        "href": f"https://open.spotify.com/track/{track_id}",
        "acousticness": 0.1,
        "danceability": 0.2,
        "energy": 0.3,
        "instrumentalness": 0.4,
        "key": -1,
        "liveness": 0.5,
        "loudness": -7.5,
        "mode": 1,
        "speechiness": 0.6,
        "tempo": 120.5,
        "valence": 0.7,
        **more,
    }


def content(*rows: Any) -> Answer:
    return ok({"content": list(rows)})


def asking(*answers: Answer | SpotifyError, waits: FakeWaits | None = None, seconds: float = 20.0) -> Any:
    """A ReccoBeats that answers in order, and the transport that remembers what was asked."""
    transport = FakeTransport(*answers)
    waits = waits or FakeWaits()
    found: Any = ReccoBeats("https://recco.example", transport, waits, Deadline(seconds), StoppedClock())  # type: ignore[arg-type]
    return found, transport


def test_what_it_knows_of_a_track_is_matched_by_the_address_it_names() -> None:
    provider, transport = asking(content(row(IDS[1], id="uuid"), row(IDS[0], tempo=99)))
    reading = provider.read([IDS[0], IDS[1], IDS[2]])
    assert reading.source == "reccobeats"
    assert reading.unavailable is None
    assert set(reading.measured) == {IDS[0], IDS[1]}, "an id that is missing is not known there"
    measured = reading.measured[IDS[0]]
    assert (measured.fetched_at, measured.features.source, measured.features.id) == (NOW, "reccobeats", IDS[0])
    assert (measured.features.tempo, measured.features.key) == (99, -1)
    (request,) = transport.requests
    assert (request.method, request.url) == ("GET", "https://recco.example/v1/audio-features")
    assert request.params == {"ids": ",".join(IDS[:3])}


def test_it_is_told_ids_and_nothing_else() -> None:
    provider, transport = asking(content())
    provider.read([IDS[0]])
    (request,) = transport.requests
    assert (dict(request.headers), request.json, request.form, request.body, request.owner) == (
        {},
        None,
        None,
        None,
        "",
    )


def test_what_it_does_not_tell_stays_unset() -> None:
    provider, _ = asking(content(row(IDS[0])))
    features = provider.read([IDS[0]]).measured[IDS[0]].features
    assert not {"time_signature", "duration_ms"} & features.model_fields_set
    assert "id" in features.model_fields_set
    assert "href" not in features.carried()


@given(st.lists(st.sampled_from(IDS), max_size=200))
def test_at_most_forty_ids_are_asked_for_at_once_and_each_of_them_once(track_ids: Sequence[str]) -> None:
    wanted = list(dict.fromkeys(track_ids))
    batches = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
    provider, transport = asking(*(content(*map(row, reversed(batch))) for batch in batches))
    reading = provider.read(track_ids)
    assert [request.params["ids"].split(",") for request in transport.requests] == batches
    assert set(reading.measured) == set(track_ids)


@pytest.mark.parametrize(
    "odd",
    [
        "a text",
        None,
        {},
        {"href": None, "tempo": 1},
        {"href": f"https://open.spotify.com/track/{IDS[7]}", "tempo": 1},
        {"href": f"https://open.spotify.com/track/{IDS[0]}?x=1", "tempo": 1},
    ],
)
def test_rows_that_nobody_asked_for_are_left_out(odd: Any) -> None:
    provider, _ = asking(content(odd, row(IDS[0])))
    reading = provider.read([IDS[0]])
    assert reading.measured.keys() == {IDS[0]}
    assert reading.measured[IDS[0]].features.tempo == 120.5


@pytest.mark.parametrize("value", ["fast", float("nan"), float("inf"), [], {"bpm": 1}])
def test_an_odd_value_costs_only_itself(value: Any) -> None:
    provider, _ = asking(content(row(IDS[0], tempo=value)))
    features = provider.read([IDS[0]]).measured[IDS[0]].features
    assert "tempo" not in features.model_fields_set
    assert features.energy == 0.3


UNREADABLE = [b"", b"<html>", b"[]", b"7", b'{"content": 7}', b'{"content": null}', b"{}", b"[" * 100_000]


@pytest.mark.parametrize("body", UNREADABLE)
def test_an_answer_that_cannot_be_read_is_a_state(body: bytes) -> None:
    provider, _ = asking(Answer(200, {}, body))
    reading = provider.read([IDS[0]])
    assert reading.measured == {}
    assert "could not be read" in reading.unavailable.reason
    assert (reading.unavailable.closed, reading.unavailable.again_at) == (False, None)


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 500, 503])
def test_a_refusal_is_a_state(status: int) -> None:
    provider, _ = asking(refused(status, b"<html>"))
    reading = provider.read([IDS[0]])
    assert str(status) in reading.unavailable.reason
    assert reading.unavailable.closed is False, "nobody closed anything to the app"


def test_no_answer_is_a_state() -> None:
    provider, transport = asking(Unavailable("no answer"), seconds=60)
    assert "did not answer" in provider.read([IDS[0]]).unavailable.reason
    assert transport.timeouts[0] <= 5


def test_nobody_is_asked_when_no_time_is_left() -> None:
    provider, transport = asking(seconds=0)
    assert "no time" in provider.read([IDS[0]]).unavailable.reason
    assert transport.requests == []


WAITS: dict[str, tuple[Mapping[str, str], int | None]] = {
    "seconds": ({"retry_after": "120"}, 120),
    "an hour": ({"retry_after": "3600"}, 3600),
    "a date": ({"retry_after": "Wed, 25 Nov 2026 04:10:00 GMT", "date": "Wed, 25 Nov 2026 04:00:00 GMT"}, 600),
    "nothing": ({}, None),
    "nonsense": ({"retry_after": "soon"}, None),
}


@pytest.mark.parametrize("told", WAITS)
def test_a_limit_is_respected_for_as_long_as_it_says(told: str) -> None:
    headers, seconds = WAITS[told]
    waits = FakeWaits()
    provider, transport = asking(refused(429, {}, **headers), waits=waits)
    reading = provider.read([IDS[0]])
    again_at = reading.unavailable.again_at
    assert again_at == waits.at
    assert again_at > NOW
    assert seconds is None or again_at == NOW + timedelta(seconds=seconds)

    later = provider.read([IDS[0]])
    assert later.unavailable == reading.unavailable
    assert len(transport.requests) == 1, "it is not asked again meanwhile"


def test_an_outage_that_says_how_long_is_waited_out_too() -> None:
    waits = FakeWaits()
    provider, _ = asking(refused(503, b"", retry_after="30"), waits=waits)
    provider.read([IDS[0]])
    assert waits.at == NOW + timedelta(seconds=30)


def test_what_was_read_before_a_limit_is_there_all_the_same() -> None:
    provider, _ = asking(content(*map(row, IDS[:40])), refused(429, {}, retry_after="9"))
    reading = provider.read(IDS[:80])
    assert list(reading.measured) == IDS[:40]
    assert reading.unavailable.again_at == NOW + timedelta(seconds=9)

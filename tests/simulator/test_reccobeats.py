"""The other provider of audio features."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infra.local.simulator import Options
from infra.local.simulator.control.switch import ControlError
from infra.local.simulator.in_process import InProcessSimulator, in_process_simulator


@pytest.fixture
def spotify() -> Iterator[InProcessSimulator]:
    with in_process_simulator(tracks=120, playlists=3, reccobeats_coverage=1) as simulator:
        yield simulator


def _ids(spotify: InProcessSimulator, count: int) -> list[str]:
    return [saved.id for saved in spotify.truth.people[0].saved_tracks[:count]]


def _ask(spotify: InProcessSimulator, query: str) -> list[Any]:
    answer = spotify.ask("GET", f"/reccobeats/v1/audio-features?{query}")
    assert answer.status == 200
    content: list[Any] = json.loads(answer.body)["content"]
    return content


def _known(content: list[Any]) -> set[str]:
    return {each["href"].rsplit("/", 1)[1] for each in content}


def test_features_are_found_by_spotify_s_ids_without_authorization(spotify: InProcessSimulator) -> None:
    first, second, third = _ids(spotify, 3)
    content = _ask(spotify, f"ids={first},{second}&ids={third}")
    assert _known(content) == {first, second, third}
    assert set(content[0]) == {
        "id", "href", "acousticness", "danceability", "energy", "instrumentalness", "key", "liveness", "loudness",
        "mode", "speechiness", "tempo", "valence",
    }  # fmt: skip
    assert content[0]["id"] not in (first, second, third)


def test_more_than_forty_are_dropped_without_a_word(spotify: InProcessSimulator) -> None:
    ids = _ids(spotify, 50)
    assert _known(_ask(spotify, f"ids={','.join(ids)}")) == set(ids[:40])


def test_what_is_unknown_is_absent(spotify: InProcessSimulator) -> None:
    first, second = _ids(spotify, 2)
    spotify.switch("reccobeats", missing=[first])
    assert _known(_ask(spotify, f"ids={first},{second},{'0' * 22},nonsense")) == {second}
    spotify.switch("reccobeats", missing=[], coverage=0.5)
    ids = _ids(spotify, 120)
    known = [each for at in (0, 40, 80) for each in _known(_ask(spotify, f"ids={','.join(ids[at : at + 40])}"))]
    assert 35 <= len(known) <= 85
    spotify.switch("reccobeats", coverage=0)
    assert _ask(spotify, f"ids={first}") == []
    with pytest.raises(ControlError):
        spotify.switch("reccobeats", coverage=2)
    with pytest.raises(ValueError, match="reccobeats_coverage"):
        Options(reccobeats_coverage=-1)


def test_it_can_refuse_like_anybody_and_spotify_s_limits_do_not_count_it(spotify: InProcessSimulator) -> None:
    [first] = _ids(spotify, 1)
    spotify.switch("limit", requests=1)
    for _ in range(3):
        _ask(spotify, f"ids={first}")
    spotify.fault("rate_limit", match={"path": "/reccobeats/*"}, retry_after=5)
    answer = spotify.ask("GET", f"/reccobeats/v1/audio-features?ids={first}")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "5")
    assert spotify.ask("GET", "/reccobeats/v1/audio-features").status == 429
    spotify.switch("remove-fault")
    assert spotify.ask("GET", "/reccobeats/v1/audio-features").status == 400

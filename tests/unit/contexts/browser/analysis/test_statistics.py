"""Each statistic agrees with a plain statement of what it is, whatever is selected."""

from __future__ import annotations

import random
import statistics as plain
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.contexts.browser.analysis import measuring, selection
from chalicelib.contexts.browser.analysis.histograms import BOUNDS, STEPS
from chalicelib.contexts.browser.analysis.schemas import AnalysisOut
from chalicelib.contexts.browser.analysis.statistics import Measure, Statistics, statistics
from chalicelib.contexts.browser.model.layout import FEATURES
from tests.unit.contexts.browser.analysis.models import Track, model, random_tracks

WHY = "for a reason"


def agrees(found: Statistics, tracks: Sequence[Track], chosen: Sequence[int]) -> None:
    """Hold the statistics of the chosen tracks (numbers, as often as they count) against their definitions."""
    files = [no for no in chosen if tracks[no - 1].local]
    known = [no for no in chosen if not tracks[no - 1].local]
    of = {no: tracks[no - 1] for no in chosen}
    assert (found.tracks, found.different) == (len(known), len(set(known)))
    assert (found.local, found.local_ms) == (len(files), sum(of[no].duration_ms or 0 for no in files))
    sources = Counter(source for no in known if (source := of[no].source))
    assert found.by_source == sources
    assert found.measured == sum(sources.values())
    assert (found.features is None) == (not sources)
    for name in FEATURES:
        values = [(value, no) for no in known if (value := of[no].features.get(name)) is not None]
        measure = (found.features or {}).get(name)
        measured_as(measure, values)
        if measure is not None:
            for at, step in enumerate(measure.histogram):
                low = float("-inf") if at == 0 else step.low
                high = float("inf") if at == STEPS - 1 else step.high
                assert step.number == sum(low <= value < high for value, _ in values), (name, step)
            assert [step.low for step in measure.histogram] == list(BOUNDS[name][:-1])
    measured_as(found.duration, [(value, no) for no in known if (value := of[no].duration_ms) is not None])
    assert found.keys == Counter(of[no].key for no in known if of[no].key is not None)
    assert found.modes == Counter(of[no].mode for no in known if of[no].mode is not None)
    assert found.time_signatures == Counter(of[no].time_signature for no in known if of[no].time_signature is not None)
    assert found.explicit == Counter(of[no].explicit for no in known if of[no].explicit is not None)
    assert found.years == Counter(released // 10_000 for no in known if (released := of[no].released) is not None)
    assert found.genres == Counter(genre for no in known for genre in of[no].genres)
    assert found.without_genre == sum(not of[no].genres for no in known)
    assert found.artists == Counter(artist for no in known for artist in of[no].artists)
    assert found.without_artist == sum(not of[no].artists for no in known)


def measured_as(measure: Measure | None, values: Sequence[tuple[float, int]]) -> None:
    if not values:
        assert measure is None
        return
    assert measure is not None
    told = [value for value, _ in values]
    assert measure.known == len(told)
    assert measure.mean == pytest.approx(float(sum(map(Fraction, told)) / len(told)), rel=1e-12)
    assert measure.median == plain.median(told)
    assert (measure.least.value, measure.least.track) == min(values)
    greatest = max(told)
    assert (measure.greatest.value, measure.greatest.track) == min(each for each in values if each[0] == greatest)


@given(seed=st.integers(0, 2**32), size=st.integers(0, 60), share=st.sampled_from((0.0, 0.1, 0.3, 0.6, 1.0)))
def test_the_tracks_that_a_filter_names(seed: int, size: int, share: float) -> None:
    tracks, chance = random_tracks(seed, size), random.Random(seed)
    connection = model(tracks)
    chosen = [no for no in range(1, size + 1) if chance.random() < share]
    given_ = selection.of_filter(connection, "no IN (SELECT value FROM json_each(?))", (str(chosen),))
    agrees(statistics(connection, given_), tracks, chosen)


@given(seed=st.integers(0, 2**32), size=st.integers(0, 40))
def test_the_whole_library(seed: int, size: int) -> None:
    tracks = random_tracks(seed, size)
    agrees(statistics(model(tracks), selection.WHOLE), tracks, range(1, size + 1))


@given(seed=st.integers(0, 2**32), size=st.integers(1, 40), rows=st.integers(0, 60))
def test_a_playlists_rows_count_as_often_as_they_stand_there(seed: int, size: int, rows: int) -> None:
    tracks, chance = random_tracks(seed, size), random.Random(seed)
    playlist = [
        chance.choice((chance.randint(1, size), chance.randint(1, size), "e1", "e2", None)) for _ in range(rows)
    ]
    connection = model(tracks, playlist, episodes=(1_800_000, None))

    found = statistics(connection, selection.of_playlist(connection, 1))

    agrees(found, tracks, [item for item in playlist if isinstance(item, int)])
    assert (found.episodes, found.others) == (playlist.count("e1") + playlist.count("e2"), playlist.count(None))
    assert found.episodes_ms == 1_800_000 * playlist.count("e1")


@given(seed=st.integers(0, 2**32), size=st.integers(1, 40))
def test_an_album(seed: int, size: int) -> None:
    tracks, chance = random_tracks(seed, size), random.Random(seed)
    album = [no for no in range(1, size + 1) if chance.random() < 0.5]
    connection = model(tracks, album=album)
    agrees(statistics(connection, selection.of_album(connection, 1)), tracks, album)


def shown(tracks: Sequence[Track], playlist: Sequence[int | str | None]) -> AnalysisOut:
    """The answer, after it went through its own schema."""
    connection = model(tracks, playlist, episodes=(60_000,))
    answer = measuring.playlist_analysis(connection, 1, WHY)
    return AnalysisOut.model_validate_json(answer.model_dump_json())


def test_an_answer_names_the_tracks_at_the_ends_and_counts_what_is_beside_them() -> None:
    slow = Track(
        60_000, 19_990_000, 1, artists=(1,), genres=(2,), source="spotify", features={"tempo": 80.0, "valence": 0.9}
    )
    fast = Track(90_000, 20_050_101, 0, artists=(1, 2), source="reccobeats", features={"tempo": 180.0, "valence": 0.1})
    also_fast = Track(30_000, None, None, source="spotify", features={"tempo": 180.0}, key=9, mode=0, time_signature=3)
    unmeasured, file = Track(None, 20_010_000), Track(1_000, local=True)

    found = shown((slow, fast, also_fast, unmeasured, file), (1, 2, 3, 4, 5, 1, "e1", None))

    assert found.selection.model_dump() == {
        "tracks": 5,
        "different": 4,
        "local": {"count": 1, "duration_ms": 1_000},
        "episodes": {"count": 1, "duration_ms": 60_000},
        "others": 1,
        "measured": 4,
        "unmeasured": 1,
        "by_source": {"spotify": 3, "reccobeats": 1},
    }
    assert found.reason is None
    assert found.features is not None and found.features.tempo is not None
    assert (found.features.tempo.mean, found.features.tempo.median) == (130.0, 130.0)
    assert found.features.danceability is None
    ends = found.extremes
    assert ends.fastest is not None and ends.fastest["value"] == 180.0
    assert ends.fastest["track"] == {
        "id": "track2",
        "name": "Track 000002",
        "artists": [
            {"id": "artist1", "name": "Artist 1", "spotify_url": "https://open.spotify.com/artist/artist1"},
            {"id": "artist2", "name": "Artist 2", "spotify_url": "https://open.spotify.com/artist/artist2"},
        ],
        "spotify_url": "https://open.spotify.com/track/track2",
    }
    named = {name: end["track"]["id"] for name in type(ends).model_fields if (end := getattr(ends, name)) is not None}
    assert named == {
        "fastest": "track2",
        "slowest": "track1",
        "happiest": "track1",
        "saddest": "track2",
        "longest": "track2",
        "shortest": "track3",
    }
    assert found.key is not None and [each for each in found.key if each["count"]] == [
        {"value": 9, "name": "A", "count": 1}
    ]
    assert (found.mode, found.time_signature) == ({"major": 0, "minor": 1}, [{"value": 3, "count": 1}])
    assert found.durations.model_dump() == {
        "known": 4,
        "total_ms": 240_000,
        "mean_ms": 60_000.0,
        "median_ms": 60_000.0,
    }
    assert found.decades == [{"value": 1990, "count": 2}, {"value": 2000, "count": 2}]
    assert found.year_unknown == 1
    assert found.genres.values == [{"value": "genre 2", "label": "genre 2", "count": 2}]
    assert found.genres.without == 3
    assert [each["value"] for each in found.artists.values] == ["artist1", "artist2"]
    assert found.explicit.model_dump() == {"explicit": 2, "clean": 1, "unknown": 2, "share": 2 / 3}


def test_without_any_features_the_rest_is_there_and_the_reason() -> None:
    found = shown((Track(60_000, 19_990_000, 1, artists=(1,), genres=(2,)), Track(30_000)), (1, 2))
    assert (found.features, found.key, found.mode, found.time_signature, found.reason) == (None, None, None, None, WHY)
    assert (found.extremes.fastest, found.extremes.happiest) == (None, None)
    assert found.extremes.longest is not None and found.extremes.longest["track"]["id"] == "track1"
    assert (found.durations.total_ms, found.durations.mean_ms) == (90_000, 45_000.0)
    assert found.years == [{"value": 1999, "count": 1}]
    assert [each["value"] for each in found.genres.values] == ["genre 2"]


def test_nothing_selected_is_an_answer_too() -> None:
    found = shown((Track(60_000),), ())
    assert (found.selection.tracks, found.durations.total_ms, found.durations.mean_ms) == (0, 0, None)
    assert (found.extremes.longest, found.years, found.explicit.share) == (None, [], None)


def test_of_many_artists_the_most_frequent_are_named_and_the_others_counted() -> None:
    tracks = [Track(artists=(no,)) for no in range(1, 104)] + [Track(artists=(103,))]
    found = shown(tracks, range(1, 105))
    assert [each["value"] for each in found.artists.values[:3]] == ["artist103", "artist1", "artist2"]
    assert (len(found.artists.values), found.artists.more) == (100, 3)

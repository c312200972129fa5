"""Statistics as answers show them: numbers of the model become links and names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, get_args

from chalicelib.contexts.browser.analysis.histograms import Step
from chalicelib.contexts.browser.analysis.schemas import (
    AnalysisOut,
    DurationsOut,
    ExplicitOut,
    ExtremeOut,
    ExtremesOut,
    FeatureOut,
    FeaturesOut,
    KeyName,
    NamedCount,
    NamedCounts,
    SelectionOut,
    StepOut,
    TrackLink,
    ValueCount,
)
from chalicelib.contexts.browser.analysis.statistics import Extreme, FeatureMeasure, Statistics
from chalicelib.contexts.browser.model.layout import FEATURES
from chalicelib.contexts.browser.query.entries.parts import artists as artists_of
from chalicelib.contexts.browser.query.entries.parts import url

if TYPE_CHECKING:
    import apsw

KEYS: tuple[str, ...] = get_args(KeyName)
NAMED = 100


def analysis(connection: apsw.Connection, found: Statistics, reason: str) -> AnalysisOut:
    """The answer; ``reason`` is told where no audio features are known."""
    tracks = _Tracks(connection, found)
    features, known = found.features, sum(found.years.values())
    return AnalysisOut.model_construct(
        selection=_selection(found),
        features=None
        if features is None
        else FeaturesOut.model_construct(None, **{name: tracks.feature(features.get(name)) for name in FEATURES}),
        reason=reason if features is None else None,
        key=None
        if features is None
        else [{"value": key, "name": KEYS[key], "count": found.keys.get(key, 0)} for key in range(len(KEYS))],
        mode=None if features is None else {"major": found.modes.get(1, 0), "minor": found.modes.get(0, 0)},
        time_signature=None if features is None else _by_value(found.time_signatures),
        extremes=tracks.extremes(found),
        durations=_durations(found),
        years=_by_value(found.years),
        decades=_by_value(_decades(found.years)),
        year_unknown=found.tracks - known,
        genres=_genres(connection, found),
        artists=_artists(connection, found),
        explicit=_explicit(found),
    )


def _selection(found: Statistics) -> SelectionOut:
    return SelectionOut.model_construct(
        tracks=found.tracks,
        different=found.different,
        local={"count": found.local, "duration_ms": found.local_ms},
        episodes={"count": found.episodes, "duration_ms": found.episodes_ms},
        others=found.others,
        measured=found.measured,
        unmeasured=found.tracks - found.measured,
        by_source={"spotify": found.by_source.get("spotify", 0), "reccobeats": found.by_source.get("reccobeats", 0)},
    )


class _Tracks:
    """Links to the tracks that hold extremes."""

    def __init__(self, connection: apsw.Connection, found: Statistics) -> None:
        measures = [*(found.features or {}).values(), *([found.duration] if found.duration else [])]
        wanted = {extreme.track for measure in measures for extreme in (measure.least, measure.greatest)}
        rows = connection.execute(
            "SELECT no, id, name, artists FROM track_text WHERE no IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(wanted)),),
        )
        self._links: Mapping[int, TrackLink] = {
            no: {
                "id": track_id,
                "name": name,
                "artists": artists_of(artists),
                "spotify_url": url("track", track_id) if track_id else None,
            }
            for no, track_id, name, artists in rows
        }

    def feature(self, measure: FeatureMeasure | None) -> FeatureOut | None:
        """One feature."""
        if measure is None:
            return None
        return FeatureOut.model_construct(
            measured=measure.known,
            mean=measure.mean,
            median=measure.median,
            min=self._extreme(measure.least),
            max=self._extreme(measure.greatest),
            histogram=_histogram(measure.histogram),
        )

    def extremes(self, found: Statistics) -> ExtremesOut:
        """Tracks at the ends."""
        features = found.features or {}
        tempo, valence, duration = features.get("tempo"), features.get("valence"), found.duration
        return ExtremesOut.model_construct(
            fastest=self._extreme(tempo.greatest) if tempo else None,
            slowest=self._extreme(tempo.least) if tempo else None,
            happiest=self._extreme(valence.greatest) if valence else None,
            saddest=self._extreme(valence.least) if valence else None,
            longest=self._extreme(duration.greatest) if duration else None,
            shortest=self._extreme(duration.least) if duration else None,
        )

    def _extreme(self, extreme: Extreme) -> ExtremeOut:
        return {"value": extreme.value, "track": self._links[extreme.track]}


def _histogram(steps: Iterable[Step]) -> list[StepOut]:
    return [{"from": step.low, "to": step.high, "count": step.number} for step in steps]


def _by_value(counts: Mapping[int, int]) -> list[ValueCount]:
    return [{"value": value, "count": counts[value]} for value in sorted(counts)]


def _decades(years: Mapping[int, int]) -> Mapping[int, int]:
    found: Counter[int] = Counter()
    for year, number in years.items():
        found[year // 10 * 10] += number
    return found


def _durations(found: Statistics) -> DurationsOut:
    measure = found.duration
    return DurationsOut.model_construct(
        known=measure.known if measure else 0,
        total_ms=int(measure.total) if measure else 0,
        mean_ms=measure.mean if measure else None,
        median_ms=measure.median if measure else None,
    )


def _genres(connection: apsw.Connection, found: Statistics) -> NamedCounts:
    top = _top(found.genres)
    names = _named(connection, "SELECT no, name, name FROM genre", top)
    return _counts(found.genres, top, names, found.without_genre)


def _artists(connection: apsw.Connection, found: Statistics) -> NamedCounts:
    top = _top(found.artists)
    names = _named(connection, "SELECT no, id, coalesce(name, id) FROM artist_text", top)
    return _counts(found.artists, top, names, found.without_artist)


def _top(counts: Mapping[int, int]) -> list[int]:
    """The most frequent ones; numbers run by name."""
    return sorted(counts, key=lambda no: (-counts[no], no))[:NAMED]


def _named(connection: apsw.Connection, select: str, numbers: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Value and label of things by their number."""
    # ``select`` is one of this module.
    rows = connection.execute(f"{select} WHERE no IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))  # noqa: S608
    return {no: (value, label) for no, value, label in rows}


def _counts(
    counts: Mapping[int, int], top: Iterable[int], names: Mapping[int, tuple[str, str]], without: int
) -> NamedCounts:
    values: list[NamedCount] = [{"value": names[no][0], "label": names[no][1], "count": counts[no]} for no in top]
    return NamedCounts.model_construct(values=values, more=len(counts) - len(values), without=without)


def _explicit(found: Statistics) -> ExplicitOut:
    explicit, clean = found.explicit.get(1, 0), found.explicit.get(0, 0)
    known = explicit + clean
    return ExplicitOut.model_construct(
        explicit=explicit, clean=clean, unknown=found.tracks - known, share=explicit / known if known else None
    )

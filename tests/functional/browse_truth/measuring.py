"""What a selection of tracks amounts to: the statistics of an analysis, by the definitions of each."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from chalicelib.contexts.browser.model.text import sort_key
from tests.functional.browse_truth.showing import Shown, link, links
from tests.functional.browse_truth.telling import FEATURES
from tests.functional.browse_truth.things import Library, Playlist, Track

STEPS = 20
RANGES = {"loudness": (-40.0, 0.0), "tempo": (40.0, 240.0)}
NAMED = 100
SOURCES = ("spotify", "reccobeats")


class Measuring:
    """Measures selections of one library's tracks."""

    def __init__(self, library: Library) -> None:
        self._places = {id(track): place for place, track in enumerate(library.tracks)}
        self._artist_order = {artist.id: place for place, artist in enumerate(library.artists)}
        self._artist_names = {artist.id: artist.name or artist.id for artist in library.artists}

    def playlist(self, playlist: Playlist) -> Shown:
        """A playlist's rows, each as often as it stands there."""
        episodes = list(playlist.episodes)
        rows = list(playlist.tracks)
        others = len(playlist.rows) - len(rows) - len(episodes)
        return self.of(rows, [episode.duration_ms or 0 for episode in episodes], others)

    def of(self, rows: Sequence[Track], episodes: Sequence[int] = (), others: int = 0) -> Shown:
        """These tracks; beside them the lengths of episodes, and how many rows are of other kinds."""
        local = [track for track in rows if track.local]
        known = [track for track in rows if not track.local]
        measured = [track for track in known if track.features is not None]
        sources = Counter(track.features.source for track in measured if track.features)
        years = Counter(track.released // 10_000 for track in known if track.released is not None)
        decades = Counter(track.released // 100_000 * 10 for track in known if track.released is not None)
        explicit = Counter(track.explicit for track in known)
        told = explicit[True] + explicit[False]
        return {
            "selection": {
                "tracks": len(known),
                "different": len({id(track) for track in known}),
                "local": {"count": len(local), "duration_ms": sum(track.duration_ms or 0 for track in local)},
                "episodes": {"count": len(episodes), "duration_ms": sum(episodes)},
                "others": others,
                "measured": len(measured),
                "unmeasured": len(known) - len(measured),
                "by_source": {source: sources[source] for source in SOURCES},
            },
            **self._features(measured),
            "extremes": self._extremes(known),
            "durations": _durations([track.duration_ms for track in known if track.duration_ms is not None]),
            "years": _by_value(years),
            "decades": _by_value(decades),
            "year_unknown": len(known) - sum(years.values()),
            "genres": _named(
                (track.genres for track in known), lambda name: (sort_key(name) or "", name), lambda it: it
            ),
            "artists": _named(
                ({credit.id for credit in track.artists if credit.id} for track in known),
                self._artist_order.__getitem__,
                self._artist_names.__getitem__,
            ),
            "explicit": {
                "explicit": explicit[True],
                "clean": explicit[False],
                "unknown": explicit[None],
                "share": explicit[True] / told if told else None,
            },
        }

    def _features(self, measured: list[Track]) -> Shown:
        if not measured:
            return {"features": None, "key": None, "mode": None, "time_signature": None}
        features = [track.features for track in measured if track.features]
        keys = Counter(each.key for each in features)
        modes = Counter(each.mode for each in features)
        signatures = Counter(each.time_signature for each in features if each.time_signature is not None)
        return {
            "features": {name: self._feature(name, measured) for name in FEATURES},
            "key": [{"value": key, "count": keys[key]} for key in range(12)],
            "mode": {"major": modes[1], "minor": modes[0]},
            "time_signature": _by_value(signatures),
        }

    def _feature(self, name: str, measured: list[Track]) -> Shown | None:
        told = _told(name, measured)
        if not told:
            return None
        values = [value for value, _ in told]
        return {
            "measured": len(values),
            "mean": statistics.fmean(values),
            "median": statistics.median(values),
            "min": self._holder(min, told),
            "max": self._holder(max, told),
            "histogram": _histogram(name, values),
        }

    def _extremes(self, known: list[Track]) -> Shown:
        lengths = [(track.duration_ms, track) for track in known if track.duration_ms is not None]
        tempo, valence = _told("tempo", known), _told("valence", known)
        return {
            "fastest": self._holder(max, tempo),
            "slowest": self._holder(min, tempo),
            "happiest": self._holder(max, valence),
            "saddest": self._holder(min, valence),
            "longest": self._holder(max, lengths),
            "shortest": self._holder(min, lengths),
        }

    def _holder(self, which: Callable[..., float], told: Sequence[tuple[float, Track]]) -> Shown | None:
        """The extreme, and of those that have it the first by name."""
        if not told:
            return None
        value = which(value for value, _ in told)
        track = min((track for each, track in told if each == value), key=lambda it: self._places[id(it)])
        return {"value": value, "track": {**link("track", track.id, track.name), "artists": links(track.artists)}}


def _told(name: str, tracks: Iterable[Track]) -> list[tuple[float, Track]]:
    return [
        (track.features.measures[name], track) for track in tracks if track.features and name in track.features.measures
    ]


def _histogram(name: str, values: list[float]) -> list[Shown]:
    """Steps of equal width; what lies beyond the range is in the first and the last one."""
    low, high = RANGES.get(name, (0.0, 1.0))
    bounds = [low + (high - low) * step / STEPS for step in range(STEPS + 1)]
    counts = [0] * STEPS
    for value in values:
        counts[max((step for step in range(STEPS) if value >= bounds[step]), default=0)] += 1
    return [{"from": bounds[step], "to": bounds[step + 1], "count": counts[step]} for step in range(STEPS)]


def _durations(lengths: list[int]) -> Shown:
    return {
        "known": len(lengths),
        "total_ms": sum(lengths),
        "mean_ms": statistics.fmean(lengths) if lengths else None,
        "median_ms": float(statistics.median(lengths)) if lengths else None,
    }


def _by_value(counts: Counter[int]) -> list[Shown]:
    return [{"value": value, "count": counts[value]} for value in sorted(counts)]


def _named(sets: Iterable[set[str]], place: Callable[[str], Any], label: Callable[[str], Any]) -> Shown:
    counts: Counter[str] = Counter()
    without = 0
    for each in sets:
        counts.update(each)
        without += not each
    values = sorted(counts, key=lambda value: (-counts[value], place(value)))[:NAMED]
    return {
        "values": [{"value": value, "label": label(value), "count": counts[value]} for value in values],
        "more": len(counts) - len(values),
        "without": without,
    }

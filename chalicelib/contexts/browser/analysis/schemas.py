"""Requests and answers about what a selection of tracks amounts to, and about the jobs that have it measured."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict  # Pydantic asks for this one before Python 3.12

from chalicelib.contexts.browser.query.lists.tracks import TRACKS
from chalicelib.contexts.browser.schemas import LibraryState, Link
from chalicelib.core.jobs.job import Job
from chalicelib.core.jobs.schemas import JobOut, shown
from chalicelib.core.model import Model
from chalicelib.core.paging import Listing

Operation = Literal["sync", "analyze"]

TracksQuery = TRACKS.filters


class ThingPath(Model):
    """Which playlist, or which album."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    spotify_id: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,64}$")]


class JobPath(Model):
    """Which analysis."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]


class OperationIn(Model):
    """What to do: `sync` reads it from Spotify, `analyze` asks for what is not known of its tracks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    operation: Operation


class TrackLink(TypedDict):
    """A track with its artists."""

    id: str | None
    name: str | None
    artists: list[Link]
    spotify_url: str | None


class ExtremeOut(TypedDict):
    """A value and the track that holds it: of several with the same value the first by name."""

    value: float
    track: TrackLink


StepOut = TypedDict("StepOut", {"from": float, "to": float, "count": int})
StepOut.__doc__ = "Values from one bound up to the other, which is not part of it."


class FeatureOut(Model):
    """One audio feature of the tracks of which it is known."""

    measured: int = Field(description="of how many tracks it is known")
    mean: float = Field(description="the sum of the values by their number")
    median: float = Field(description="the middle value; of an even number of values the mean of the two middle ones")
    min: ExtremeOut
    max: ExtremeOut
    histogram: list[StepOut] = Field(
        description="20 steps with the same bounds for every selection: 0 to 1, `loudness` -40 to 0 decibels,"
        " `tempo` 40 to 240 beats a minute. The first and the last step hold what lies beyond them as well"
    )


class FeaturesOut(Model):
    """Audio features, as their source measured them; null for one that is known of no track."""

    acousticness: FeatureOut | None
    danceability: FeatureOut | None
    energy: FeatureOut | None
    instrumentalness: FeatureOut | None
    liveness: FeatureOut | None
    loudness: FeatureOut | None
    speechiness: FeatureOut | None
    tempo: FeatureOut | None
    valence: FeatureOut | None


class KeyCount(TypedDict):
    """Tracks in a key, whatever their mode."""

    value: int
    name: str
    count: int


class ModeCounts(TypedDict):
    """Tracks by mode."""

    major: int
    minor: int


class ValueCount(TypedDict):
    """How many tracks have a value."""

    value: int
    count: int


class SourceCounts(TypedDict):
    """Measured tracks by who told their features."""

    spotify: int
    reccobeats: int


class ApartOut(TypedDict):
    """What is counted apart."""

    count: int
    duration_ms: int


class SelectionOut(Model):
    """What was analysed. A playlist's rows count as often as they stand there, tracks that a filter names once."""

    tracks: int = Field(
        description="tracks that Spotify knows: all figures but those of `local` and `episodes` are theirs"
    )
    different: int = Field(description="different ones among them")
    local: ApartOut = Field(description="local files, which nobody measures")
    episodes: ApartOut = Field(description="a playlist's rows of episodes")
    others: int = Field(description="a playlist's rows of other kinds")
    measured: int = Field(description="tracks whose audio features are known")
    unmeasured: int = Field(description="those whose audio features are not")
    by_source: SourceCounts


class ExtremesOut(Model):
    """Tracks at the ends; null where the value is known of no track."""

    fastest: ExtremeOut | None = Field(description="the greatest `tempo`")
    slowest: ExtremeOut | None = Field(description="the least `tempo`")
    happiest: ExtremeOut | None = Field(description="the greatest `valence`")
    saddest: ExtremeOut | None = Field(description="the least `valence`")
    longest: ExtremeOut | None = Field(description="by milliseconds")
    shortest: ExtremeOut | None = Field(description="by milliseconds")


class DurationsOut(Model):
    """Lengths in milliseconds."""

    known: int = Field(description="of how many tracks the length is known")
    total_ms: int
    mean_ms: float | None
    median_ms: float | None


class NamedCount(TypedDict):
    """How many tracks have something with a name."""

    value: str
    label: str
    count: int


class NamedCounts(Model):
    """The most frequent ones, at most 100: by count, then by name."""

    values: list[NamedCount]
    more: int = Field(description="how many more there are")
    without: int = Field(description="tracks that have none, or of which none is known")


class ExplicitOut(Model):
    """Tracks by whether Spotify calls them explicit."""

    explicit: int
    clean: int
    unknown: int
    share: float | None = Field(description="explicit ones among those of which it is known, from 0 to 1")


class AnalysisOut(Model):
    """What a selection of tracks amounts to.

    Where no track is measured `features`, `key`, `mode` and `time_signature` are null and `reason` says why; the
    rest is there.
    """

    selection: SelectionOut
    features: FeaturesOut | None
    reason: str | None = Field(description="why there are no audio features")
    key: list[KeyCount] | None = Field(description="0 is C; measured tracks in which no key was found are left out")
    mode: ModeCounts | None
    time_signature: list[ValueCount] | None = Field(description="beats to a bar")
    extremes: ExtremesOut
    durations: DurationsOut
    years: list[ValueCount] = Field(description="tracks by year of release, as far as it is known")
    decades: list[ValueCount] = Field(description="the same by decade: 1990 is 1990 to 1999")
    year_unknown: int
    genres: NamedCounts = Field(description="genres of the tracks' artists; a track counts for each of its own")
    artists: NamedCounts = Field(description="credited artists by id; a track counts for each of its own")
    explicit: ExplicitOut


class AnalysisAnswer(AnalysisOut):
    """An analysis, and of which state of the library."""

    meta: LibraryState


class TargetOut(Model):
    """What a job is about."""

    kind: Literal["playlist", "album", "tracks"]
    id: str | None = Field(description="of the playlist or album")
    filters: dict[str, Any] = Field(description="those of the tracks, as they were understood")


class AnalysisJobOut(JobOut):
    """An analysis under way, or what became of it.

    `counts` are records of audio features and of artists: `unchanged` were known before, `skipped` are tracks whose
    features cannot be had. It is `partial` where something of it could not be done, which `error` and `skipped` name:
    with audio features closed or switched off everything else is done. A track that their source does not know is
    skipped, and makes no job partial.
    """

    target: TargetOut
    operations: list[Operation]
    sync_id: str | None = Field(description="the sync that reads the playlist")


class AnalysisJobs(Listing):
    """A person's analyses, newest first."""

    data: list[AnalysisJobOut]


def job_out(job: Job) -> AnalysisJobOut:
    """An analysis as answers show it."""
    source = job.work if job.active else job.result
    told = {"target": source["target"], "operations": source["operations"], "sync_id": source.get("sync_job")}
    return AnalysisJobOut.model_validate({**shown(job), **told})


KeyName = Literal["C", "C♯/D♭", "D", "D♯/E♭", "E", "F", "F♯/G♭", "G", "G♯/A♭", "A", "A♯/B♭", "B"]

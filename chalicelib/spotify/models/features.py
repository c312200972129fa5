"""Audio features and analysis. Closed to apps registered after 2024-11-27, which get 403."""

from typing import Literal

from .common import Identifier, Model, Present


class AudioFeatures(Model):
    """Audio features of one track. Loudness in dB, tempo in beats per minute, `key` -1 where none was found."""

    id: Identifier
    uri: Identifier | None = None
    type: Literal["audio_features"] = "audio_features"
    duration_ms: int | None = None
    acousticness: float | None = None
    danceability: float | None = None
    energy: float | None = None
    instrumentalness: float | None = None
    key: int | None = None
    liveness: float | None = None
    loudness: float | None = None
    mode: int | None = None
    speechiness: float | None = None
    tempo: float | None = None
    time_signature: int | None = None
    valence: float | None = None


class Interval(Model):
    """A stretch of the track, in seconds."""

    start: float
    duration: float
    confidence: float | None = None


class Section(Interval):
    """A stretch between large changes of rhythm or timbre."""

    loudness: float | None = None
    tempo: float | None = None
    key: int | None = None
    mode: int | None = None
    time_signature: int | None = None


class Segment(Interval):
    """A stretch of one sound; twelve pitches from 0 to 1, twelve timbre coefficients."""

    loudness_start: float | None = None
    loudness_max: float | None = None
    loudness_max_time: float | None = None
    loudness_end: float | None = None
    pitches: Present[float] = ()
    timbre: Present[float] = ()


class AnalysedTrack(Model):
    """What holds for the whole track."""

    duration: float | None = None
    loudness: float | None = None
    tempo: float | None = None
    key: int | None = None
    mode: int | None = None
    time_signature: int | None = None


class AudioAnalysis(Model):
    """The low-level analysis of one track. The answer names no track: its address did."""

    track: AnalysedTrack
    bars: Present[Interval] = ()
    beats: Present[Interval] = ()
    sections: Present[Section] = ()
    segments: Present[Segment] = ()
    tatums: Present[Interval] = ()

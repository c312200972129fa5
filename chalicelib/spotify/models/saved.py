"""Saved tracks, apart from other saved things because most functions read nothing else."""

from .common import Model
from .track import Track


class SavedTrack(Model):
    """A saved track. `added_at` is RFC 3339 in UTC; `track` is None where the row names nothing."""

    added_at: str | None = None
    track: Track | None = None

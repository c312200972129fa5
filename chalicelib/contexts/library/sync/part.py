"""A part of a sync: one collection, and how far reading it has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import ConfigDict, Field

from chalicelib.core.model import Model

PartKind = Literal["playlists", "saved", "playlist", "gone"]
PartState = Literal["pending", "done", "partial", "skipped"]

ENTRIES_NAMED = 20
"""Rows that could not be kept are named up to so many a collection, and counted beyond."""


class Skipped(Model):
    """Something that was left out: what, as far as it has a name, and why (a code)."""

    model_config = ConfigDict(frozen=True)

    ref: str
    reason: str


class Part(Model):
    """One collection to read. Instants are in milliseconds since 1970.

    ``name`` is that of the collection in the catalogue, ``ref`` how people are told of it, ``label`` its own name.
    ``begun_at`` is when the present pass over its pages began; ``rows`` were read in it, of ``total``. ``whole`` asks
    for every page, whatever is kept. ``tries`` counts failures in a row; before ``not_before`` it is left alone.
    ``counts`` and ``skipped`` are what became of it, ``reasons`` why it is partial or skipped. ``rows_as_kept`` is how
    many rows the playlists have that the list shows to be as they are kept.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    kind: PartKind
    ref: str
    label: str | None = None
    sequence: int = 0
    named: bool = False
    whole: bool = False
    state: PartState = "pending"
    begun_at: int | None = None
    pass_: int = Field(1, alias="pass")
    pages: int = 0
    rows: int = 0
    total: int | None = None
    snapshot_id: str | None = None
    tries: int = 0
    not_before: int | None = None
    verified_at: int | None = None
    rows_as_kept: int = 0
    counts: Mapping[str, int] = Field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    reasons: tuple[str, ...] = ()

    def moved(self, **changes: object) -> Part:
        """The part with some of it changed."""
        return self.model_copy(update=changes)

    @property
    def pending(self) -> bool:
        """Whether there is still something to do."""
        return self.state == "pending"

"""What a job is about, and what it remembers between invocations."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal

from pydantic import ConfigDict, Field

from chalicelib.contexts.browser.analysis.schemas import Operation
from chalicelib.core.model import Model

TargetKind = Literal["playlist", "album", "tracks"]

SKIPPED_NAMED = 200


class Target(Model):
    """A playlist or an album by id, or the tracks that filters name, as they were understood."""

    model_config = ConfigDict(frozen=True)

    kind: TargetKind
    id: str | None = None
    filters: dict[str, Any] = Field(default_factory=dict)

    @property
    def uri(self) -> str:
        """How it is called where something is said about it."""
        return "tracks" if self.id is None else f"spotify:{self.kind}:{self.id}"

    def subject(self, operations: tuple[Operation, ...]) -> str:
        """What is alike for equal work, and for no other."""
        about = self.id or hashlib.sha256(json.dumps(self.filters, sort_keys=True).encode()).hexdigest()[:40]
        return f"{self.kind}#{about}#{'+'.join(operations)}"


class Note(Model):
    """Something that was left out, and why."""

    model_config = ConfigDict(frozen=True)

    ref: str
    reason: str


class Memory(Model):
    """How far a job is.

    ``lease_until`` is until when a worker has it, in milliseconds since 1970: 0 where the last one let go of it by
    itself. ``untold``: something was written that the read model was not told of. ``sync_job`` is the sync it waits
    for. ``total`` is None until the list of tracks is written; the features of the first ``measured`` of them have been
    dealt with, and the artists of the first ``named``. ``flaws`` are codes of what could not be done.
    """

    target: Target
    operations: tuple[Operation, ...]
    lease_until: int = 0
    sync_job: str | None = None
    polls: int = 0
    synced: bool = False
    untold: bool = False
    total: int | None = None
    measured: int = 0
    named: int = 0
    tries: int = 0
    no_features: str | None = None
    one_by_one: bool = False
    genre_requests: int = 0
    genres_left: bool = False
    counts: dict[str, int] = Field(default_factory=dict)
    notes: list[Note] = Field(default_factory=list)
    flaws: list[str] = Field(default_factory=list)
    flaw_notes: list[Note] = Field(default_factory=list)

    def count(self, name: str, number: int) -> None:
        """Add to a count."""
        if number:
            self.counts[name] = self.counts.get(name, 0) + number

    def note(self, ref: str, reason: str) -> None:
        """Name what was left out, once; the first 200."""
        made = Note(ref=ref, reason=reason)
        if len(self.notes) < SKIPPED_NAMED and made not in self.notes:
            self.notes.append(made)

    def flaw(self, code: str, ref: str, reason: str) -> None:
        """Something of the job itself could not be done: it is named before single tracks."""
        if code not in self.flaws:
            self.flaws.append(code)
        made = Note(ref=ref, reason=reason)
        if made not in self.flaw_notes:
            self.flaw_notes.append(made)

    @property
    def skipped(self) -> list[dict[str, str]]:
        """Everything that was left out, what concerns all of the job first."""
        return [note.model_dump() for note in (*self.flaw_notes, *self.notes)]

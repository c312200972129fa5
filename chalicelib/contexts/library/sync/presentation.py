"""A sync's parts as answers show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from chalicelib.contexts.library.sync.estimate import Estimate
from chalicelib.contexts.library.sync.part import Part
from chalicelib.contexts.library.sync.schemas import CollectionOut, EstimateOut, SyncOut, sync_out
from chalicelib.core.jobs.job import Job
from chalicelib.core.jobs.schemas import SkippedOut


def sync(job: Job, parts: Sequence[Part], estimate: Estimate | None) -> SyncOut:
    """A sync with its collections."""
    return sync_out(
        job,
        EstimateOut(requests=estimate.requests, ready_at=estimate.ready_at) if estimate is not None else None,
        list(_skipped(parts)),
        [_collection(part) for part in parts if part.kind != "gone"],
    )


def _collection(part: Part) -> CollectionOut:
    reading = part.pending and part.begun_at is not None
    return CollectionOut(
        name=part.ref,
        label=part.label,
        state="reading" if reading else part.state,
        rows=part.rows,
        total=part.total,
        reasons=list(part.reasons),
    )


def _skipped(parts: Iterable[Part]) -> Iterator[SkippedOut]:
    """Collections that were left out first, then single rows."""
    parts = list(parts)
    for part in parts:
        if part.state in ("skipped", "partial"):
            yield from (SkippedOut(ref=part.ref, reason=reason) for reason in part.reasons)
    for part in parts:
        yield from (SkippedOut(ref=each.ref, reason=each.reason) for each in part.skipped)

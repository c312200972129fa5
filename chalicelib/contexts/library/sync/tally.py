"""What the parts of a sync amount to: how far it is, what it changed, and how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from chalicelib.contexts.library.sync.part import Part
from chalicelib.core.accounts.syncs import UNIT
from chalicelib.core.jobs.job import Ending, Progress
from chalicelib.core.jobs.troubles import BY_RULE


def progress(parts: Sequence[Part], reading: str | None = None) -> Progress:
    """Rows read, or found unchanged, of all rows; the total is None while a collection's is not known. ``reading`` is
    the name of the part that is read now."""
    done, total, known = 0, 0, True
    current = None
    for part in parts:
        if part.kind == "gone":
            continue
        rows = part.rows if part.pending else (part.total if part.total is not None else part.rows)
        if part.kind == "playlists":
            # Its rows are playlists; what counts here are the rows of those that need not be read.
            done, total = done + part.rows_as_kept, total + part.rows_as_kept
            known = known and not part.pending
        else:
            done += rows
            total += max(rows, part.total or 0)
            known = known and (part.total is not None or not part.pending)
        if part.pending and part.name == reading:
            current = part.label or part.ref
    return Progress(done=done, total=total if known else None, unit=UNIT, current=current)


def counted(parts: Sequence[Part]) -> Mapping[str, int]:
    """What the parts that are through changed, all together."""
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.counts)
    return dict(counts)


def ending(parts: Sequence[Part]) -> Ending:
    """Succeeded where all was read, but for what Spotify keeps from apps as a rule; failed where nothing was; else
    partial."""
    flawed = [
        part for part in parts if part.state != "done" and not (part.reasons and BY_RULE.issuperset(part.reasons))
    ]
    if not flawed:
        return "succeeded"
    return "partial" if any(part.state == "done" or part.counts for part in parts) else "failed"


def left_out(parts: Sequence[Part]) -> Mapping[str, str]:
    """Why playlists that were asked for by name were not read, by their uri."""
    return {part.ref: part.reasons[0] for part in parts if part.named and part.state == "skipped" and part.reasons}

"""Stores the parts of a sync and the receipts of their pages. A receipt is written once; a part by who saw it last."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pynamodb.exceptions import PutError

from chalicelib.contexts.library.sync import keys
from chalicelib.contexts.library.sync.part import Part, Skipped
from chalicelib.contexts.library.sync.records import PageRecord, PartRecord
from chalicelib.core.catalogue.rows import SeenRow
from chalicelib.core.clock import Clock, to_epoch
from chalicelib.core.jobs.job import Superseded
from chalicelib.core.records import condition_failed

PARTS_LIFETIME = timedelta(days=30)  # as long as what is left of a finished job
ROW_FIELDS = ("uri", "added_at", "added_by", "name", "playable")
_ABSENT = (None,) * len(ROW_FIELDS)
PAGES_LIFETIME = timedelta(days=14)  # longer than a sync that waits for its budget takes


@dataclass(slots=True)
class Page:
    """What one page held, and where reading stands after it.

    ``walk`` and ``tail`` are continuation values as JSON; ``listing`` is what a page of playlists told beside its rows.
    """

    rows: Sequence[SeenRow]
    walk: Mapping[str, Any]
    unnamed: int = 0
    skipped: Sequence[Skipped] = ()
    tail: Mapping[str, Any] | None = None
    listing: Sequence[Mapping[str, Any]] = field(default_factory=list)


class Parts:
    """The parts of one sync."""

    def __init__(self, job_id: str, clock: Clock) -> None:
        self._pk, self._clock = keys.sync(job_id), clock
        self._revisions: dict[str, int] = {}

    def read(self) -> list[Part]:
        """Every part, as they were planned."""
        found = []
        for record in PartRecord.query(self._pk, PartRecord.sk.startswith(keys.PART_PREFIX), consistent_read=True):
            part = Part.model_validate(record.content)
            self._revisions[part.name] = int(record.revision)
            found.append(part)
        return sorted(found, key=lambda part: (part.sequence, part.name))

    def add(self, parts: Iterable[Part]) -> list[Part]:
        """Store new parts; gives those that were not there. One that is there already stays as it is."""
        added = []
        for part in parts:
            try:
                self._record(part, 1).save(condition=PartRecord.pk.does_not_exist())
            except PutError as error:
                if not condition_failed(error):
                    raise
                continue
            self._revisions[part.name] = 1
            added.append(part)
        return added

    def save(self, part: Part) -> Part:
        """Store a part as it is now. Raises Superseded where somebody else has changed it meanwhile."""
        revision = self._revisions[part.name]
        try:
            self._record(part, revision + 1).save(condition=PartRecord.revision == revision)
        except PutError as error:
            if not condition_failed(error):
                raise
            raise Superseded(f"{part.name} was changed by another worker") from None
        self._revisions[part.name] = revision + 1
        return part

    def add_page(self, part: Part, number: int, page: Page) -> None:
        """Leave the receipt of a page. Raises Superseded where there is one already."""
        record = PageRecord(
            self._pk,
            keys.page(part.name, part.pass_, number),
            rows=_packed([_row_values(row) for row in page.rows]),
            walk={**page.walk, "skipped": [each.model_dump() for each in page.skipped]},
            unnamed=page.unnamed,
            tail=dict(page.tail) if page.tail is not None else None,
            listing=_packed(list(page.listing)) if page.listing else None,
            expires_at=to_epoch(self._clock.now() + PAGES_LIFETIME),
        )
        try:
            record.save(condition=PageRecord.pk.does_not_exist())
        except PutError as error:
            if not condition_failed(error):
                raise
            raise Superseded(f"another worker has read page {number} of {part.name}") from None

    def pages(self, part: Part, pass_: int | None = None) -> list[Page]:
        """The pages of a pass over a collection so far, the present one by default; in order."""
        prefix = keys.pages(part.name, part.pass_ if pass_ is None else pass_)
        return [
            _page(record)
            for record in PageRecord.query(self._pk, PageRecord.sk.startswith(prefix), consistent_read=True)
        ]

    def _record(self, part: Part, revision: int) -> PartRecord:
        return PartRecord(
            self._pk,
            keys.part(part.name),
            revision=revision,
            content=part.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            expires_at=to_epoch(self._clock.now() + PARTS_LIFETIME),
        )


def _page(record: PageRecord) -> Page:
    walk = dict(record.walk)
    skipped = [Skipped.model_validate(each) for each in walk.pop("skipped", ())]
    return Page(
        rows=[_row(values) for values in _unpacked(record.rows)],
        walk=walk,
        unnamed=int(record.unnamed),
        skipped=skipped,
        tail=record.tail,
        listing=_unpacked(record.listing) if record.listing else [],
    )


def _row_values(row: SeenRow) -> list[Any]:
    values = [getattr(row, name) for name in ROW_FIELDS]
    while values[-1] is None:
        values.pop()
    return values


def _row(values: Sequence[Any]) -> SeenRow:
    # Made by ourselves from a valid row: it is not validated again.
    return SeenRow.model_construct(**dict(zip(ROW_FIELDS, [*values, *_ABSENT[len(values) :]], strict=True)))


def _packed(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _unpacked(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))

"""What a sync keeps of its own work, until some weeks after it has ended."""

from __future__ import annotations

from pynamodb.attributes import BinaryAttribute, JSONAttribute, NumberAttribute

from chalicelib.core.records import Record, table
from chalicelib.core.settings import settings


class PartRecord(Record):
    """``SYNC#<job id>`` / ``PART#<collection>``: one collection to read; ``revision`` fences its writes."""

    Meta = table(settings().coordination_table)

    revision = NumberAttribute()
    content = JSONAttribute()


class PageRecord(Record):
    """``SYNC#<job id>`` / ``PAGE#<collection>#<pass>#<number>``: the receipt of one page, written once.

    ``rows`` are compressed; ``walk`` is where the reading stands after the page.
    """

    Meta = table(settings().coordination_table)

    rows = BinaryAttribute(legacy_encoding=False)
    walk = JSONAttribute()
    unnamed = NumberAttribute()
    tail = JSONAttribute(null=True)
    listing = BinaryAttribute(legacy_encoding=False, null=True)

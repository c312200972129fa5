"""What the catalogue stores."""

from __future__ import annotations

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.core.records import PersonIndex, Record, table
from chalicelib.core.settings import settings


class EntityRecord(Record):
    """``E#<kind>#<id>`` / ``E``: one entity. ``revision`` rises with each write and fences concurrent ones."""

    Meta = table(settings().catalogue_table)

    kind = UnicodeAttribute()
    id = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    fields = JSONAttribute()
    fetched_at = NumberAttribute()  # milliseconds since 1970: Spotify's newest answer in this record
    older = JSONAttribute(null=True)  # {field: milliseconds since 1970} of fields told earlier
    content_hash = UnicodeAttribute()
    revision = NumberAttribute()
    gsi2pk = UnicodeAttribute(null=True)  # of a playlist: its owner, whose name it bears
    gsi2sk = UnicodeAttribute(null=True)

    by_owner = PersonIndex()


class CollectionRecord(Record):
    """``U#<user_id>`` / ``COLLECTION#<collection>``: this person has, or once had, rows of that collection."""

    Meta = table(settings().catalogue_table)


class HeadRecord(Record):
    """``U#<user_id>#<collection>`` / ``HEAD``: what is known of a collection that was read whole at ``fetched_at``."""

    Meta = table(settings().catalogue_table)

    fetched_at = NumberAttribute()  # milliseconds since 1970
    rows = NumberAttribute()
    unnamed = NumberAttribute()
    snapshot_id = UnicodeAttribute(null=True)
    revision = NumberAttribute()


class RowRecord(Record):
    """``U#<user_id>#<collection>`` / ``R#<row_id>``: one row; removed ones stay as tombstones for 30 days."""

    Meta = table(settings().catalogue_table)

    uri = UnicodeAttribute()
    rank = UnicodeAttribute()
    added_at = UnicodeAttribute(null=True)
    added_by = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    playable = BooleanAttribute(null=True)
    occurrence = NumberAttribute()
    fetched_at = NumberAttribute()  # milliseconds since 1970
    removed = BooleanAttribute(null=True)

"""What the catalogue stores, less rows and heads of collections (``row_table``, ``head_table``)."""

from __future__ import annotations

from pynamodb.attributes import BinaryAttribute, BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute

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


class SnapshotRecord(Record):
    """``U#<user_id>#SNAPSHOTS`` / ``<collection>``: a snapshot under which a playlist was found to have the rows that
    its head counts, as long as that is the head's revision."""

    Meta = table(settings().coordination_table)

    revision = NumberAttribute()
    snapshot_id = UnicodeAttribute()


class ChangeSetRecord(Record):
    """``U#<user_id>#<collection>#CHANGES`` / ``C#<since>#<number>``: what one reading changed; the head then."""

    Meta = table(settings().personal_table)

    at = NumberAttribute()  # milliseconds since 1970
    before = NumberAttribute()  # since when what it changed had stood
    head = JSONAttribute()
    name = UnicodeAttribute(null=True)
    gone = BooleanAttribute(null=True)
    data = BinaryAttribute(legacy_encoding=False)  # the first part of its changes
    parts = NumberAttribute()


class ChangePartRecord(Record):
    """``U#<user_id>#<collection>#CHANGES`` / ``P#<since>#<number>#<digest>#<part>``: a further part of one."""

    Meta = table(settings().personal_table)

    data = BinaryAttribute(legacy_encoding=False)


class CollectionRecord(Record):
    """``U#<user_id>`` / ``COLLECTION#<collection>``: this person has, or once had, rows of that collection."""

    Meta = table(settings().catalogue_table)

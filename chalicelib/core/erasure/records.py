"""What erasing itself stores."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from chalicelib.core.records import Record, table
from chalicelib.core.settings import settings

ERASED = "ERASED"


class TombstoneRecord(Record):
    """``U#<user_id>`` / ``ERASED``: this person was erased, and by which job; kept for 30 days."""

    Meta = table(settings().accounts_table)

    job_id = UnicodeAttribute()
    erased_at = UnicodeAttribute()

"""What an analysis keeps of its own work, until some weeks after it was begun."""

from __future__ import annotations

from pynamodb.attributes import BinaryAttribute

from chalicelib.core.records import Record, table
from chalicelib.core.settings import settings


class TracksRecord(Record):
    """``ANALYSIS#<job id>`` / ``TRACKS#<number>``: ids of tracks to analyse, as compressed text."""

    Meta = table(settings().coordination_table)

    ids = BinaryAttribute(legacy_encoding=False)

"""The tracks that a job goes through: written down when it begins, so that it ends whatever becomes of the library."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime

from chalicelib.contexts.browser.analysis import keys
from chalicelib.contexts.browser.analysis.records import TracksRecord
from chalicelib.core.clock import to_epoch

IN_ONE = 5000
"""Ids in one item: about 80 KB, of the 400 that an item may have."""


class Lost(Exception):
    """A list is not there, or ends before it should."""


def write(job_id: str, ids: Sequence[str], expires_at: datetime) -> None:
    """Write the list down, in the place of what was there."""
    for number, start in enumerate(range(0, len(ids), IN_ONE)):
        content = zlib.compress(" ".join(ids[start : start + IN_ONE]).encode())
        TracksRecord(keys.analysis(job_id), keys.part(number), ids=content, expires_at=to_epoch(expires_at)).save()


def read(job_id: str, start: int, most: int) -> list[str]:
    """Ids of a written list from a place on: ``most``, or fewer where a part ends, but never none. Raises Lost.

    Consistently: the first are read right after they were written.
    """
    number, first = divmod(start, IN_ONE)
    try:
        record = TracksRecord.get(keys.analysis(job_id), keys.part(number), consistent_read=True)
    except TracksRecord.DoesNotExist:
        raise Lost(f"part {number} of the list of {job_id} is not there") from None
    found = zlib.decompress(record.ids).decode().split(" ")[first : first + most]
    if not found:
        raise Lost(f"the list of {job_id} ends before {start}")
    return found


def forget(job_id: str, total: int) -> None:
    """Delete a list of that many ids."""
    for number in range(-(-total // IN_ONE)):
        TracksRecord(keys.analysis(job_id), keys.part(number)).delete()

"""What is stored of a job."""

from __future__ import annotations

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.core.records import DueIndex, PersonIndex, Record, table
from chalicelib.core.settings import settings


class JobRecord(Record):
    """``JOB#<job id>`` / ``JOB``: one piece of long work; ``step`` fences its writes, ``work`` is its own memory."""

    Meta = table(settings().coordination_table)

    id = UnicodeAttribute()
    kind = UnicodeAttribute()
    user_id = UnicodeAttribute(null=True)
    request_id = UnicodeAttribute()
    state = UnicodeAttribute()
    step = NumberAttribute()
    created_at = UnicodeAttribute()
    finished_at = UnicodeAttribute(null=True)
    progress = JSONAttribute()
    counts = JSONAttribute()
    skipped = JSONAttribute()
    resume_at = UnicodeAttribute(null=True)
    error = UnicodeAttribute(null=True)
    cancel_requested = BooleanAttribute(default=False)
    work = JSONAttribute()
    result = JSONAttribute()
    gsi1pk = UnicodeAttribute(null=True)  # while it is active
    gsi1sk = UnicodeAttribute(null=True)  # when somebody should look at it
    gsi2pk = UnicodeAttribute(null=True)  # whose it is
    gsi2sk = UnicodeAttribute(null=True)

    due = DueIndex()
    by_person = PersonIndex()


class OngoingRecord(Record):
    """``U#<user_id>#JOBS`` / ``<kind>#<what it is about>``: the job about one thing; it may have ended.

    ``<kind>#PLACE#<sort>#<number>``: the job that has one of the places for those that may be under way at once.
    """

    Meta = table(settings().coordination_table)

    job_id = UnicodeAttribute()

"""Whose library is due to be read by itself, and whether it should be: the schedule as the planner sees it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal

from pynamodb.exceptions import DoesNotExist

from chalicelib.core.accounts import keys
from chalicelib.core.accounts.records import GrantRecord, SyncRecord, UserRecord
from chalicelib.core.accounts.sync_schedule import Schedule, change, put_at, schedule_of
from chalicelib.core.clock import from_text, to_text

PAGE = 250  # due people read at once from each shard

Consent = Literal["good", "refused", "over"]


@dataclass(frozen=True, slots=True)
class Due:
    """A person whose library is due, as the schedule was when it was read."""

    user_id: str
    since: datetime
    revision: int
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about a person's syncs: the period they set (None: off), their consent, and their last sign of use.

    ``refused`` is a consent that Spotify has refused and that may still be good; ``over`` is one that ended, or whose
    refusal is believed.
    """

    period: timedelta | None
    consent: Consent
    seen_at: datetime


def due(now: datetime, at_most: int) -> list[Due]:
    """Those who are due the longest, oldest first, over all shards; what was written a moment ago may be missing."""
    until = to_text(now)
    shards = (
        SyncRecord.due.query(keys.syncs_due(shard), SyncRecord.gsi1sk <= until, page_size=min(PAGE, at_most))
        for shard in range(keys.DUE_SHARDS)
    )
    merged = heapq.merge(*shards, key=lambda record: str(record.gsi1sk))
    return [_due(record) for record in islice(merged, at_most)]


def lease(found: Due, until: datetime) -> Due | None:
    """Take a due person for oneself until an instant; None where another has, or where anything changed meanwhile."""
    record = _as_seen(found)
    if not change(record, SyncRecord.revision == found.revision, SyncRecord.gsi1sk.set(to_text(until))):
        return None
    return _due(record)


def put_off(found: Due, until: datetime) -> bool:
    """Have the person looked at again at an instant; False, and nothing done, where anything changed meanwhile."""
    return change(_as_seen(found), SyncRecord.revision == found.revision, *put_at(found.user_id, until))


def take_off(found: Due) -> bool:
    """Look for the person no more, until they consent, set a period or are resumed; False as with ``put_off``."""
    return change(_as_seen(found), SyncRecord.revision == found.revision, *put_at(found.user_id, None))


def standing(user_id: str, now: datetime) -> Standing | None:
    """What decides about a person's syncs, read now; None where there is no such person."""
    try:
        person = UserRecord.get(keys.user(user_id), keys.USER, consistent_read=True)
    except DoesNotExist:
        return None
    hours = person.sync_period_hours
    period = None if hours is None else timedelta(hours=int(hours))
    try:
        grant = GrantRecord.get(keys.user(user_id), keys.GRANT, consistent_read=True)
    except DoesNotExist:
        return Standing(period, "over", from_text(person.signed_in_at))
    return Standing(period, _consent(grant, now), seen_at(grant))


def seen_at(grant: GrantRecord) -> datetime:
    """When the person was last known to use Dashspot: they consented, a token was renewed for a request of theirs, or
    they browsed what is kept.

    Other requests for which the token still lasts leave no trace, so this may be a day old, or as old as the last sync.
    """
    return from_text(max(grant.authorized_at, grant.used_at or ""))


def _consent(grant: GrantRecord, now: datetime) -> Consent:
    if grant.believed_at is not None or grant.sealed is None or from_text(grant.consent_expires_at) <= now:
        return "over"
    return "good" if grant.refused_at is None else "refused"


def _due(record: SyncRecord) -> Due:
    return Due(record.user_id, from_text(record.gsi1sk), int(record.revision), schedule_of(record))


def _as_seen(found: Due) -> SyncRecord:
    return SyncRecord(keys.user(found.user_id), keys.SYNC)

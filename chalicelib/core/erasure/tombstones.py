"""Who was erased: looked up before anything that belongs to a person is worked on."""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.exceptions import DoesNotExist

from chalicelib.core.accounts import keys
from chalicelib.core.erasure.records import ERASED, TombstoneRecord

# A message lives for four days, a dead letter for five, and one that is redriven begins anew: far less in all.
LIFETIME = timedelta(days=30)


def erased(user_id: str, now: datetime) -> bool:
    """True when this person was erased in the last 30 days."""
    try:
        return not TombstoneRecord.get(keys.user(user_id), ERASED, consistent_read=True).expired(now)
    except DoesNotExist:
        return False

"""What is learned about a Spotify client id from its refusals: closed features, and until when the gate is shut."""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.exceptions import DoesNotExist, PutError

from chalicelib.core.accounts import keys
from chalicelib.core.accounts.records import CapabilitiesRecord, GateRecord
from chalicelib.core.clock import to_epoch, to_text
from chalicelib.core.records import condition_failed

FEATURE_FORGOTTEN_AFTER = timedelta(days=7)


def remember_closed(client_id: str, feature: str, now: datetime) -> None:
    """Note that Spotify refused a feature to this client id, so that nobody asks again for a week."""
    until = now + FEATURE_FORGOTTEN_AFTER
    partition = keys.client(client_id)
    try:
        record = CapabilitiesRecord.get(partition, keys.CAPABILITIES, consistent_read=True)
    except DoesNotExist:
        record = CapabilitiesRecord(partition, keys.CAPABILITIES, closed={})
    still = {name: ends for name, ends in record.closed.items() if ends > to_text(now)}
    record.closed = {**still, feature: to_text(until)}
    record.expires_at = to_epoch(until)
    record.save()


def close_gate(client_id: str, wait_seconds: int, now: datetime, *, quota: bool) -> None:
    """Shut the gate of a client id for everyone; a later end that is already stored stays."""
    until = now + timedelta(seconds=wait_seconds)
    record = GateRecord(
        keys.client(client_id), keys.GATE, closed_until=to_text(until), quota=quota, expires_at=to_epoch(until)
    )
    try:
        record.save(condition=GateRecord.closed_until.does_not_exist() | (GateRecord.closed_until < to_text(until)))
    except PutError as error:
        if not condition_failed(error):
            raise

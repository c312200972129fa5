"""When a library is due again: about a period later, and the same for whoever works it out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.accounts.sync_times import SPREAD, next_due
from chalicelib.core.clock import from_text, to_text

INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))


@given(after=INSTANTS, hours=st.integers(1, 168))
def test_an_instant_that_was_stored_and_read_leads_to_the_same_time(after: datetime, hours: int) -> None:
    period = timedelta(hours=hours)
    due = next_due("u_somebody", period, after)
    assert due == next_due("u_somebody", period, from_text(to_text(after)))
    assert abs(due - after - period) <= SPREAD * period + timedelta(milliseconds=1)

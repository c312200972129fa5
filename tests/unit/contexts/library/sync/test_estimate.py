"""How long a sync will take under the budget that it has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from chalicelib.contexts.library.sync.estimate import estimate
from chalicelib.contexts.library.sync.part import Part
from chalicelib.core.accounts.budget import Ledger, Plan
from chalicelib.core.accounts.gate import Gate

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
LIKES = Part(name="SAVED_TRACKS", kind="saved", ref="tracks")
PLAYLIST = Part(name="PLAYLIST#1", kind="playlist", ref="spotify:playlist:1")
UNLIMITED = Plan(0, 40, 50, 10)
HOUSEHOLD = Plan(500, 40, 50, 10)


def test_a_page_of_fifty_a_request_and_a_playlist_brings_its_first_hundred() -> None:
    for part, requests in (
        (LIKES.moved(total=30_000), 600),
        (LIKES.moved(total=30_000, rows=29_970), 1),
        (LIKES.moved(total=0), 1),
        (LIKES, 1),
        (PLAYLIST.moved(total=100), 1),
        (PLAYLIST.moved(total=101), 2),
        (PLAYLIST.moved(total=250, rows=100), 3),
        (PLAYLIST.moved(kind="gone", total=100), 0),
        (LIKES.moved(total=30_000, state="done"), 0),
    ):
        assert estimate([part], Ledger(), UNLIMITED, Gate(), NOON).requests == requests, part


def test_without_a_limit_it_is_ready_in_as_many_seconds() -> None:
    found = estimate([LIKES.moved(total=30_000)], Ledger(), UNLIMITED, Gate(), NOON)
    assert found.ready_at == NOON + timedelta(seconds=600)


def test_a_household_waits_for_as_many_days_as_its_share_needs() -> None:
    spent = Ledger(day="2026-11-25", sync=250)
    found = estimate([LIKES.moved(total=30_000)], spent, HOUSEHOLD, Gate(), NOON)
    assert found.requests == 600
    # Nothing today, 250 on each of two days, 100 on the third.
    assert found.ready_at.date() == datetime(2026, 11, 28, tzinfo=UTC).date()
    assert (
        estimate([LIKES.moved(total=500)], Ledger(day="2026-11-25"), HOUSEHOLD, Gate(), NOON).ready_at.date()
        == NOON.date()
    )


def test_a_closed_gate_comes_first() -> None:
    held = Gate(background_until=NOON + timedelta(hours=3), interactive_until=NOON + timedelta(hours=3))
    found = estimate([LIKES.moved(total=100)], Ledger(), UNLIMITED, held, NOON)
    assert found.ready_at == NOON + timedelta(hours=3, seconds=2)

"""The one item of a Spotify client id, ``CLIENT#<client id>`` / ``GATE``: its gate, and today's ledger of requests.

Both are in one item, so that one conditional update decides "open, and there is budget". Spent requests are counted in
every sum that a rule compares, because a condition of DynamoDB cannot add. ``rev`` rises with all changes but counting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from chalicelib.core.accounts.budget import COUNTERS, Counter, Ledger, Rule
from chalicelib.core.accounts.gate import RAMP, Gate, Reason
from chalicelib.core.accounts.shares import SHARES, Share
from chalicelib.core.clock import from_text, to_text
from chalicelib.core.expressions import Item, Update

REV: Final = "rev"
DAY: Final = "day"
LEARNED: Final = "learned"
LEARNED_UNTIL: Final = "learned_until"
QUOTA_REFUSALS: Final = "quota_refusals"
YESTERDAY: Final = "spent_yesterday"
BACKGROUND_UNTIL: Final = "background_until"
REOPENED_AT: Final = "reopened_at"
PAUSED_AT: Final = "paused_at"


@dataclass(frozen=True, slots=True)
class Stored:
    """What the item says. The default is an item that is not there.

    ``paused_at``: since when an operator has paused background work.
    """

    gate: Gate = field(default_factory=Gate)
    ledger: Ledger = field(default_factory=Ledger)
    rev: int | None = None
    paused_at: datetime | None = None


def read(item: Item | None) -> Stored:
    """The gate and the ledger of a raw item."""
    if item is None:
        return Stored()
    return Stored(
        gate=Gate(
            background_until=_instant(item, BACKGROUND_UNTIL),
            interactive_until=_instant(item, "interactive_until"),
            reason=cast(Reason | None, _text(item, "reason")),
            strikes=_number(item, "strikes"),
            reopened_at=_instant(item, REOPENED_AT),
            window=_number(item, "window"),
            used=_number(item, "used"),
            used_by_background=_number(item, "used_by_background"),
        ),
        ledger=Ledger(
            day=_text(item, DAY) or "",
            interactive=_number(item, spent("interactive")),
            sync=_number(item, spent("sync")),
            poll=_number(item, spent("poll")),
            yesterday=_number(item, YESTERDAY),
            quota_refusals=_number(item, QUOTA_REFUSALS),
            learned=_number(item, LEARNED) if LEARNED in item else None,
            learned_until=_instant(item, LEARNED_UNTIL),
        ),
        rev=_number(item, REV) if REV in item else None,
        paused_at=_instant(item, PAUSED_AT),
    )


def spent(counter: Counter) -> str:
    """The attribute of a counter."""
    return f"spent_{counter}"


def count(update: Update, more: Mapping[Share, int]) -> None:
    """Add requests to every counter that has their share."""
    for counter, shares in COUNTERS.items():
        amount = sum(more.get(share, 0) for share in shares)
        if amount:
            update.add(spent(counter), amount)


def require_calm(update: Update, now: datetime) -> None:
    """Let the update hold only while the gate has no bounds (``Gate.calm``)."""
    closed_before = update.compare(BACKGROUND_UNTIL, "<=", to_text(now))
    reopened_before = update.compare(REOPENED_AT, "<=", to_text(now - RAMP))
    update.require(update.any_of([update.missing(BACKGROUND_UNTIL), f"({closed_before} AND {reopened_before})"]))


def require_not_paused(update: Update) -> None:
    """Let the update hold only while no operator has paused background work."""
    update.require(update.missing(PAUSED_AT))


def pause(update: Update, at: datetime | None) -> None:
    """Pause background work, or let it go on (None). Whoever decides on what was seen before decides anew."""
    update.add(REV, 1)
    update.set(PAUSED_AT, _told(at))


def require_rule(update: Update, rule: Rule) -> None:
    """Let the update hold only while a rule of the budget does."""
    for bounds in rule:
        # The counters are there from the day's first write on; the day itself is required beside them.
        update.require(update.any_of(update.compare(spent(counter), "<=", most) for counter, most in bounds))


def require_learned(update: Update, ledger: Ledger) -> None:
    """Let the update hold only while what was learned is still what the budget was reckoned with."""
    update.require(update.is_now(LEARNED, ledger.learned))
    update.require(update.is_now(QUOTA_REFUSALS, ledger.quota_refusals))


def change(update: Update, before: Stored, after: Stored) -> None:
    """Write everything that differs; it holds only while nobody else changed more than counters.

    Requests of a day that goes on are added, so that what others count at the same time stays counted.
    """
    update.require(update.is_now(REV, before.rev))
    update.add(REV, 1)
    if before.gate != after.gate:
        _set_gate(update, after.gate)
    if before.ledger.day != after.ledger.day:
        update.require(update.is_now(DAY, before.ledger.day or None))
        update.set(DAY, after.ledger.day)
        update.set(YESTERDAY, after.ledger.yesterday)
        for counter in COUNTERS:
            update.set(spent(counter), after.ledger.counter(counter))
    else:
        count(update, {share: after.ledger.counter(share) - before.ledger.counter(share) for share in SHARES})
    update.set(QUOTA_REFUSALS, after.ledger.quota_refusals)
    update.set(LEARNED, after.ledger.learned)
    update.set(LEARNED_UNTIL, _told(after.ledger.learned_until))


def _set_gate(update: Update, gate: Gate) -> None:
    fields: dict[str, Any] = {
        BACKGROUND_UNTIL: _told(gate.background_until),
        "interactive_until": _told(gate.interactive_until),
        "reason": gate.reason,
        "strikes": gate.strikes,
        REOPENED_AT: _told(gate.reopened_at),
        "window": gate.window,
        "used": gate.used,
        "used_by_background": gate.used_by_background,
    }
    for attribute, value in fields.items():
        update.set(attribute, value)


def _told(instant: datetime | None) -> str | None:
    return None if instant is None else to_text(instant)


def _text(item: Item, attribute: str) -> str | None:
    found: str | None = item[attribute]["S"] if attribute in item else None
    return found


def _number(item: Item, attribute: str) -> int:
    return int(item[attribute]["N"]) if attribute in item else 0


def _instant(item: Item, attribute: str) -> datetime | None:
    return from_text(item[attribute]["S"]) if attribute in item else None

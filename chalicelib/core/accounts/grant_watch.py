"""What happens to grants while nobody looks: refused ones are tried again, judged and erased, ending ones counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from chalicelib.core.accounts import disbelief, keys
from chalicelib.core.accounts.accounts_host import HOST_TROUBLE
from chalicelib.core.accounts.consents import FIRST_NOTICE, LAST_NOTICE
from chalicelib.core.accounts.grants import BeingRenewed, Grants, grant_of
from chalicelib.core.accounts.records import GrantRecord
from chalicelib.core.clock import Clock, Deadline, from_text, to_text
from chalicelib.core.errors import ReauthRequired
from chalicelib.core.observability import count, logger
from chalicelib.core.records import condition_failed

AT_ONCE = 250  # refused grants that one tick deals with in each shard, the longest overdue first
RENEWAL_SECONDS = 20  # left of the deadline before another grant is tried
COUNTING_SECONDS = 10  # left of it for each question of a census
PUT_OFF = timedelta(hours=1)  # a grant that failed for its own reasons does not stand first in line for ever


@dataclass(slots=True)
class Tick:
    """What one tick did: how many grants Spotify accepted again, refused again, ..."""

    accepted: int = 0
    refused: int = 0
    doubted: int = 0
    believed: int = 0
    erased: int = 0
    failed: int = 0
    to_judge: list[GrantRecord] = field(default_factory=list)
    people_refused: set[str] = field(default_factory=set)


class GrantWatch:
    """Goes through refused and ending grants, shard by shard; what one person's grant does concerns no one else's."""

    def __init__(self, grants: Grants, clock: Clock, deadline: Deadline) -> None:
        self._grants, self._clock, self._deadline = grants, clock, deadline

    def run(self) -> Tick:
        """Try again what is due, judge what has no try left, erase what is believed long enough, and count."""
        tick = Tick()
        self._refused(tick)
        if self._census_of_refused(tick):
            # Only who knows how many were refused lately can judge one of them.
            people = len(tick.people_refused)
            if people >= disbelief.WAVE_PEOPLE:
                count("RefusalWaves")
                logger.warning(
                    "many grants are refused at once: taken for an outage of spotify",
                    extra={"people": people, "within_seconds": int(disbelief.WAVE_WITHIN.total_seconds())},
                )
            for record in tick.to_judge:
                self._each(tick, record, lambda record: self._judge(tick, record, people))
        self._ended(tick)
        self._census_of_consents()
        return tick

    def _refused(self, tick: Tick) -> None:
        asking = True
        now = to_text(self._clock.now())
        for record in _due(GrantRecord.refused, keys.refusals_due, GrantRecord.gsi2sk <= now):
            if from_text(record.consent_expires_at) <= self._clock.now():
                self._each(tick, record, lambda record: _change(record, *_NO_LONGER_DUE))
            elif record.believed_at is not None:
                self._each(tick, record, lambda record: self._erase(tick, record))
            elif record.retry_at is None:
                tick.to_judge.append(record)
            elif asking and self._deadline.seconds_left() > RENEWAL_SECONDS:
                asking = self._each(tick, record, lambda record: self._try(tick, record))

    def _try(self, tick: Tick, record: GrantRecord) -> None:
        try:
            self._grants.access_token(record.user_id, grant_of(record))
        except ReauthRequired:
            tick.refused += 1
            tick.people_refused.add(record.user_id)
            current = GrantRecord.get(record.pk, record.sk, consistent_read=True)
            if current.refused_at is not None and current.retry_at is None and current.believed_at is None:
                tick.to_judge.append(current)
        else:
            tick.accepted += 1
            logger.info("a refused grant is accepted again")

    def _judge(self, tick: Tick, record: GrantRecord, people_refused: int) -> None:
        now = self._clock.now()
        if disbelief.believed(from_text(record.refused_since), people_refused, now):
            believed = _change(
                record,
                GrantRecord.believed_at.set(to_text(now)),
                GrantRecord.gsi2sk.set(to_text(now + disbelief.ERASED_AFTER)),
                *_NO_LONGER_ENDING,
            )
            tick.believed += believed
            if believed:
                logger.warning("a refused grant is believed dead", extra={"user_id": record.user_id})
        else:
            again = to_text(now + disbelief.DOUBTED_FOR)
            tick.doubted += _change(record, GrantRecord.retry_at.set(again), GrantRecord.gsi2sk.set(again))

    def _erase(self, tick: Tick, record: GrantRecord) -> None:
        tick.erased += _change(record, GrantRecord.sealed.remove(), *_NO_LONGER_DUE, *_NO_LONGER_ENDING)

    def _ended(self, tick: Tick) -> None:
        """Erase the tokens of consents that ended long enough ago: nobody can use them."""
        until = to_text(self._clock.now() - disbelief.ERASED_AFTER)
        for record in _due(GrantRecord.ending, keys.consents_due, GrantRecord.gsi1sk <= until):
            self._each(tick, record, lambda record: self._erase(tick, record))

    def _each(self, tick: Tick, record: GrantRecord, work: Callable[[GrantRecord], object]) -> bool:
        """Do something about one person's grant; False when Spotify is to be left alone. Nothing is raised."""
        try:
            work(record)
        except HOST_TROUBLE:
            return False
        except BeingRenewed:
            pass
        except Exception:
            tick.failed += 1
            logger.exception("a grant could not be dealt with", extra={"user_id": record.user_id})
            self._put_off(record)
        return True

    def _put_off(self, record: GrantRecord) -> None:
        later = to_text(self._clock.now() + PUT_OFF)
        try:
            if record.gsi2pk is not None:
                retry = [GrantRecord.retry_at.set(later)] if record.retry_at else []
                _change(record, GrantRecord.gsi2sk.set(later), *retry)
        except Exception:
            logger.exception("a grant could not be put off", extra={"user_id": record.user_id})

    def _census_of_refused(self, tick: Tick) -> bool:
        """Count refused and dead grants, and who was refused within the last hour; False when time was short."""
        lately = self._clock.now() - disbelief.WAVE_WITHIN
        refused = dead = 0
        for shard in range(keys.DUE_SHARDS):
            if self._deadline.seconds_left() < COUNTING_SECONDS:
                logger.warning("refused grants were not all counted")
                return False
            for record in GrantRecord.refused.query(keys.refusals_due(shard), attributes_to_get=_FOR_THE_CENSUS):
                dead += record.believed_at is not None
                refused += record.believed_at is None
                if record.believed_at is None and from_text(record.refused_at) >= lately:
                    tick.people_refused.add(record.user_id)
        count("GrantsRefused", refused)
        count("GrantsBelievedDead", dead)
        return True

    def _census_of_consents(self) -> None:
        """Count consents by how soon they end: within thirty days (those within seven among them), or have ended."""
        now = self._clock.now()
        ended = within_7 = within_30 = 0
        for shard in range(keys.DUE_SHARDS):
            if self._deadline.seconds_left() < COUNTING_SECONDS:
                logger.warning("ending consents were not all counted")
                return
            ended += _ending(shard, None, now)
            within_7 += _ending(shard, now, now + LAST_NOTICE)
            within_30 += _ending(shard, now + LAST_NOTICE, now + FIRST_NOTICE)
        count("ConsentsEnding30", within_30 + within_7)
        count("ConsentsEnding7", within_7)
        count("ConsentsEnded", ended)
        logger.info("consents watched", extra={"ending_30": within_30 + within_7, "ending_7": within_7, "ended": ended})


_FOR_THE_CENSUS = ["user_id", "refused_at", "believed_at"]
_NO_LONGER_DUE: tuple[Action, ...] = (
    GrantRecord.retry_at.remove(),
    GrantRecord.gsi2pk.remove(),
    GrantRecord.gsi2sk.remove(),
)
_NO_LONGER_ENDING: tuple[Action, ...] = (GrantRecord.gsi1pk.remove(), GrantRecord.gsi1sk.remove())


def _due(index: Any, partition: Callable[[int], str], condition: Any) -> list[GrantRecord]:
    """Due grants of all shards, the longest overdue first; read before any is dealt with, which moves it elsewhere."""
    found = [
        record for shard in range(keys.DUE_SHARDS) for record in index.query(partition(shard), condition, limit=AT_ONCE)
    ]
    return sorted(found, key=lambda record: str(record.gsi2sk or record.gsi1sk))


def _ending(shard: int, after: datetime | None, until: datetime) -> int:
    key = GrantRecord.gsi1sk
    # Bounds of BETWEEN are included and instants have milliseconds, so the lower one begins a millisecond later.
    within = (
        key <= to_text(until)
        if after is None
        else key.between(to_text(after + timedelta(milliseconds=1)), to_text(until))
    )
    found: int = GrantRecord.ending.count(keys.consents_due(shard), within)
    return found


def _change(record: GrantRecord, *actions: Action) -> bool:
    """Change a grant if it is still as the index showed it; False when a renewal or a new consent came first."""
    same = GrantRecord.revision == record.revision
    same &= (
        GrantRecord.refused_at == record.refused_at
        if record.refused_at is not None
        else GrantRecord.refused_at.does_not_exist()
    )
    try:
        record.update(actions=list(actions), condition=same)
    except UpdateError as error:
        if condition_failed(error):
            return False
        raise
    return True

"""What is known of each person's read model: ``U#<user_id>#MODEL`` / ``MODEL`` in the coordination table.

It lies there because whoever browses may ask for a build, and the HTTP function writes nothing of what is kept.
It tells clean from dirty, who builds, and what is served. Its times are milliseconds since 1970. It is in the index of
due work while something is to be built, by when somebody should look whether a message was lost.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.core import aws
from chalicelib.core.catalogue import items, keys
from chalicelib.core.catalogue.contended import Contended
from chalicelib.core.clock import to_text
from chalicelib.core.expressions import ConditionFailed, Update

ATTEMPTS = 10
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class ModelHead:
    """One person's read model as it stands.

    ``revision`` is served, ``previous`` is what was served before; both are in the bucket. ``dirty_since``: since when
    records wait for a build; ``claimed_since``: since when those have waited that a build under way, or one that was
    killed, is to bring. ``whole_since``: since when a build is asked for that reads everything; ``damaged`` is the
    revision that cannot be read, where that is why. ``lease`` is the builder's, until ``lease_until``. ``build_time``
    is how long the last build took. ``due_at`` is when to look for a lost message.
    """

    user_id: str
    revision: str | None = None
    previous: str | None = None
    built_at: datetime | None = None
    previous_built_at: datetime | None = None
    whole_at: datetime | None = None
    dirty_since: datetime | None = None
    claimed_since: datetime | None = None
    whole_since: datetime | None = None
    damaged: str | None = None
    lease: str | None = None
    lease_until: datetime | None = None
    build_time: timedelta = timedelta()
    due_at: str | None = None

    @property
    def to_be_built(self) -> bool:
        """Whether anything waits for a build, or for the end of one."""
        return self.behind_since is not None or self.whole_since is not None

    @property
    def behind_since(self) -> datetime | None:
        """Since when records wait that the served revision does not hold; None where it holds all."""
        return min((since for since in (self.claimed_since, self.dirty_since) if since is not None), default=None)

    def leased(self, now: datetime) -> bool:
        """Whether somebody builds at this moment, as far as is known."""
        return self.lease_until is not None and self.lease_until > now


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to: the revision to serve (the same as before where nothing is new), when it had read what it
    holds, whether it read everything, and how long it took."""

    revision: str | None
    at: datetime
    whole: bool
    took: timedelta


class ModelHeads:
    """The heads of everybody's read models."""

    def __init__(self, table: str) -> None:
        self._table = table

    def read(self, user_id: str) -> ModelHead | None:
        """The head as it is at this moment: one GetItem. None where there is none."""
        found = items.get(self._table, keys.read_model(user_id), keys.READ_MODEL)
        return None if found is None else _head(found)

    def flip(self, user_id: str, now: datetime, look_again: timedelta) -> ModelHead | None:
        """From clean to dirty; None where it is dirty already."""
        return self._ask(user_id, "dirty_since", now, look_again)

    def want_whole(
        self, user_id: str, now: datetime, look_again: timedelta, damaged: str | None = None
    ) -> ModelHead | None:
        """Ask for a build that reads everything; None where one is asked for already, for as good a reason."""
        return self._ask(user_id, "whole_since", now, look_again, damaged)

    def _ask(
        self, user_id: str, attribute: str, now: datetime, look_again: timedelta, damaged: str | None = None
    ) -> ModelHead | None:
        update = self._update(user_id)
        update.set("schema", SCHEMA)
        update.set(attribute, _milliseconds(now))
        if damaged is not None:
            update.set("damaged", damaged)
        _put_due(update, user_id, now + look_again)
        update.require(update.missing(attribute if damaged is None else "damaged"))
        try:
            return _head(items.decode(update.send()))
        except ConditionFailed:
            return None

    def claim(self, user_id: str, now: datetime, until: datetime) -> ModelHead | None:
        """Become the builder until an instant, and make the head clean; None where there is nothing to build, or
        somebody else builds. Raises Contended."""
        head = self.read(user_id)
        for _ in range(ATTEMPTS):
            if head is None or not head.to_be_built or head.leased(now):
                return None
            update = self._update(user_id)
            update.set("lease", secrets.token_hex(8))
            update.set("lease_until", _milliseconds(until))
            update.set("claimed_since", _maybe(head.behind_since))
            update.set("dirty_since", None)
            update.require(update.is_now("lease", head.lease))
            update.require(update.is_now("dirty_since", _maybe(head.dirty_since)))
            try:
                return _head(items.decode(update.send()))
            except ConditionFailed as failed:
                head = None if failed.item is None else _head(items.decode(failed.item))
        raise Contended(f"the head of {user_id}'s read model changed {ATTEMPTS} times while it was claimed")

    def publish(self, claimed: ModelHead, built: Built) -> ModelHead | None:
        """Serve what was built, and let go; None where somebody else builds by now, or the person is erased.

        Raises Contended.
        """
        seen = claimed
        for _ in range(ATTEMPTS):
            wanted = seen.whole_since if seen.whole_since != claimed.whole_since or not built.whole else None
            update = self._update(claimed.user_id)
            if built.revision is not None:
                update.set("revision", built.revision)
                update.set("built_at", _milliseconds(built.at))
                if built.revision != claimed.revision:
                    update.set("previous", claimed.revision)
                    update.set("previous_built_at", _maybe(claimed.built_at))
            if built.whole:
                update.set("whole_at", _milliseconds(built.at))
            update.set("build_ms", int(built.took.total_seconds() * 1000))
            for gone in ("lease", "lease_until", "claimed_since"):
                update.set(gone, None)
            if wanted is None:
                update.set("damaged", None)
            update.require(update.compare("lease", "=", claimed.lease or ""))
            update.require(update.is_now("dirty_since", _maybe(seen.dirty_since)))
            update.require(update.is_now("whole_since", _maybe(seen.whole_since)))
            if wanted is None:
                update.set("whole_since", None)
            if seen.dirty_since is None and wanted is None:
                update.set("gsi1pk", None)
                update.set("gsi1sk", None)
            try:
                return _head(items.decode(update.send()))
            except ConditionFailed as failed:
                if failed.item is None:
                    return None
                seen = _head(items.decode(failed.item))
                if seen.lease != claimed.lease:
                    return None
        raise Contended(f"the head of {claimed.user_id}'s read model changed {ATTEMPTS} times while it was published")

    def release(self, claimed: ModelHead) -> None:
        """Let go of a build that failed, so that the next one need not wait for the lease's end."""
        update = self._update(claimed.user_id)
        update.set("lease", None)
        update.set("lease_until", None)
        update.require(update.compare("lease", "=", claimed.lease or ""))
        try:
            update.send()
        except ConditionFailed:
            return

    def due(self, now: datetime) -> Iterator[ModelHead]:
        """Those that somebody should look at by now; what was written a moment ago may be missing."""
        for shard in range(keys.DUE_SHARDS):
            asked: dict[str, Any] = {
                "TableName": self._table,
                "IndexName": "gsi1",
                "KeyConditionExpression": "gsi1pk = :shard AND gsi1sk <= :now",
                "ExpressionAttributeValues": {
                    ":shard": {"S": keys.read_models_due_shard(shard)},
                    ":now": {"S": to_text(now)},
                },
            }
            while True:
                page = aws.dynamodb().query(**asked)
                yield from (_head(items.decode(item)) for item in page["Items"])
                if "LastEvaluatedKey" not in page:
                    break
                asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def put_off(self, head: ModelHead, until: datetime) -> bool:
        """Have it looked at again at an instant; False, and nothing done, where anybody else has done so meanwhile."""
        update = self._update(head.user_id)
        _put_due(update, head.user_id, until)
        update.require(update.is_now("gsi1sk", head.due_at))
        try:
            update.send()
        except ConditionFailed:
            return False
        return True

    def _update(self, user_id: str) -> Update:
        return Update(self._table, keys.read_model(user_id), keys.READ_MODEL)


def _put_due(update: Update, user_id: str, at: datetime) -> None:
    update.set("gsi1pk", keys.read_models_due(user_id))
    update.set("gsi1sk", to_text(at))


def _head(found: dict[str, Any]) -> ModelHead:
    def at(name: str) -> datetime | None:
        return datetime.fromtimestamp(found[name] / 1000, UTC) if name in found else None

    return ModelHead(
        user_id=keys.person_of(found["pk"]),
        revision=found.get("revision"),
        previous=found.get("previous"),
        built_at=at("built_at"),
        previous_built_at=at("previous_built_at"),
        whole_at=at("whole_at"),
        dirty_since=at("dirty_since"),
        claimed_since=at("claimed_since"),
        whole_since=at("whole_since"),
        damaged=found.get("damaged"),
        lease=found.get("lease"),
        lease_until=at("lease_until"),
        build_time=timedelta(milliseconds=found.get("build_ms", 0)),
        due_at=found.get("gsi1sk"),
    )


def _milliseconds(instant: datetime) -> int:
    # Rounded, so that what was read is written, and compared, as it was.
    return round(instant.timestamp() * 1000)


def _maybe(instant: datetime | None) -> int | None:
    return None if instant is None else _milliseconds(instant)

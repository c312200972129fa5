"""What is known of collections: ``U#<user_id>#<collection>`` / ``HEAD`` in the catalogue table.

Spotify gives a playlist another snapshot for reasons that no row shows. It is remembered aside, in the coordination
table, for as long as the head stays as it is, so that a reading that found nothing new writes nothing of what is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.core import aws
from chalicelib.core.catalogue import items, keys
from chalicelib.core.catalogue.reading import Head
from chalicelib.core.catalogue.records import SnapshotRecord
from chalicelib.core.clock import Clock, to_epoch
from chalicelib.core.outcome import Outcome

SCHEMA = 1
SNAPSHOT_LIFETIME = timedelta(days=30)  # without it the playlist is read once more
_DIGITS = 8  # of each digest of the front, which are kept as one text


class HeadTable:
    """The heads of every person's collections."""

    def __init__(self, catalogue: str, coordination: str, clock: Clock) -> None:
        self._catalogue, self._coordination, self._clock = catalogue, coordination, clock

    def read(self, partition: str) -> Head | None:
        """The head as it is at this moment, with its own snapshot; None where there is none."""
        found = items.get(self._catalogue, partition, keys.HEAD)
        return None if found is None else head(found)

    def read_many(self, user_id: str, names: Sequence[str], *, snapshots: bool = True) -> dict[str, Head]:
        """Heads of a person's collections by name, each with the snapshot that was told last, or its own."""
        wanted = [(self._catalogue, keys.collection(user_id, name), keys.HEAD) for name in dict.fromkeys(names)]
        wanted += [
            (self._coordination, keys.snapshots(user_id), name)
            for name in dict.fromkeys(names)
            if snapshots and keys.is_playlist(name)
        ]
        heads: dict[str, Head] = {}
        aside: dict[str, dict[str, Any]] = {}
        own = len(keys.collection(user_id, ""))
        for found in items.get_many(wanted):
            if found["sk"] == keys.HEAD:
                heads[found["pk"][own:]] = head(found)
            else:
                aside[found["sk"]] = found
        now = to_epoch(self._clock.now())
        return {name: _with_snapshot(head, aside.get(name), now) for name, head in heads.items()}

    def write(self, partition: str, head: Head, before: Head | None) -> bool:
        """Put a head in the place of the one that was read; False where it has changed meanwhile."""
        condition = "attribute_not_exists(pk)"
        needed = {}
        if before is not None:
            condition, needed = "revision = :revision", {":revision": {"N": str(before.revision)}}
        request: dict[str, Any] = {
            "TableName": self._catalogue,
            "Item": items.encode({"pk": partition, "sk": keys.HEAD, "schema": SCHEMA, **values(head)}),
            "ConditionExpression": condition,
        }
        if needed:
            request["ExpressionAttributeValues"] = needed
        try:
            aws.dynamodb().put_item(**request)
        except Exception as error:
            if not aws.condition_failed(error):
                raise
            return False
        return True

    def doubt(self, partition: str, head: Head) -> None:
        """Say that the rows may be others than the head tells, so that they are read again."""
        unsure = replace(head, revision=head.revision + 1, snapshot_id=None, total=None, front=())
        self.write(partition, unsure, head)

    def remember_snapshot(self, user_id: str, name: str, head: Head, snapshot_id: str) -> None:
        """Note that a playlist has, under this snapshot too, the rows that its head counts."""
        ends = to_epoch(self._clock.now() + SNAPSHOT_LIFETIME)
        SnapshotRecord(
            keys.snapshots(user_id), name, revision=head.revision, snapshot_id=snapshot_id, expires_at=ends
        ).save()


def _with_snapshot(head: Head, aside: Mapping[str, Any] | None, now: int) -> Head:
    if aside is None or aside["revision"] != head.revision or aside["expires_at"] <= now:
        return head
    return head.told_under(aside["snapshot_id"])


def values(head: Head) -> dict[str, Any]:
    """The attributes of a head, those that it has."""
    outcome = head.outcome
    told = {
        "fetched_at": head.fetched_at,
        "rows": head.rows,
        "unnamed": head.unnamed,
        "snapshot_id": head.snapshot_id,
        "revision": head.revision,
        "total": head.total,
        "incomplete": head.incomplete or None,
        "front": "".join(head.front) or None,
        "since": head.since,
        "first": head.first,
        "name": head.name,
        "gone": head.gone or None,
        "changes": head.changes or None,
        "changed_at": head.changed_at,
        "cause": head.cause,
        "outcome": [outcome.created, outcome.updated, outcome.unchanged, outcome.removed] if outcome else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def head(found: Mapping[str, Any]) -> Head:
    """The head that has these attributes."""
    front = found.get("front", "")
    incomplete = tuple(found.get("incomplete", ()))
    since = found.get("since")
    if since is None and not incomplete:
        since = found["fetched_at"]  # written by a release that kept whole readings only, and did not say since when
    return Head(
        fetched_at=found["fetched_at"],
        rows=found["rows"],
        unnamed=found["unnamed"],
        snapshot_id=found.get("snapshot_id"),
        revision=found["revision"],
        total=found.get("total"),
        incomplete=incomplete,
        front=tuple(front[start : start + _DIGITS] for start in range(0, len(front), _DIGITS)),
        since=since,
        first=(found["first"][0], found["first"][1]) if "first" in found else None,
        name=found.get("name"),
        gone=found.get("gone", False),
        changes=found.get("changes", 0),
        changed_at=found.get("changed_at"),
        cause=found.get("cause"),
        outcome=Outcome(*found["outcome"]) if "outcome" in found else None,
    )

"""Reads and writes entities: reads in batches, compares, and writes only what changed, under a revision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.core import aws
from chalicelib.core.catalogue import items, keys, parallel
from chalicelib.core.catalogue.contended import Contended
from chalicelib.core.catalogue.entities import AnyEntity, AudioFeaturesEntity
from chalicelib.core.catalogue.merge import Change, State, content_hash, merge
from chalicelib.core.observability import logger
from chalicelib.core.outcome import Outcome
from chalicelib.core.settings import Settings

ATTEMPTS = 5
SCHEMA = 1
_Key = tuple[str, str]


@dataclass(slots=True)
class _Group:
    """What was told of one entity, in the order in which it was told, and what is stored of it."""

    told: list[AnyEntity] = field(default_factory=list)
    stored: Mapping[str, Any] | None = None


class Catalogue:
    """The catalogue table."""

    def __init__(self, settings: Settings) -> None:
        self._table = settings.catalogue_table
        self._tell = logger.info if settings.stage == "local" else logger.debug

    def save(self, entities: Iterable[AnyEntity], at: int) -> Outcome:
        """Merge entities, as Spotify told them at ``at`` (milliseconds since 1970), into the table.

        Raises Contended, or what AWS answers, when a write did not succeed: the same call again is harmless.
        """
        groups: dict[_Key, _Group] = {}
        for entity in entities:
            groups.setdefault(_key(entity), _Group()).told.append(entity)
        for found in items.get_many([(self._table, *key) for key in groups]):
            groups[found["pk"], found["sk"]].stored = found
        changes = parallel.each(lambda group: self._merge(group, at), list(groups.values()))
        outcome = Outcome()
        for change in (change for found in changes for change in found):
            if change == "created":
                outcome.created += 1
            elif change == "updated":
                outcome.updated += 1
            else:
                outcome.unchanged += 1
        return outcome

    def names(self, entities: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Names by kind and id, of those of these entities that are kept under one."""
        wanted = {keys.entity(kind, entity_id): (kind, entity_id) for kind, entity_id in entities}
        asked = [(self._table, pk, keys.ENTITY) for pk in wanted]
        found = items.get_many(asked, attributes=("pk", "name"), consistent=False)
        return {wanted[item["pk"]]: item["name"] for item in found if "name" in item}

    def _merge(self, group: _Group, at: int) -> list[Change]:
        """What each told entity changed, in one write."""
        entity = group.told[0]
        stored = group.stored
        for _ in range(ATTEMPTS):
            before = state = _state(stored)
            changes: list[Change] = []
            for told in group.told:
                change, state = merge(state, told.carried(), at)
                changes.append(change)
            if state is None or state is before:
                return changes
            if self._write(entity, stored, state):
                self._tell(
                    "record written",
                    extra={
                        "table": "catalogue",
                        "key": keys.entity(entity.kind, entity.id),
                        "kind": entity.kind,
                        "entity": state.fields.get("name"),
                        "change": next(change for change in changes if change != "unchanged"),
                    },
                )
                return changes
            stored = items.get(self._table, *_key(entity))  # None where it was erased meanwhile
        raise Contended(f"{' '.join(_key(entity))} changed {ATTEMPTS} times while it was written")

    def _write(self, entity: AnyEntity, stored: Mapping[str, Any] | None, state: State) -> bool:
        """Write the record; False where it is no longer as it was read."""
        values = _values(entity, state, 1 if stored is None else int(stored["revision"]) + 1)
        pk, sk = _key(entity)
        client = aws.dynamodb()
        try:
            if stored is None:
                item = {"pk": {"S": pk}, "sk": {"S": sk}, **items.encode(values)}
                client.put_item(TableName=self._table, Item=item, ConditionExpression="attribute_not_exists(pk)")
            else:
                request = _update(values, int(stored["revision"]))
                client.update_item(TableName=self._table, Key={"pk": {"S": pk}, "sk": {"S": sk}}, **request)
        except client.exceptions.ConditionalCheckFailedException:
            return False
        return True


def _key(entity: AnyEntity) -> _Key:
    sort = keys.features(entity.source) if isinstance(entity, AudioFeaturesEntity) else keys.ENTITY
    return keys.entity(entity.kind, entity.id), sort


def _owner(entity: AnyEntity, state: State) -> str | None:
    """Partition of the index by which a listener's own playlists are found; nothing else is in it."""
    owner = state.fields.get("owner") if entity.kind == "playlist" else None
    return keys.owner(owner["id"]) if owner else None


def _state(stored: Mapping[str, Any] | None) -> State | None:
    if stored is None:
        return None
    older = json.loads(stored["older"]) if "older" in stored else {}
    return State(json.loads(stored["fields"]), int(stored["fetched_at"]), older)


def _values(entity: AnyEntity, state: State, revision: int) -> dict[str, Any]:
    owner = _owner(entity, state)
    return {
        "schema": SCHEMA,
        "kind": entity.kind,
        "id": entity.id,
        "name": state.fields.get("name"),
        "fields": _json(state.fields),
        "fetched_at": state.at,
        "older": _json(state.older) if state.older else None,
        "content_hash": content_hash(state.fields),
        "revision": revision,
        "gsi2pk": owner,
        "gsi2sk": keys.entity(entity.kind, entity.id) if owner else None,
    }


def _update(values: Mapping[str, Any], revision: int) -> dict[str, Any]:
    """SET only: attributes that this release does not know stay as they are."""
    given = [name for name, value in values.items() if value is not None]
    gone = [name for name in values if name not in given]
    settings = ", ".join(f"#{name} = :{name}" for name in given)
    removals = f" REMOVE {', '.join(f'#{name}' for name in gone)}" if gone else ""
    return {
        "UpdateExpression": f"SET {settings}{removals}",
        "ExpressionAttributeNames": {f"#{name}": name for name in (*given, *gone)},
        "ExpressionAttributeValues": {
            **{f":{name}": items.encode_value(values[name]) for name in given},
            ":before": {"N": str(revision)},
        },
        "ConditionExpression": "#revision = :before",
    }


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), separators=(",", ":"), ensure_ascii=False)

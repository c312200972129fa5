"""Reads and writes entities: reads in batches, compares, and writes only what changed, under a revision."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from chalicelib.core import aws
from chalicelib.core.catalogue import items, keys, parallel
from chalicelib.core.catalogue.contended import Contended
from chalicelib.core.catalogue.entities import AnyEntity, AudioFeaturesEntity
from chalicelib.core.catalogue.merge import Change, State, content_hash, merge
from chalicelib.core.catalogue.model_notes import EntityKey, ModelNotes
from chalicelib.core.catalogue.sources import FeaturesSource
from chalicelib.core.observability import logger
from chalicelib.core.outcome import Outcome
from chalicelib.core.settings import Settings

ATTEMPTS = 5
SCHEMA = 1
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Merged:
    """An entity's record as it is to be, and what each of those who told of it changed."""

    state: State
    changes: Sequence[Change]

    @property
    def changed(self) -> bool:
        """Whether anything is to be written."""
        return any(change != "unchanged" for change in self.changes)


@dataclass(slots=True)
class _Group:
    """What was told of one entity, in the order in which it was told, and what is stored of it."""

    told: list[AnyEntity] = field(default_factory=list)
    stored: Mapping[str, Any] | None = None
    merged: _Merged | None = None

    @property
    def key(self) -> EntityKey:
        """Whose record it is."""
        return self.told[0].kind, self.told[0].id

    @property
    def to_note(self) -> bool:
        """Whether read models that know the entity have to read it anew; features belong to a track that they know."""
        changes = self.merged.changes if self.merged is not None else ()
        return "updated" in changes or ("created" in changes and self.told[0].kind == "audio_features")


class Catalogue:
    """The catalogue table. ``notes`` keep what read models have to read anew; ``wrote`` is told for whom is written."""

    def __init__(self, settings: Settings, notes: ModelNotes, wrote: Callable[[str], None]) -> None:
        self._table, self._notes, self._wrote = settings.catalogue_table, notes, wrote
        self._tell = logger.info if settings.stage == "local" else logger.debug

    def save(self, entities: Iterable[AnyEntity], at: int, user_id: str | None = None) -> Outcome:
        """Merge entities, as Spotify told them at ``at`` (milliseconds since 1970), into the table.

        ``user_id`` is whose message or sync brought them: their read model takes in what changes. Raises Contended, or
        what AWS answers, when a write did not succeed: the same call again is harmless.
        """
        groups: dict[_Key, _Group] = {}
        for entity in entities:
            groups.setdefault(_key(entity), _Group()).told.append(entity)
        for found in items.get_many([(self._table, *key) for key in groups]):
            groups[found["pk"], found["sk"]].stored = found
        for group in groups.values():
            group.merged = _merged(group, at)
        changed = [group for group in groups.values() if group.merged is not None and group.merged.changed]
        if user_id is not None and changed:
            self._wrote(user_id)
        noted = self._note(user_id, changed, frozenset())
        try:
            parallel.each(lambda group: self._merge(group, at), changed)
        finally:
            # Where another writer came in between, what was to be created may have been updated; and where one could
            # not be written, others were.
            self._note(user_id, changed, noted)
        outcome = Outcome()
        for change in (change for group in groups.values() if group.merged for change in group.merged.changes):
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

    def fields(self, entities: Sequence[EntityKey]) -> Iterator[tuple[str, str, str]]:
        """Kind, id and fields (JSON) of those of these entities that are kept, as they are at this moment.

        Raises Contended when the table is too busy.
        """
        asked = [(self._table, keys.entity(kind, entity_id), keys.ENTITY) for kind, entity_id in entities]
        for found in items.get_many(asked, attributes=("kind", "id", "fields")):
            yield found["kind"], found["id"], found["fields"]

    def features(self, track_ids: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        """Track id, source and fields (JSON) of all audio features that are kept of these tracks, likewise."""
        source_of = {keys.features(source): source for source in get_args(FeaturesSource)}
        asked = [
            (self._table, keys.entity("audio_features", track_id), sort_key)
            for track_id in track_ids
            for sort_key in source_of
        ]
        for found in items.get_many(asked, attributes=("id", "sk", "fields")):
            yield found["id"], source_of[found["sk"]], found["fields"]

    def _note(self, user_id: str | None, groups: Iterable[_Group], noted: frozenset[EntityKey]) -> frozenset[EntityKey]:
        """Note what is updated and is not ``noted`` yet; all that is noted then."""
        found = frozenset(group.key for group in groups if group.to_note)
        if user_id is not None and found - noted:
            self._notes.add(user_id, found - noted)
        return found | noted

    def _merge(self, group: _Group, at: int) -> None:
        """Write what all told entities change, in one write."""
        entity = group.told[0]
        for _ in range(ATTEMPTS):
            merged = group.merged = group.merged or _merged(group, at)
            if not merged.changed:
                return
            stored, state, changes = group.stored, merged.state, merged.changes
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
                return
            group.stored = items.get(self._table, *_key(entity))  # None where it was erased meanwhile
            group.merged = None
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


def _merged(group: _Group, at: int) -> _Merged:
    state = _state(group.stored)
    changes: list[Change] = []
    for told in group.told:
        change, state = merge(state, told.carried(), at)
        changes.append(change)
    if state is None:
        raise ValueError("nothing was told")
    return _Merged(state, changes)


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

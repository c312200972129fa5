"""Reads and writes entities: reads in batches, compares, and writes only what changed, under a revision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pynamodb.exceptions import DoesNotExist, PutError, UpdateError

from chalicelib.core.catalogue import keys
from chalicelib.core.catalogue.contended import Contended
from chalicelib.core.catalogue.entities import AnyEntity, AudioFeaturesEntity
from chalicelib.core.catalogue.merge import Change, State, content_hash, merge
from chalicelib.core.catalogue.records import EntityRecord
from chalicelib.core.observability import logger
from chalicelib.core.outcome import Outcome
from chalicelib.core.records import condition_failed
from chalicelib.core.settings import Settings

ATTEMPTS = 5
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Seen:
    entity: AnyEntity
    at: int


class Catalogue:
    """The catalogue table."""

    def __init__(self, settings: Settings) -> None:
        self._tell = logger.info if settings.stage == "local" else logger.debug

    def save(self, entities: Iterable[AnyEntity], at: int) -> Outcome:
        """Merge entities, as Spotify told them at ``at`` (milliseconds since 1970), into the table.

        Raises Contended, or PynamoDB's errors, when a write did not succeed: the same call again is harmless.
        """
        seen = [_Seen(entity, at) for entity in entities]
        stored = self._read({_key(item.entity) for item in seen})
        outcome = Outcome()
        for item in seen:
            key = _key(item.entity)
            change, stored[key] = self._merge(item, stored.get(key))
            if change == "created":
                outcome.created += 1
            elif change == "updated":
                outcome.updated += 1
            else:
                outcome.unchanged += 1
        return outcome

    def _read(self, wanted: set[_Key]) -> dict[_Key, EntityRecord | None]:
        found: dict[_Key, EntityRecord | None] = {}
        for record in EntityRecord.batch_get(sorted(wanted), consistent_read=True):
            found[record.pk, record.sk] = record
        return found

    def _merge(self, seen: _Seen, record: EntityRecord | None) -> tuple[Change, EntityRecord | None]:
        for _ in range(ATTEMPTS):
            change, state = merge(_state(record), seen.entity.carried(), seen.at)
            if change == "unchanged":
                return change, record
            try:
                written = _write(seen.entity, record, state)
            except (PutError, UpdateError) as error:
                if not condition_failed(error):
                    raise
                record = _current(seen.entity)
                continue
            self._tell(
                "record written",
                extra={
                    "table": "catalogue",
                    "key": written.pk,
                    "kind": seen.entity.kind,
                    "entity": written.name,
                    "change": change,
                },
            )
            return change, written
        raise Contended(f"{' '.join(_key(seen.entity))} changed {ATTEMPTS} times while it was written")


def _key(entity: AnyEntity) -> _Key:
    sort = keys.features(entity.source) if isinstance(entity, AudioFeaturesEntity) else keys.ENTITY
    return keys.entity(entity.kind, entity.id), sort


def _current(entity: AnyEntity) -> EntityRecord | None:
    try:
        return EntityRecord.get(*_key(entity), consistent_read=True)
    except DoesNotExist:
        return None  # erased meanwhile


def _owner(entity: AnyEntity, state: State) -> str | None:
    """Partition of the index by which a listener's own playlists are found; nothing else is in it."""
    owner = state.fields.get("owner") if entity.kind == "playlist" else None
    return keys.owner(owner["id"]) if owner else None


def _state(record: EntityRecord | None) -> State | None:
    if record is None:
        return None
    return State(record.fields, int(record.fetched_at), record.older or {})


def _write(entity: AnyEntity, record: EntityRecord | None, state: State) -> EntityRecord:
    fields = EntityRecord
    owner = _owner(entity, state)
    if record is None:
        created = EntityRecord(
            *_key(entity),
            kind=entity.kind,
            id=entity.id,
            name=state.fields.get("name"),
            fields=dict(state.fields),
            fetched_at=state.at,
            content_hash=content_hash(state.fields),
            revision=1,
            gsi2pk=owner,
            gsi2sk=_key(entity)[0] if owner else None,
        )
        created.save(condition=fields.pk.does_not_exist())
        return created
    # SET only: attributes that this release does not know stay as they are.
    values: Sequence[tuple[Any, Any]] = (
        (fields.schema, EntityRecord.SCHEMA),
        (fields.kind, entity.kind),
        (fields.id, entity.id),
        (fields.name, state.fields.get("name")),
        (fields.fields, dict(state.fields)),
        (fields.fetched_at, state.at),
        (fields.older, dict(state.older) or None),
        (fields.content_hash, content_hash(state.fields)),
        (fields.revision, int(record.revision) + 1),
        (fields.gsi2pk, owner),
        (fields.gsi2sk, _key(entity)[0] if owner else None),
    )
    actions = [attribute.set(value) if value is not None else attribute.remove() for attribute, value in values]
    written = EntityRecord(*_key(entity))
    written.update(actions=actions, condition=fields.revision == record.revision)
    return written

"""Puts a generated library where syncs would have put it: rows, heads, entities and features, item by item."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import apsw

from bench.sync.store.operations import Store
from bench.sync.store.tables import Key, key_of
from bench.sync.store.values import Item
from chalicelib.core.catalogue import items, keys
from chalicelib.core.catalogue.merge import content_hash
from chalicelib.core.catalogue.ranks import spread
from infra.in_process.dashspot import ENVIRONMENT

CATALOGUE = ENVIRONMENT["CATALOGUE_TABLE"]
AT = 1_790_000_000_000
"""When all of it was read, in milliseconds since 1970."""


def fill(store: Store, sources: apsw.Connection, user_id: str, spotify_id: str) -> None:
    """Keep everything that a database of sources tells as this person's, whom Spotify calls by that id."""
    table = store.tables[CATALOGUE]
    _rename_owner(sources, spotify_id)
    for item in _items(sources, user_id):
        table.put(key_of(item), item)


def change(store: Store, sources: apsw.Connection, user_id: str, share: float) -> int:
    """Take away that share of the rows of saved tracks, as a sync would, and of the sources; how many these were."""
    table = store.tables[CATALOGUE]
    partition = keys.collection(user_id, keys.SAVED_TRACKS)
    rows = [item for item in table.in_order(partition) if item["sk"]["S"].startswith(keys.ROW_PREFIX)]
    gone = rows[: max(1, round(len(rows) * share))]
    for item in gone:
        table.put(key_of(item), {**item, "removed": {"BOOL": True}, "fetched_at": {"N": str(AT + 1)}})
        row_id = item["sk"]["S"].removeprefix(keys.ROW_PREFIX)
        sources.execute("DELETE FROM row WHERE collection = ? AND row_id = ?", (keys.SAVED_TRACKS, row_id))
    head = table.get(Key(partition, keys.HEAD))
    if head is not None:
        counted = {"rows": {"N": str(len(rows) - len(gone))}, "revision": {"N": str(int(head["revision"]["N"]) + 1)}}
        table.put(key_of(head), {**head, **counted, "fetched_at": {"N": str(AT + 1)}})
    return len(gone)


def _rename_owner(sources: apsw.Connection, spotify_id: str) -> None:
    sources.execute(
        """
        UPDATE entity SET fields = json_set(fields, '$.owner.id', ?) WHERE kind = 'playlist'
        AND fields ->> '$.owner.id' IN
          (SELECT own.value FROM meta, json_each(meta.value) AS own WHERE meta.name = 'spotify_ids')
        """,
        (spotify_id,),
    )
    sources.execute("UPDATE meta SET value = json_array(?) WHERE name = 'spotify_ids'", (spotify_id,))


def _items(sources: apsw.Connection, user_id: str) -> Iterator[Item]:
    for (name,) in sources.execute("SELECT name FROM collection"):
        key = {"pk": keys.collections(user_id), "sk": keys.COLLECTION_PREFIX + name}
        yield items.encode({**key, "schema": 1})
    yield from _heads(sources, user_id)
    yield from _rows(sources, user_id)
    yield from _entities(sources)


def _heads(sources: apsw.Connection, user_id: str) -> Iterator[Item]:
    for name, text in sources.execute("SELECT name, head FROM collection"):
        told = {key: value for key, value in (json.loads(text) or {}).items() if value}
        told.pop("outcome", None)
        if not told:
            continue  # a first reading is under way
        first = {"rows": 0, "unnamed": 0, "revision": 1, "fetched_at": AT, "since": AT}
        told = {**first, **told, "front": "".join(told.get("front", ())) or None}
        yield items.encode({"pk": keys.collection(user_id, name), "sk": keys.HEAD, "schema": 1, **told})


def _rows(sources: apsw.Connection, user_id: str) -> Iterator[Item]:
    counted = dict(sources.execute("SELECT collection, count(*) FROM row GROUP BY collection"))
    ranks: Iterable[str] = ()
    before = None
    statement = (
        "SELECT collection, row_id, uri, added_at, added_by, name, playable FROM row ORDER BY collection, position"
    )
    for collection, row_id, uri, added_at, added_by, name, playable in sources.execute(statement):
        if collection != before:
            before, ranks = collection, iter(spread(counted[collection]))
        told: dict[str, Any] = {
            "pk": keys.collection(user_id, collection),
            "sk": keys.row(row_id),
            "schema": 1,
            "uri": uri,
            "rank": next(iter(ranks)),
            "occurrence": 0,
            "fetched_at": AT,
            "added_at": added_at,
            "added_by": added_by,
            "name": name,
            "playable": None if playable is None else bool(playable),
        }
        yield items.encode(told)


def _entities(sources: apsw.Connection) -> Iterator[Item]:
    for kind, identifier, text in sources.execute("SELECT kind, id, fields FROM entity"):
        yield _entity(kind, identifier, keys.ENTITY, text)
    for track, source, text in sources.execute("SELECT track, source, fields FROM features"):
        yield _entity("audio_features", track, keys.features(source), text)


def _entity(kind: str, identifier: str, sort: str, text: str) -> Item:
    fields = json.loads(text)
    told = {
        "pk": keys.entity(kind, identifier),
        "sk": sort,
        "schema": 1,
        "kind": kind,
        "id": identifier,
        "name": fields.get("name"),
        "fields": text,
        "fetched_at": AT,
        "content_hash": content_hash(fields),
        "revision": 1,
    }
    return items.encode(told)

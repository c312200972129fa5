"""Finds what the catalogue keeps about one person, so that all of it can be erased.

The partitions of a person's collections cannot be listed by themselves: each is named in an item that is written before
its first row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pynamodb.exceptions import PutError

from chalicelib.core.catalogue import keys
from chalicelib.core.catalogue.records import CollectionRecord, EntityRecord
from chalicelib.core.records import condition_failed


def register(user_id: str, collection: str) -> None:
    """Name a collection, once, before its first row is written."""
    record = CollectionRecord(keys.collections(user_id), keys.COLLECTION_PREFIX + collection)
    try:
        record.save(condition=CollectionRecord.pk.does_not_exist())
    except PutError as error:
        if not condition_failed(error):
            raise


def collections(user_id: str) -> Iterator[str]:
    """The names of a person's collections, in ascending order."""
    found = CollectionRecord.query(
        keys.collections(user_id), CollectionRecord.sk.startswith(keys.COLLECTION_PREFIX), consistent_read=True
    )
    return (record.sk.removeprefix(keys.COLLECTION_PREFIX) for record in found)


def owned_playlists_told_before(spotify_ids: Iterable[str], at: int) -> Iterator[str]:
    """Partitions of playlists of these owners of which anything was told before ``at`` (milliseconds since 1970)."""
    for spotify_id in spotify_ids:
        for record in EntityRecord.by_owner.query(keys.owner(spotify_id)):
            if min((int(record.fetched_at), *(record.older or {}).values())) < at:
                yield record.pk

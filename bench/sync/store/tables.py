"""Tables with two keys and two sparse indexes, as Dashspot's are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bench.sync.store.values import Item

INDEXES = ("gsi1", "gsi2")


class Key(NamedTuple):
    """Where an item lies."""

    pk: str
    sk: str


class Table:
    """One table. Items given out are not to be changed."""

    def __init__(self) -> None:
        self._partitions: dict[str, dict[str, Item]] = {}
        self._order: dict[str, list[str]] = {}
        self._indexes: dict[str, dict[str, dict[Key, Item]]] = {index: {} for index in INDEXES}

    def get(self, key: Key) -> Item | None:
        """An item."""
        return self._partitions.get(key.pk, {}).get(key.sk)

    def put(self, key: Key, item: Item | None) -> None:
        """Keep an item instead of the one that lies there; None: nothing."""
        partition = self._partitions.setdefault(key.pk, {})
        old = partition.get(key.sk)
        if (old is None) != (item is None):
            self._order.pop(key.pk, None)
        if item is None:
            partition.pop(key.sk, None)
        else:
            partition[key.sk] = item
        for index, members in self._indexes.items():
            left, right = index_key(index, old), index_key(index, item)
            if left is not None:
                members[left.pk].pop(key, None)
            if right is not None and item is not None:
                members.setdefault(right.pk, {})[key] = item

    def in_order(self, pk: str) -> Iterator[Item]:
        """A partition's items by their sort keys."""
        partition = self._partitions.get(pk, {})
        if pk not in self._order:
            self._order[pk] = sorted(partition)
        return (partition[sk] for sk in self._order[pk])

    def of_index(self, index: str, pk: str) -> Iterable[Item]:
        """Items of an index's partition by their sort keys there."""
        found = self._indexes[index].get(pk, {})
        return sorted(found.values(), key=lambda item: (item[f"{index}sk"]["S"], key_of(item)))

    def partitions(self) -> Iterator[tuple[str, dict[str, Item]]]:
        """Every partition: its key, and its items by sort key."""
        return ((pk, items) for pk, items in self._partitions.items() if items)


def key_of(item: Item) -> Key:
    """The key that an item, or a request's key, names."""
    return Key(item["pk"]["S"], item["sk"]["S"])


def index_key(index: str, item: Item | None) -> Key | None:
    """Where an index has an item: indexes are sparse, and hold what has both keys."""
    if item is None or f"{index}pk" not in item or f"{index}sk" not in item:
        return None
    return Key(item[f"{index}pk"]["S"], item[f"{index}sk"]["S"])

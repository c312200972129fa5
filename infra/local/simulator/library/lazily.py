"""Sequences and mappings that build their members when they are asked for: 50,000 tracks cost nothing until read."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TypeVar, overload

T = TypeVar("T")


class LazySequence(Sequence[T]):
    """``length`` members, each made by ``build(index)`` and kept."""

    def __init__(self, length: int, build: Callable[[int], T]) -> None:
        self._length = length
        self._build = build
        self._built: dict[int, T] = {}

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(self._length))]
        position = index + self._length if index < 0 else index
        if not 0 <= position < self._length:
            raise IndexError(index)
        if position not in self._built:
            self._built[position] = self._build(position)
        return self._built[position]


class LazyMapping(Mapping[str, T]):
    """A :class:`LazySequence` seen by id: ``index_of`` turns an id into a position, or None where it is not one."""

    def __init__(
        self, members: Sequence[T], id_of: Callable[[int], str], index_of: Callable[[str], int | None]
    ) -> None:
        self._members = members
        self._id_of = id_of
        self._index_of = index_of
        self._found: dict[str, T] = {}

    def __getitem__(self, identifier: str) -> T:
        # Turning an id into an index is most of what writing a page takes.
        if identifier in self._found:
            return self._found[identifier]
        index = self._index_of(identifier)
        if index is None or not 0 <= index < len(self._members):
            raise KeyError(identifier)
        self._found[identifier] = self._members[index]
        return self._found[identifier]

    def __iter__(self) -> Iterator[str]:
        return (self._id_of(index) for index in range(len(self._members)))

    def __len__(self) -> int:
        return len(self._members)


class Groups:
    """How members fall into groups (tracks into albums) whose sizes repeat: found by arithmetic, not by a table."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._starts = [0, *accumulate(sizes)]
        self._groups_per_block = len(sizes)
        self._members_per_block = self._starts[-1]

    def groups_for(self, members: int) -> int:
        """How many groups hold at least ``members`` members, in whole blocks."""
        return max(1, math.ceil(members / self._members_per_block)) * self._groups_per_block

    def members_in(self, groups: int) -> int:
        """How many members the first ``groups`` groups have."""
        blocks, rest = divmod(groups, self._groups_per_block)
        return blocks * self._members_per_block + self._starts[rest]

    def group_of(self, member: int) -> tuple[int, int]:
        """The group that holds a member, and the member's position in it."""
        block, rest = divmod(member, self._members_per_block)
        group = bisect_right(self._starts, rest) - 1
        return block * self._groups_per_block + group, rest - self._starts[group]

    def members_of(self, group: int) -> range:
        """The members that a group holds."""
        return range(self.members_in(group), self.members_in(group + 1))


class Permutation:
    """A one-to-one shuffle of ``range(size)`` that needs no memory."""

    def __init__(self, size: int, random_: random.Random) -> None:
        self._size = max(1, size)
        self._shift = random_.randrange(self._size)
        self._factor = random_.randrange(1, self._size + 1)
        while math.gcd(self._factor, self._size) != 1:
            self._factor += 1

    def __call__(self, index: int) -> int:
        """Where ``index`` goes."""
        return (index * self._factor + self._shift) % self._size

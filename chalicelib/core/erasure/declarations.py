"""How a context says what it keeps about people, and what it shares between them.

A module ``erasure`` beside a context's ``records`` holds ``KEPT`` and, where it has any, ``SHARED``. Every partition
key in every table is one or the other: tests compare both with the records, and with what a whole journey writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Table = Literal["accounts", "catalogue", "personal", "coordination"]
BUCKET = "bucket"
OBJECTS_OF_PEOPLE = "people/"
"""First part of the name of every object that belongs to a person; the function may delete these and no others."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data is erased: all that erasing needs to find it. ``erased_at`` is in milliseconds since 1970."""

    user_id: str
    identities: tuple[str, ...]  # partition keys of the person's identities at Spotify
    erased_at: int

    @property
    def spotify_ids(self) -> tuple[str, ...]:
        """Spotify's ids of the person: what playlists name as their owner."""
        parts = (identity.split("#", 2) for identity in self.identities)
        return tuple(value for _, kind, value in parts if kind == "spotify_id")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies: a partition, less the sort keys that stay, or one item of it."""

    pk: str
    sk: str | None = None
    staying: frozenset[str] = frozenset()


Finder = Callable[[Subject], Iterable[Place]]


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is kept about one person.

    ``partition`` is the form of its partition key, such as ``U#{user_id}#NOTES``. A form that holds nothing but the
    user id is found by itself; others need ``find``, which yields places in ascending order of their keys. ``leads`` is
    for what tells where other things are: it goes last, when there is nothing left to find.
    """

    what: str
    table: Table
    partition: str
    find: Finder | None = None
    leads: bool = False

    def places(self, subject: Subject) -> Iterable[Place]:
        """Where it may lie."""
        if self.find is not None:
            return self.find(subject)
        return (Place(self.partition.format(user_id=subject.user_id)),)


@dataclass(frozen=True, slots=True)
class KeptObjects:
    """Objects in the bucket whose names begin with ``prefix``, such as ``people/{user_id}/exports/``."""

    what: str
    prefix: str

    def __post_init__(self) -> None:
        if not self.prefix.startswith(OBJECTS_OF_PEOPLE + "{user_id}/"):
            raise ValueError(f"objects of people lie below {OBJECTS_OF_PEOPLE}{{user_id}}/: {self.prefix}")


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that belongs to nobody in particular, and ``why``."""

    what: str
    table: Table
    partition: str
    why: str


def matcher(form: str) -> re.Pattern[str]:
    """What recognises keys of a form: ``{user_id}`` stands for a user id, any other name for any text."""
    parts = re.split(r"({\w+})", form)
    return re.compile("".join(_part(part) for part in parts))


def _part(part: str) -> str:
    if part == "{user_id}":
        return r"u_[a-z0-9]+"
    return r".+" if part.startswith("{") else re.escape(part)

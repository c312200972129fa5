"""Spotify ids that carry an index.

A Spotify id is a 128-bit number written in 22 base-62 digits. Here its upper half is a keyed hash of kind and index and
its lower half hides the index, so that an id can be turned back into the object without a table of all ids, and an
id that this library did not make is recognised.
"""

from __future__ import annotations

import hashlib
import re

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 22
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}
_PAIRS = [first + second for first in DIGITS for second in DIGITS]
_SHAPE = re.compile(rf"[0-9A-Za-z]{{{LENGTH}}}")
_HALF = 1 << 64


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def to_base62(number: int, length: int = LENGTH) -> str:
    """``number`` in base 62, padded with zeros to ``length`` digits."""
    pairs: list[str] = []
    # Two digits at a time, because ids are what building a page mostly consists of.
    for _ in range((length + 1) // 2):
        number, pair = divmod(number, 62 * 62)
        pairs.append(_PAIRS[pair])
    return "".join(reversed(pairs))[-length:]


def looks_like_an_id(text: str) -> bool:
    """Whether ``text`` has the form of a Spotify id (Spotify answers 400 "Invalid base62 id" where it has not)."""
    return _SHAPE.fullmatch(text) is not None


class Ids:
    """Ids of one library: those of another seed differ, and mean nothing here."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def make(self, kind: str, index: int) -> str:
        """The id of the ``index``-th object of ``kind``."""
        upper = _hash(f"{self._seed}:{kind}:{index}")
        lower = index ^ _hash(f"{self._seed}:{kind}:hide:{upper}")
        return to_base62(upper * _HALF + lower)

    def index(self, kind: str, identifier: str) -> int | None:
        """The index that :meth:`make` put into ``identifier``; None where it is not an id of that kind."""
        if not looks_like_an_id(identifier):
            return None
        number = 0
        for digit in identifier:
            number = number * 62 + _VALUES[digit]
        upper, lower = divmod(number, _HALF)
        index = lower ^ _hash(f"{self._seed}:{kind}:hide:{upper}")
        return index if upper == _hash(f"{self._seed}:{kind}:{index}") else None

    def opaque(self, kind: str, index: int, length: int) -> str:
        """A short word that looks random but follows from the seed: account ids, for example."""
        digest = hashlib.blake2b(f"{self._seed}:{kind}:opaque:{index}".encode(), digest_size=32).digest()
        return to_base62(int.from_bytes(digest, "big") % 62**length, length)

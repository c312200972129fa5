"""From a text to its rank in a model. Ranks are numbers of one model only; texts are what models have in common."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from chalicelib.contexts.browser.model import text

if TYPE_CHECKING:
    import apsw

CUT = 64
"""So many characters of a text go into a cursor."""


def portable(name: str | None) -> str | None:
    """What a cursor keeps of a text: the beginning of what it is ordered by. Cutting changes no order, it only makes
    texts alike that are alike so far."""
    key = text.sort_key(name)
    return key[:CUT] if key is not None else None


def rank_of(model: apsw.Connection, genre: str) -> int | None:
    """The ``name_rank`` of genres with this name, however it is written; None where there is none."""
    key = text.sort_key(genre)
    if key is None:
        return None
    named: int = model.execute("SELECT count(name_rank) FROM genre").get

    def key_of(no: int) -> str:
        return text.sort_key(model.execute("SELECT name FROM genre WHERE no = ?", (no,)).get) or ""

    # Numbers run in the order of names, so a few names are compared, not all.
    found = bisect_left(range(1, named + 1), key, key=key_of) + 1
    if found > named or key_of(found) != key:
        return None
    rank: int = model.execute("SELECT name_rank FROM genre WHERE no = ?", (found,)).get
    return rank


def rank_in(ranked: Sequence[tuple[int, int]], key: str, key_of: Callable[[int], str | None]) -> float:
    """Where a text that was cut belongs among ranks.

    ``ranked`` are pairs of rank and the number of something that has it, ascending; ``key_of`` gives the text of such a
    number, cut alike. Gives the rank of the last text that is alike; where there is none, a number between two ranks.
    """

    def cut(pair: tuple[int, int]) -> str:
        return key_of(pair[1]) or ""

    after = bisect_right(ranked, key, key=cut)
    if after and cut(ranked[after - 1]) == key:
        return ranked[after - 1][0]
    return ranked[after][0] - 0.5 if after < len(ranked) else (ranked[-1][0] + 0.5 if ranked else 0)

"""Filters: a parameter, what it says, and the condition that it sets. Those that several lists have are made here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.contexts.browser.model import text
from chalicelib.contexts.browser.query import parameters
from chalicelib.contexts.browser.query.among import among, found_by
from chalicelib.contexts.browser.query.condition import ALWAYS, Condition, Value, listed
from chalicelib.contexts.browser.query.ranks import rank_of

if TYPE_CHECKING:
    import apsw

Where = Callable[[Any, "apsw.Connection"], Condition]


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of a list.

    ``kind`` is the type of its parameter, ``where`` gives the condition for a value (and the model, for what has to be
    looked up first). ``through``, with one ``{}``, is a condition around it; filters through the same one are asked
    together.
    """

    name: str
    kind: Any
    description: str
    where: Where
    through: str = "{}"


def comparison(name: str, kind: Any, sql: str, description: str, through: str = "{}") -> Filter:
    """The value is bound to the one question mark of ``sql``."""
    return Filter(name, kind, description, lambda value, _: Condition(sql, (value,)), through)


def choice(name: str, true: str, false: str, description: str) -> Filter:
    """``true`` or ``false``, each with its condition."""
    return Filter(name, parameters.Flag, description, lambda value, _: Condition(true if value else false))


def flag(name: str, column: str, description: str) -> Filter:
    """A flag of the list's own table; where nobody said, it matches neither."""
    return choice(name, f"{column} = 1", f"{column} = 0", description)


def any_of(name: str, kind: Any, sql: str, description: str, through: str = "{}") -> Filter:
    """Values that are bound together to the one question mark of ``sql``, which stands in ``json_each(?)``."""
    return Filter(name, kind, description, lambda values, _: Condition(sql, (listed(values),)), through)


def related(name: str, kind: Any, table: str, sql: str, description: str, *, inside: bool = True) -> Filter:
    """Rows of a table that other things name: ``sql`` selects their numbers, with one ``json_each(?)`` for the ids."""

    def where(values: tuple[Value, ...], model: apsw.Connection) -> Condition:
        return among(model, table, found_by(model, sql, (listed(values),)), inside=inside)

    return Filter(name, kind, description, where)


def words(table: str, searched: str) -> Filter:
    """Full text search."""
    sql = f"SELECT rowid FROM {table}_words WHERE {table}_words MATCH ?"

    def where(given: str, model: apsw.Connection) -> Condition:
        asked = match(given)
        return ALWAYS if asked is None else among(model, table, found_by(model, sql, (asked,)))

    return Filter(
        "q",
        parameters.Text,
        f"text: every word, in any order, each at least the beginning of one of {searched}; case and accents are alike",
        where,
    )


def match(given: str) -> str | None:
    """What the full-text index is asked for; None where the text has no word.

    Words go through ``text.token``, which leaves no character that means something to FTS5 inside quotation marks.
    """
    asked = text.phrases(given)
    return " ".join(f'"{" ".join(text.token(word) for word in phrase)}" *' for phrase in asked) or None


def genre(table: str, sql: str, description: str) -> Filter:
    """A genre by its name, compared as names are; ``sql`` selects numbers, with ``{}`` for those of the genre."""
    by_rank = sql.format("SELECT no FROM genre WHERE name_rank = ?")

    def where(given: str, model: apsw.Connection) -> Condition:
        return among(model, table, found_by(model, by_rank, (rank_of(model, given),)))

    return Filter("genre", parameters.Name, description, where)


def between(name: str, kind: Any, column: str, what: str, through: str = "{}") -> tuple[Filter, Filter]:
    """``min_`` and ``max_`` of a number, both inclusive; where it is unknown neither holds."""
    return (
        comparison(f"min_{name}", kind, f"{column} >= ?", f"{what}: at least; where unknown never", through),
        comparison(f"max_{name}", kind, f"{column} <= ?", f"{what}: at most; where unknown never", through),
    )


def added(column: str, what: str) -> tuple[Filter, Filter]:
    """``added_after`` and ``added_before``."""
    form = "a date (midnight UTC) or an instant (RFC 3339)"
    return (
        comparison("added_after", parameters.Instant, f"{column} >= ?", f"{what} then or later: {form}"),
        comparison("added_before", parameters.Instant, f"{column} < ?", f"{what} before: {form}"),
    )


def released(column: str) -> tuple[Filter, ...]:
    """By date of release, as far as it is told: 1999 is before 1999-01, which is before 1999-01-01."""
    form = "YYYY, YYYY-MM or YYYY-MM-DD; where unknown never"
    return (
        comparison("released_after", parameters.Release, f"{column} >= ?", f"released then or later: {form}"),
        comparison("released_before", parameters.Release, f"{column} < ?", f"released before: {form}"),
        any_of(
            "year",
            parameters.Years,
            f"{column} / 10000 IN (SELECT value FROM json_each(?))",
            "years of release: any of these, comma-separated",
        ),
        any_of(
            "decade",
            parameters.Decades,
            f"{column} / 100000 * 10 IN (SELECT value FROM json_each(?))",
            "decades of release by their first year, like 1990: any of these, comma-separated",
        ),
    )

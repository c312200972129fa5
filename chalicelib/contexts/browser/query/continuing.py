"""Where a list goes on: what a cursor keeps of the last row, and where that is in the same model or in another.

In the same model a row's number says it all. In another one numbers and ranks are others, so the place is found again
by what models have in common: sort values, with texts instead of ranks, and at the end the row's name and identity,
by which ``no`` runs. So nothing that is in both models is left out or comes twice, also where the row itself is gone
or has moved. (Texts are cut: among rows alike in 64 characters, the place of one that is gone is behind them all.)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.contexts.browser.query.condition import Condition, Value
from chalicelib.contexts.browser.query.ordering import Order, SortField
from chalicelib.contexts.browser.query.ranks import portable, rank_in

IDENTITY_CUT = 256
"""Characters. Only uris of local files, which hold their names, are longer."""

if TYPE_CHECKING:
    import apsw

    from chalicelib.contexts.browser.query.resource import Resource


@dataclass(frozen=True, slots=True)
class LastRow:
    """The row that a page ended with: its number in a revision, and what it is called and sorted by in any."""

    revision: str
    no: int
    identity: str
    values: list[Value]
    ties: list[Value]

    def as_key(self) -> dict[str, Any]:
        """JSON values for a cursor."""
        return asdict(self)

    @classmethod
    def of_key(cls, key: dict[str, Any]) -> LastRow:
        """From what ``as_key`` gave."""
        return cls(**key)


def last_row(model: apsw.Connection, revision: str, resource: Resource, order: Order, no: int) -> LastRow:
    """What to keep of the row with this number."""
    fields = [field for field, _ in order.fields]
    identity, values, ties = _told(model, resource, fields, no)
    return LastRow(revision, no, identity, values, ties)


def after(model: apsw.Connection, resource: Resource, order: Order, last: LastRow, *, same: bool) -> Condition:
    """What comes after the row: in the model that it was read from (``same``), or in another."""
    if same:
        return order.after(_columns(model, resource, order, last.no), last.no)
    found = model.execute(
        f"SELECT {resource.number} FROM {resource.table} {resource.texts} WHERE {resource.identity} = ?",
        (last.identity,),
    ).get
    fields = [field for field, _ in order.fields]
    if found is None:
        placed = [_column(model, resource, field, value) for field, value in zip(fields, last.values, strict=True)]
        return order.after(placed, _last_before(model, resource, last))
    _, values, ties = _told(model, resource, fields, found)
    placed = [
        column if value == before else _column(model, resource, field, before)
        for column, value, before, field in zip(
            _columns(model, resource, order, found), values, last.values, fields, strict=True
        )
    ]
    return order.after(placed, found if ties == last.ties else _last_before(model, resource, last))


def _columns(model: apsw.Connection, resource: Resource, order: Order, no: int) -> list[Value]:
    if not order.fields:
        return []
    columns = ", ".join(field.column for field, _ in order.fields)
    sql = f"SELECT {columns} FROM {resource.table} {order.joins} WHERE {resource.number} = ?"
    return list(model.execute(sql, (no,)).fetchall()[0])


def _told(
    model: apsw.Connection, resource: Resource, fields: Sequence[SortField], no: int
) -> tuple[str, list[Value], list[Value]]:
    """Identity, sort values and ties of a row, as a cursor keeps them."""
    ties = [resource.field(name) for name in resource.ties]
    asked = [*fields, *ties]
    joins = " ".join(dict.fromkeys(each.join for each in asked if each.join))
    columns = ", ".join([resource.identity, *(each.text or each.column for each in asked)])
    sql = f"SELECT {columns} FROM {resource.table} {joins} {resource.texts} WHERE {resource.number} = ?"
    row: list[Any] = model.execute(sql, (no,)).fetchall()
    identity, *told = row[0]
    identity = identity[:IDENTITY_CUT]
    kept = [portable(value) if field.text else value for field, value in zip(asked, told, strict=True)]
    return identity, kept[: len(fields)], kept[len(fields) :]


def _column(model: apsw.Connection, resource: Resource, field: SortField, value: Value) -> Value:
    """The number that a value is in this model; between two where a text is not there."""
    if field.text is None or value is None:
        return value
    ranked: list[Any] = model.execute(
        f"SELECT {field.column}, min({resource.number}) FROM {resource.table} {field.join} "
        f"WHERE {field.column} IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()

    def key_of(no: int) -> str | None:
        sql = f"SELECT {field.text} FROM {resource.table} {resource.texts} WHERE {resource.number} = ?"
        return portable(model.execute(sql, (no,)).get)

    return rank_in(ranked, str(value), key_of)


def _last_before(model: apsw.Connection, resource: Resource, last: LastRow) -> int:
    """The number of the last row that does not come after this one, by name and so on; 0 where there is none."""
    count: int = model.execute(f"SELECT count(*) FROM {resource.table}").get

    def key(no: int) -> tuple[Any, ...]:
        identity, _, ties = _told(model, resource, (), no)
        return (*(_missing_last(each) for each in ties), identity)

    return bisect_right(range(1, count + 1), (*(_missing_last(each) for each in last.ties), last.identity), key=key)


def _missing_last(value: Value) -> tuple[bool, Value]:
    return value is None, value

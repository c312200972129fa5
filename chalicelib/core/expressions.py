"""Update and condition expressions of DynamoDB, for the few items that need more than a record can say.

What PynamoDB cannot say: a condition over several alternatives of counters in one conditional update, answered with the
item as it is when the condition fails (``ReturnValuesOnConditionCheckFailure``), so that refusing needs no second read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chalicelib.core import aws

Item = dict[str, Any]
"""An item as the low-level client has it: ``{"pk": {"S": "..."}, ...}``."""

Value = str | int


class ConditionFailed(Exception):
    """The condition does not hold; ``item`` is what is stored, None where nothing is."""

    def __init__(self, item: Item | None) -> None:
        super().__init__("the condition does not hold")
        self.item = item


class Update:
    """One conditional update of one item, put together clause by clause."""

    def __init__(self, table: str, pk: str, sk: str) -> None:
        self._table, self._key = table, {"pk": {"S": pk}, "sk": {"S": sk}}
        self._names: dict[str, str] = {}
        self._values: dict[str, Any] = {}
        self._clauses: dict[str, list[str]] = {"SET": [], "ADD": [], "REMOVE": []}
        self._conditions: list[str] = []

    def name(self, attribute: str) -> str:
        """The placeholder of an attribute, whose name may be a word that DynamoDB reserves."""
        placeholder = f"#{len(self._names)}"
        return self._names.setdefault(attribute, placeholder)

    def value(self, value: Value) -> str:
        """The placeholder of a value."""
        placeholder = f":{len(self._values)}"
        self._values[placeholder] = {"S": value} if isinstance(value, str) else {"N": str(value)}
        return placeholder

    def set(self, attribute: str, value: Value | None) -> None:
        """Set an attribute, or remove it where the value is None."""
        if value is None:
            self._clauses["REMOVE"].append(self.name(attribute))
        else:
            self._clauses["SET"].append(f"{self.name(attribute)} = {self.value(value)}")

    def add(self, attribute: str, amount: int) -> None:
        """Add to a number, which counts as 0 where it is missing."""
        self._clauses["ADD"].append(f"{self.name(attribute)} {self.value(amount)}")

    def require(self, condition: str) -> None:
        """One more condition; all have to hold."""
        self._conditions.append(condition)

    def compare(self, attribute: str, operator: str, value: Value) -> str:
        """A condition on an attribute; it does not hold where the attribute is missing."""
        return f"{self.name(attribute)} {operator} {self.value(value)}"

    def missing(self, attribute: str) -> str:
        """The condition that there is no such attribute."""
        return f"attribute_not_exists({self.name(attribute)})"

    def is_now(self, attribute: str, value: Value | None) -> str:
        """The condition that an attribute still has this value (None: that it is missing)."""
        return self.missing(attribute) if value is None else self.compare(attribute, "=", value)

    @staticmethod
    def any_of(conditions: Iterable[str]) -> str:
        """The condition that one of these holds; in parentheses where needed, since DynamoDB refuses redundant ones."""
        found = list(conditions)
        return found[0] if len(found) == 1 else "(" + " OR ".join(found) + ")"

    def send(self) -> Item:
        """Write it; the item as it is afterwards. Raises ConditionFailed, and botocore's errors."""
        client = aws.dynamodb()
        expression = " ".join(f"{kind} {', '.join(parts)}" for kind, parts in self._clauses.items() if parts)
        request: dict[str, Any] = {
            "TableName": self._table,
            "Key": self._key,
            "UpdateExpression": expression,
            "ExpressionAttributeNames": {placeholder: name for name, placeholder in self._names.items()},
            "ReturnValues": "ALL_NEW",
        }
        if self._values:
            request["ExpressionAttributeValues"] = self._values
        if self._conditions:
            request["ConditionExpression"] = " AND ".join(self._conditions)
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        try:
            return client.update_item(**request)["Attributes"]
        except client.exceptions.ConditionalCheckFailedException as error:
            told: Any = error.response
            raise ConditionFailed(told.get("Item")) from None

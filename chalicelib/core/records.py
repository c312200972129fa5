"""The base of every stored record: keys, schema version, expiry, two overloaded sparse indexes, one shared client."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection.table import TableConnection
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from chalicelib.core import aws, metering
from chalicelib.core.clock import to_epoch

CONDITION_FAILED = "ConditionalCheckFailedException"
TRANSACTION_CONDITION_FAILED = "ConditionalCheckFailed"  # of one item of a transaction

_clients: dict[str, Any] = {}


def table(name: str) -> Any:
    """What PynamoDB calls ``Meta``, for the table of that name."""
    return type(
        "Meta",
        (),
        {
            "table_name": name,
            "region": aws.region(),
            "connect_timeout_seconds": aws.CONNECT_TIMEOUT,
            "read_timeout_seconds": aws.READ_TIMEOUT,
            "max_retry_attempts": 3,
        },
    )


class Record(Model):
    """``pk``, ``sk`` and ``schema`` on every item; ``expires_at`` in whole seconds since 1970."""

    SCHEMA: ClassVar[int] = 1

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    schema = NumberAttribute(default=SCHEMA)
    expires_at = NumberAttribute(null=True)

    @classmethod
    def _get_connection(cls) -> TableConnection:
        """PynamoDB makes a client for each class; making one costs tens of milliseconds, so all share one."""
        table: TableConnection = super()._get_connection()
        connection = table.connection
        if connection._client is None:
            if "dynamodb" not in _clients:
                _clients["dynamodb"] = connection.client
                metering.attach(connection.client)
            connection._client = _clients["dynamodb"]
        return table

    def expired(self, now: datetime) -> bool:
        """True when the record's time has passed; DynamoDB may take days to remove it."""
        return self.expires_at is not None and self.expires_at <= to_epoch(now)


class DueIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # PynamoDB leaves it untyped
    """The first overloaded index: sparse, sharded by its hash key, for work that is due at a time."""

    class Meta:
        """Index name and projection."""

        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class PersonIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # PynamoDB leaves it untyped
    """The second overloaded index: sparse, for what belongs to a person but lies in a partition of its own."""

    class Meta:
        """Index name and projection."""

        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


def condition_failed(error: PynamoDBException) -> bool:
    """True when a conditional write, or a transaction, was refused because a condition does not hold."""
    reasons = getattr(error, "cancellation_reasons", ())
    if any(reason is not None and reason.code == TRANSACTION_CONDITION_FAILED for reason in reasons):
        return True
    return getattr(error, "cause_response_code", None) == CONDITION_FAILED


def changed_meanwhile(error: TransactWriteError) -> bool:
    """True when a transaction was refused only because others wrote the same: it may be tried anew."""
    reasons = {reason.code for reason in error.cancellation_reasons if reason is not None}
    return bool(reasons) and reasons <= {"ConditionalCheckFailed", "TransactionConflict", "None"}


def store_failed(error: BaseException) -> bool:
    """True for an error of AWS itself, whoever made the call: the same call may succeed later."""
    return isinstance(error, PynamoDBException) or aws.failed(error)


def forget() -> None:
    """Drop the shared client and every class's connection (tests change endpoints between cases)."""
    _clients.clear()
    pending = list(Record.__subclasses__())
    while pending:
        record = pending.pop()
        record._connection = None
        pending.extend(record.__subclasses__())

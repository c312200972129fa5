"""The four DynamoDB tables, apart by security and lifetime."""

from __future__ import annotations

from dataclasses import dataclass

from infra.stages import Stage
from infra.template.cfn import Json, physical_name, ref, table_id

RECOVERY_DAYS = 5
TTL_ATTRIBUTE = "expires_at"


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``recoverable`` ones can be put back to any second of the last five days."""

    name: str
    recoverable: bool

    @property
    def variable(self) -> str:
        """Environment variable that tells a function the table's name."""
        return f"{self.name.upper()}_TABLE"


TABLES = (
    Table("accounts", recoverable=True),
    Table("catalogue", recoverable=False),  # read from Spotify, can be read again
    Table("personal", recoverable=True),
    Table("coordination", recoverable=False),  # who works on what; all of it can be made anew
)


def tables(stage: Stage) -> Json:
    """All tables: one key scheme, two sparse overloaded indexes, pay per request, time to live."""
    return {table_id(table.name): _table(table, stage) for table in TABLES}


def table_variables() -> Json:
    """The tables' names as environment variables."""
    return {table.variable: ref(table_id(table.name)) for table in TABLES}


def _table(table: Table, stage: Stage) -> Json:
    properties: Json = {
        "TableName": physical_name(table.name),
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": "S"}
            for name in ("pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk")
        ],
        "KeySchema": _keys("pk", "sk"),
        "GlobalSecondaryIndexes": [
            {
                "IndexName": index,
                "KeySchema": _keys(f"{index}pk", f"{index}sk"),
                "Projection": {"ProjectionType": "ALL"},
            }
            for index in ("gsi1", "gsi2")
        ],
        "TimeToLiveSpecification": {"AttributeName": TTL_ATTRIBUTE, "Enabled": True},
        "SSESpecification": {"SSEEnabled": stage.protected and table.recoverable},
        "DeletionProtectionEnabled": stage.protected,
    }
    if table.recoverable:
        properties["PointInTimeRecoverySpecification"] = {
            "PointInTimeRecoveryEnabled": True,
            "RecoveryPeriodInDays": RECOVERY_DAYS,
        }
    policy = "Retain" if stage.protected else "Delete"
    return {
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": policy,
        "UpdateReplacePolicy": policy,
        "Properties": properties,
    }


def _keys(partition: str, sort: str) -> list[Json]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]

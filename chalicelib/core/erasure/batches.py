"""Lists and deletes many things at once, in tables and in the bucket."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from chalicelib.core import aws
from chalicelib.core.erasure.declarations import BUCKET, Place
from chalicelib.core.settings import Settings

PAGE = 500
BATCH = 25  # DynamoDB's limit of BatchWriteItem
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)  # seconds between tries of what a throttled table left undone: less than two in all


BUSY = frozenset({"InternalError", "ServiceUnavailable", "SlowDown"})  # of a single object, in S3's answer


class Undone(Exception):
    """AWS left some of a batch undone time after time because it is busy: go on later."""


class Refused(Exception):
    """S3 does not delete an object, and waiting would not change that."""


class Store:
    """Everything that may hold personal data, by table; ``bucket`` is the bucket, a place there a prefix of names."""

    def __init__(self, settings: Settings, wait: Callable[[float], None] = time.sleep) -> None:
        self._settings, self._wait = settings, wait

    def page(self, table: str, place: Place) -> tuple[list[str], bool]:
        """The first 500 sort keys (or names of objects) at a place, in ascending order, and whether more follow."""
        if table == BUCKET:
            listed = aws.s3().list_objects_v2(Bucket=self._settings.bucket, Prefix=place.pk, MaxKeys=PAGE)
            return [found["Key"] for found in listed.get("Contents", ())], listed.get("IsTruncated", False)
        condition, values = "pk = :pk", {":pk": {"S": place.pk}}
        if place.sk is not None:
            condition, values = "pk = :pk AND sk = :sk", {**values, ":sk": {"S": place.sk}}
        asked: dict[str, Any] = {
            "TableName": self._table(table),
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
            "ProjectionExpression": "sk",
            "ConsistentRead": True,
            "Limit": PAGE + len(place.staying),
        }
        answer = aws.dynamodb().query(**asked)
        names = [item["sk"]["S"] for item in answer["Items"] if item["sk"]["S"] not in place.staying]
        return names, "LastEvaluatedKey" in answer

    def delete(self, table: str, place: Place, names: Sequence[str]) -> None:
        """Delete these of a place; what is gone already is no matter. Raises Undone when AWS is too busy."""
        if table == BUCKET:
            self._delete_objects(names)
            return
        pauses = iter(PAUSES)  # for all of it: no function waits longer than two seconds
        for start in range(0, len(names), BATCH):
            self._delete_items(self._table(table), place.pk, names[start : start + BATCH], pauses)

    def _delete_items(self, table: str, pk: str, sort_keys: Sequence[str], pauses: Iterator[float]) -> None:
        requests: Any = {
            table: [{"DeleteRequest": {"Key": {"pk": {"S": pk}, "sk": {"S": sort_key}}}} for sort_key in sort_keys]
        }
        while requests := aws.dynamodb().batch_write_item(RequestItems=requests).get("UnprocessedItems"):
            pause = next(pauses, None)
            if pause is None:
                raise Undone(f"{table} leaves deletions undone")
            self._wait(pause)

    def _delete_objects(self, names: Sequence[str]) -> None:
        answer = aws.s3().delete_objects(
            Bucket=self._settings.bucket, Delete={"Objects": [{"Key": name} for name in names], "Quiet": True}
        )
        codes = {error.get("Code", "") for error in answer.get("Errors", ())}
        if codes - BUSY:
            raise Refused(f"objects were not deleted: {', '.join(sorted(codes))}")
        if codes:
            raise Undone("the bucket leaves deletions undone")

    def _table(self, table: str) -> str:
        name: str = getattr(self._settings, f"{table}_table")
        return name

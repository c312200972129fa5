"""Read models in the bucket: ``people/<user_id>/library/<revision>.model.z`` and ``.sources.z``, compressed by zlib.

An object's name is that of a build, and it is written once; only the sources of a revision may be put anew, by a build
that found the same model.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from chalicelib.core import aws
from chalicelib.core.erasure.declarations import OBJECTS_OF_PEOPLE

PREFIX = OBJECTS_OF_PEOPLE + "{user_id}/library/"
CHUNK = 1024 * 1024
LEVEL = 6

Part = Literal["model", "sources"]


class Missing(Exception):
    """There is no such object."""


class ModelStorage:
    """The objects of everybody's read models."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def get(self, user_id: str, revision: str, part: Part) -> bytes:
        """The object as it lies there, compressed. Raises Missing, and what AWS answers."""
        client = aws.s3()
        try:
            return client.get_object(Bucket=self._bucket, Key=_name(user_id, revision, part))["Body"].read()
        except client.exceptions.NoSuchKey:
            raise Missing(f"{part} of {revision}") from None

    def put(self, user_id: str, revision: str, part: Part, file: Path) -> int:
        """Keep a file; how many bytes it came to. Beside the file there is room for it, compressed."""
        packed = file.with_suffix(".z")
        compressor = zlib.compressobj(LEVEL)
        with file.open("rb") as source, packed.open("wb") as target:
            while chunk := source.read(CHUNK):
                target.write(compressor.compress(chunk))
            target.write(compressor.flush())
        size = packed.stat().st_size
        with packed.open("rb") as body:
            aws.s3().put_object(Bucket=self._bucket, Key=_name(user_id, revision, part), Body=body)
        packed.unlink()
        return size

    def unpack(self, user_id: str, revision: str, part: Part, file: Path) -> None:
        """Write an object into a file. Raises Missing, also where it cannot be unpacked."""
        packed = memoryview(self.get(user_id, revision, part))
        unpacked = zlib.decompressobj()
        try:
            with file.open("wb") as target:
                for start in range(0, len(packed), CHUNK):
                    target.write(unpacked.decompress(packed[start : start + CHUNK]))
                target.write(unpacked.flush())
        except zlib.error as error:
            raise Missing(f"{part} of {revision}: {error}") from None
        if not unpacked.eof:
            raise Missing(f"{part} of {revision}: it ends too early")

    def newest(self, user_id: str) -> str | None:
        """The last revision of which there is an object, published or not; None where there is none."""
        return max(self._revisions(user_id).values(), default=None)

    def sweep(self, user_id: str, keep: Iterable[str]) -> int:
        """Delete the objects of all revisions but these, less those of builds that are later; how many."""
        kept = set(keep)
        newest = max(kept, default="")
        found = self._revisions(user_id)
        gone = [name for name, revision in found.items() if revision not in kept and revision <= newest]
        for name in gone:
            aws.s3().delete_object(Bucket=self._bucket, Key=name)
        return len(gone)

    def _revisions(self, user_id: str) -> dict[str, str]:
        """Names of a person's objects, each with its revision."""
        prefix = PREFIX.format(user_id=user_id)
        found = aws.s3().list_objects_v2(Bucket=self._bucket, Prefix=prefix).get("Contents", ())
        return {each["Key"]: each["Key"].removeprefix(prefix).partition(".")[0] for each in found}


def _name(user_id: str, revision: str, part: Part) -> str:
    return f"{PREFIX.format(user_id=user_id)}{revision}.{part}.z"

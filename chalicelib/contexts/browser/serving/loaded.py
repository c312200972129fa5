"""Read models that this process has opened: several people's, within a bound, each from its object once.

A model is unpacked into a temporary file and mapped into memory. The file loses its name as soon as it is open, so it
is gone with the connection, or with the process however that ends.
"""

from __future__ import annotations

import json
import os
import tempfile
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

import apsw

from chalicelib.contexts.browser.model.layout import SCHEMA

BYTES = 192 * 1024 * 1024
"""So much of all models together is kept; more only where one alone is larger. Lambda gives 512 MB on disk, and what of
a file is mapped counts as memory."""
BESIDE = 0.5
"""What is held beside an open model for counting and measuring, as a part of its file: measured at 100,000 tracks."""
_CHUNK = 1024 * 1024
_SETTINGS = "PRAGMA mmap_size = {bytes}; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF"


class Damaged(Exception):
    """A model that cannot be used: incomplete, altered, of another layout, or somebody else's."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An open read model. ``facts`` is what its ``meta`` says (see ``layout``).

    ``connection`` only reads, and may be used by several threads, one after the other. It stays good for as long as
    somebody holds it.
    """

    connection: apsw.Connection
    user_id: str
    revision: str
    facts: dict[str, Any]
    size: int

    @property
    def held(self) -> int:
        """Bytes that an open model takes, with what is held beside it."""
        return round(self.size * (1 + BESIDE))


class Models:
    """The models that were used last."""

    def __init__(self, limit: int = BYTES) -> None:
        self._limit = limit
        self._kept: OrderedDict[tuple[str, str], Loaded] = OrderedDict()
        self._lock, self._loading = Lock(), Lock()

    def get(self, user_id: str, revision: str, fetch: Callable[[], bytes]) -> Loaded:
        """A person's model of a revision; where it is not open yet, from what ``fetch`` gives: a file packed by zlib.

        A person's other revisions are given up. Raises Damaged, and what ``fetch`` raises.
        """
        key = user_id, revision
        found = self._used(key)
        if found is None:
            with self._loading:  # one at a time, so that memory holds no two that are being unpacked
                found = self._used(key)
                if found is None:
                    found = _load(user_id, revision, fetch())
                    self._keep(key, found)
        return found

    @property
    def size(self) -> int:
        """Bytes of all that are kept."""
        with self._lock:
            return sum(each.held for each in self._kept.values())

    def _used(self, key: tuple[str, str]) -> Loaded | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: tuple[str, str], loaded: Loaded) -> None:
        """Keep one, and give up what is too much. Connections are closed when nobody holds them any more."""
        with self._lock:
            for other in [each for each in self._kept if each[0] == key[0]]:
                del self._kept[other]
            self._kept[key] = loaded
            total = sum(each.held for each in self._kept.values())
            while total > self._limit and len(self._kept) > 1:
                _, given_up = self._kept.popitem(last=False)
                total -= given_up.held


_models: Models | None = None


def models() -> Models:
    """Those of this process."""
    global _models
    if _models is None:
        _models = Models()
    return _models


def forget() -> None:
    """Give up all of this process, as a new one has none."""
    global _models
    _models = None


def _load(user_id: str, revision: str, packed: bytes) -> Loaded:
    handle, name = tempfile.mkstemp(suffix=".sqlite3")
    try:
        with os.fdopen(handle, "wb") as file:
            size = _unpack(packed, file.write)
        connection, facts = _open(name, size)
    finally:
        Path(name).unlink()
    if facts.get("user_id") != user_id:
        raise Damaged("the model is not that of the person asked for")
    if facts.get("schema") != SCHEMA:
        raise Damaged(f"the model has layout {facts.get('schema')}, not {SCHEMA}")
    return Loaded(connection, user_id, revision, facts, size)


def _unpack(packed: bytes, write: Callable[[bytes], int]) -> int:
    """Write what is packed; how many bytes. zlib's checksum at its end tells what was altered on the way."""
    view, unpacking, size = memoryview(packed), zlib.decompressobj(), 0
    try:
        for start in range(0, len(view), _CHUNK):
            size += write(unpacking.decompress(view[start : start + _CHUNK]))
        size += write(unpacking.flush())
    except zlib.error as error:
        raise Damaged(str(error)) from None
    if not unpacking.eof or unpacking.unused_data:
        raise Damaged("the object ends too early or too late")
    return size


def _open(name: str, size: int) -> tuple[apsw.Connection, dict[str, Any]]:
    try:
        # Immutable: nobody else writes, so nothing is locked and nothing looked for beside the file.
        connection = apsw.Connection(
            f"file:{quote(name)}?immutable=1", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        )
        connection.execute(_SETTINGS.format(bytes=size)).fetchall()
        facts = {name: json.loads(value) for name, value in connection.execute("SELECT name, value FROM meta")}
    except (apsw.Error, ValueError) as error:
        raise Damaged(f"{type(error).__name__}: {error}") from None
    return connection, facts

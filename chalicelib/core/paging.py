"""Lists: their envelope, and the opaque signed cursors that hide how a source pages."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from chalicelib.core.errors import Flaw, InvalidRequest
from chalicelib.core.model import Model

VERSION = 1
DEFAULT_LIMIT = 25
MAX_LIMIT = 100
MAX_CURSOR = 6000
"""Characters; API Gateway takes request lines and headers of 10,240 bytes together."""


class PageQuery(Model):
    """``limit`` and ``cursor``; subclasses add filters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT, description="how many at most; a source may give fewer")] = (
        DEFAULT_LIMIT
    )
    cursor: Annotated[str | None, Field(max_length=MAX_CURSOR, description="from `page.next` of the list before")] = (
        None
    )


class PageInfo(Model):
    """Where a list stands: ``next`` is null on the last page, ``total`` null where the source does not tell."""

    next: str | None
    limit: int
    total: int | None


class Listing(Model):
    """Every list: ``{"data": [...], "page": {...}, "meta": {...}}``. Subclasses say what ``data`` holds.

    Not generic: to name ``Listing[Thing]`` Pydantic builds validators while modules are imported.
    """

    data: list[Any]
    page: PageInfo
    meta: dict[str, Any] = Field(default_factory=dict)


class CursorSigner:
    """Makes and checks cursors: version, key id, whom and what they were made for, and the last key; signed.

    A cursor works only for the same person, the same list and the same filters.
    """

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key

    def sign(self, *, user_id: str, scope: str, key: Mapping[str, Any]) -> str:
        """An opaque cursor for ``key``, bound to the person and to ``scope`` (path and filters)."""
        secret = self._key()
        content = {"v": VERSION, "k": _key_id(secret), "f": _digest(user_id, scope), "key": dict(key)}
        body = json.dumps(content, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
        return _encode(body + _mac(secret, body))

    def read(self, cursor: str, *, user_id: str, scope: str) -> dict[str, Any]:
        """The key that ``sign`` was given; InvalidRequest when the cursor is not one of ours, or was made elsewhere."""
        secret = self._key()
        try:
            raw = _decode(cursor)
            body, mac = raw[:-16], raw[-16:]
            if not hmac.compare_digest(mac, _mac(secret, body)):
                raise ValueError("signature")
            if _encode(raw) != cursor:
                raise ValueError("another spelling of the same bytes")
            content = json.loads(body)
        except ValueError:
            raise _refused("not a cursor of this service") from None
        if content["v"] != VERSION or content["f"] != _digest(user_id, scope):
            raise _refused("made for another list, or with other filters")
        key: dict[str, Any] = content["key"]
        return key


def _refused(why: str) -> InvalidRequest:
    return InvalidRequest(f"the cursor cannot be used: {why}", flaws=[Flaw(why, parameter="cursor")])


def _mac(secret: bytes, body: bytes) -> bytes:
    return hmac.new(secret, b"cursor:" + body, hashlib.sha256).digest()[:16]


def _key_id(secret: bytes) -> str:
    return hashlib.sha256(b"key-id:" + secret).hexdigest()[:6]


def _digest(user_id: str, scope: str) -> str:
    return hashlib.sha256(f"{user_id}\n{scope}".encode()).hexdigest()[:16]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

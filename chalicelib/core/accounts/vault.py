"""The token vault: Spotify tokens are kept only as KMS ciphertext, bound to one person by the encryption context."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

PURPOSE = "spotify-grant"
KEPT_OPEN = 256  # opened grants that one process keeps, the least recently used dropped first


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """An access token and the refresh token that renews it. Never logged: it has no repr of its content."""

    access_token: str
    refresh_token: str


class Vault:
    """Seals and opens tokens. Opening the same ciphertext again costs nothing while the process is warm."""

    def __init__(self, kms: Callable[[], KMSClient], key_id: str) -> None:
        self._kms, self._key_id = kms, key_id
        self._open: OrderedDict[tuple[str, bytes], Tokens] = OrderedDict()

    def seal(self, user_id: str, tokens: Tokens) -> bytes:
        """Ciphertext of the tokens (KMS encrypts up to 4 KB directly: AWS KMS API reference, Encrypt)."""
        plain = json.dumps([tokens.access_token, tokens.refresh_token]).encode()
        answer = self._kms().encrypt(KeyId=self._key_id, Plaintext=plain, EncryptionContext=_context(user_id))
        sealed = answer["CiphertextBlob"]
        self._keep(user_id, sealed, tokens)
        return sealed

    def open(self, user_id: str, sealed: bytes) -> Tokens:
        """The tokens; botocore's ClientError when the ciphertext belongs to someone else or another key."""
        known = self._open.get((user_id, sealed))
        if known is not None:
            self._open.move_to_end((user_id, sealed))
            return known
        answer = self._kms().decrypt(CiphertextBlob=sealed, KeyId=self._key_id, EncryptionContext=_context(user_id))
        access_token, refresh_token = json.loads(answer["Plaintext"])
        return self._keep(user_id, sealed, Tokens(access_token, refresh_token))

    def _keep(self, user_id: str, sealed: bytes, tokens: Tokens) -> Tokens:
        self._open[(user_id, sealed)] = tokens
        while len(self._open) > KEPT_OPEN:
            self._open.popitem(last=False)
        return tokens


def _context(user_id: str) -> dict[str, str]:
    return {"user_id": user_id, "purpose": PURPOSE}

"""Keys of the accounts and coordination tables, apart from the records, so that authentication needs no PynamoDB."""

from __future__ import annotations

import hashlib
import secrets
import string

USER = "USER"
GRANT = "GRANT#spotify"
SESSION_PREFIX = "SESSION#"
IDENT = "IDENT"
GATE = "GATE"
CAPABILITIES = "CAPABILITIES"
ACCOUNTS_HOST = "ACCOUNTS_HOST"
POLLS = "POLLS"
SYNC = "SYNC"
SIGN_IN = "SIGN_IN"
DUE_SHARDS = 4

_ALPHABET = string.ascii_lowercase + string.digits


def new_user_id() -> str:
    """Random, never reused: ``u_`` and 20 characters (103 bits)."""
    return "u_" + "".join(secrets.choice(_ALPHABET) for _ in range(20))


def new_secret() -> str:
    """256 bits, safe in a cookie and a URL."""
    return secrets.token_urlsafe(32)


def user(user_id: str) -> str:
    """Partition of everything that accounts keep about one person."""
    return f"U#{user_id}"


def session(secret: str) -> str:
    """Sort key of a session or token: only a hash of the secret is stored."""
    return SESSION_PREFIX + session_id(secret)


def session_id(secret: str) -> str:
    """Public id of a session or token: 160 bits of the secret's SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()[:40]


def ident(kind: str, value: str) -> str:
    """Partition of the item that maps an identity at Spotify to a person."""
    return f"IDENT#{kind}#{value}"


def client(client_id: str) -> str:
    """Partition of what is known of one Spotify client id."""
    return f"CLIENT#{client_id}"


def sign_in(state: str) -> str:
    """Partition of a sign-in under way; only the state's hash is stored."""
    return "SIGN_IN#" + hashlib.sha256(state.encode()).hexdigest()


def consent_due(user_id: str) -> str:
    """Index partition of consents that will end, spread over shards."""
    return consents_due(_due_shard(user_id))


def consents_due(shard: int) -> str:
    """One shard of that index."""
    return f"DUE#CONSENT#{shard}"


def refusal_due(user_id: str) -> str:
    """Index partition of refused grants: when each is to be tried again, judged or erased, spread over shards."""
    return refusals_due(_due_shard(user_id))


def refusals_due(shard: int) -> str:
    """One shard of that index."""
    return f"DUE#REFUSED#{shard}"


def sync_due(user_id: str) -> str:
    """Index partition of libraries that are to be read by themselves, spread over shards."""
    return syncs_due(_due_shard(user_id))


def syncs_due(shard: int) -> str:
    """One shard of that index."""
    return f"DUE#SYNC#{shard}"


def _due_shard(user_id: str) -> int:
    return int(hashlib.sha256(user_id.encode()).hexdigest()[:8], 16) % DUE_SHARDS

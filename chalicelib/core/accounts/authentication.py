"""Authentication in one read: session, grant, and what is known of the client id, from two tables at once.

This is the only database call of a warm request, so it uses the plain client and decodes just what it needs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chalicelib.core import aws
from chalicelib.core.accounts import capabilities, client_item, keys
from chalicelib.core.accounts.person import (
    AuthenticatedPerson,
    ClientState,
    Credential,
    CredentialKind,
    Grant,
    Person,
)
from chalicelib.core.clock import from_text
from chalicelib.core.errors import AuthenticationUnavailable, Unauthenticated
from chalicelib.core.expressions import Item
from chalicelib.core.settings import Settings

ATTEMPTS = 3  # a batch get may leave keys unread when the table is throttled


def authenticate(token: str, kind: CredentialKind, settings: Settings, now: datetime) -> AuthenticatedPerson:
    """The person whose session or token this is.

    Raises Unauthenticated for anything unknown, malformed, expired or revoked, or a token shown as a cookie and
    the other way round.
    """
    user_id, _, secret = token.partition(".")
    if not user_id.startswith("u_") or not secret or len(token) > 200:
        raise Unauthenticated()
    partition = keys.user(user_id)
    session_key, grant_key = _key(partition, keys.session(secret)), _key(partition, keys.GRANT)
    client = keys.client(settings.spotify_client_id)
    found = _read(
        {
            settings.accounts_table: [session_key, grant_key],
            settings.coordination_table: [_key(client, keys.GATE), _key(client, keys.CAPABILITIES)],
        }
    )
    session = found.get((partition, keys.session(secret)))
    grant = read_grant(found.get((partition, keys.GRANT)))
    if session is None or session["credential"]["S"] != kind or from_text(session["ends_at"]["S"]) <= now:
        raise Unauthenticated()
    if grant is None:
        # Every session begins with a consent, whose item goes only when the person disconnects: all end with it.
        raise Unauthenticated()
    return AuthenticatedPerson(
        user_id=user_id,
        credential=Credential(
            id=keys.session_id(secret),
            kind=kind,
            created_at=from_text(session["created_at"]["S"]),
            expires_at=from_text(session["ends_at"]["S"]),
        ),
        grant=grant,
        client=client_state(found.get((client, keys.GATE)), found.get((client, keys.CAPABILITIES)), now),
    )


def read_person(user_id: str, settings: Settings, now: datetime) -> Person:
    """A person for whom work is done in the background, as they stand now; without a grant where there is none."""
    partition, client = keys.user(user_id), keys.client(settings.spotify_client_id)
    found = _read(
        {
            settings.accounts_table: [_key(partition, keys.GRANT)],
            settings.coordination_table: [_key(client, keys.GATE), _key(client, keys.CAPABILITIES)],
        }
    )
    return Person(
        user_id=user_id,
        grant=read_grant(found.get((partition, keys.GRANT))),
        client=client_state(found.get((client, keys.GATE)), found.get((client, keys.CAPABILITIES)), now),
    )


def read_client_state(settings: Settings, now: datetime) -> ClientState:
    """What is known of the client id, without a person (for ``GET /v1/meta``)."""
    client = keys.client(settings.spotify_client_id)
    found = _read({settings.coordination_table: [_key(client, keys.GATE), _key(client, keys.CAPABILITIES)]})
    return client_state(found.get((client, keys.GATE)), found.get((client, keys.CAPABILITIES)), now)


def client_state(gate: Item | None, known: Item | None, now: datetime) -> ClientState:
    """The state that two raw items tell, leaving out what has expired."""
    closed, answered = capabilities.read(known, now)
    return ClientState(client_item.read(gate), closed, answered)


def read_grant(item: Item | None) -> Grant | None:
    """A grant from its raw item."""
    if item is None:
        return None
    return Grant(
        sealed=item["sealed"]["B"] if "sealed" in item else b"",
        scopes=frozenset(item.get("scopes", {}).get("SS", ())),
        authorized_at=from_text(item["authorized_at"]["S"]),
        consent_expires_at=from_text(item["consent_expires_at"]["S"]),
        access_expires_at=from_text(item["access_expires_at"]["S"]),
        revision=int(item["revision"]["N"]),
        refused_at=from_text(item["refused_at"]["S"]) if "refused_at" in item else None,
        retry_at=from_text(item["retry_at"]["S"]) if "retry_at" in item else None,
        used_at=from_text(item["used_at"]["S"]) if "used_at" in item else None,
    )


def _key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _read(wanted: dict[str, list[Item]]) -> dict[tuple[str, str], Item]:
    found: dict[tuple[str, str], Item] = {}
    request: Any = {table: {"Keys": table_keys, "ConsistentRead": True} for table, table_keys in wanted.items()}
    for _ in range(ATTEMPTS):
        answer = aws.dynamodb().batch_get_item(RequestItems=request)
        for items in answer["Responses"].values():
            found.update({(item["pk"]["S"], item["sk"]["S"]): item for item in items})
        request = answer.get("UnprocessedKeys")
        if not request:
            return found
    raise AuthenticationUnavailable(retry_after=1)

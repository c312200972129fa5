"""What accounts store: people, identities, sessions and tokens, grants; and the short-lived state around them."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.core.records import DueIndex, Record, table
from chalicelib.core.settings import settings


class UserRecord(Record):
    """``U#<user_id>`` / ``USER``: the person. Never an e-mail, which Spotify may not tell."""

    Meta = table(settings().accounts_table)

    user_id = UnicodeAttribute()
    spotify_id = UnicodeAttribute()
    account_id = UnicodeAttribute(null=True)
    identities = UnicodeSetAttribute(null=True)  # partitions of every IdentRecord that ever led here
    display_name = UnicodeAttribute(null=True)
    images = JSONAttribute(null=True)
    spotify_url = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    signed_in_at = UnicodeAttribute()
    time_zone = UnicodeAttribute(null=True)  # settings of the person's own; absent means off
    sync_period_hours = NumberAttribute(null=True)


class IdentRecord(Record):
    """``IDENT#<kind>#<value>`` / ``IDENT``: maps ``account_id`` or ``id`` at Spotify to one person."""

    Meta = table(settings().accounts_table)

    user_id = UnicodeAttribute()


class SessionRecord(Record):
    """``U#<user_id>`` / ``SESSION#<id>``: a browser's session or a script's token; ``id`` is a hash of its secret."""

    Meta = table(settings().accounts_table)

    credential = UnicodeAttribute()  # session | token
    name = UnicodeAttribute(null=True)
    user_agent = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    ends_at = UnicodeAttribute()


class RefusedIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]  # PynamoDB leaves it untyped
    """The second overloaded index as grants use it: what is to be done about refused ones, by when."""

    class Meta:
        """Index name and projection."""

        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class GrantRecord(Record):
    """``U#<user_id>`` / ``GRANT#spotify``: the tokens, sealed by KMS; ``revision`` rises with each new sealing.

    The first index holds consents that will end, by their end; the second what is to be done about refused grants, by
    when: try again (``retry_at``), judge (no ``retry_at`` left) or erase the ciphertext (``believed_at``).
    """

    Meta = table(settings().accounts_table)

    user_id = UnicodeAttribute()
    sealed = BinaryAttribute(legacy_encoding=False, null=True)  # gone where a dead grant was erased
    scopes = UnicodeSetAttribute(null=True)
    authorized_at = UnicodeAttribute()
    consent_expires_at = UnicodeAttribute()
    access_expires_at = UnicodeAttribute()
    revision = NumberAttribute()
    used_at = UnicodeAttribute(null=True)  # when it was last renewed for a request of the person's own
    rejected_at = UnicodeAttribute(null=True)  # when it was renewed because Spotify rejected a token before its time
    refused_since = UnicodeAttribute(null=True)  # invalid_grant: the first of a row of refusals, the last, how many
    refused_at = UnicodeAttribute(null=True)
    refusals = NumberAttribute(null=True)
    retry_at = UnicodeAttribute(null=True)
    believed_at = UnicodeAttribute(null=True)  # when the refusals were taken for true
    lease_until = NumberAttribute(null=True)  # milliseconds since 1970
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)

    ending = DueIndex()
    refused = RefusedIndex()


class SyncRecord(Record):
    """``U#<user_id>`` / ``SYNC``: when the person's library is read, and by which job; ``revision`` rises with each
    write. The index holds libraries that are to be read by themselves, by when."""

    Meta = table(settings().accounts_table)

    user_id = UnicodeAttribute()
    revision = NumberAttribute()
    active_job_id = UnicodeAttribute(null=True)
    ended_at = UnicodeAttribute(null=True)  # the last sync
    paused_at = UnicodeAttribute(null=True)  # by an operator
    verified = JSONAttribute(null=True)  # by collection: when it was last read whole, in milliseconds since 1970
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)

    due = DueIndex()


class SignInRecord(Record):
    """``SIGN_IN#<hash of state>`` / ``SIGN_IN``: a sign-in under way; it is taken once and lives ten minutes."""

    Meta = table(settings().coordination_table)

    browser = UnicodeAttribute()  # hash of the pre-login cookie
    code_verifier = UnicodeAttribute()
    return_to = UnicodeAttribute()


class AccountsHostRecord(Record):
    """``CLIENT#<client id>`` / ``ACCOUNTS_HOST``: until when Spotify's token endpoint is left alone, and why."""

    Meta = table(settings().coordination_table)

    closed_until = UnicodeAttribute()
    trouble = UnicodeAttribute(default="fails")  # or "limits", "refuses_app"
    strikes = NumberAttribute(default=0)  # failures in a row

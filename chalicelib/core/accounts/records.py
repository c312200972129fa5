"""What accounts store: people, identities, sessions and tokens, grants; and the short-lived state around them."""

from __future__ import annotations

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)

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


class GrantRecord(Record):
    """``U#<user_id>`` / ``GRANT#spotify``: the tokens, sealed by KMS; ``revision`` rises with each new sealing."""

    Meta = table(settings().accounts_table)

    user_id = UnicodeAttribute()
    sealed = BinaryAttribute(legacy_encoding=False)
    scopes = UnicodeSetAttribute(null=True)
    authorized_at = UnicodeAttribute()
    consent_expires_at = UnicodeAttribute()
    access_expires_at = UnicodeAttribute()
    revision = NumberAttribute()
    refused_at = UnicodeAttribute(null=True)  # when Spotify last answered invalid_grant
    lease_until = NumberAttribute(null=True)  # milliseconds since 1970
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)

    due = DueIndex()


class SignInRecord(Record):
    """``SIGN_IN#<hash of state>`` / ``SIGN_IN``: a sign-in under way; it is taken once and lives ten minutes."""

    Meta = table(settings().coordination_table)

    browser = UnicodeAttribute()  # hash of the pre-login cookie
    code_verifier = UnicodeAttribute()
    return_to = UnicodeAttribute()


class GateRecord(Record):
    """``CLIENT#<client id>`` / ``GATE``: until when Spotify does not want to hear from this client id."""

    Meta = table(settings().coordination_table)

    closed_until = UnicodeAttribute()
    quota = BooleanAttribute(default=False)


class CapabilitiesRecord(Record):
    """``CLIENT#<client id>`` / ``CAPABILITIES``: features that Spotify refused, each until it may be asked again."""

    Meta = table(settings().coordination_table)

    closed = JSONAttribute()  # {feature: RFC 3339 instant}

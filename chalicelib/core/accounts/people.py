"""People and their identities at Spotify: ``account_id`` and ``id`` lead to the same person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pynamodb.exceptions import DoesNotExist, TransactWriteError
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.core.accounts import keys, sync_schedule
from chalicelib.core.accounts.records import IdentRecord, UserRecord
from chalicelib.core.clock import to_text
from chalicelib.core.erasure.declarations import Subject
from chalicelib.core.errors import NotFound
from chalicelib.core.records import changed_meanwhile, condition_failed

if TYPE_CHECKING:
    from chalicelib.core.accounts.records import GrantRecord
    from chalicelib.spotify.models.user import PrivateUser

ATTEMPTS = 3


def remember(profile: PrivateUser, now: datetime, period_hours: int | None) -> str:
    """The person with this profile, made when new; returns the user id. New people begin with that period of syncs, in
    hours, or with none.

    Spotify says that accounts are linked by ``account_id``, which older answers lack: both identities are kept, so a
    person whose answers gain an ``account_id`` stays one person (Spotify's changelog, May 2026).
    """
    for _ in range(ATTEMPTS):
        identities = _identities(profile)
        known = [whose(identity) for identity in identities]
        user_id = next((found for found in known if found), None)
        missing = [identity for identity, found in zip(identities, known, strict=True) if found is None]
        own = [identity for identity, found in zip(identities, known, strict=True) if found in (None, user_id)]
        try:
            if user_id is None:
                user_id = keys.new_user_id()
                _write(user_id, missing, own, profile, now, created_at=now, period_hours=period_hours)
            else:
                _write(user_id, missing, own, profile, now)
        except TransactWriteError as error:
            if not changed_meanwhile(error):
                raise
            # Another sign-in of the same person was faster, or the person was erased meanwhile: look again.
            continue
        return user_id
    raise RuntimeError("the person could not be stored: identities keep changing")


def read(user_id: str) -> UserRecord:
    """The stored person; NotFound when there is none."""
    try:
        return UserRecord.get(keys.user(user_id), keys.USER, consistent_read=True)
    except DoesNotExist:
        raise NotFound("this person is not known") from None


def spotify_ids(user_id: str) -> tuple[str, ...]:
    """What a person is called at Spotify, as playlists name their owner; NotFound when the person is not stored."""
    return Subject(user_id, tuple(sorted(read(user_id).identities or ())), 0).spotify_ids


def change_settings(user_id: str, changes: Mapping[str, Any], now: datetime) -> UserRecord:
    """Set some of ``time_zone`` and ``sync_period_hours``, None for off; returns the person as they are now.

    A period that is set moves the next sync. NotFound when the person is not stored.
    """
    fields: dict[str, Any] = {"time_zone": UserRecord.time_zone, "sync_period_hours": UserRecord.sync_period_hours}
    actions = [fields[name].remove() if value is None else fields[name].set(value) for name, value in changes.items()]

    def write(transaction: TransactWrite) -> None:
        record = UserRecord(keys.user(user_id), keys.USER)
        transaction.update(record, actions=actions, condition=UserRecord.pk.exists())
        if "sync_period_hours" in changes:
            sync_schedule.period_set(transaction, user_id, changes["sync_period_hours"], now)

    _together(write)
    return read(user_id)


def _identities(profile: PrivateUser) -> list[str]:
    found = [keys.ident("account_id", profile.account_id)] if profile.account_id else []
    return [*found, keys.ident("spotify_id", profile.id)]


def consented(user_id: str, grant: GrantRecord, now: datetime) -> None:
    """Store a person's new consent, with which their library may be due; NotFound for one who was erased meanwhile."""

    def write(transaction: TransactWrite) -> None:
        transaction.condition_check(UserRecord, keys.user(user_id), keys.USER, condition=UserRecord.pk.exists())
        transaction.save(grant)
        sync_schedule.consented(transaction, user_id, now)

    _together(write)


def _together(write: Callable[[TransactWrite], None]) -> None:
    """Write in one transaction that holds only while there is the person, anew where others write the same just now."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with TransactWrite(connection=UserRecord._get_connection().connection) as transaction:
                write(transaction)
        except TransactWriteError as error:
            if condition_failed(error):
                raise NotFound("this person is not known") from None
            if attempt == ATTEMPTS or not changed_meanwhile(error):
                raise
        else:
            return


def whose(identity: str) -> str | None:
    """The person to whom an identity at Spotify leads, or None."""
    try:
        return IdentRecord.get(identity, keys.IDENT, consistent_read=True).user_id
    except DoesNotExist:
        return None


def _write(
    user_id: str,
    missing: list[str],
    own: list[str],
    profile: PrivateUser,
    now: datetime,
    created_at: datetime | None = None,
    period_hours: int | None = None,
) -> None:
    fields = UserRecord
    actions: list[Action] = [
        fields.user_id.set(user_id),
        fields.schema.set(UserRecord.SCHEMA),
        fields.spotify_id.set(profile.id),
        fields.signed_in_at.set(to_text(now)),
        fields.images.set([image.url for image in profile.images or ()]),
        # Grows only: erasing a person finds by it every identity that leads to them, also those Spotify tells no more.
        fields.identities.add(set(own)),
    ]
    for attribute, value in (
        (fields.account_id, profile.account_id),
        (fields.display_name, profile.display_name),
        (fields.spotify_url, profile.spotify_url),
    ):
        if value:
            actions.append(attribute.set(value))
    if created_at is not None:
        actions.append(fields.created_at.set(to_text(created_at)))
        if period_hours is not None:
            actions.append(fields.sync_period_hours.set(period_hours))
    with TransactWrite(connection=UserRecord._get_connection().connection) as transaction:
        transaction.update(
            UserRecord(keys.user(user_id), keys.USER),
            actions=actions,
            # A person who is being erased is not brought back in part.
            condition=fields.pk.exists() if created_at is None else fields.pk.does_not_exist(),
        )
        for identity in missing:
            transaction.save(
                IdentRecord(identity, keys.IDENT, user_id=user_id), condition=IdentRecord.pk.does_not_exist()
            )

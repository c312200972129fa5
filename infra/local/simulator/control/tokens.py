"""Grants, and how tokens live."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from infra.local.simulator.accounts.grants import Grant
from infra.local.simulator.accounts.scopes import SCOPES
from infra.local.simulator.control.switch import ControlError, Fields
from infra.local.simulator.library.people import Person
from infra.local.simulator.state import Simulator


def sign_in(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Give an access token without the consent page: {person?, scopes?: all}."""
    return {"access_token": access_token(simulator, fields.get("person"), fields.get("scopes"))}


def expire_tokens(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Make issued tokens expire: {person?, refresh?: false}; with refresh the refresh tokens are revoked instead."""
    person = fields.get("person", "")
    if fields.get("refresh"):
        simulator.grants.revoke_refresh(person)
    else:
        simulator.grants.expire_access(person)
    return {}


def set_tokens(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """How tokens live from now on: {rotation?: never|same|always, token_seconds?, refresh_days?, reuse_revokes?}.
    A refresh answers no refresh token, the same, or a new one (the old one is dead); refresh_days counts from consent.
    """
    if fields.get("rotation", "never") not in ("never", "same", "always"):
        raise ControlError("rotation must be never, same or always")
    for name in ("token_seconds", "refresh_days"):
        if not fields.get(name, 1) > 0:
            raise ControlError(f"{name} must be more than nothing")
    simulator.grants.rules = replace(simulator.grants.rules, **fields)
    return asdict(simulator.grants.rules)


def access_token(simulator: Simulator, person: Person | str | None, scopes: list[str] | None) -> str:
    """A token for a person, or for the first one where None is given. Raises ControlError for an unknown person."""
    user_id = person.id if isinstance(person, Person) else person or simulator.library.people[0].id
    if not simulator.library.has_person(user_id):
        raise ControlError("there is no such person")
    granted = tuple(SCOPES) if scopes is None else tuple(scopes)
    return simulator.grants.access_token(Grant(user_id, granted, simulator.clock.now()))

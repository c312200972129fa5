"""What people do in Spotify's own apps: save and forget things, follow and unfollow, change their subscription."""

from __future__ import annotations

from typing import Any

from infra.local.simulator.control.switch import ControlError, Fields
from infra.local.simulator.library import changes
from infra.local.simulator.library.people import Person
from infra.local.simulator.library.uris import named_by
from infra.local.simulator.state import Simulator


def people(simulator: Simulator) -> dict[str, Any]:
    """Who can sign in."""
    found = simulator.library.people
    return {"people": [{"id": each.id, "display_name": each.display_name} for each in found]}


def save(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Save or follow, newest first: {person?, uris: tracks, albums, shows, episodes, audiobooks, artists, playlists,
    users, added_at?: when (now)}.
    """
    person = person_of(simulator, fields)
    backdated = "added_at" in fields
    added_at = str(fields["added_at"]) if backdated else changes.rfc3339(simulator.clock.now())
    for kind, identifier in [named_by(simulator.library, uri) for uri in fields["uris"]]:
        changes.save(simulator.library, person, kind, identifier, added_at, backdated)
    return {}


def forget(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """The opposite of save: {person?, uris}."""
    person = person_of(simulator, fields)
    for uri in fields["uris"]:
        kind, identifier = named_by(simulator.library, uri)
        changes.forget(simulator.library, person, kind, identifier)
    return {}


def set_person(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Change a person: {person?, display_name?, product?: premium|free}; without Premium no command works."""
    person = person_of(simulator, fields)
    person.display_name = str(fields.get("display_name", person.display_name))
    product = fields.get("product", person.product)
    if product not in ("premium", "free"):
        raise ControlError("product must be premium or free")
    person.product = product
    return {"id": person.id}


def delist(simulator: Simulator, fields: Fields) -> dict[str, Any]:
    """Take things out of Spotify's catalogue: {uris, back?: false}. Rows and saved entries become null, totals stay,
    and no snapshot advances, for nobody changed a playlist (unverified; the harsher reading). With back they return.
    """
    for uri in fields["uris"]:
        identifier = str(uri).rsplit(":", 1)[-1]
        if fields.get("back"):
            simulator.library.delisted.discard(identifier)
        else:
            simulator.library.delisted.add(named_by(simulator.library, uri)[1])
    return {"delisted": len(simulator.library.delisted)}


def person_of(simulator: Simulator, fields: Fields) -> Person:
    """The person that a switch names, the first one where it names none. Raises ControlError for an unknown one."""
    library = simulator.library
    user_id = fields.get("person") or library.people[0].id
    if not library.has_person(user_id):
        raise ControlError("there is no such person")
    return library.person(user_id)

"""Following artists and people, the older way (extended quota only); the list of followed artists is in ``me``."""

from __future__ import annotations

from infra.local.simulator.api.body import ids_of, text_list
from infra.local.simulator.api.call import NO_CONTENT, Call, Reply
from infra.local.simulator.api.problems import ApiError, invalid
from infra.local.simulator.library import changes

_MOST = 50


def follow(call: Call) -> Reply:
    """PUT /me/following?type=artist|user&ids=: at most 50; the ids may be in the body."""
    kind, identifiers = _asked(call)
    for identifier in identifiers:
        changes.save(call.library, call.person, kind, identifier, call.now_text)
    return NO_CONTENT


def unfollow(call: Call) -> Reply:
    """DELETE /me/following?type=artist|user&ids=."""
    kind, identifiers = _asked(call)
    for identifier in identifiers:
        changes.forget(call.library, call.person, kind, identifier)
    return NO_CONTENT


def follows(call: Call) -> Reply:
    """GET /me/following/contains?type=artist|user&ids=: a boolean for each."""
    kind, identifiers = _asked(call)
    return Reply([changes.has(call.library, call.person, kind, each) for each in identifiers])


def _asked(call: Call) -> tuple[str, list[str]]:
    kind = call.query.get("type")
    if kind not in ("artist", "user"):
        raise invalid("type")
    if kind == "artist" and "ids" in call.query:
        identifiers = ids_of(call.query["ids"], _MOST)
    else:
        # Ids of people are words of any form.
        given = [part for part in call.query.get("ids", "").split(",") if part]
        identifiers = given or text_list(call.body, "ids") or []
    if not identifiers:
        raise ApiError(400, "Missing required field: ids")
    known = call.library.catalogue.artists if kind == "artist" else call.library.users
    if len(identifiers) > _MOST or any(each not in known for each in identifiers):
        raise invalid("ids")
    return kind, identifiers

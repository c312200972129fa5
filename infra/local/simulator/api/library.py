"""Saving, forgetting and asking: ``/me/library`` of February 2026, and the older endpoints for each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from infra.local.simulator.api.body import checked_ids, ids_of, text_list
from infra.local.simulator.api.call import EMPTY, Call, Reply
from infra.local.simulator.api.problems import ApiError, invalid
from infra.local.simulator.library import changes
from infra.local.simulator.library.uris import Kind, named_by

MOST_URIS = 40
Answer = Callable[[Call], Reply]


def save(call: Call) -> Reply:
    """PUT /me/library?uris=: at most 40; what the body says is not read."""
    for kind, identifier in _named(call):
        changes.save(call.library, call.person, kind, identifier, call.now_text)
    return EMPTY


def forget(call: Call) -> Reply:
    """DELETE /me/library?uris=."""
    for kind, identifier in _named(call):
        changes.forget(call.library, call.person, kind, identifier)
    return EMPTY


def contains(call: Call) -> Reply:
    """GET /me/library/contains?uris=: a boolean for each."""
    return Reply([changes.has(call.library, call.person, kind, identifier) for kind, identifier in _named(call)])


def _named(call: Call) -> list[tuple[Kind, str]]:
    uris = [uri for uri in call.query.get("uris", "").split(",") if uri]
    if not uris:
        raise ApiError(400, "Missing required field: uris")
    if len(uris) > MOST_URIS:
        raise invalid("uris")
    try:
        return [named_by(call.library, uri) for uri in uris]
    except ValueError:
        raise invalid("uri") from None


@dataclass(frozen=True)
class OfKind:
    """The older endpoints for one kind: ids in the query (``in_query`` at most), or in the body (50), as JSON.

    Where both have ids those of the body are not read.
    """

    kind: Kind
    in_query: int = 50

    def save(self, call: Call) -> Reply:
        """PUT /me/{kind}s. Tracks may say when they were saved (``timestamped_ids``)."""
        timed = self._timed(call)
        wanted = timed or [(each, call.now_text) for each in self._ids(call)]
        for identifier, _ in wanted:
            self._check(call, identifier)
        for identifier, added_at in wanted:
            changes.save(call.library, call.person, self.kind, identifier, added_at, backdated=bool(timed))
        return EMPTY

    def forget(self, call: Call) -> Reply:
        """DELETE /me/{kind}s."""
        for identifier in self._ids(call):
            changes.forget(call.library, call.person, self.kind, identifier)
        return EMPTY

    def contains(self, call: Call) -> Reply:
        """GET /me/{kind}s/contains?ids=."""
        identifiers = ids_of(call.query.get("ids"), self.in_query)
        return Reply([changes.has(call.library, call.person, self.kind, each) for each in identifiers])

    def _ids(self, call: Call) -> list[str]:
        if "ids" in call.query:
            return ids_of(call.query["ids"], self.in_query)
        return checked_ids(text_list(call.body, "ids") or [], 50)

    def _timed(self, call: Call) -> list[tuple[str, str]]:
        if self.kind != "track" or "timestamped_ids" not in call.body:
            return []
        try:
            timed = [(each["id"], datetime.fromisoformat(each["added_at"])) for each in call.body["timestamped_ids"]]
        except (TypeError, KeyError, ValueError):
            raise invalid("timestamped_ids") from None
        checked_ids([identifier for identifier, _ in timed], 50, "timestamped_ids")
        return [(identifier, changes.rfc3339(at.timestamp())) for identifier, at in timed]

    def _check(self, call: Call, identifier: str) -> None:
        uri_kind = "show" if self.kind == "audiobook" else self.kind
        try:
            kind, _ = named_by(call.library, f"spotify:{uri_kind}:{identifier}")
        except ValueError:
            raise invalid("id") from None
        if kind != self.kind:
            raise invalid("id")


TRACKS, ALBUMS, SHOWS = OfKind("track"), OfKind("album", in_query=20), OfKind("show")
EPISODES, AUDIOBOOKS = OfKind("episode"), OfKind("audiobook")

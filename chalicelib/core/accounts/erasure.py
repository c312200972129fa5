"""What accounts keep about people, and what belongs to the whole installation."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.core.erasure.declarations import Kept, Place, Shared, Subject


def _person(subject: Subject) -> Iterator[Place]:
    """The person, the grant, sessions and tokens; the tombstone stays."""
    from chalicelib.core.accounts import keys
    from chalicelib.core.erasure.records import ERASED

    yield Place(keys.user(subject.user_id), staying=frozenset({ERASED}))


def _identities(subject: Subject) -> Iterator[Place]:
    """Identities that lead to this person: a new person of the same Spotify account has them by now, or nobody."""
    from chalicelib.core.accounts import keys, people

    for identity in sorted(subject.identities):
        if people.whose(identity) == subject.user_id:
            yield Place(identity, keys.IDENT)


KEPT = (
    Kept("people, grants, sessions and tokens", "accounts", "U#{user_id}", find=_person),
    Kept("polls of a day", "coordination", "U#{user_id}"),
    Kept("identities at Spotify", "accounts", "IDENT#{kind}#{value}", find=_identities),
)
SHARED = (
    Shared("gate, budget and features of a Spotify app", "coordination", "CLIENT#{client_id}", "of the installation"),
    Shared("sign-ins under way", "coordination", "SIGN_IN#{hash}", "nobody is known yet; gone after ten minutes"),
)

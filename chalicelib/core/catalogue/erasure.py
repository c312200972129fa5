"""What the catalogue keeps about people, and what it shares."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.core.erasure.declarations import Kept, Place, Shared, Subject


def _collections(subject: Subject) -> Iterator[Place]:
    """The rows of each collection that was ever begun."""
    from chalicelib.core.catalogue import findable, keys

    for name in findable.collections(subject.user_id):
        yield Place(keys.collection(subject.user_id, name))


def _changes(subject: Subject) -> Iterator[Place]:
    """The change sets of the same collections."""
    from chalicelib.core.catalogue import keys

    return (Place(keys.changes(place.pk)) for place in _collections(subject))


def _owned_playlists(subject: Subject) -> Iterator[Place]:
    """Playlists that bear the person's name, as far as anything in them was read before the person left.

    Who follows one has it again with the next reading, which holds only what Spotify tells then.
    """
    from chalicelib.core.catalogue import findable, keys

    found = findable.owned_playlists_told_before(subject.spotify_ids, subject.erased_at)
    return (Place(pk, keys.ENTITY) for pk in sorted(found))


KEPT = (
    Kept("rows of collections", "catalogue", "U#{user_id}#{collection}", find=_collections),
    Kept("playlists of one's own", "catalogue", "E#playlist#{id}", find=_owned_playlists),
    Kept("changes of collections", "personal", "U#{user_id}#{collection}#CHANGES", find=_changes),
    Kept("snapshots of playlists", "coordination", "U#{user_id}#SNAPSHOTS"),
    Kept("names of collections", "catalogue", "U#{user_id}", leads=True),
)
SHARED = (
    Shared("what Spotify tells everybody", "catalogue", "E#{kind}#{id}", "it names no listener"),
    Shared("what a source did not know", "coordination", "UNANSWERED#{what}#{id}", "it names no listener"),
)

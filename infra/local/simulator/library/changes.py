"""Changes of a person's library, whoever makes them: an app by the Web API, or the person in Spotify's own apps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from infra.local.simulator.library.catalogue import cover_key
from infra.local.simulator.library.entities import ListedPlaylist, Row, Sharing
from infra.local.simulator.library.generator import Library
from infra.local.simulator.library.people import Person
from infra.local.simulator.library.playlists import Playlist, RowMaker
from infra.local.simulator.library.saved import SavedThings
from infra.local.simulator.library.uris import named_by


def rfc3339(seconds: float) -> str:
    """An instant as answers write it: UTC, whole seconds."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def collection(person: Person, kind: str) -> SavedThings | None:
    """Where a person keeps things of a kind; None for playlists and users, which are no such list."""
    return {
        "track": person.saved_tracks,
        "album": person.saved_albums,
        "show": person.saved_shows,
        "episode": person.saved_episodes,
        "audiobook": person.saved_audiobooks,
        "artist": person.followed_artists,
    }.get(kind)


def save(library: Library, person: Person, kind: str, identifier: str, added_at: str, backdated: bool = False) -> None:
    """Saves or follows something: at the top of its list, or ``backdated`` where its time puts it."""
    things = collection(person, kind)
    if things is not None:
        newest = things[0].added_at if things and not backdated else added_at
        things.add(identifier, max(added_at, newest))
    elif kind == "user":
        person.followed_users.add(identifier)
    else:
        follow(library, person, identifier)


def forget(library: Library, person: Person, kind: str, identifier: str) -> None:
    """The opposite of :func:`save`; a playlist is unfollowed, which is also how its owner deletes it."""
    things = collection(person, kind)
    if things is not None:
        things.remove(identifier)
    elif kind == "user":
        person.followed_users.discard(identifier)
    else:
        unfollow(library, person, identifier)


def has(library: Library, person: Person, kind: str, identifier: str) -> bool:
    """Whether something is in a person's library."""
    things = collection(person, kind)
    if things is not None:
        return things.has(identifier)
    return identifier in person.followed_users if kind == "user" else person.lists(identifier)


def follow(library: Library, person: Person, playlist_id: str) -> None:
    """Puts a playlist at the top of the person's list."""
    if person.lists(playlist_id):
        return
    playlist = library.playlists[playlist_id]
    owned, shared = playlist.owner_id == person.id, playlist.readable_by(person.id)
    sharing: Sharing = "owned" if owned else "collaborative" if shared else "followed"
    person.playlists.insert(0, ListedPlaylist(playlist_id, sharing))
    if not owned:
        playlist.followers += 1


def unfollow(library: Library, person: Person, playlist_id: str) -> None:
    """Takes a playlist off the person's list. It goes on existing: Spotify has no other way to delete one."""
    if not person.lists(playlist_id):
        return
    person.playlists[:] = [entry for entry in person.playlists if entry.playlist_id != playlist_id]
    playlist = library.playlists[playlist_id]
    if playlist.owner_id != person.id:
        playlist.followers = max(0, playlist.followers - 1)


def create_playlist(
    library: Library, person: Person, name: str, description: str, public: bool, collaborative: bool
) -> Playlist:
    """A new, empty playlist at the top of its owner's list."""
    # No playlist ever leaves the library, so their number is never the same twice.
    identifier = library.catalogue.ids.make("created playlist", len(library.playlists))
    playlist = Playlist(
        id=identifier,
        name=name,
        description=description,
        owner_id=person.id,
        public=public,
        collaborative=collaborative,
        collaborator_ids=(),
        followers=0,
        picture="none",
        cover=cover_key("playlist", identifier),
        size=0,
        maker=RowMaker(library.catalogue, library.seed, every_kind=False, guest_ids=()),
    )
    library.playlists[identifier] = playlist
    person.playlists.insert(0, ListedPlaylist(identifier, "owned"))
    return playlist


def rows_for(library: Library, uris: Iterable[str], added_at: str, added_by: str) -> list[Row]:
    """New rows for tracks and episodes. Raises ValueError for any other URI: local files cannot be added."""
    rows = []
    for uri in uris:
        kind, identifier = named_by(library, uri)
        if kind not in ("track", "episode"):
            raise ValueError(f"{uri} is neither a track nor an episode")
        rows.append(Row("track" if kind == "track" else "episode", identifier, uri, added_at, added_by))
    return rows

"""Keys of the catalogue table, and of what lies beside it about a collection."""

from __future__ import annotations

import hashlib

ENTITY = "E"
HEAD = "HEAD"
UNANSWERED = "UNANSWERED"
ROW_PREFIX = "R#"
COLLECTION_PREFIX = "COLLECTION#"
PLAYLISTS = "PLAYLISTS"
SAVED_TRACKS = "SAVED_TRACKS"
SAVED_ALBUMS = "SAVED_ALBUMS"
SAVED_SHOWS = "SAVED_SHOWS"
SAVED_EPISODES = "SAVED_EPISODES"
SAVED_AUDIOBOOKS = "SAVED_AUDIOBOOKS"
FOLLOWED_ARTISTS = "FOLLOWED_ARTISTS"
OF_A_PERSON = (
    PLAYLISTS,
    SAVED_TRACKS,
    SAVED_ALBUMS,
    SAVED_SHOWS,
    SAVED_EPISODES,
    SAVED_AUDIOBOOKS,
    FOLLOWED_ARTISTS,
)
"""Collections that each person has one of."""

PLAYLIST_PREFIX = "PLAYLIST#"
COLLECTION_PATTERN = rf"^({'|'.join(OF_A_PERSON)}|{PLAYLIST_PREFIX}[0-9A-Za-z]{{1,64}})$"
"""What the name of a collection looks like."""


def entity(kind: str, entity_id: str) -> str:
    """Partition of one entity."""
    return f"E#{kind}#{entity_id}"


def features(source: str) -> str:
    """Sort key of a track's audio features by their source: one record each, in one partition. Spotify's is that of
    every other entity, as it was when there was no other source."""
    return ENTITY if source == "spotify" else f"{ENTITY}#{source}"


def unanswered(what: str, entity_id: str) -> str:
    """Partition, in the coordination table, of a question about an entity that its source could not answer."""
    return f"UNANSWERED#{what}#{entity_id}"


def collection(user_id: str, name: str) -> str:
    """Partition of one person's rows of one collection."""
    return f"U#{user_id}#{name}"


def changes(collection_partition: str) -> str:
    """Partition, in the table of what is personal, of a collection's change sets."""
    return f"{collection_partition}#CHANGES"


def collections(user_id: str) -> str:
    """Partition of the names of one person's collections."""
    return f"U#{user_id}"


def owner(spotify_id: str) -> str:
    """Index partition of the playlists that a listener owns, whoever read them."""
    return f"OWNER#{spotify_id}"


def playlist_rows(playlist_id: str) -> str:
    """The collection of a playlist's rows."""
    return PLAYLIST_PREFIX + playlist_id


def playlist_of(name: str) -> str:
    """The id of the playlist whose rows a collection holds."""
    return name.removeprefix(PLAYLIST_PREFIX)


def is_playlist(name: str) -> bool:
    """Whether a collection holds the rows of a playlist."""
    return name.startswith(PLAYLIST_PREFIX)


def row(row_id: str) -> str:
    """Sort key of a row."""
    return ROW_PREFIX + row_id


def snapshots(user_id: str) -> str:
    """Partition, in the coordination table, of snapshots under which one person's playlists have the rows they had."""
    return f"U#{user_id}#SNAPSHOTS"


READ_MODEL = "MODEL"
NOTE_PREFIX = "NOTE#"
DUE_SHARDS = 4


def read_model(user_id: str) -> str:
    """Partition of what is known of one person's read model, and of what it has to read anew."""
    return f"U#{user_id}#MODEL"


def read_models_due(user_id: str) -> str:
    """Index partition of read models that are to be built, spread over shards."""
    return read_models_due_shard(int(hashlib.sha256(user_id.encode()).hexdigest()[:8], 16) % DUE_SHARDS)


def read_models_due_shard(shard: int) -> str:
    """One shard of that index."""
    return f"DUE#MODEL#{shard}"


def person_of(partition: str) -> str:
    """Whose a partition of one person's is."""
    return partition.split("#", 2)[1]

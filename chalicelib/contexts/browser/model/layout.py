"""The read model's tables: one SQLite database for one person's library.

Numbers (``no``, ``track``, ``album`` ...) are of this database only; from outside things are named by id. Everything
that lists filter and sort by is a narrow row of numbers, because each query reads many of them; texts lie apart and are
read for the rows of one page. Conventions:

- ``..._rank``: dense rank of the folded name (``text.sort_key``) among the names of its own column, equal names alike;
  NULL without one.
- ``released``: yyyymmdd as a number, 00 for a month or day that is not told (1999 is 19990000); NULL where unknown, as
  is whatever is no date ("0000", "2020-13-45").
- ``added``, ``saved_at`` ...: milliseconds since 1970, of an RFC 3339 instant; NULL where it cannot be read, and where
  it is not after 1970 began: Spotify's word for not knowing. ``duration_ms``: milliseconds; in sums unknown is 0.
- flags: 0 or 1; NULL where nobody said.
- ``..._set``: number of a set (of artists, genres, playlists), for counting: a track's playlists are one number, so a
  count of all tracks by playlist is one pass over numbers. 0 is the empty set.
- ``no`` runs from 1 in the order of names, so that a list by name is read as it lies.
- ``images``: JSON [[url, width, height], ...].

What the library holds:

- A **playlist** is in the person's list of playlists now. Rows of others count nowhere.
- A **track** is anything that Spotify calls one, a local file included, that is in a playlist or saved. Episodes are
  apart. ``added`` of a track is when it first came into the library: the earliest of its rows and of ``saved_at``. One
  of which there is no record has the name that its rows give it (the first by code point), and NULL else. A local file
  is told by its uri ``spotify:local:<artist>:<album>:<title>:<seconds>`` (one of fewer parts tells nothing), its name
  by the row where that has one; its artist has no id.
- An **album** is saved or holds a track of the library; a **show** is saved or of an episode of the library; an
  **artist** is credited on a track or album of the library, or followed; an **episode** is in a playlist or saved.
- The name of an artist is that of their record, else the first by code point of those they are credited by. Where a
  credit names only the id, the record's name stands in.
- A **genre** is one whatever its case and accents: those with equal ``text.sort_key``. Its name is the first by code
  point of the spellings that artists of the library have. A track's genres are those of all its credited artists, an
  album's those of its own credited artists and of its library tracks' credited artists.
- ``isrc`` is upper-case without blanks and hyphens. ``isrc_group``: tracks of equal isrc. ``alike_group``: equal
  ``text.sort_key`` of the title, equal sets of those of their artists' names (one at least), and lengths at most 2 s
  above the shortest of the group: by length, each starts a group that the one before does not hold.
- ``feature`` has the source ``spotify`` where there are several, else the first by name; what measured nothing at all
  is left out.
- Rows of a saved collection count where they are of its kind; the same row twice is one thing, saved at the earlier.

``meta``, as JSON:

- ``schema``, ``user_id``.
- ``totals``: counts ``playlists``, ``tracks``, ``albums``, ``artists``, ``genres``, ``shows``, ``episodes``,
  ``audiobooks``, ``rows`` (of playlists), ``local_tracks``, ``saved_tracks``, ``saved_albums``, ``saved_shows``,
  ``saved_episodes``, ``followed_artists``; and ``duration_ms`` of all tracks.
- ``features``: ``analysed``, ``unanalysed`` (tracks; local files are), ``by_source`` {source: tracks}.
- ``coverage``: ``collections`` {name: {``rows`` kept, ``total`` that Spotify told, ``unnamed``, ``read`` whole,
  ``incomplete`` [reason, ...]}} of those that each person has one of; ``playlists`` {``read``, ``unread``};
  ``unknown``: how many tracks, albums, artists, playlists, shows, episodes and audiobooks have no record.
"""

from __future__ import annotations

SCHEMA = 1
"""Rises with every change of the layout: what was built under another one is built anew."""

FEATURES = (
    "acousticness",
    "danceability",
    "energy",
    "instrumentalness",
    "liveness",
    "loudness",
    "speechiness",
    "tempo",
    "valence",
)
"""Measures of a track that have a range. Beside them: ``key`` (0 is C, -1 none found: NULL here), ``mode`` (0 minor,
1 major), ``time_signature``."""

WORDS = ("track", "album", "artist", "genre", "playlist", "show", "episode", "audiobook")
"""Each has a full-text index ``<name>_words`` by ``no``."""

TABLES = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;  -- JSON: what `facts` of a model says

CREATE TABLE track (
  no INTEGER PRIMARY KEY,       -- by name_rank, artist_rank, album_rank, uri (NULL last)
  name_rank INTEGER, artist_rank INTEGER,  -- of the first credited artist
  album_rank INTEGER, album INTEGER,
  released INTEGER, duration_ms INTEGER, added INTEGER,
  saved INTEGER NOT NULL, saved_at INTEGER,
  explicit INTEGER, playable INTEGER,      -- 1: some row says so; 0: rows say not, and none says so
  local INTEGER NOT NULL, analysed INTEGER NOT NULL,   -- has a row in feature
  playlists INTEGER NOT NULL, rows INTEGER NOT NULL,   -- how many playlists hold it, in how many rows
  disc INTEGER, number INTEGER, popularity INTEGER,
  artist_set INTEGER NOT NULL, genre_set INTEGER NOT NULL, playlist_set INTEGER NOT NULL,
  key INTEGER,                             -- as in feature, for counting
  isrc_group INTEGER, alike_group INTEGER  -- numbers shared by tracks that are duplicates of each other; else NULL
);
CREATE TABLE track_text (
  no INTEGER PRIMARY KEY, id TEXT, local_uri TEXT,     -- one of them
  name TEXT, isrc TEXT,
  artists TEXT NOT NULL,                   -- JSON [[id or null, name or null], ...] in order of credit
  album_name TEXT,                         -- of a local file; else the album has it
  uri TEXT AS (coalesce(local_uri, 'spotify:track:' || id))
);
CREATE TABLE track_artist (artist INTEGER, track INTEGER, PRIMARY KEY (artist, track)) WITHOUT ROWID;
CREATE TABLE track_genre (genre INTEGER, track INTEGER, PRIMARY KEY (genre, track)) WITHOUT ROWID;
CREATE TABLE track_playlist (playlist INTEGER, track INTEGER, PRIMARY KEY (playlist, track)) WITHOUT ROWID;
CREATE TABLE feature (
  track INTEGER PRIMARY KEY, source TEXT NOT NULL,     -- spotify where there are several
  {", ".join(f"{name} REAL" for name in FEATURES)},
  key INTEGER, mode INTEGER, time_signature INTEGER
);

CREATE TABLE album (
  no INTEGER PRIMARY KEY,       -- by name_rank, artist_rank, released, id
  name_rank INTEGER, artist_rank INTEGER, released INTEGER,
  saved INTEGER NOT NULL, saved_at INTEGER, added INTEGER,  -- the earliest of its tracks' added and saved_at
  tracks INTEGER NOT NULL, duration_ms INTEGER NOT NULL,    -- of those in the library
  total_tracks INTEGER, popularity INTEGER,
  artist_set INTEGER NOT NULL, genre_set INTEGER NOT NULL
);
CREATE TABLE album_text (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT, album_type TEXT, release_date TEXT, label TEXT, upc TEXT,
  artists TEXT NOT NULL, images TEXT NOT NULL          -- JSON [[url, width, height], ...]
);
CREATE TABLE album_artist (artist INTEGER, album INTEGER, PRIMARY KEY (artist, album)) WITHOUT ROWID;
CREATE TABLE album_genre (genre INTEGER, album INTEGER, PRIMARY KEY (genre, album)) WITHOUT ROWID;

CREATE TABLE artist (
  no INTEGER PRIMARY KEY,       -- by name_rank, id
  name_rank INTEGER, followed INTEGER NOT NULL, added INTEGER,  -- the earliest of the tracks'
  tracks INTEGER NOT NULL, albums INTEGER NOT NULL, playlists INTEGER NOT NULL, duration_ms INTEGER NOT NULL,
  popularity INTEGER, genre_set INTEGER NOT NULL
);
CREATE TABLE artist_text (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT, genres TEXT NOT NULL,  -- JSON [name, ...]
  followers INTEGER, images TEXT NOT NULL
);
CREATE TABLE artist_genre (genre INTEGER, artist INTEGER, PRIMARY KEY (genre, artist)) WITHOUT ROWID;

CREATE TABLE genre (
  no INTEGER PRIMARY KEY, name_rank INTEGER, name TEXT NOT NULL,
  tracks INTEGER NOT NULL, artists INTEGER NOT NULL, albums INTEGER NOT NULL, duration_ms INTEGER NOT NULL
);

CREATE TABLE playlist (
  no INTEGER PRIMARY KEY,       -- by name_rank, id
  name_rank INTEGER, owner_rank INTEGER,   -- of the owner's name, or id where that is not told
  place INTEGER NOT NULL,  -- in the person's own order, from 0
  mine INTEGER NOT NULL, collaborative INTEGER NOT NULL, public INTEGER,
  read INTEGER NOT NULL,        -- its rows were read whole
  rows INTEGER NOT NULL, tracks INTEGER NOT NULL, episodes INTEGER NOT NULL,  -- kept rows; of them those of tracks ...
  total INTEGER, unnamed INTEGER NOT NULL, duration_ms INTEGER NOT NULL,
  first_added INTEGER, last_added INTEGER
);
CREATE TABLE playlist_text (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT, description TEXT, owner_id TEXT, owner_name TEXT,
  images TEXT NOT NULL, incomplete TEXT NOT NULL       -- JSON [reason, ...]: why its rows are not all here
);
CREATE TABLE playlist_row (
  playlist INTEGER, position INTEGER,      -- from 0, without gaps
  track INTEGER, episode INTEGER,          -- one of them, or neither where the row is of another kind
  uri TEXT,                                -- where neither: else theirs
  added INTEGER, added_by TEXT, playable INTEGER,
  PRIMARY KEY (playlist, position)
) WITHOUT ROWID;

CREATE TABLE show (
  no INTEGER PRIMARY KEY, name_rank INTEGER, saved INTEGER NOT NULL, saved_at INTEGER,
  episodes INTEGER NOT NULL, total_episodes INTEGER, explicit INTEGER, publisher_rank INTEGER
);
CREATE TABLE show_text (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT, publisher TEXT, description TEXT, images TEXT NOT NULL
);
CREATE TABLE episode (
  no INTEGER PRIMARY KEY, name_rank INTEGER, show INTEGER, show_rank INTEGER, released INTEGER, duration_ms INTEGER,
  added INTEGER, saved INTEGER NOT NULL, saved_at INTEGER, explicit INTEGER, playable INTEGER,
  playlists INTEGER NOT NULL, rows INTEGER NOT NULL
);
CREATE TABLE episode_text (
  no INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT, description TEXT, release_date TEXT, images TEXT NOT NULL
);
CREATE TABLE episode_playlist (playlist INTEGER, episode INTEGER, PRIMARY KEY (playlist, episode)) WITHOUT ROWID;
CREATE TABLE audiobook (
  no INTEGER PRIMARY KEY, name_rank INTEGER, author_rank INTEGER, saved INTEGER NOT NULL, saved_at INTEGER,
  explicit INTEGER, total_chapters INTEGER
);
CREATE TABLE audiobook_text (                          -- authors and narrators: JSON [name, ...]
  no INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT, authors TEXT NOT NULL, narrators TEXT NOT NULL,
  publisher TEXT, description TEXT, edition TEXT, images TEXT NOT NULL
);

CREATE TABLE member_set (kind TEXT, no INTEGER, members TEXT NOT NULL, PRIMARY KEY (kind, no)) WITHOUT ROWID;
  -- kind: artist, genre, playlist; members: JSON [no, ...] ascending
"""

INDEXES = """
CREATE UNIQUE INDEX track_by_id ON track_text (id) WHERE id IS NOT NULL;
CREATE UNIQUE INDEX track_by_local_uri ON track_text (local_uri) WHERE local_uri IS NOT NULL;
CREATE INDEX track_by_album ON track (album, disc, number) WHERE album IS NOT NULL;
CREATE UNIQUE INDEX album_by_id ON album_text (id);
CREATE UNIQUE INDEX artist_by_id ON artist_text (id);
CREATE UNIQUE INDEX playlist_by_id ON playlist_text (id);
CREATE INDEX playlist_by_owner ON playlist_text (owner_id);
CREATE INDEX row_by_track ON playlist_row (track, playlist, position) WHERE track IS NOT NULL;
CREATE INDEX row_by_episode ON playlist_row (episode, playlist, position) WHERE episode IS NOT NULL;
CREATE UNIQUE INDEX show_by_id ON show_text (id);
CREATE UNIQUE INDEX episode_by_id ON episode_text (id);
CREATE UNIQUE INDEX audiobook_by_id ON audiobook_text (id);
"""
"""Made once the tables are full, so that they lie packed."""

SEARCHED = "\n".join(
    f"CREATE VIRTUAL TABLE {name}_words USING fts5("
    "words, content='', columnsize=0, detail=full, prefix='1 2', tokenize='ascii');"
    for name in WORDS
)
"""The full-text indexes: of each thing the ``text.token`` of each of the ``text.words`` of its searched text."""

SOURCES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE collection (name TEXT PRIMARY KEY, head TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE row (
  collection TEXT, position INTEGER, row_id TEXT NOT NULL, uri TEXT NOT NULL, added_at TEXT, added_by TEXT, name TEXT,
  playable INTEGER, PRIMARY KEY (collection, position)
) WITHOUT ROWID;
CREATE TABLE entity (kind TEXT, id TEXT, fields TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE features (track TEXT, source TEXT, fields TEXT NOT NULL, PRIMARY KEY (track, source)) WITHOUT ROWID;
"""
"""What a model is derived from, kept beside it so that the next build reads only what changed: collections with their
heads (JSON of ``Head``), rows in order, entities' fields as the catalogue has them (JSON), features by source (JSON).

``meta``, as JSON: ``user_id`` (text), and ``spotify_ids``, the list of ids under which the person owns playlists."""

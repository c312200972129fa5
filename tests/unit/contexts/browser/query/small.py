"""A library of three tracks, put into the tables by hand."""

from __future__ import annotations

import json

import apsw

from chalicelib.contexts.browser.model import layout, text

ALICE, BOB = "alice0000000000000000a", "bob00000000000000000b0"
MIX, OTHERS = "mix0000000000000000000", "others0000000000000000"
ALBUM = "album00000000000000000"
TRACKS = ("one0000000000000000000", "two0000000000000000000", "three00000000000000000")
SETS = ((), (1,), (2,), (1, 2))


def model() -> apsw.Connection:
    """Tracks 1 to 3: "Abc" by Alice, "Déf" by both, a local file "Straße" that nobody knows more of.

    Alice is rock, Bob Rock and pop. Playlist 1 ("Mix", own) holds 1 twice and 2, playlist 2 (Carol's) holds 2.
    """
    made = apsw.Connection(":memory:")
    made.execute(layout.TABLES + layout.INDEXES + layout.SEARCHED)
    for no, name in enumerate(("pop", "rock"), start=1):
        made.execute("INSERT INTO genre VALUES (?, ?, ?, 1, 1, 1, 1)", (no, no, name))
    for no, (identity, name) in enumerate(((ALICE, "Alice"), (BOB, "Bob")), start=1):
        made.execute("INSERT INTO artist VALUES (?, ?, 0, 1000, 2, 1, 1, 1, 50, 1)", (no, no))
        made.execute("INSERT INTO artist_text VALUES (?, ?, ?, '[]', NULL, '[]')", (no, identity, name))
    made.execute("INSERT INTO album VALUES (1, 1, 1, 19990000, 0, NULL, 1000, 2, 400000, 10, 5, 1, 1)")
    made.execute("INSERT INTO album_text VALUES (1, ?, 'Alpha', 'album', '1999', NULL, NULL, '[]', '[]')", (ALBUM,))
    for no, (identity, name, mine) in enumerate(((MIX, "Mix", 1), (OTHERS, "Others", 0)), start=1):
        made.execute(
            "INSERT INTO playlist VALUES (?, ?, 1, ?, ?, 0, NULL, 1, 2, 2, 0, 2, 0, 1, 1, 1)", (no, no, no - 1, mine)
        )
        owner = "me" if mine else "carol"
        made.execute(
            "INSERT INTO playlist_text VALUES (?, ?, ?, NULL, ?, ?, '[]', '[]')", (no, identity, name, owner, owner)
        )
    for kind in ("artist", "genre", "playlist"):
        for no, members in enumerate(SETS):
            made.execute("INSERT INTO member_set VALUES (?, ?, ?)", (kind, no, json.dumps(members)))
    _track(made, 1, "Abc", released=19990000, artists=(1,), genres=(2,), playlists=(1,), rows=2, explicit=1)
    _track(made, 2, "Déf", released=19990000, artists=(1, 2), genres=(1, 2), playlists=(1, 2), rows=2, explicit=0)
    _track(made, 3, "Straße", released=None, artists=(), genres=(), playlists=(), rows=0, explicit=None)
    made.execute("INSERT INTO feature (track, source, tempo, mode) VALUES (1, 'spotify', 120.5, 1)")
    return made


def _track(
    made: apsw.Connection,
    no: int,
    name: str,
    *,
    released: int | None,
    artists: tuple[int, ...],
    genres: tuple[int, ...],
    playlists: tuple[int, ...],
    rows: int,
    explicit: int | None,
) -> None:
    known = bool(artists)
    made.execute(
        "INSERT INTO track (no, name_rank, album, released, duration_ms, added, saved, explicit, local, analysed, "
        "playlists, rows, artist_set, genre_set, playlist_set) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (no, no, 1 if known else None, released, 200_000 if known else None, no * 1000, no == 2, explicit, not known,
         no == 1, len(playlists), rows, SETS.index(artists), SETS.index(genres), SETS.index(playlists)),
    )  # fmt: skip
    made.execute(
        "INSERT INTO track_text VALUES (?, ?, ?, ?, NULL, '[]', NULL)",
        (no, TRACKS[no - 1] if known else None, None if known else "spotify:local:::Stra%C3%9Fe:200", name),
    )
    for table, others in (("artist", artists), ("genre", genres), ("playlist", playlists)):
        for other in others:
            made.execute(f"INSERT INTO track_{table} VALUES (?, ?)", (other, no))  # noqa: S608
    tokens = " ".join(text.token(word) for word in text.words(name))
    made.execute("INSERT INTO track_words (rowid, words) VALUES (?, ?)", (no, tokens))

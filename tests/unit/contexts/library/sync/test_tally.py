"""How far a sync is, and how it ended, from its parts."""

from __future__ import annotations

from chalicelib.contexts.library.sync.part import Part
from chalicelib.contexts.library.sync.tally import ending, progress

LIST = Part(name="PLAYLISTS", kind="playlists", ref="playlists")
LIKES = Part(name="SAVED_TRACKS", kind="saved", ref="tracks")
PLAYLIST = Part(name="PLAYLIST#1", kind="playlist", ref="spotify:playlist:1", label="Road trip")


def test_the_total_is_known_once_everything_has_been_looked_at() -> None:
    assert progress([LIST, LIKES.moved(total=300, rows=50)]).total is None, "playlists may follow"
    listed = LIST.moved(state="done", rows_as_kept=40)
    found = progress([listed, LIKES.moved(total=300, rows=50), PLAYLIST.moved(total=20)])
    assert (found.done, found.total) == (90, 360)
    ended = progress(
        [listed, LIKES.moved(total=300, rows=300, state="done"), PLAYLIST.moved(total=20, state="skipped")]
    )
    assert ended.done == ended.total == 360


def test_the_current_item_is_the_one_that_is_read_and_not_one_that_was_begun_before() -> None:
    deep = LIKES.moved(begun_at=1, total=3000, rows=200, pages=4)
    assert progress([deep, PLAYLIST], PLAYLIST.name).current == "Road trip"
    assert progress([deep, PLAYLIST], deep.name).current == "tracks"
    assert progress([deep, PLAYLIST.moved(state="done")], PLAYLIST.name).current is None


def test_what_spotify_keeps_from_every_app_makes_no_sync_partial() -> None:
    read = LIKES.moved(state="done")
    forbidden = PLAYLIST.moved(state="skipped", reasons=("spotify_forbidden_playlist",))
    broken = PLAYLIST.moved(state="partial", reasons=("spotify_unavailable",))
    assert ending([read, forbidden]) == "succeeded"
    assert ending([read, broken]) == "partial"
    assert ending([broken]) == "failed"
    assert ending([broken.moved(counts={"created": 50})]) == "partial", "what was read of it is there"

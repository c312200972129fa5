"""What a sync reads first: what is useful soonest."""

from __future__ import annotations

from chalicelib.contexts.library.sync.order import FIRST_PAGES, next_part, wakes_at
from chalicelib.contexts.library.sync.part import Part

LIST = Part(name="PLAYLISTS", kind="playlists", ref="playlists")
LIKES = Part(name="SAVED_TRACKS", kind="saved", ref="tracks")
ALBUMS = Part(name="SAVED_ALBUMS", kind="saved", ref="albums")
ONE, TWO = (
    Part(name=f"PLAYLIST#{number}", kind="playlist", ref=f"spotify:playlist:{number}", sequence=number)
    for number in (101, 102)
)
GONE = Part(name="PLAYLIST#3", kind="gone", ref="spotify:playlist:3", sequence=99)


def _order(*parts: Part) -> list[str]:
    left = list(parts)
    found = []
    while part := next_part(left, 0):
        found.append(part.name)
        left.remove(part)
    return found


def test_the_list_then_the_newest_of_what_is_saved_then_playlists_then_the_rest() -> None:
    deep = LIKES.moved(pages=FIRST_PAGES)
    assert _order(TWO, deep, ONE, ALBUMS, GONE, LIST) == [
        LIST.name,
        GONE.name,
        ALBUMS.name,
        ONE.name,
        TWO.name,
        LIKES.name,
    ]


def test_what_was_begun_is_finished_before_the_next_and_what_failed_lets_others_go_first() -> None:
    assert _order(ONE, TWO.moved(pages=2)) == [TWO.name, ONE.name]
    assert _order(ONE.moved(tries=1), TWO) == [TWO.name, ONE.name]


def test_what_waits_is_left_alone_until_its_time() -> None:
    waits = ONE.moved(not_before=500)
    assert next_part([waits], 499) is None
    assert next_part([waits], 500) == waits
    assert wakes_at([waits, TWO.moved(not_before=700), LIST.moved(state="done", not_before=1)]) == 500
    assert wakes_at([LIST.moved(state="done")]) is None

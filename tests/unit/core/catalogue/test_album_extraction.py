"""What an album's own answer says of its tracks."""

from __future__ import annotations

from typing import Any

from chalicelib.core.catalogue import extraction
from chalicelib.spotify.models.album import Album

ALBUM, ARTIST, GUEST = "a" * 22, "b" * 22, "c" * 22
OWN, RELINKED = "d" * 22, "e" * 22


def artist(artist_id: str) -> dict[str, Any]:
    return {"type": "artist", "id": artist_id, "uri": f"spotify:artist:{artist_id}", "name": "Somebody"}


def track(track_id: str | None, **more: Any) -> dict[str, Any]:
    uri = f"spotify:track:{track_id}" if track_id else "spotify:local:::Song:180"
    known = {"name": "Song", "duration_ms": 180_000, "explicit": False, "disc_number": 1, "track_number": 3}
    return {"type": "track", "id": track_id, "uri": uri, "artists": [artist(GUEST)], **known, **more}


def kept(*tracks: dict[str, Any] | None, **more: Any) -> dict[str, list[dict[str, Any]]]:
    """Records of an album with these tracks, by kind."""
    answer = {
        "type": "album",
        "id": ALBUM,
        "uri": f"spotify:album:{ALBUM}",
        "name": "Album",
        "artists": [artist(ARTIST)],
    }
    album = Album.model_validate({**answer, "tracks": {"items": list(tracks)}, **more})
    found: dict[str, list[dict[str, Any]]] = {}
    for record in extraction.distinct(extraction.of_whole_album(album)):
        found.setdefault(record["kind"], []).append(record)
    return found


def test_a_track_is_of_the_album_whose_answer_holds_it_and_of_what_is_not_told_nothing_is_said() -> None:
    found = kept(track(OWN))
    (record,) = found["track"]
    assert record == {
        "kind": "track",
        "id": OWN,
        "uri": f"spotify:track:{OWN}",
        "name": "Song",
        "artists": [{"id": GUEST, "name": "Somebody"}],
        "album_id": ALBUM,
        "duration_ms": 180_000,
        "explicit": False,
        "disc_number": 1,
        "track_number": 3,
    }
    assert {record["id"] for record in found["artist"]} == {ARTIST, GUEST}
    assert [record["id"] for record in found["album"]] == [ALBUM]


def test_tracks_without_an_identity_or_of_another_album_are_left_out() -> None:
    found = kept(track(None, is_local=True), None, track(RELINKED, linked_from={"id": OWN}), track(OWN))
    assert [record["id"] for record in found["track"]] == [OWN]


def test_an_album_that_tells_no_tracks_is_kept_all_the_same() -> None:
    assert set(kept(tracks=None)) == {"album", "artist"}

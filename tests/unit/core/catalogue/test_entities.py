"""Records of Spotify's objects: validated once more by whoever keeps them, and only what an answer carried."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from chalicelib.core.catalogue.entities import TrackEntity, parse

TRACK: dict[str, Any] = {
    "kind": "track",
    "id": "4uLU6hMCjMI75M1A2tKUQC",
    "uri": "spotify:track:4uLU6hMCjMI75M1A2tKUQC",
    "name": "Numbers",
}


def test_only_what_was_carried_is_kept() -> None:
    found = parse({**TRACK, "album_id": None, "artists": [{"name": "Somebody"}]})
    assert isinstance(found, TrackEntity)
    assert found.carried() == {"name": "Numbers", "album_id": None, "artists": [{"name": "Somebody"}]}


@pytest.mark.parametrize(
    "flaw",
    [
        {"id": "another"},
        {"id": ""},
        {"id": None},
        {"id": "with#hash", "uri": "spotify:track:with#hash"},
        {"uri": "spotify:album:4uLU6hMCjMI75M1A2tKUQC"},
        {"kind": "tracks"},
        {"kind": "artist"},
        {"name": None},
        {"name": 5},
        {"duration_ms": -1},
        {"available_markets": ["SE"]},
        {"artists": [{"id": "x", "genres": []}]},
    ],
)
def test_what_cannot_be_a_track_is_refused(flaw: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        parse({**TRACK, **flaw})


@pytest.mark.parametrize("value", [None, [], "track", 1, {}, {"kind": None}])
def test_what_is_no_entity_at_all_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        parse(value)


def test_audio_features_have_no_uri_of_their_own() -> None:
    found = parse({"kind": "audio_features", "id": "4uLU6hMCjMI75M1A2tKUQC", "source": "spotify", "tempo": 120.5})
    assert found.carried() == {"source": "spotify", "tempo": 120.5}


def test_an_audiobook_has_the_uri_of_a_show_as_spotify_tells_it() -> None:
    book = {"kind": "audiobook", "id": "58cFIY8IT7yGqR3kHnKqzV", "uri": "spotify:show:58cFIY8IT7yGqR3kHnKqzV"}
    carried = parse({**book, "name": "A book", "authors": ["Somebody"]}).carried()
    assert carried == {"name": "A book", "authors": ["Somebody"]}
    with pytest.raises(ValidationError):
        parse({**book, "uri": "spotify:audiobook:58cFIY8IT7yGqR3kHnKqzV"})

"""Values made to fit a record: one odd value costs neither the record nor its neighbours."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from chalicelib.core.catalogue.entities import (
    AlbumEntity,
    AnyEntity,
    ArtistEntity,
    AudiobookEntity,
    AudioFeaturesEntity,
    EpisodeEntity,
    PlaylistEntity,
    ShowEntity,
    TrackEntity,
)

RECORDS: dict[str, type[AnyEntity]] = {
    "track": TrackEntity,
    "album": AlbumEntity,
    "artist": ArtistEntity,
    "playlist": PlaylistEntity,
    "show": ShowEntity,
    "episode": EpisodeEntity,
    "audiobook": AudiobookEntity,
    "audio_features": AudioFeaturesEntity,
}


def fitting(kind: str, values: dict[str, Any]) -> tuple[dict[str, Any] | None, frozenset[str]]:
    """The values without those that no record of the kind may hold, and the names of these; None in place of the values
    where what is left is no record, because the id is none of Spotify's, say.
    """
    model = RECORDS[kind]
    try:
        model.model_validate(values)
    except ValidationError as error:
        odd = frozenset(str(item["loc"][0]) if item["loc"] else "" for item in error.errors(include_input=False))
    else:
        return values, frozenset()
    rest = {name: value for name, value in values.items() if name not in odd}
    try:
        model.model_validate(rest)
    except ValidationError:
        return None, odd
    return rest, odd

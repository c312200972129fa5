"""What a playlist row or the player can hold: a track, an episode, or nothing that can be named."""

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from .episode import Episode
from .track import Track

_TRACK = "<track>"
_EPISODE = "<episode>"


def _kind(value: Any) -> str:
    """The tag of the form, told by the uri first. Tags are no possible field names, so that error paths stay clear.

    Old answers give episodes `"type": "track"` where `additional_types` was not sent, and local files and thinned-out
    rows may lack a type altogether.
    """
    if isinstance(value, Episode):
        return _EPISODE
    if not isinstance(value, dict):
        return _TRACK
    uri = value.get("uri")
    if isinstance(uri, str):
        parts = uri.split(":", 2)
        if len(parts) == 3 and parts[1] in {"track", "local"}:
            return _TRACK
        if len(parts) == 3 and parts[1] in {"episode", "chapter"}:
            return _EPISODE
    if value.get("type") in {"episode", "chapter"} or "show" in value:
        return _EPISODE
    return _TRACK


Playable = Annotated[
    Annotated[Track, Tag(_TRACK)] | Annotated[Episode, Tag(_EPISODE)],
    Discriminator(_kind),
]

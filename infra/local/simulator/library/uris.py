"""What a Spotify URI names in a library."""

from __future__ import annotations

from typing import Literal

from infra.local.simulator.library.generator import Library

Kind = Literal["track", "album", "artist", "show", "episode", "audiobook", "playlist", "user"]


def named_by(library: Library, uri: str) -> tuple[Kind, str]:
    """Kind and id of what a URI names. Raises ValueError where it names nothing.

    An audiobook's URI is a show's, and a chapter's is an episode's: only the catalogue can tell.
    """
    parts = uri.split(":")
    if len(parts) != 3 or parts[0] != "spotify":
        raise ValueError(f"{uri} is no Spotify URI")
    kind, identifier = parts[1], parts[2]
    catalogue = library.catalogue
    known: tuple[tuple[Kind, str, bool], ...] = (
        ("track", "track", identifier in catalogue.tracks),
        ("album", "album", identifier in catalogue.albums),
        ("artist", "artist", identifier in catalogue.artists),
        ("episode", "episode", identifier in catalogue.episodes),
        ("show", "show", identifier in catalogue.shows),
        ("audiobook", "show", identifier in catalogue.audiobooks),
        ("audiobook", "audiobook", identifier in catalogue.audiobooks),
        ("playlist", "playlist", identifier in library.playlists),
        ("user", "user", identifier in library.users),
    )
    for found, named, exists in known:
        if named == kind and exists and identifier not in library.delisted:
            return found, identifier
    raise ValueError(f"nothing has the uri {uri}")

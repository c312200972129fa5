"""What a sync was asked to read."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ConfigDict

from chalicelib.contexts.library.sync.part import Part
from chalicelib.contexts.library.sync.resources import RESOURCES, SAVED, ResourceName
from chalicelib.core.catalogue import keys
from chalicelib.core.model import Model


class Wanted(Model):
    """Resources by name, playlists by id; ``full`` reads every page, whatever is known."""

    model_config = ConfigDict(frozen=True)

    resources: tuple[ResourceName, ...] = RESOURCES
    playlists: tuple[str, ...] = ()
    full: bool = False

    def parts(self) -> Iterator[Part]:
        """The parts that such a sync begins with; the playlists that have to be read become known on the way."""
        if "playlists" in self.resources:
            yield Part(name=keys.PLAYLISTS, kind="playlists", ref="playlists", whole=self.full)
        for saved in SAVED.values():
            if saved.resource in self.resources:
                yield Part(name=saved.collection, kind="saved", ref=saved.resource, whole=self.full)
        for playlist_id in dict.fromkeys(self.playlists):
            yield playlist_part(playlist_id, named=True, whole=self.full)


def playlist_part(playlist_id: str, **more: object) -> Part:
    """The part that reads a playlist's rows."""
    name, ref = keys.playlist_rows(playlist_id), f"spotify:playlist:{playlist_id}"
    return Part(name=name, kind="playlist", ref=ref).moved(**more)

"""Somebody with a kept library, and the read model that is built of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chalicelib.core.catalogue import entities, keys
from chalicelib.core.catalogue.collections import Reading
from chalicelib.core.catalogue.model_messages import QUEUE as MODELS
from chalicelib.core.catalogue.rows import SeenRow
from chalicelib.core.composition import services
from tests.functional.world import Answer, Browser, World

BROWSER = "/v1/browser"


class Listener:
    """A person who is signed in; their library is read from Spotify again and again, a minute apart."""

    def __init__(self, world: World, person: int = 0) -> None:
        self._world = world
        self.browser: Browser = world.browser()
        self.browser.sign_in(person=world.spotify.truth.people[person].id)
        self.user_id: str = self.browser.get("/v1/user").json["user"]["id"]
        self._begun = services().clock.now() - timedelta(hours=2)
        self._readings = 0

    def at(self, reading: int) -> datetime:
        """When a reading began; the first one is 1."""
        return self._begun + reading * timedelta(minutes=1)

    def told(self, kind: str, identity: str, **fields: Any) -> str:
        """Spotify tells of something; its uri."""
        uri = f"spotify:{'show' if kind == 'audiobook' else kind}:{identity}"
        record = entities.parse({"kind": kind, "id": identity, "uri": uri, **fields})
        services().catalogue.save([record], self._now(), self.user_id)
        return uri

    def track(self, identity: str, name: str = "Song", artists: tuple[str, ...] = ("Ann",), **fields: Any) -> str:
        """Spotify tells of a track; its uri."""
        credited = [{"id": each.lower(), "name": each} for each in artists]
        return self.told("track", identity, name=name, artists=credited, **fields)

    def reads(self, name: str, *rows: str | SeenRow, **more: Any) -> None:
        """A collection is read whole."""
        self._readings += 1
        seen = [SeenRow(uri=row) if isinstance(row, str) else row for row in rows]
        reading = Reading(self._now(), f"{self.user_id}-{self._readings}", **more)
        services().collections.save(self.user_id, name, seen, reading)

    def playlists(self, *identities: str) -> None:
        """These are the person's playlists."""
        self.reads(keys.PLAYLISTS, *(self.told("playlist", each, name=each) for each in identities))

    def playlist(self, identity: str, *rows: str | SeenRow, **more: Any) -> None:
        """A playlist's rows are read."""
        self.reads(keys.playlist_rows(identity), *rows, **more)

    def likes(self, *rows: str | SeenRow) -> None:
        """The person's saved tracks are read."""
        self.reads(keys.SAVED_TRACKS, *rows)

    def build(self) -> None:
        """The read model is built of what is kept."""
        services().read_models.changed(self.user_id)
        self._world.clock.advance(minutes=1)
        self._world.run_queue(queue=MODELS)

    def get(self, path: str, **headers: str) -> Answer:
        """What the Browser answers."""
        return (
            self.browser.get(f"{BROWSER}/{path}", headers=headers) if headers else self.browser.get(f"{BROWSER}/{path}")
        )

    def data(self, path: str) -> Any:
        """The data of an answer that is one."""
        answer = self.get(path)
        assert answer.status == 200, answer.text
        return answer.json["data"]

    def _now(self) -> int:
        return int(self.at(self._readings).timestamp() * 1000)

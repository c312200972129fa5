"""A generated library in the tables, its read model built by the application's own builder, and what that cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import boto3

from bench.browse import base_tables
from bench.browse.library import make_sources
from bench.sync.chaos import CALM
from bench.sync.messages import PUNCTUAL
from bench.sync.processes import Processes, in_processes
from bench.sync.store.tables import Table
from bench.sync.world import Person, World, a_world
from chalicelib.core import composition
from infra.in_process.dashspot import ENVIRONMENT

BUILD = "browser_build"
CATALOGUE = ENVIRONMENT["CATALOGUE_TABLE"]
MODEL, SOURCES = ".model.z", ".sources.z"
TINY = {"tracks": 10, "playlists": 2, "people": 1}
"""Spotify's own library: a person only signs in there."""


@dataclass(frozen=True, slots=True)
class Build:
    """What one build took: seconds of its process and on the clock, read units; its process's peak memory so far."""

    cpu_seconds: float
    seconds: float
    read_units: float
    peak_memory: int


@dataclass
class KeptLibrary:
    """A person whose library is kept, with the sources that it was made of."""

    world: World
    processes: Processes
    person: Person
    sources: apsw.Connection

    def build(self) -> Build:
        """Say that something has changed, and let time pass until the builder has been. Raises RuntimeError where it
        has not."""
        cost = self.processes.costs[BUILD]
        before = cost.invocations, cost.cpu_seconds, cost.seconds
        units = self.world.meter.read_units[CATALOGUE]
        composition.services().read_models.changed(self.person.user_id)
        self.world.settle()
        if cost.invocations == before[0]:
            raise RuntimeError("nothing was built")
        return Build(
            cost.cpu_seconds - before[1],
            cost.seconds - before[2],
            self.world.meter.read_units[CATALOGUE] - units,
            cost.peak_memory,
        )

    def change(self, share: float) -> int:
        """Take away a share of the saved tracks; how many rows that is."""
        return base_tables.change(self.world.store, self.sources, self.person.user_id, share)

    def newest(self, ending: str) -> bytes:
        """The newest object in the bucket with this ending (``MODEL``, ``SOURCES``), as it lies there: packed."""
        client = boto3.client("s3")
        objects = client.list_objects_v2(Bucket=ENVIRONMENT["BUCKET"])["Contents"]
        name = max(each["Key"] for each in objects if each["Key"].endswith(ending))
        found: bytes = client.get_object(Bucket=ENVIRONMENT["BUCKET"], Key=name)["Body"].read()
        return found


@contextmanager
def kept_library(seed: int, tracks: int) -> Iterator[KeptLibrary]:
    """One of about that many tracks; all of it follows from the seed. Nothing is built yet."""
    with (
        TemporaryDirectory() as folder,
        a_world(seed, **TINY) as world,
        in_processes(world) as processes,
    ):
        world.chaos.odds, world.messages.luck = CALM, PUNCTUAL
        person = world.sign_in()
        world.settle()  # their library at Spotify is read meanwhile; it gives way to the generated one
        _forget_everything(world)
        sources = apsw.Connection(str(Path(folder) / "sources.sqlite3"))
        make_sources(sources, seed, tracks, user_id=person.user_id)
        base_tables.fill(world.store, sources, person.user_id, person.spotify_id)
        try:
            yield KeptLibrary(world, processes, person, sources)
        finally:
            sources.close()


def _forget_everything(world: World) -> None:
    world.store.tables[CATALOGUE] = Table()
    client = boto3.client("s3")
    for each in client.list_objects_v2(Bucket=ENVIRONMENT["BUCKET"]).get("Contents", []):
        client.delete_object(Bucket=ENVIRONMENT["BUCKET"], Key=each["Key"])

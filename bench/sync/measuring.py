"""What a first sync costs at three sizes, each of its functions in a process of its own; then the storm."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

from bench.report import Report
from bench.sync import storm
from bench.sync.chaos import CALM
from bench.sync.messages import PUNCTUAL
from bench.sync.processes import in_processes
from bench.sync.storm import CATALOGUE, PAGE, PERSONAL, Findings, Size
from bench.sync.truth import Truth, entity_differences, row_differences
from bench.sync.world import World, a_world
from infra.local.simulator.library import Library
from infra.local.simulator.library.people import Person

ROWS = (1_000, 10_000, 100_000)
SYNC = "sync_run"
EMBEDDED = 100
"""Rows that come along with a playlist; the others are asked for page by page."""
MEGABYTE = 1024 * 1024

MOST_UNITS = 1.2  # write units per entity or row of up to 1 KB, indexes included
MOST_MEMORY = 256.0  # MB of each function
STRAIGHT = 1.25  # a cost per record at the largest size, against that at the size before


@dataclass(frozen=True, slots=True)
class FirstSync:
    """What one first sync took. ``records`` are the rows and entities that it stored."""

    rows: int
    records: int
    requests: int
    floor: int
    stored_units: int
    all_units: int
    cpu_seconds: float
    seconds: float
    memory: dict[str, int]
    problems: tuple[str, ...]

    @property
    def cpu_milliseconds(self) -> float:
        """CPU-ms per record."""
        return 1000 * self.cpu_seconds / self.records


def measure(report: Report) -> None:
    """All of it, with a seed of its own."""
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"\nseed {seed}")
    found = [first_sync(seed, size_of(rows)) for rows in ROWS]
    for each in found:
        _add(report, each)
    small, middle, large = found
    report.add(
        "units per record, largest size over smallest",
        _ratio(large.all_units, large, small.all_units, small),
        "x",
        at_most=STRAIGHT,
    )
    report.add(
        "requests per row, largest over middle",
        large.requests / large.rows / (middle.requests / middle.rows),
        "x",
        at_most=STRAIGHT,
    )
    report.add(
        "CPU per record, largest over middle", large.cpu_milliseconds / middle.cpu_milliseconds, "x", at_most=STRAIGHT
    )
    began = time.monotonic()
    stormy = storm.play(seed, storm.FULL)
    for line in stormy.lines():
        print(f"  {line}")
    judge(report, stormy)
    report.add("minutes that the storm took to play", (time.monotonic() - began) / 60, "min")


def size_of(rows: int) -> Size:
    """A library of about that many rows that can be read: a third is saved tracks."""
    playlists = max(6, rows // 300)
    in_playlists = rows * 2 // 3
    # One playlist of eight is somebody else's, and a few are Spotify's: the rows of these cannot be read.
    return Size(rows // 3, playlists, in_playlists * 8 // 7, max(40, in_playlists // 10), people=1)


def first_sync(seed: int, size: Size) -> FirstSync:
    """A first sync on a quiet day, and whether it kept what there is."""
    options = {
        "tracks": size.tracks,
        "playlists": size.playlists,
        "playlist_rows": size.playlist_rows,
        "big_playlist": size.big_playlist,
        "people": size.people,
    }
    with a_world(seed, **options) as world, in_processes(world) as processes:
        world.chaos.odds, world.messages.luck = CALM, PUNCTUAL
        person = world.sign_in()
        world.meter.clear()
        world.wire.asked.clear()
        job = world.sync(person)
        library = world.spotify.truth
        truth = Truth(library, library.people[0], foreign_rows=False)
        rows = sum(len(collection.rows) for collection in truth.collections().values())
        catalogue = world.store.tables[CATALOGUE]
        problems = [*row_differences(catalogue, person.user_id, truth), *entity_differences(catalogue, truth)]
        if job["state"] != "succeeded" or job["counts"]["created"] != rows:
            problems.append(f"the job says {job['state']}, {job['counts']}, of {rows} rows")
        spent = processes.costs[SYNC]
        return FirstSync(
            rows=rows,
            records=rows + _entities(world),
            requests=world.wire.requests,
            floor=floor(library, library.people[0]),
            stored_units=world.meter.units_of(CATALOGUE, PERSONAL),
            all_units=sum(world.meter.units.values()),
            cpu_seconds=spent.cpu_seconds,
            seconds=spent.seconds,
            memory={name: cost.peak_memory for name, cost in processes.costs.items()},
            problems=tuple(problems),
        )


def floor(library: Library, person: Person) -> int:
    """The fewest requests by which everything can be read: full pages, and the rows that come along with playlists."""
    lists = (
        person.saved_tracks, person.saved_albums, person.saved_shows,
        person.saved_episodes, person.saved_audiobooks, person.followed_artists, person.playlists,
    )  # fmt: skip
    requests = sum(_pages(len(each)) for each in lists)
    for entry in person.playlists:
        if not entry.editorial:
            playlist = library.playlists[entry.playlist_id]
            rest = playlist.total - EMBEDDED if playlist.readable_by(person.id) else 0
            requests += 1 + (-(-rest // PAGE) if rest > 0 else 0)
    return requests


def judge(report: Report, found: Findings) -> None:
    """The storm's promises as figures beside their targets."""
    report.add(
        "storm: promises broken", len(found.problems), "", at_most=0, note=f"{found.rows} rows, {dict(found.syncs)}"
    )
    report.add(
        "storm: rows written beyond those edited",
        max(0, found.row_writes - found.edited_rows),
        "",
        at_most=0,
        note=f"{found.edited_rows} edited",
    )
    report.add("storm: writes when nothing changed", found.quiet_writes, "", at_most=0)
    report.add("storm: requests when nothing changed", found.quiet_requests, "", at_most=found.quiet_floor)


def _add(report: Report, found: FirstSync) -> None:
    at = f"{found.rows} rows"
    print(f"  {at}: {', '.join(found.problems) or 'kept as they are'}")
    report.add(f"{at}: differences from Spotify", len(found.problems), "", at_most=0)
    report.add(
        f"{at}: write units per record",
        found.all_units / found.records,
        "",
        at_most=MOST_UNITS,
        note=f"{found.records} records",
    )
    report.add(f"{at}: of these in catalogue and personal", found.stored_units / found.records, "")
    report.add(f"{at}: requests", found.requests, "", at_most=found.floor, note="the floor")
    report.add(f"{at}: CPU per record", found.cpu_milliseconds, "ms", note="in the sync's own process")
    report.add(f"{at}: records per second", found.records / found.seconds, "1/s")
    for name, memory in sorted(found.memory.items()):
        report.add(f"{at}: peak memory of {name}", memory / MEGABYTE, "MB", at_most=MOST_MEMORY)


def _entities(world: World) -> int:
    return sum(
        sum(sk.startswith("E") for sk in items)
        for pk, items in world.store.tables[CATALOGUE].partitions()
        if pk.startswith("E#")
    )


def _ratio(units: int, of: FirstSync, other_units: int, other: FirstSync) -> float:
    return (units / of.records) / (other_units / other.records)


def _pages(rows: int) -> int:
    return max(1, -(-rows // PAGE))

"""The storm: syncs of whole libraries through everything that can go wrong, and what is left of them in the tables.

First everybody's library is read for the first time, with every trouble there is; then it is changed and read again,
with every trouble still; then changed and read on a quiet day, and read once more when nothing has changed.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote

from bench.sync import weather
from bench.sync.chaos import CALM, Odds
from bench.sync.edits import Editor, Edits
from bench.sync.messages import PUNCTUAL, Luck
from bench.sync.spotify_wire import slowly, usually
from bench.sync.truth import Truth, entity_differences, row_differences
from bench.sync.world import Person, World, a_world
from infra.in_process.dashspot import ENVIRONMENT

CATALOGUE, PERSONAL = ENVIRONMENT["CATALOGUE_TABLE"], ENVIRONMENT["PERSONAL_TABLE"]
MOST_SYNCS = 6
"""Of one library, until one is read without a flaw: a part that Spotify refuses for hours is given up, and says so."""
PAGE = 50
LATER = timedelta(minutes=30)
PLAYLIST = "PLAYLIST#"
LOOKED_BACK_AT = 6
"""So many playlists are looked at as they were at one instant."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a storm is: the first person's library, and how many people sync at once."""

    tracks: int
    playlists: int
    playlist_rows: int
    big_playlist: int
    people: int
    mode: Literal["development", "extended"] = "development"

    @property
    def requests(self) -> int:
        """About as many requests as the first person's library takes."""
        return (self.tracks + self.playlist_rows) // PAGE + self.playlists


@dataclass
class Findings:
    """What a storm has shown. ``problems`` is empty where every promise was kept; the rest is told along with it."""

    seed: int
    size: Size
    problems: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    faults: int = 0
    invocations: int = 0
    syncs: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    entities: int = 0
    edited_rows: int = 0
    row_writes: int = 0
    quiet_writes: int = 0
    quiet_requests: int = 0
    quiet_floor: int = 0
    looked_back_at: int = 0

    def lines(self) -> list[str]:
        """Everything in words."""
        told = ", ".join(f"{times} {what}" for what, times in sorted(self.met.items()))
        return [
            f"seed {self.seed}, {self.size}",
            f"{self.rows} rows, {self.entities} entities; {dict(self.syncs)} in {self.invocations} invocations",
            f"{self.faults} faults of Spotify, {told}",
            f"{self.edited_rows} rows edited, {self.row_writes} rows written; then {self.quiet_writes} writes and "
            f"{self.quiet_requests} requests of {self.quiet_floor}; {self.looked_back_at} playlists shown as they were",
            *self.problems,
        ]


@dataclass(frozen=True, slots=True)
class Past:
    """What the person's readable playlists held at an instant: uris by playlist id."""

    at: datetime
    rows: Mapping[str, list[str]]


def play(seed: int, size: Size) -> Findings:
    """A storm as it goes with this seed."""
    options: dict[str, Any] = {
        "tracks": size.tracks,
        "playlists": size.playlists,
        "playlist_rows": size.playlist_rows,
        "big_playlist": size.big_playlist,
        "people": size.people,
        "mode": size.mode,
        "log": 1_000_000,
    }
    with a_world(seed, **options) as world:
        return Storm(world, seed, size).play()


class Storm:
    """One storm over one world."""

    def __init__(self, world: World, seed: int, size: Size) -> None:
        self._world, self._size = world, size
        self._random = random.Random(f"storm {seed}")
        self._found = Findings(seed, size)
        self._people: list[Person] = []
        self._past: list[Past] = []

    def play(self) -> Findings:
        """From signing in to the quiet sync."""
        self._quieten()
        self._people = [self._world.sign_in(number) for number in range(self._size.people)]
        self._rage()
        self._sync_everybody("first")
        for person in self._people:
            self._editor(person).edit(max(8, self._rows_of(person) // 100))
        self._sync_everybody("changed")
        self._quieten()
        self._read_difference(self._people[0])
        self._read_nothing(self._people[0])
        self._look_back(self._people[0])
        self._sum_up()
        return self._found

    # -- in the storm --------------------------------------------------------------------------------------------------

    def _rage(self) -> None:
        world = self._world
        world.chaos.odds, world.messages.luck = Odds(), Luck()
        world.wire.takes = slowly(self._random)
        weather.storm(world.spotify, self._random, self._size.requests)

    def _quieten(self) -> None:
        world = self._world
        world.chaos.odds, world.messages.luck, world.wire.takes = CALM, PUNCTUAL, usually
        weather.calm(world.spotify)

    def _sync_everybody(self, which: str) -> None:
        """Everybody syncs at once, again and again until nothing is left to be read."""
        unfinished = list(self._people)
        for _ in range(MOST_SYNCS):
            jobs = {person.user_id: self._world.begin(person) for person in unfinished}
            self._world.until(unfinished, jobs, self._meanwhile)
            shown = [(person, self._world.job(person, jobs[person.user_id])) for person in unfinished]
            for person, job in shown:
                self._found.syncs[job["state"]] += 1
                self._check_job(which, person, job)
            unfinished = [person for person, job in shown if job["state"] != "succeeded"]
            if not unfinished:
                break
        self._world.settle()
        self._problem(*(f"{which}: {person.spotify_id} was never read whole" for person in unfinished))
        for person in self._people:
            self._problem(*(f"{which}: {each}" for each in self._rows_differ(person)))
            self._problem(*(f"{which}: {each}" for each in self._entities_differ(person)))
        self._remember(self._people[0])

    def _meanwhile(self) -> None:
        """People look at their library while it is read, and a release is rolled out."""
        draw = self._random.random()
        if draw < 0.05:
            self._world.restart()
        elif draw < 0.2:
            person = self._random.choice(self._people)
            playlist = self._random.choice(self._truth(person).readable_playlists() or [""])
            path = self._random.choice(
                ("/v1/library/playlists", "/v1/library/tracks", f"/v1/library/playlists/{playlist}")
            )
            person.browser.get(path)

    def _check_job(self, which: str, person: Person, job: dict[str, Any]) -> None:
        """What the job says is so. What people looked at meanwhile is kept by then: the sync finds it unchanged."""
        counts, rows = job["counts"], self._rows_of(person)
        if job["state"] == "partial":
            if not any(each["state"] == "partial" and each["reasons"] for each in job["collections"] or ()):
                self._problem(f"{which}: the sync says partial, and not of what")
        elif job["state"] != "succeeded":
            self._problem(f"{which}: the sync ended as {job['state']}: {job['error']}")
        elif counts["created"] + counts["updated"] + counts["unchanged"] != rows:
            self._problem(f"{which}: the job says {counts}, and there are {rows} rows")
        elif job["progress"]["done"] != job["progress"]["total"]:
            self._problem(f"{which}: the job is done, at {job['progress']}")
        if which == "first" and (counts["removed"] or counts["created"] > rows):
            self._problem(f"{which}: the job says {counts} of {rows} rows that nobody had read before")

    # -- on a quiet day ------------------------------------------------------------------------------------------------

    def _read_difference(self, person: Person) -> None:
        """1% of the rows are changed: only these are written."""
        world, found = self._world, self._found
        edits: Edits = self._editor(person).edit(max(8, self._rows_of(person) // 100))
        world.moment.reach(world.moment.now() + LATER)
        world.meter.clear()
        job = world.sync(person)
        found.edited_rows = edits.total
        found.row_writes = sum(
            n for what, n in world.meter.writes.items() if what.table == CATALOGUE and what.kind == "R"
        )
        self._problem(*(f"edited: {each}" for each in self._rows_differ(person)))
        self._problem(*(f"edited: {each}" for each in self._entities_differ(person)))
        if found.row_writes > edits.total:
            self._problem(f"edited: {found.row_writes} rows were written for {edits.total} that were edited")
        if job["state"] != "succeeded":
            self._problem(f"edited: the sync ended as {job['state']}")
        changed = sum(job["counts"][what] for what in ("created", "updated", "removed"))
        if changed > edits.total:
            self._problem(f"edited: the job says that {changed} rows changed, and {edits.total} were edited")

    def _read_nothing(self, person: Person) -> None:
        """Nothing was changed: nothing is written, and no more is asked than it takes to see that."""
        world, found = self._world, self._found
        world.moment.reach(world.moment.now() + LATER)
        world.meter.clear()
        asked_before = len(world.spotify.requests)
        job = world.sync(person)
        # The schedule may have read others' libraries meanwhile: theirs are not this one's requests.
        asked = Counter(
            request.path
            for request in world.spotify.requests[asked_before:]
            if request.user_id == person.spotify_id and request.path.startswith("/v1/")
        )
        spotify_person = world.spotify.truth.person(person.spotify_id)
        found.quiet_writes = world.meter.writes_of(CATALOGUE, PERSONAL)
        found.quiet_requests = asked.total()
        found.quiet_floor = 5 + _pages(len(spotify_person.playlists)) + _pages(len(spotify_person.followed_artists))
        if found.quiet_writes:
            self._problem(f"unchanged: {dict(world.meter.writes)} were written")
        if found.quiet_requests > found.quiet_floor:
            self._problem(f"unchanged: {dict(asked)} were asked, {found.quiet_floor} requests would do")
        counts = {name: number for name, number in job["counts"].items() if number and name != "skipped"}
        if counts != {"unchanged": self._rows_of(person)}:
            self._problem(f"unchanged: the job says {counts}, and there are {self._rows_of(person)} rows")

    # -- what was ------------------------------------------------------------------------------------------------------

    def _remember(self, person: Person) -> None:
        """What there is now, to be asked for later."""
        collections = self._truth(person).collections()
        playlists = {
            name.removeprefix(PLAYLIST): each for name, each in collections.items() if name.startswith(PLAYLIST)
        }
        rows = {name: [row.uri for row in each.rows] for name, each in playlists.items()}
        self._past.append(Past(self._world.moment.now(), rows))
        self._world.moment.reach(self._world.moment.now() + LATER)

    def _look_back(self, person: Person) -> None:
        """Playlists that have changed since, and some that have not, are shown as they were."""
        self._remember(person)
        now = self._past[-1].rows
        for past in self._past:
            changed = [name for name, rows in past.rows.items() if now.get(name) != rows]
            looked_at = dict.fromkeys([*changed[:LOOKED_BACK_AT], *self._random.sample(sorted(past.rows), 2)])
            for playlist in looked_at:
                if self._rows_then(person, playlist, past.at) != past.rows[playlist]:
                    self._problem(f"past: {playlist} is not shown as it was at {past.at}")
            self._found.looked_back_at += len(looked_at)

    def _rows_then(self, person: Person, playlist: str, at: datetime) -> list[str] | str:
        """The uris that the API shows of a playlist at an instant, or its refusal."""
        path = f"/v1/library/playlists/{playlist}/as-of?limit=100&at={quote(at.isoformat())}"
        uris: list[str] = []
        more: str | None = path
        while more is not None:
            answer = person.browser.get(more)
            if answer.status != 200:
                return answer.text
            uris.extend(row["item"]["uri"] for row in answer.json["data"])
            following = answer.json["page"]["next"]
            more = f"{path}&cursor={following}" if following else None
        return uris

    # -- what is found -------------------------------------------------------------------------------------------------

    def _sum_up(self) -> None:
        world, found = self._world, self._found
        found.met = world.chaos.met + world.messages.met
        found.invocations = world.invocations
        found.faults = sum(1 for request in world.spotify.requests if request.faults)
        found.rows = sum(self._rows_of(person) for person in self._people)
        found.entities = len({key for person in self._people for key in self._truth(person).entities()})

    def _rows_differ(self, person: Person) -> list[str]:
        return row_differences(self._world.store.tables[CATALOGUE], person.user_id, self._truth(person))

    def _entities_differ(self, person: Person) -> list[str]:
        return entity_differences(self._world.store.tables[CATALOGUE], self._truth(person))

    def _truth(self, person: Person) -> Truth:
        library = self._world.spotify.truth
        return Truth(library, library.person(person.spotify_id), foreign_rows=self._size.mode == "extended")

    def _rows_of(self, person: Person) -> int:
        return sum(len(collection.rows) for collection in self._truth(person).collections().values())

    def _editor(self, person: Person) -> Editor:
        library = self._world.spotify.truth
        return Editor(self._world.spotify, library.person(person.spotify_id), self._random)

    def _problem(self, *problems: str) -> None:
        self._found.problems.extend(problems)


def _pages(rows: int) -> int:
    return max(1, -(-rows // PAGE))


SMALL = Size(tracks=130, playlists=6, playlist_rows=260, big_playlist=110, people=2)
FULL = Size(tracks=50_000, playlists=500, playlist_rows=118_000, big_playlist=10_000, people=2)

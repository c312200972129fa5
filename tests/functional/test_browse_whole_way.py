"""From Spotify to the Browser's answers: a library is synced, its records persisted and built, and browsed; what is
answered is held against Spotify's own library. What that library does not tell of every record is left out: genres,
popularity, and whether something can be played.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bench.sync.chaos import CALM
from bench.sync.edits import Editor
from bench.sync.messages import PUNCTUAL
from bench.sync.truth import Truth
from bench.sync.world import Person, World, a_world
from tests.functional.browse_truth.asking import RESOURCES, Asker, Query
from tests.functional.browse_truth.facts import Facts, Row
from tests.functional.browse_truth.judging import Judge
from tests.functional.browse_truth.telling import library_of
from tests.functional.browse_truth.things import Library

QUERIES = 40
UNTOLD = frozenset(
    {"genre", "genres", "popularity", "playable", "images", "publisher", "label", "upc", "total_chapters", "author"}
)
EDITED = 25  # rows


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    with a_world(seed, tracks=150, playlists=14, playlist_rows=400, big_playlist=120, people=1) as made:
        made.chaos.odds, made.messages.luck = CALM, PUNCTUAL
        yield made


@pytest.fixture(scope="module")
def person(world: World) -> Person:
    """Somebody whose library was synced and built."""
    person = world.sign_in()
    read(world, person)
    return person


def read(world: World, person: Person) -> None:
    """Sync, and let everything come that follows from it: records, and the build."""
    assert world.sync(person)["state"] in ("succeeded", "partial")
    world.settle()


def at_spotify(world: World) -> Library:
    """The library as Spotify has it."""
    simulated = world.spotify.truth
    person = simulated.people[0]
    truth = Truth(simulated, person, foreign_rows=False)
    facts = Facts("somebody", frozenset({person.id}))
    for name, collection in truth.collections().items():
        facts.rows[name] = [Row(row.uri, row.added_at, row.added_by, row.name) for row in collection.rows]
        total = len(collection.rows) + collection.unnamed
        facts.heads[name] = {"rows": len(collection.rows), "unnamed": collection.unnamed, "total": total}
    for entry in person.playlists:
        # Of these Spotify gives no rows, and says how many there are.
        facts.heads.setdefault(f"PLAYLIST#{entry.playlist_id}", {"incomplete": ["forbidden"]})
    facts.entities = truth.entities()
    for (kind, identifier), fields in facts.entities.items():
        if kind == "audiobook":
            book = simulated.catalogue.audiobooks[identifier]
            fields |= {"authors": list(book.authors), "narrators": list(book.narrators), "explicit": False}
    return library_of(facts)


def told(query: Query) -> Query:
    """The query, less what is not told."""
    filters = {name: value for name, value in query.filters.items() if not any(each in name for each in UNTOLD)}
    fields = [each for each in (query.sort or "").split(",") if each.removeprefix("-") not in UNTOLD]
    facets = tuple(each for each in query.facets if each not in UNTOLD)
    return replace(query, filters=filters, sort=",".join(filter(None, fields)) or None, facets=facets)


def differences(world: World, person: Person, seed: int) -> list[str]:
    library = at_spotify(world)
    judge = Judge(library, person.browser.get, unknown=UNTOLD)
    asker = Asker(library, random.Random(seed))
    asked = [Query(resource, limit=100) for resource in RESOURCES if resource != "genres"]
    random_ones = (told(asker.query()) for _ in range(QUERIES))
    asked += [query for query in random_ones if query.resource not in ("genres", "audiobooks", "shows")]
    return [failure for query in asked if (failure := judge.smallest_failure(query)) is not None]


def test_what_spotify_has_is_what_the_browser_answers(world: World, person: Person) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    assert differences(world, person, seed) == [], f"seed {seed}"


def test_what_was_changed_at_spotify_is_answered_after_the_next_sync(world: World, person: Person) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    assert differences(world, person, seed) == [], f"seed {seed}"
    Editor(world.spotify, world.spotify.truth.people[0], random.Random(seed)).edit(EDITED)
    assert differences(world, person, seed) != [], f"seed {seed}"
    read(world, person)
    assert differences(world, person, seed) == [], f"seed {seed}"

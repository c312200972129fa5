"""Whatever way a library took, small builds lead to the read model that one build from everything leads to."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

import apsw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.contexts.browser.building import base_tables
from chalicelib.contexts.browser.building.base_tables import Tables
from chalicelib.contexts.browser.building.builder import Builder
from chalicelib.contexts.browser.model.derive import derive
from chalicelib.core.catalogue import entities
from chalicelib.core.catalogue.reading import Reading, Tail
from chalicelib.core.catalogue.rows import SeenRow
from chalicelib.core.clock import Deadline
from chalicelib.core.composition import services
from tests.functional.building import content, head, kept
from tests.functional.world import World, shared_world

world = shared_world(tracks=1, playlists=1)

FEW = 5
EVERY = "Life"  # stands in ids for what tells one life from another
NUMBERS = st.integers(0, FEW - 1)
NAMES = st.sampled_from(["One", "Two", "Ünë", "two", "", "\u0130"])
URI_KINDS = {
    "PLAYLISTS": ("playlist",),
    "SAVED_TRACKS": ("track",),
    "SAVED_ALBUMS": ("album",),
    "SAVED_SHOWS": ("show",),
    "SAVED_EPISODES": ("episode",),
    "SAVED_AUDIOBOOKS": ("show",),
    "FOLLOWED_ARTISTS": ("artist",),
    f"PLAYLIST#playlist0{EVERY}": ("track", "episode", "local"),
    f"PLAYLIST#playlist1{EVERY}": ("track", "episode", "local"),
}

Edit = tuple[Any, ...]


def uri(kind: str, number: int) -> str:
    return f"spotify:local:a:b:title {number}:60" if kind == "local" else f"spotify:{kind}:{kind}{number}{EVERY}"


def rows_of(name: str) -> st.SearchStrategy[list[tuple[str, int]]]:
    return st.lists(st.tuples(st.sampled_from(URI_KINDS[name]), NUMBERS), max_size=6)


@st.composite
def entity(draw: st.DrawFn) -> Mapping[str, Any]:
    kind = draw(
        st.sampled_from(["track", "album", "artist", "playlist", "show", "episode", "audiobook", "audio_features"])
    )
    number = draw(NUMBERS)
    if kind == "audio_features":
        source = draw(st.sampled_from(["spotify", "reccobeats"]))
        return {
            "kind": kind,
            "id": f"track{number}{EVERY}",
            "source": source,
            "tempo": float(draw(st.integers(60, 62))),
        }
    id_ = f"{'show' if kind == 'audiobook' else kind}{number}{EVERY}"
    found: dict[str, Any] = {"kind": kind, "id": id_, "name": draw(NAMES)}
    found["uri"] = f"spotify:{'show' if kind == 'audiobook' else kind}:{id_}"
    if kind in ("track", "album"):
        found["artists"] = [
            {"id": f"artist{each}{EVERY}", "name": draw(NAMES)} for each in draw(st.lists(NUMBERS, max_size=2))
        ]
    if kind == "track" and draw(st.booleans()):
        found["album_id"] = f"album{draw(NUMBERS)}{EVERY}"
    if kind == "episode" and draw(st.booleans()):
        found["show_id"] = f"show{draw(NUMBERS)}{EVERY}"
    if kind == "artist":
        found["genres"] = draw(st.lists(st.sampled_from(["rock", "Röck", "jazz"]), max_size=2))
    return found


COLLECTION = st.sampled_from(sorted(URI_KINDS)).flatmap(
    lambda name: st.tuples(
        st.just("collection"), st.just(name), rows_of(name), st.sampled_from(["clean", "incomplete", "gone", "append"])
    )
)
EDITS = st.one_of(
    COLLECTION, st.tuples(st.just("entities"), st.lists(entity(), min_size=1, max_size=4)), st.just(("build",))
)


_lives = itertools.count(1)


class Life:
    """A person, and a world of music, that no other example has."""

    def __init__(self) -> None:
        number = next(_lives)
        self.user_id = f"u_{'a' * 10}{number:010d}"
        self.suffix = f"L{number}"

    def own(self, text: str) -> str:
        """The text with ids of this life in the place of those of none."""
        return text.replace(EVERY, self.suffix)


def edit(life: Life, made: Edit, at: int) -> None:
    what = made[0]
    if what == "entities":
        told = [entities.parse(json.loads(life.own(json.dumps(each)))) for each in made[1]]
        services().catalogue.save(told, at, life.user_id)
    elif what == "collection":
        _, name, named, how = made
        name = life.own(name)
        rows = [SeenRow(uri=life.own(uri(kind, number))) for kind, number in named]
        if how == "append":
            services().collections.append(life.user_id, name, rows, at=at, after=Tail())
        else:
            reading = Reading(
                at=at,
                cause=f"cause {at}",
                incomplete=("rows_missing",) if how == "incomplete" else (),
                gone=how == "gone",
                total=len(rows),
            )
            services().collections.save(life.user_id, name, [] if how == "gone" else rows, reading)
    else:
        Builder(life.user_id, services(), Deadline.of(None, at_most=300)).run()
    services().read_models.tell(life.user_id)


def read_whole(user_id: str) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Sources and model of what is kept now, from nothing."""
    sources, model = apsw.Connection(":memory:"), apsw.Connection(":memory:")
    base_tables.begin(sources)
    base_tables.refresh(sources, Tables(user_id, (), services().collections, services().catalogue))
    derive(sources, model)
    return content(sources), content(model)


@given(st.lists(EDITS, min_size=1, max_size=12))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_small_builds_and_one_from_everything_give_the_same(world: World, edits: Sequence[Edit]) -> None:
    life = Life()
    for at, made in enumerate(edits, 1):
        edit(life, made, at * 1000)
    edit(life, ("build",), 0)
    if not services().read_models.heads.read(life.user_id):
        return
    sources, model = read_whole(life.user_id)
    revision = head(life.user_id).revision
    if revision is None:
        assert sources["collection"] == [], "there is no library without a collection of one's own"
        return
    assert kept(revision, "model", life.user_id) == model
    assert kept(revision, "sources", life.user_id) == sources

"""What the Browser answers, held against the same library in plain Python: random queries, a new seed each run.

``BROWSE_QUERIES=5000`` asks that many of each library; ``BROWSE_SEED`` repeats a run.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.functional.browse_truth.asking import Asker, Query
from tests.functional.browse_truth.differing import difference
from tests.functional.browse_truth.holding import Details, row
from tests.functional.browse_truth.judging import Judge
from tests.functional.browse_truth.keeping_house import RULES, WITHIN, Housekeeping
from tests.functional.browse_truth.kept import Kept, generated, imagined, keep
from tests.functional.browse_truth.measuring import Measuring
from tests.functional.browse_truth.odd_text import ODD_TEXT
from tests.functional.browse_truth.selecting import FILTERS, select
from tests.functional.browse_truth.showing import in_milliseconds
from tests.functional.browse_truth.summing import coverage, features, totals
from tests.functional.world import shared_world

world = shared_world(tracks=10, playlists=2)

QUERIES = int(os.environ.get("BROWSE_QUERIES", "100"))
SEED = int(os.environ.get("BROWSE_SEED", "0")) or random.SystemRandom().randrange(1, 1_000_000)
DETAILED = 12
LIBRARIES = {
    "imagined": imagined(SEED),
    "tiny": imagined(SEED + 1, size=6),
    "generated": generated(SEED, 400),
}


@pytest.fixture(scope="module", params=LIBRARIES)
def kept(request: pytest.FixtureRequest, world: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    print(f"BROWSE_SEED={SEED}")
    yield keep(world, tmp_path_factory.mktemp("models"), LIBRARIES[request.param])


@pytest.fixture
def asker(kept: Kept) -> Asker:
    return Asker(kept.library, random.Random(SEED))


def test_lists_searches_filters_sorts_facets_and_cursors(kept: Kept, asker: Asker) -> None:
    judge = Judge(kept.library, kept.browser.get)
    for number in range(QUERIES):
        failure = judge.smallest_failure(asker.query())
        assert failure is None, f"query {number} of BROWSE_SEED={SEED}: {failure}"


@pytest.mark.parametrize("resource", FILTERS)
def test_any_text_may_be_looked_for(kept: Kept, resource: str) -> None:
    judge = Judge(kept.library, kept.browser.get, most_pages=1)
    for text in ODD_TEXT:
        failure = judge.smallest_failure(Query(resource, {"q": text}))
        assert failure is None, failure


def test_every_list_is_walked_to_its_end(kept: Kept, asker: Asker) -> None:
    judge = Judge(kept.library, kept.browser.get, most_pages=1_000)
    for resource in FILTERS:
        failure = judge.smallest_failure(Query(resource, limit=17, sort=asker.sort(resource)))
        assert failure is None, f"BROWSE_SEED={SEED}: {failure}"


def test_what_selections_amount_to(kept: Kept, asker: Asker) -> None:
    measuring = Measuring(kept.library)
    asked = [(f"playlists/{it.id}/analysis", measuring.playlist(it)) for it in kept.library.playlists[:DETAILED]]
    for album in kept.library.albums[:DETAILED]:
        tracks = [track for track in kept.library.tracks if track.album is album]
        asked.append((f"albums/{album.id}/analysis", measuring.of(tracks)))
    for _ in range(QUERIES // 5):
        filters = asker.query("tracks").filters
        wanted = measuring.of(select(kept.library, "tracks", filters))
        asked.append((f"tracks/analysis?{urlencode(filters)}", wanted))
    for path, wanted in asked:
        assert_same(data(kept, path), wanted, path)


def test_details_tell_everything_that_holds_a_thing(kept: Kept) -> None:
    details = Details(kept.library)
    for resource in ("tracks", "albums", "artists", "playlists", "episodes", "shows", "audiobooks"):
        known = [it for it in kept.library.of(resource) if it.id]
        for it in random.Random(SEED).sample(known, min(DETAILED, len(known))):
            path = f"{resource}/{it.id}"
            assert_same(data(kept, path), details.of(resource, it), path)


def test_rows_of_playlists_stand_in_order(kept: Kept) -> None:
    for it in kept.library.playlists[:DETAILED]:
        path = f"playlists/{it.id}/rows"
        assert_same(everything(kept, path), [row(place) for place in it.rows], path)


def test_duplicates_and_what_cannot_be_played(kept: Kept) -> None:
    house = Housekeeping(kept.library)
    some = [it.id or "" for it in kept.library.playlists[:3]]
    for by in RULES:
        for within in WITHIN:
            path = f"housekeeping/duplicates?by={by}&within={within}"
            assert_same(everything(kept, path), house.duplicates(by, within), path)
            narrowed = f"{path}&playlist={','.join(some)}"
            assert_same(everything(kept, narrowed), house.duplicates(by, within, some), narrowed)
    assert_same(everything(kept, "housekeeping/unplayable"), house.unplayable(), "unplayable")


def test_meta_counts_all_of_it(kept: Kept) -> None:
    found = data(kept, "meta")
    assert_same(found["totals"], totals(kept.library), "totals")
    assert_same(found["features"], features(kept.library), "features")
    assert_same(found["coverage"]["collections"], coverage(kept.facts), "coverage")


def data(kept: Kept, path: str) -> Any:
    answer = kept.browser.get(f"/v1/browser/{path}")
    assert answer.status == 200, f"{path}: {answer.text[:500]}"
    return in_milliseconds(answer.json.get("data", answer.json))


def everything(kept: Kept, path: str) -> list[Any]:
    """All pages of a list."""
    found: list[Any] = []
    separator = "&" if "?" in path else "?"
    cursor = ""
    while True:
        answer = kept.browser.get(f"/v1/browser/{path}{separator}limit=40{cursor}")
        assert answer.status == 200, f"{path}: {answer.text[:500]}"
        found += in_milliseconds(answer.json["data"])
        if answer.json["page"]["next"] is None:
            assert answer.json["page"]["total"] == len(found), path
            return found
        cursor = f"&cursor={answer.json['page']['next']}"


def assert_same(found: Any, wanted: Any, where: str) -> None:
    problem = difference(found, wanted)
    assert problem is None, f"BROWSE_SEED={SEED}, {where}{problem}"

"""A person whose library is kept as facts, with the read model of it where the Browser looks."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw
import boto3

from bench.browse.library import make_sources
from chalicelib.contexts.browser.building.storage import ModelStorage
from chalicelib.contexts.browser.model.derive import derive
from chalicelib.core.catalogue import items, keys
from chalicelib.core.http import SESSION_COOKIE
from infra.in_process.dashspot import ENVIRONMENT
from tests.functional.browse_truth.facts import Facts, facts_of
from tests.functional.browse_truth.imagined import imagine, put
from tests.functional.browse_truth.telling import library_of
from tests.functional.browse_truth.things import Library
from tests.functional.world import Browser, World

Make = Callable[[apsw.Connection, str], None]
"""Fills an empty database of sources for a person."""

_revisions = itertools.count(1)


@dataclass(frozen=True)
class Kept:
    """Somebody signed in, the facts of their library, and the library that these tell of."""

    browser: Browser
    facts: Facts
    library: Library


def imagined(seed: int, size: int = 60) -> Make:
    """A small and odd library."""
    return lambda sources, user_id: put(imagine(random.Random(seed), user_id, size), sources)


def generated(seed: int, tracks: int) -> Make:
    """A library like real ones."""
    return lambda sources, user_id: make_sources(sources, seed, tracks, user_id=user_id)


def keep(world: World, folder: Path, make: Make) -> Kept:
    """The person who signs in, with this library instead of the one before."""
    browser = world.signed_in()
    user_id = browser.cookies[SESSION_COOKIE].partition(".")[0]
    sources = apsw.Connection(":memory:")
    make(sources, user_id)
    publish(user_id, sources, folder)
    facts = facts_of(sources)
    return Kept(browser, facts, library_of(facts))


def publish(user_id: str, sources: apsw.Connection, folder: Path) -> None:
    """Derive the read model, and serve it as the next revision."""
    number = next(_revisions)
    file = folder / f"{user_id}-{number}.sqlite3"
    model = apsw.Connection(str(file))
    derive(sources, model)
    model.close()
    revision = f"{number:012}-test"
    ModelStorage(ENVIRONMENT["BUCKET"]).put(user_id, revision, "model", file)
    head = {
        "pk": keys.read_model(user_id),
        "sk": keys.READ_MODEL,
        "schema": 1,
        "revision": revision,
        "built_at": round(datetime.now(UTC).timestamp() * 1000),
    }
    boto3.client("dynamodb").put_item(TableName=ENVIRONMENT["COORDINATION_TABLE"], Item=items.encode(head))

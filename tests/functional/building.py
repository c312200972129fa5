"""People's read models, as tests have them built and look into them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import apsw
import boto3

from chalicelib.contexts.browser.building.storage import PREFIX
from chalicelib.contexts.browser.serving.library import Library, open_library
from chalicelib.contexts.browser.tasks import resume
from chalicelib.core.catalogue.model_head import ModelHead
from chalicelib.core.catalogue.model_messages import QUEUE as MODELS
from chalicelib.core.composition import services
from tests.functional.queue_messages import PERSON
from tests.functional.world import ENVIRONMENT, World

BUCKET = ENVIRONMENT["BUCKET"]


def build(world: World) -> int:
    """Let the delay of a build pass, and its function work; how many messages it was handed."""
    world.clock.advance(minutes=1)
    return world.run_queue(queue=MODELS)


def persist(world: World) -> int:
    """Let what was sent be kept, as far as it can be; how many messages that were."""
    return world.run_queue(rounds=200)


def look_after(world: World) -> None:
    """Let time pass in which a lost message is missed, and what the schedule then finds be built."""
    world.clock.advance(minutes=12)
    world.tick(resume)
    build(world)


def head(user_id: str = PERSON) -> ModelHead:
    """What is known of a person's read model."""
    found = services().read_models.heads.read(user_id)
    assert found is not None, "there is no read model"
    return found


def library(user_id: str = PERSON) -> Library:
    """What is served."""
    return open_library(services(), user_id)


def tracks(user_id: str = PERSON) -> list[str]:
    """Names of the tracks that are served, in order."""
    return [name for (name,) in library(user_id).model.connection.execute("SELECT name FROM track_text ORDER BY no")]


def objects(user_id: str = PERSON) -> list[str]:
    """Names of a person's objects, after what they have in common."""
    prefix = PREFIX.format(user_id=user_id)
    found = boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", ())
    return sorted(each["Key"].removeprefix(prefix) for each in found)


def object_of(revision: str, part: str, user_id: str = PERSON) -> str:
    """The whole name of an object."""
    return f"{PREFIX.format(user_id=user_id)}{revision}.{part}.z"


@contextmanager
def opened(revision: str, part: str, user_id: str = PERSON) -> Iterator[apsw.Connection]:
    """A model, or its sources, as they lie in the bucket."""
    body = boto3.client("s3").get_object(Bucket=BUCKET, Key=object_of(revision, part, user_id))["Body"].read()
    connection = apsw.Connection(":memory:")
    connection.deserialize("main", zlib.decompress(body))
    try:
        yield connection
    finally:
        connection.close()


def content(connection: apsw.Connection) -> dict[str, list[Any]]:
    """All rows of all tables, those of full-text indexes left out, in no order that matters."""
    tables = [
        str(name)
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        if "_words" not in str(name)
    ]
    return {table: sorted(map(json.dumps, connection.execute(f"SELECT * FROM {table}"))) for table in tables}  # noqa: S608


def kept(revision: str, part: str, user_id: str = PERSON) -> dict[str, list[Any]]:
    """The content of a model, or of its sources."""
    with opened(revision, part, user_id) as connection:
        return content(connection)

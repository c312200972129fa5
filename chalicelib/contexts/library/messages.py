"""What Library publishes and consumes on its queue.

``library.entities``   {"entities": [entity, ...]}: things that an answer held, each validated by itself
``library.collection`` {"collection": [row, ...], "name": ..., ...}: the rows of a collection that was read whole
"""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from chalicelib.core.catalogue import keys
from chalicelib.core.catalogue.rows import SeenRow
from chalicelib.core.model import Model

QUEUE = "library-records"
ENTITIES = "library.entities"
COLLECTION = "library.collection"


class CollectionPayload(Model):
    """A collection as one answer held it from first row to last. ``unnamed`` counts rows that name nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(pattern=keys.COLLECTION_PATTERN)]
    rows: list[SeenRow]
    unnamed: Annotated[int, Field(ge=0)] = 0
    snapshot_id: str | None = None

"""The library of whoever asks: the newest read model that can be read, and how old it is.

An endpoint that opens one declares ``uses=library.USES, publishes=library.PUBLISHES, errors=(NotSynced,)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.core.catalogue.model_messages import QUEUE
from chalicelib.core.declarations import Use
from chalicelib.core.errors import NotSynced
from chalicelib.core.observability import count, logger

if TYPE_CHECKING:
    from chalicelib.contexts.browser.serving.loaded import Loaded
    from chalicelib.core.catalogue.model_head import ModelHead
    from chalicelib.core.composition import Services

USES = (Use.CATALOGUE_READ, Use.COORDINATION_READ, Use.COORDINATION_WRITE, Use.OBJECTS_READ)
PUBLISHES = (QUEUE,)

NOTHING_KEPT = "nothing of your library has been read from Spotify yet: start a sync first"
BEING_PREPARED = "your library is being prepared for browsing: try again in a moment"


@dataclass(frozen=True, slots=True)
class Library:
    """A person's library as it was at ``built_at``; ``behind_since``: since when newer records wait for the next
    build, None where there are none."""

    model: Loaded
    revision: str
    built_at: datetime
    behind_since: datetime | None


def open_library(services: Services, user_id: str) -> Library:
    """The person's library: one GetItem where its read model is in memory, and one object more where not.

    A model that is damaged or missing is built anew, and the one before is given meanwhile. Raises NotSynced where none
    can be read, with what to do as its detail, and what AWS answers.
    """
    head = services.read_models.heads.read(user_id)
    if head is None or head.revision is None or head.built_at is None:
        raise _not_synced(services, user_id, head)
    model = _read(services, user_id, head.revision)
    if model is None:
        newer = services.read_models.heads.read(user_id)
        if newer is not None and newer.revision not in (None, head.revision):
            return open_library(services, user_id)  # published meanwhile, and the one that was asked for deleted
        return _without_newest(services, head)
    whole_at = head.whole_at or head.built_at
    old = services.clock.now() - whole_at >= timedelta(days=services.settings.model_whole_days)
    if old and head.whole_since is None:
        services.read_models.want_whole(user_id)  # with what others' syncs have changed since
    return Library(model, head.revision, head.built_at, head.behind_since)


def _without_newest(services: Services, head: ModelHead) -> Library:
    """The revision before the newest, which cannot be read and is built anew."""
    count("ReadModelsDamaged")
    logger.error("a read model cannot be read", extra={"revision": head.revision})
    if head.damaged != head.revision:
        services.read_models.want_whole(head.user_id, damaged=head.revision)
    if head.previous is not None and head.previous_built_at is not None:
        model = _read(services, head.user_id, head.previous)
        if model is not None:
            return Library(model, head.previous, head.previous_built_at, head.behind_since or head.built_at)
    raise NotSynced(BEING_PREPARED)


def _not_synced(services: Services, user_id: str, head: ModelHead | None) -> NotSynced:
    if head is not None:
        return NotSynced(BEING_PREPARED if head.to_be_built else NOTHING_KEPT)
    if not services.collections.names(user_id):
        return NotSynced(NOTHING_KEPT)
    # Kept by a release that built no models.
    services.read_models.changed(user_id)
    return NotSynced(BEING_PREPARED)


def _read(services: Services, user_id: str, revision: str) -> Loaded | None:
    """The model of a revision; None where it is missing or damaged."""
    from chalicelib.contexts.browser.building.storage import Missing, ModelStorage
    from chalicelib.contexts.browser.serving.loaded import Damaged, models

    storage = ModelStorage(services.settings.bucket)
    try:
        return models().get(user_id, revision, lambda: storage.get(user_id, revision, "model"))
    except (Damaged, Missing) as problem:
        logger.warning("revision not usable", extra={"revision": revision, "problem": str(problem)})
        return None

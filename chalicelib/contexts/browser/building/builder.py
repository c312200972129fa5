"""Builds one person's read model: sources brought up to date, the model derived from them, both put into the bucket.

Nobody is served anything of it before ``publish``. The lease keeps builders apart; where one outlasts it, only the one
that holds the lease in the end publishes.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from chalicelib.contexts.browser.building import base_tables
from chalicelib.contexts.browser.building.base_tables import Refreshed, Tables
from chalicelib.contexts.browser.building.storage import Missing, ModelStorage
from chalicelib.contexts.browser.model.derive import derive
from chalicelib.contexts.browser.model.digest import model_digest
from chalicelib.core.accounts import people
from chalicelib.core.catalogue.model_head import Built, ModelHead
from chalicelib.core.catalogue.model_notes import ModelNotes
from chalicelib.core.errors import NotFound
from chalicelib.core.observability import count, logger, measure

if TYPE_CHECKING:
    from chalicelib.core.clock import Deadline
    from chalicelib.core.composition import Services

LEASE_BEYOND = timedelta(seconds=10)  # after the invocation's end nobody builds any more
NUMBER_DIGITS = 12


@dataclass(frozen=True, slots=True)
class _Made:
    """What a build made, and what of it is in the bucket by now."""

    revision: str | None
    whole: bool
    refreshed: Refreshed
    bytes: int = 0


class Builder:
    """One invocation's work on one person's read model."""

    def __init__(self, user_id: str, services: Services, deadline: Deadline) -> None:
        self._user_id, self._services, self._deadline = user_id, services, deadline
        self._clock = services.clock
        self._heads = services.read_models.heads
        self._storage = ModelStorage(services.settings.bucket)
        self._notes = ModelNotes(services.settings.coordination_table, services.clock)

    def run(self) -> ModelHead | None:
        """Build what waits; the head afterwards. None where nothing waits, or somebody else builds."""
        now = self._clock.now()
        until = now + timedelta(seconds=self._deadline.seconds_left()) + LEASE_BEYOND
        claimed = self._heads.claim(self._user_id, now, until)
        if claimed is None:
            return None
        try:
            return self._build(claimed)
        except Exception:
            # The message is tried again in a moment, and shall find the way free.
            self._heads.release(claimed)
            raise

    def _build(self, claimed: ModelHead) -> ModelHead | None:
        started, began_at = time.monotonic(), self._clock.now()
        notes = self._notes.read(self._user_id)
        with tempfile.TemporaryDirectory() as folder:
            made = self._make(claimed, Path(folder), notes.entities)
        took = timedelta(seconds=time.monotonic() - started)
        published = self._heads.publish(claimed, Built(made.revision, began_at, made.whole, took))
        if published is None:
            count("ReadModelsOvertaken")
            logger.warning("the read model was built by somebody else meanwhile")
            return None
        self._tell(claimed, made, took)
        self._notes.forget(self._user_id, notes.settled)
        if made.revision is not None:
            kept = (published.revision, published.previous)
            self._storage.sweep(self._user_id, [each for each in kept if each is not None])
        return published

    def _make(self, claimed: ModelHead, folder: Path, updated: frozenset[tuple[str, str]]) -> _Made:
        file = folder / "sources.sqlite3"
        whole = self._whole(claimed) or not self._fetch(claimed, file)
        sources = _opened(file)
        try:
            if whole:
                base_tables.begin(sources)
            refreshed = base_tables.refresh(sources, self._tables(), updated)
            if not refreshed.collections:
                return _Made(None, whole, refreshed)  # nothing was ever kept: there is no library to show
            if not whole and not refreshed.changed:
                return _Made(claimed.revision, whole, refreshed)
            return self._derived(claimed, _Made(None, whole, refreshed), sources, folder)
        finally:
            sources.close()

    def _derived(self, claimed: ModelHead, made: _Made, sources: apsw.Connection, folder: Path) -> _Made:
        """Derive the model; what is new is put into the bucket, sources first."""
        file = folder / "model.sqlite3"
        model = _opened(file)
        try:
            derive(sources, model)
            digest = model_digest(model)
        finally:
            model.close()
        sources.close()
        before = claimed.revision
        same = before is not None and before.endswith(f"-{digest}") and claimed.damaged != before
        # Without a head there may still be objects of one that was lost: numbers go on behind them.
        last = before or self._storage.newest(self._user_id)
        revision = before if same and before is not None else _next(last, digest)
        size = self._storage.put(self._user_id, revision, "sources", folder / "sources.sqlite3")
        if not same:
            size += self._storage.put(self._user_id, revision, "model", file)
        return replace(made, revision=revision, bytes=size)

    def _whole(self, claimed: ModelHead) -> bool:
        """Whether everything is to be read, whatever is known."""
        if claimed.whole_since is not None or claimed.whole_at is None or claimed.revision is None:
            return True
        return self._clock.now() - claimed.whole_at >= timedelta(days=self._services.settings.model_whole_days)

    def _fetch(self, claimed: ModelHead, file: Path) -> bool:
        """Get the sources of the revision that is served; False where they cannot be used."""
        try:
            self._storage.unpack(self._user_id, claimed.revision or "", "sources", file)
        except Missing as missing:
            logger.warning("sources are missing, so everything is read", extra={"missing": str(missing)})
        else:
            sources = _opened(file)
            try:
                if base_tables.fit(sources, self._user_id):
                    return True
            finally:
                sources.close()
            logger.info("sources are of another layout, so everything is read")
        file.unlink(missing_ok=True)
        return False

    def _tables(self) -> Tables:
        try:
            spotify_ids = people.spotify_ids(self._user_id)
        except NotFound:
            spotify_ids = ()  # erased a moment ago: nothing of it will be published
        return Tables(self._user_id, spotify_ids, self._services.collections, self._services.catalogue)

    def _tell(self, claimed: ModelHead, made: _Made, took: timedelta) -> None:
        new = made.revision != claimed.revision
        count("ReadModelsBuilt" if new else "ReadModelsUnchanged")
        if made.whole:
            count("ReadModelsBuiltWhole")
        measure("ReadModelBuildTime", took.total_seconds() * 1000)
        if claimed.claimed_since is not None:
            measure("ReadModelDelay", (self._clock.now() - claimed.claimed_since).total_seconds() * 1000)
        logger.info(
            "read model built",
            extra={
                "revision": made.revision,
                "new": new,
                "whole": made.whole,
                "rows": made.refreshed.rows,
                "entities": made.refreshed.entities,
                "bytes": made.bytes,
                "milliseconds": round(took.total_seconds() * 1000),
            },
        )


def _next(before: str | None, digest: str) -> str:
    number = int(before.partition("-")[0]) + 1 if before is not None else 1
    return f"{number:0{NUMBER_DIGITS}d}-{digest}"


def _opened(file: Path) -> apsw.Connection:
    """A database that only this build reads: what a killed one leaves of it is never looked at."""
    connection = apsw.Connection(str(file))
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection

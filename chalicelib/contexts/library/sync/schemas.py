"""Requests and answers about syncs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from chalicelib.core.jobs.job import Job
from chalicelib.core.jobs.schemas import JobOut, SkippedOut, shown
from chalicelib.core.model import Model
from chalicelib.core.paging import Listing

ResourceName = Literal["playlists", "tracks", "albums", "shows", "episodes", "audiobooks", "artists"]
PlaylistId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,64}$")]

SKIPPED_NAMED = 200


class SyncPath(Model):
    """Which sync."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]


class SyncIn(Model):
    """What to sync. Nothing at all means everything; `playlists` alone means these playlists and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    resources: Annotated[
        list[ResourceName] | None,
        Field(min_length=1, max_length=7, description="kinds of things to read, all of them by default"),
    ] = None
    playlists: Annotated[
        list[PlaylistId] | None,
        Field(min_length=1, max_length=100, description="single playlists to read, unchanged or not"),
    ] = None
    full: Annotated[bool, Field(description="read every page, whatever is known to be unchanged")] = False


class EstimateOut(Model):
    """What is left to ask, under today's budget."""

    requests: int
    ready_at: datetime


class CostOut(Model):
    """What the sync has cost so far: requests to Spotify, write units of DynamoDB, and time of functions."""

    requests: int
    write_units: float
    milliseconds: int


class CollectionOut(Model):
    """A collection that had to be read."""

    name: str = Field(description="`playlists`, `tracks`, ..., or the uri of a playlist")
    label: str | None = Field(description="a playlist's own name")
    state: Literal["pending", "reading", "done", "partial", "skipped"]
    rows: int
    total: int | None
    reasons: list[str] = Field(description="why it is partial or skipped: codes")


class SyncOut(JobOut):
    """A sync under way, or what became of it. `counts` are rows."""

    resources: list[str]
    playlists: list[str]
    full: bool
    estimate: EstimateOut | None = Field(description="what is left; null when it has ended, or nothing is known yet")
    cost: CostOut
    collections: list[CollectionOut] | None = Field(
        description="collections that had to be read; null in lists of syncs. Unchanged playlists are not among them"
    )


class Syncs(Listing):
    """A person's syncs, newest first."""

    data: list[SyncOut]


def sync_out(
    job: Job,
    estimate: EstimateOut | None = None,
    skipped: Sequence[SkippedOut] = (),
    collections: list[CollectionOut] | None = None,
) -> SyncOut:
    """A sync as answers show it."""
    source = job.work if job.active else job.result
    wanted, cost = source.get("wanted", {}), source.get("cost", {})
    fields = shown(job)
    fields["skipped"] = list(skipped)[:SKIPPED_NAMED]
    return SyncOut.model_validate(
        {
            **fields,
            "resources": wanted.get("resources", []),
            "playlists": wanted.get("playlists", []),
            "full": wanted.get("full", False),
            "estimate": estimate,
            "cost": CostOut(
                requests=int(cost.get("requests", 0)),
                write_units=round(cost.get("write_units", 0.0), 1),
                milliseconds=int(cost.get("milliseconds", 0)),
            ),
            "collections": collections,
        }
    )

"""Begin, follow and cancel syncs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalice.app import Blueprint

from chalicelib.contexts.library.sync.messages import KIND, QUEUE
from chalicelib.core.composition import services
from chalicelib.core.declarations import Use
from chalicelib.core.endpoints import AnyCall, Later, Reply
from chalicelib.core.errors import Conflict, CsrfRejected, NotFound
from chalicelib.core.http import endpoint
from chalicelib.core.paging import PageQuery

if TYPE_CHECKING:
    from chalicelib.contexts.library.sync.schemas import SyncOut
    from chalicelib.core.jobs.job import Job

blueprint = Blueprint(__name__)

TAG = "Library"
SCHEMAS = "chalicelib.contexts.library.sync.schemas"
SYNC_OUT = Later(SCHEMAS, "SyncOut")
SYNC_PATH = Later(SCHEMAS, "SyncPath")
SYNCS = "/v1/library/syncs"
SYNC = "/v1/library/syncs/{id}"


@endpoint(
    blueprint,
    "POST",
    SYNCS,
    tag=TAG,
    body=Later(SCHEMAS, "SyncIn"),
    answer=SYNC_OUT,
    status=202,
    errors=(CsrfRejected, Conflict, NotFound),
    uses=(Use.COORDINATION_READ, Use.COORDINATION_WRITE, Use.ACCOUNTS_WRITE),
    publishes=(QUEUE,),
)
def begin(call: AnyCall) -> Reply:
    """Read the person's library from Spotify, in the background: all of it, or what the body names.

    Follow `Location`. While a sync is under way, asking again answers that one, whatever it was begun with. What did
    not change since the last sync is neither read nor written again. It goes on by itself where it has to wait, for
    hours or days where Spotify's daily limit says so; `estimate` tells until when.
    """
    from chalicelib.contexts.library.sync import service
    from chalicelib.contexts.library.sync.wanted import Wanted

    resources = call.body.resources
    if resources is None and call.body.playlists:
        resources = ()
    more = {} if resources is None else {"resources": tuple(dict.fromkeys(resources))}
    wanted = Wanted(playlists=tuple(call.body.playlists or ()), full=call.body.full, **more)
    job = service.start(call.person.user_id, services(), call.request_id, wanted=wanted)
    return Reply(_shown(job), status=202, headers={"Location": f"/api{SYNC.format(id=job.id)}"})


@endpoint(
    blueprint,
    "GET",
    SYNCS,
    tag=TAG,
    query=PageQuery,
    answer=Later(SCHEMAS, "Syncs"),
    uses=(Use.COORDINATION_READ,),
)
def syncs(call: AnyCall) -> Reply:
    """The person's syncs of the last 30 days, newest first. One that was begun a moment ago may be missing still."""
    from chalicelib.contexts.library.sync.schemas import Syncs, sync_out
    from chalicelib.core.jobs import of_person

    found, page = of_person.page(call, SYNCS, KIND)
    return Reply(Syncs.model_construct(data=[sync_out(job) for job in found], page=page))


@endpoint(
    blueprint,
    "GET",
    SYNC,
    tag=TAG,
    path_model=SYNC_PATH,
    answer=SYNC_OUT,
    errors=(NotFound,),
    uses=(Use.COORDINATION_READ,),
)
def sync(call: AnyCall) -> Reply:
    """How far a sync is, what it changed and what it cost, and when it is going to be ready."""
    from chalicelib.contexts.library.sync import service

    return Reply(_shown(service.read(call.person.user_id, call.path.id, services())))


@endpoint(
    blueprint,
    "DELETE",
    SYNC,
    tag=TAG,
    path_model=SYNC_PATH,
    answer=SYNC_OUT,
    status=202,
    errors=(CsrfRejected, NotFound),
    uses=(Use.COORDINATION_READ, Use.COORDINATION_WRITE),
    publishes=(QUEUE,),
)
def cancel(call: AnyCall) -> Reply:
    """Have a sync end as soon as its present page is kept. What it has read stays; the next one goes on from there."""
    from chalicelib.contexts.library.sync import service

    return Reply(_shown(service.cancel(call.person.user_id, call.path.id, services())), status=202)


def _shown(job: Job) -> SyncOut:
    from chalicelib.contexts.library.sync import presentation, service

    parts = service.parts_of(job, services())
    return presentation.sync(job, parts, service.estimate_of(job, parts, services()))

"""What a playlist, an album or any selection of tracks amounts to; and having it read and measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalice.app import Blueprint

from chalicelib.contexts.browser.analysis.messages import KIND, QUEUE
from chalicelib.contexts.browser.serving.library import PUBLISHES, USES
from chalicelib.core.composition import services
from chalicelib.core.declarations import Use
from chalicelib.core.endpoints import AnyCall, Later, Reply
from chalicelib.core.errors import Conflict, CsrfRejected, NotFound, NotSynced
from chalicelib.core.http import endpoint
from chalicelib.core.paging import PageQuery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chalicelib.contexts.browser.analysis.memory import Target, TargetKind
    from chalicelib.contexts.browser.analysis.schemas import Operation
    from chalicelib.core.jobs.job import Job

blueprint = Blueprint(__name__)

TAG = "Browser"
PLAYLIST = "/v1/browser/playlists/{spotify_id}/analysis"
ALBUM = "/v1/browser/albums/{spotify_id}/analysis"
TRACKS = "/v1/browser/tracks/analysis"
JOBS = "/v1/browser/jobs"
JOB = "/v1/browser/jobs/{id}"
BESIDE_CONTENT = frozenset({"meta.built_at"})
SCHEMAS = "chalicelib.contexts.browser.analysis.schemas"
THING = Later(SCHEMAS, "ThingPath")
QUERY = Later(SCHEMAS, "TracksQuery")
OPERATION = Later(SCHEMAS, "OperationIn")
ANALYSIS = Later(SCHEMAS, "AnalysisAnswer")
JOB_PATH = Later(SCHEMAS, "JobPath")
JOB_OUT = Later(SCHEMAS, "AnalysisJobOut")
BEGINS = (Use.COORDINATION_READ, Use.COORDINATION_WRITE, Use.ACCOUNTS_READ)


@endpoint(
    blueprint,
    "GET",
    PLAYLIST,
    tag=TAG,
    path_model=THING,
    answer=ANALYSIS,
    errors=(NotFound, NotSynced),
    uses=USES,
    publishes=PUBLISHES,
)
def playlist_analysis(call: AnyCall) -> Reply:
    """What a playlist amounts to. Its rows count as often as they stand there."""
    return _analysis(call, "playlist")


@endpoint(
    blueprint,
    "GET",
    ALBUM,
    tag=TAG,
    path_model=THING,
    answer=ANALYSIS,
    errors=(NotFound, NotSynced),
    uses=USES,
    publishes=PUBLISHES,
)
def album_analysis(call: AnyCall) -> Reply:
    """What an album amounts to, as far as the library has its tracks."""
    return _analysis(call, "album")


@endpoint(
    blueprint,
    "GET",
    TRACKS,
    tag=TAG,
    query=QUERY,
    answer=ANALYSIS,
    errors=(NotSynced,),
    uses=USES,
    publishes=PUBLISHES,
)
def tracks_analysis(call: AnyCall) -> Reply:
    """What the tracks amount to that filters name, each once; without filters the whole library."""
    return _analysis(call, "tracks")


@endpoint(
    blueprint,
    "PUT",
    PLAYLIST,
    tag=TAG,
    path_model=THING,
    answer=JOB_OUT,
    status=202,
    errors=(CsrfRejected, Conflict),
    uses=BEGINS,
    publishes=(QUEUE,),
)
def renew_playlist(call: AnyCall) -> Reply:
    """Read a playlist from Spotify, then ask for what is not known of its tracks: audio features, and the genres of
    their artists. Follow `Location`."""
    return _begin(call, "playlist", ("sync", "analyze"))


@endpoint(
    blueprint,
    "PATCH",
    PLAYLIST,
    tag=TAG,
    path_model=THING,
    body=OPERATION,
    answer=JOB_OUT,
    status=202,
    errors=(CsrfRejected, Conflict),
    uses=BEGINS,
    publishes=(QUEUE,),
)
def change_playlist(call: AnyCall) -> Reply:
    """Only read a playlist from Spotify, or only ask for what is not known of its tracks."""
    return _begin(call, "playlist", (call.body.operation,))


@endpoint(
    blueprint,
    "PUT",
    ALBUM,
    tag=TAG,
    path_model=THING,
    answer=JOB_OUT,
    status=202,
    errors=(CsrfRejected, Conflict, NotFound, NotSynced),
    uses=(*USES, *BEGINS),
    publishes=(QUEUE, *PUBLISHES),
)
def renew_album(call: AnyCall) -> Reply:
    """Read an album of the library from Spotify, with its first 50 tracks, then ask for what is not known of those of
    its tracks that the library has."""
    return _begin(call, "album", ("sync", "analyze"))


@endpoint(
    blueprint,
    "PATCH",
    ALBUM,
    tag=TAG,
    path_model=THING,
    body=OPERATION,
    answer=JOB_OUT,
    status=202,
    errors=(CsrfRejected, Conflict, NotFound, NotSynced),
    uses=(*USES, *BEGINS),
    publishes=(QUEUE, *PUBLISHES),
)
def change_album(call: AnyCall) -> Reply:
    """Only read an album of the library from Spotify, with its first 50 tracks; or only ask for what is not known of
    those of its tracks that the library has."""
    return _begin(call, "album", (call.body.operation,))


@endpoint(
    blueprint,
    "POST",
    TRACKS,
    tag=TAG,
    query=QUERY,
    answer=JOB_OUT,
    status=202,
    errors=(CsrfRejected, Conflict, NotSynced),
    uses=(*USES, *BEGINS),
    publishes=(QUEUE, *PUBLISHES),
)
def analyse_tracks(call: AnyCall) -> Reply:
    """Ask for what is not known of exactly the tracks that filters name when the job begins: audio features, and the
    genres of their artists. Follow `Location`.

    What its source does not know of a track is counted as skipped, and not asked for again for 30 days. One job reads
    500 times from Spotify for artists at most, and says so where more are left: the next one goes on. Three selections
    are analysed at once at most; another one is answered with 409.
    """
    return _begin(call, "tracks", ("analyze",))


@endpoint(
    blueprint,
    "GET",
    JOBS,
    tag=TAG,
    query=PageQuery,
    answer=Later(SCHEMAS, "AnalysisJobs"),
    uses=(Use.COORDINATION_READ,),
)
def analyses(call: AnyCall) -> Reply:
    """The person's analyses of the last 30 days, newest first. One that was begun a moment ago may be missing still."""
    from chalicelib.contexts.browser.analysis.schemas import AnalysisJobs, job_out
    from chalicelib.core.jobs import of_person

    found, page = of_person.page(call, JOBS, KIND)
    return Reply(AnalysisJobs.model_construct(data=[job_out(job) for job in found], page=page))


@endpoint(
    blueprint,
    "GET",
    JOB,
    tag=TAG,
    path_model=JOB_PATH,
    answer=JOB_OUT,
    errors=(NotFound,),
    uses=(Use.COORDINATION_READ,),
)
def analysis_job(call: AnyCall) -> Reply:
    """How far an analysis is, and what it has left out."""
    from chalicelib.contexts.browser.analysis import service

    return _shown(service.read(call.person.user_id, call.path.id, services()))


@endpoint(
    blueprint,
    "DELETE",
    JOB,
    tag=TAG,
    path_model=JOB_PATH,
    answer=JOB_OUT,
    status=202,
    errors=(CsrfRejected, NotFound),
    uses=(Use.COORDINATION_READ, Use.COORDINATION_WRITE),
    publishes=(QUEUE,),
)
def cancel_analysis(call: AnyCall) -> Reply:
    """Have an analysis end as soon as its present step is kept. What it was told stays, and a sync that it waits for
    goes on."""
    from chalicelib.contexts.browser.analysis import service

    return _shown(service.cancel(call.person.user_id, call.path.id, services()), status=202)


def _target(call: AnyCall, kind: TargetKind) -> Target:
    from chalicelib.contexts.browser.analysis import selecting
    from chalicelib.contexts.browser.analysis.memory import Target

    if kind == "tracks":
        return Target(kind=kind, filters=dict(selecting.filters(call.query)))
    return Target(kind=kind, id=call.path.spotify_id)


def _analysis(call: AnyCall, kind: TargetKind) -> Reply:
    from chalicelib.contexts.browser.analysis import service
    from chalicelib.contexts.browser.serving.opening import opened

    found = service.analysis(opened(call), _target(call, kind), services(), call.person.client)
    return Reply(found, beside_content=BESIDE_CONTENT)


def _begin(call: AnyCall, kind: TargetKind, operations: Sequence[Operation]) -> Reply:
    from chalicelib.contexts.browser.analysis import service
    from chalicelib.contexts.browser.serving.opening import opened

    target = _target(call, kind)
    if kind != "playlist":  # whose rows may be read before the library can be browsed
        service.expect(opened(call), target)
    job = service.start(call.person.user_id, target, operations, services(), call.request_id)
    return _shown(job, status=202, location=True)


def _shown(job: Job, *, status: int = 200, location: bool = False) -> Reply:
    from chalicelib.contexts.browser.analysis.schemas import job_out

    headers = {"Location": f"/api{JOB.format(id=job.id)}"} if location else {}
    return Reply(job_out(job), status=status, headers=headers)

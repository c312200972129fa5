"""Disconnect: erase everything that is kept about a person, and follow it to its receipt."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.core.composition import services
from chalicelib.core.declarations import Use
from chalicelib.core.endpoints import AnyCall, Reply
from chalicelib.core.erasure.messages import QUEUE
from chalicelib.core.erasure.schemas import ErasureOut, ErasurePath, erasure
from chalicelib.core.errors import Conflict, CsrfRejected, Forbidden, NotFound
from chalicelib.core.http import SESSION_COOKIE, cookie, endpoint

blueprint = Blueprint(__name__)

TAG = "User"


@endpoint(
    blueprint,
    "DELETE",
    "/v1/user",
    tag=TAG,
    answer=ErasureOut,
    status=202,
    errors=(CsrfRejected, Conflict, Forbidden),
    uses=(Use.COORDINATION_WRITE,),
    publishes=(QUEUE,),
)
def disconnect(call: AnyCall) -> Reply:
    """Disconnect from Spotify and erase everything that is kept about the person.

    Every session and token ends with this answer, which is why asking again is `unauthenticated`; only requests that
    were under way together get the same job. The rest is erased within minutes: follow `Location`, which needs no
    session. Signing in again makes a new person, at any time. What others have read of shared playlists stays theirs.
    A token cannot ask for it: whoever finds a script's token shall not be able to erase the person.
    """
    from chalicelib.core.erasure import service

    if call.person.credential.kind != "session":
        raise Forbidden("a token cannot disconnect its person: sign in")
    job = service.disconnect(call.person.user_id, call.request_id, services())
    return Reply(
        erasure(job),
        status=202,
        headers={"Location": f"/api/v1/user/erasures/{job.id}", "Cache-Control": "no-store"},
        cookies=[cookie(SESSION_COOKIE, "", 0)],
    )


@endpoint(
    blueprint,
    "GET",
    "/v1/user/erasures/{id}",
    tag=TAG,
    path_model=ErasurePath,
    answer=ErasureOut,
    authentication="none",
    errors=(NotFound,),
)
def read_erasure(call: AnyCall) -> Reply:
    """How far an erasure is, and its receipt in the end.

    It needs no session, because none is left: whoever has the address was told it. It is kept for 30 days.
    """
    from chalicelib.core.erasure import service

    return Reply(erasure(service.read(call.path.id, services())))

"""RFC 9457 problem documents, and the mapping of errors into them."""

from __future__ import annotations

from pydantic import Field, ValidationError

from chalicelib.core.errors import DashspotError, Flaw, InvalidRequest
from chalicelib.core.model import Model

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:dashspot:problem:"


class ProblemFlaw(Model):
    """One thing wrong with the request."""

    detail: str
    pointer: str | None = Field(None, description="JSON pointer (RFC 6901) into the body")
    parameter: str | None = Field(None, description="name of the path, query or header parameter")


class Problem(Model):
    """What every error answer holds (RFC 9457), with a stable code and the request id that the logs know."""

    type: str = Field(description="a URN that ends in the code", examples=["urn:dashspot:problem:not_found"])
    title: str
    status: int
    detail: str
    code: str = Field(examples=["not_found"])
    request_id: str
    retry_after: int | None = Field(None, description="seconds until asking again makes sense")
    errors: list[ProblemFlaw] | None = None


def of(error: DashspotError, request_id: str) -> Problem:
    """The document of an error."""
    return Problem(
        type=TYPE_PREFIX + error.code,
        title=error.title,
        status=error.status,
        detail=error.detail,
        code=error.code,
        request_id=request_id,
        retry_after=error.retry_after,
        errors=[ProblemFlaw(detail=f.detail, pointer=f.pointer, parameter=f.parameter) for f in error.flaws] or None,
    )


def invalid_parameters(error: ValidationError) -> InvalidRequest:
    """An InvalidRequest that names each path or query parameter that failed."""
    flaws = [
        Flaw(_plain(item["msg"]), parameter=str(item["loc"][0]) if item["loc"] else None) for item in error.errors()
    ]
    named = ", ".join(sorted({flaw.parameter for flaw in flaws if flaw.parameter}))
    return InvalidRequest(f"not valid: {named}" if named else "the parameters are not valid", flaws=flaws)


def invalid_body(error: ValidationError) -> InvalidRequest:
    """An InvalidRequest that points into the body; broken JSON is told as such."""
    errors = error.errors()
    if errors and errors[0]["type"] == "json_invalid":
        return InvalidRequest("the body is not JSON", flaws=[Flaw(_plain(errors[0]["msg"]), pointer="")])
    flaws = [Flaw(_plain(item["msg"]), pointer=_pointer(item["loc"])) for item in errors]
    return InvalidRequest("the body is not valid", flaws=flaws)


def _pointer(location: tuple[int | str, ...]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def _plain(message: str) -> str:
    return "not a known parameter" if message == "Extra inputs are not permitted" else message

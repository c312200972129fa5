"""Tries one recording: through the endpoint of Dashspot that asks for its kind, where none does through the client.

Errors go through the client as well, which has to make them the errors that they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chalicelib.spotify.errors import MalformedAnswer
from chalicelib.spotify.parsing import Fault

from . import answers, asking
from .files import Body, Recording

Through = Callable[[str, Any], None]
"""Passes the payload of a kind through Dashspot's endpoint into the catalogue.

Raises if it does not arrive, `answers.Refused` if it cannot be asked for.
"""


@dataclass(frozen=True)
class Outcome:
    """What became of a recording: the text of its line, the group it is counted in, and whether that is a failure."""

    text: str
    group: str
    failed: bool = False


def attempt(recording: Recording, through: Through | None = None) -> Outcome:
    """Try every body of `recording`; the worst outcome speaks for the file."""
    outcomes = [_body(body, recording.kind, through) for body in recording.bodies]
    if not outcomes:
        return Outcome("ok, no answer in it", "ok")
    for worst in ("FAILED", "refused"):
        for outcome in outcomes:
            if outcome.group == worst:
                return outcome
    return (
        outcomes[0]
        if len(outcomes) == 1
        else Outcome(f"{outcomes[0].text} ({len(outcomes)} answers)", outcomes[0].group)
    )


def _body(body: Body, kind: str, through: Through | None) -> Outcome:
    if body.status is not None and body.status >= 400:
        return _refusal(kind, body.status, body.content)
    faults: list[Fault] = []
    try:
        readings = answers.read(body.content, kind, faults.append)
    except answers.Refused as refused:
        if refused.rule == "error_status":
            return _refusal(kind, refused.status, body.content)
        return Outcome(f"refused: {refused.rule} ({refused.detail})", "refused")
    except MalformedAnswer as error:
        return Outcome(f"FAILED, refused without a rule: {error.message}", "FAILED", failed=True)
    aside = f"; set aside: {', '.join(sorted({fault.path for fault in faults})[:5])}" if faults else ""
    routes = sorted({f"GET {reading.route}" for reading in readings if reading.route})
    if routes:
        return _through_routes(readings, routes, aside, through)
    try:
        asked = sorted({f"{endpoint.method} {endpoint.path}" for endpoint in map(asking.ask, readings)})
    except Exception as error:
        return Outcome(f"FAILED in the client: {type(error).__name__}: {error}", "FAILED", failed=True)
    return Outcome(f"ok, through the client: {', '.join(asked)}{aside}", "through the client")


def _through_routes(readings: list[answers.Reading], routes: list[str], aside: str, through: Through | None) -> Outcome:
    if through is None:
        return Outcome(f"ok{aside}", "ok")
    for reading in readings:
        if reading.route is None:
            continue
        try:
            through(reading.kind, reading.payload)
        except answers.Refused as refused:
            return Outcome(f"refused: {refused.rule} ({refused.detail})", "refused")
        except Exception as error:
            return Outcome(f"FAILED in {reading.route}: {type(error).__name__}: {error}", "FAILED", failed=True)
    return Outcome(f"ok, through {', '.join(routes)}{aside}", "through an endpoint")


def _refusal(kind: str, status: int, body: bytes) -> Outcome:
    """An error is an answer too: the client makes it the error that it is."""
    try:
        error = asking.refusal(kind, status, body)
    except Exception as failure:
        return Outcome(f"FAILED in the client: {type(failure).__name__}: {failure}", "FAILED", failed=True)
    return Outcome(f"refused: error_status ({status} {error.reason or type(error).__name__})", "refused")

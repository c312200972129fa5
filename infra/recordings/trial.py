"""Tries one recording: through the client's models, and, where an endpoint asks for its kind, through that endpoint."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chalicelib.spotify import answers, refusals
from chalicelib.spotify.errors import MalformedAnswer
from chalicelib.spotify.parsing import Fault

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
        error = refusals.classify(body.status, {}, body.content)
        return Outcome(f"refused: error_status ({body.status} {error.reason or type(error).__name__})", "refused")
    faults: list[Fault] = []
    try:
        readings = answers.read(body.content, kind, faults.append)
    except answers.Refused as refusal:
        return Outcome(f"refused: {refusal.rule} ({refusal.detail})", "refused")
    except MalformedAnswer as error:
        return Outcome(f"FAILED, refused without a rule: {error.message}", "FAILED", failed=True)
    aside = f"; set aside: {', '.join(sorted({fault.path for fault in faults})[:5])}" if faults else ""
    routes = sorted({reading.endpoint for reading in readings if reading.endpoint})
    if not routes:
        seen = {reading.kind for reading in readings} - {kind}
        return Outcome(
            f"ok, no endpoint: {kind}{' as ' + ', '.join(sorted(seen)) if seen else ''}{aside}", "no endpoint"
        )
    if through is None:
        return Outcome(f"ok{aside}", "ok")
    for reading in readings:
        if reading.endpoint is None:
            continue
        try:
            through(reading.kind, reading.payload)
        except answers.Refused as refusal:
            return Outcome(f"refused: {refusal.rule} ({refusal.detail})", "refused")
        except Exception as error:
            return Outcome(f"FAILED in {reading.endpoint}: {type(error).__name__}: {error}", "FAILED", failed=True)
    return Outcome(f"ok, through {', '.join(f'GET {route}' for route in routes)}{aside}", "through an endpoint")

"""Spotify says no: limits told by hand, the app's standing, and any other refusal of the Web API."""

from __future__ import annotations

from email.utils import formatdate
from typing import Literal

from pydantic import Field

from infra.local.simulator.faults.context import Context
from infra.local.simulator.faults.rules import AnsweringFault, RetryAfter
from infra.local.simulator.wire import Response, json_response, text_response

RATE_LIMITED = {"error": {"status": 429, "message": "API rate limit exceeded"}}
"""As recorded (joostlek/python-spotify)."""
QUOTA_EXCEEDED = {"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}
"""As documented since July 2026."""
_HOUR = 3600


class RateLimit(AnsweringFault):
    """429 of the rate limit, with whatever ``retry_after``: seconds, null (no header), "past", or a text as it is."""

    kind: Literal["rate_limit"]
    retry_after: RetryAfter = 30

    def response(self, context: Context) -> Response:
        """429 "API rate limit exceeded"."""
        return json_response(RATE_LIMITED, 429, retry_after_header(self.retry_after, context))


class Quota(AnsweringFault):
    """429 of the daily quota (development mode): ``reason: QUOTA_EXCEEDED``; waits of 2,484 to 86,400 s were seen."""

    kind: Literal["quota"]
    retry_after: RetryAfter = 52_531

    def response(self, context: Context) -> Response:
        """429 with the reason."""
        return json_response(QUOTA_EXCEEDED, 429, retry_after_header(self.retry_after, context))


class NotRegistered(AnsweringFault):
    """403 in plain text: the person is not on the app's allow-list. Signing in succeeds, every call fails."""

    kind: Literal["not_registered"]
    text: str = "User not registered in the Developer Dashboard"

    def response(self, context: Context) -> Response:
        """The text, not JSON."""
        return text_response(self.text, 403)


class PremiumLapsed(AnsweringFault):
    """403 for everybody: the app's owner has no Premium any more (development mode)."""

    kind: Literal["premium_lapsed"]

    def response(self, context: Context) -> Response:
        """403 as development-mode apps get it."""
        message = "Active premium subscription required for the owner of the app."
        return json_response({"error": {"status": 403, "message": message}}, 403)


class TransientUnauthorized(AnsweringFault):
    """401 "Access token missing" for a token that is valid (seen in July 2026): asking again works."""

    kind: Literal["token_missing"]

    def response(self, context: Context) -> Response:
        """401 although there was a token."""
        return json_response({"error": {"status": 401, "message": "Access token missing"}}, 401)


class Refusal(AnsweringFault):
    """Any refusal of the Web API: ``status``, ``message`` and ``reason``, "PREMIUM_REQUIRED" for example."""

    kind: Literal["refusal"]
    status: int = Field(default=403, ge=400, le=599)
    message: str = "Forbidden"
    reason: str | None = None

    def response(self, context: Context) -> Response:
        """The refusal as JSON."""
        reason = {} if self.reason is None else {"reason": self.reason}
        return json_response({"error": {"status": self.status, "message": self.message, **reason}}, self.status)


def retry_after_header(wait: RetryAfter, context: Context) -> dict[str, str]:
    """The header, or nothing."""
    if wait is None:
        return {}
    if wait == "past":
        # Beside the time of the answer, as the simulator's clock has it: readers compare the two.
        now = context.clock.now()
        return {"Retry-After": formatdate(now - _HOUR, usegmt=True), "Date": formatdate(now, usegmt=True)}
    return {"Retry-After": str(wait)}

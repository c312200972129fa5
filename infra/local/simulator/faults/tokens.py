"""Grants that suddenly do not hold: truly, because a token ends, or only said so."""

from __future__ import annotations

from typing import ClassVar, Literal

from infra.local.simulator.faults.context import Context, Serve
from infra.local.simulator.faults.rules import AnsweringFault, Fault
from infra.local.simulator.wire import Request, Response, json_response


class FalseInvalidGrant(AnsweringFault):
    """400 ``invalid_grant`` for refresh tokens that are valid, as in Spotify's outages: later they work again."""

    usual_path: ClassVar[str] = "/api/token"

    kind: Literal["invalid_grant"]
    description: str = "Refresh token revoked"

    def concerns(self, request: Request) -> bool:
        """Refreshing only; codes are exchanged as ever."""
        return request.form.get("grant_type") == "refresh_token"

    def response(self, context: Context) -> Response:
        """What the accounts host says of a revoked token."""
        body = {"error": "invalid_grant", "error_description": self.description}
        return json_response(body, 400, {"Cache-Control": "no-store"})


class Expiry(Fault):
    """The person's access tokens expire at this request (``skip`` some, to have it in mid-crawl)."""

    kind: Literal["expiry"]

    def apply(self, request: Request, context: Context, serve: Serve) -> Response:
        """Lets the tokens expire, then asks as ever."""
        if context.user_id is not None:
            context.grants.expire_access(context.user_id)
        return serve(request)


class Revocation(Fault):
    """The person takes the app's access away in their account at this request: refreshing fails from now on."""

    kind: Literal["revocation"]

    def apply(self, request: Request, context: Context, serve: Serve) -> Response:
        """Revokes what the person granted, then asks as ever."""
        if context.user_id is not None:
            context.grants.revoke_refresh(context.user_id)
            context.grants.expire_access(context.user_id)
        return serve(request)

"""Refusals of the Web API, with the bodies that recordings and public threads show."""

from __future__ import annotations


class ApiError(Exception):
    """Becomes ``{"error": {"status": ..., "message": ..., "reason"?: ...}}`` with that status."""

    def __init__(
        self, status: int, message: str, headers: dict[str, str] | None = None, reason: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers or {}
        self.reason = reason

    @property
    def body(self) -> dict[str, object]:
        """The answer's JSON."""
        reason = {} if self.reason is None else {"reason": self.reason}
        return {"error": {"status": self.status, "message": self.message, **reason}}


def invalid(what: str) -> ApiError:
    """400, for a parameter out of its range: "Invalid limit"."""
    return ApiError(400, f"Invalid {what}")


def unauthorized(message: str) -> ApiError:
    """401: no token, an unknown one, or an expired one."""
    return ApiError(401, message, {"WWW-Authenticate": f'Bearer realm="spotify", error="invalid_token", '
                                                       f'error_description="{message}"'})  # fmt: skip


def forbidden() -> ApiError:
    """403, for endpoints that the app's mode does not have and for playlists that are not the person's."""
    return ApiError(403, "Forbidden")


def insufficient_scope() -> ApiError:
    """403, for a token without the scope that the endpoint needs."""
    return ApiError(403, "Insufficient client scope")


def not_found() -> ApiError:
    """404, for an id of the right form that nothing has."""
    return ApiError(404, "Resource not found")

"""The errors of LinkedIn's API, with the bodies it sends.

Source: learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling and the error tables
of the single APIs.
"""

from __future__ import annotations

from sandbox.values import Json


class LinkedInError(Exception):
    """An answer that is not a success: its HTTP status and body."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(str(body.get("code") or body.get("error") or status))
        self.status = status
        self.body = body


def coded(status: int, code: str, message: str, number: int | None = None) -> LinkedInError:
    """Return an error with a code, and with a serviceErrorCode where there is one."""
    body: Json = {"status": status, "code": code, "message": message}
    if number is not None:
        body["serviceErrorCode"] = number
    return LinkedInError(status, body)


def no_token() -> LinkedInError:
    """Return the answer to a call without a token."""
    return LinkedInError(
        401, {"message": "Empty oauth2_access_token", "serviceErrorCode": 401, "status": 401}
    )


def denied(resource: str) -> LinkedInError:
    """Return the answer to a call beyond the token's permissions."""
    return coded(403, "ACCESS_DENIED", f"Not enough permissions to access: {resource}", 100)


def field(pointer: str, problem: str) -> LinkedInError:
    """Return the answer to a body whose shape is wrong."""
    message = f"ERROR :: {pointer} :: {problem}\n"
    return LinkedInError(422, {"message": message, "status": 422})


def throttled(level: str) -> LinkedInError:
    """Return the answer beyond a daily limit; `level` is MEMBER or APPLICATION."""
    return coded(
        429,
        "TOO_MANY_REQUESTS",
        f"Resource level throttle {level} DAY limit for calls to this resource is reached.",
        101,
    )

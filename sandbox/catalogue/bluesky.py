"""Bluesky's documented errors: a name, a message, and rate limits in four headers.

Sources: the errors that the lexicons of com.atproto.* name, atproto.com/specs/xrpc and
docs.bsky.app/docs/advanced-guides/rate-limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sandbox.catalogue.documented import Documented, Form, Reset

_CREATE: Final = "bluesky.createRecord"
_SESSION: Final = "bluesky.createSession"


def _error(
    status: int,
    name: str,
    message: str,
    *,
    where: str = _CREATE,
    headers: Mapping[str, str | Reset] | None = None,
) -> Documented:
    body = {"error": name, "message": message}
    return Documented(where=where, status=status, body=body, headers=headers or {})


def _limited(limit: int, window: timedelta) -> Mapping[str, str | Reset]:
    """The headers of a limit that is used up, its window just begun."""
    return {
        "ratelimit-limit": str(limit),
        "ratelimit-remaining": "0",
        "ratelimit-reset": Reset(after=window, form=Form.EPOCH),
        "ratelimit-policy": f"{limit};w={int(window.total_seconds())}",
    }


_TOKENS: Final[Mapping[str, Documented]] = {
    "ExpiredToken": _error(400, "ExpiredToken", "Token has expired"),
    "ExpiredToken_refresh": _error(
        400, "ExpiredToken", "Token has expired", where="bluesky.refreshSession"
    ),
    "InvalidToken": _error(400, "InvalidToken", "Token could not be verified"),
    "InvalidToken_refresh": _error(
        400, "InvalidToken", "Token has been revoked", where="bluesky.refreshSession"
    ),
    "AuthenticationRequired": _error(401, "AuthenticationRequired", "Authentication Required"),
    "AuthenticationRequired_password": _error(
        401, "AuthenticationRequired", "Invalid identifier or password", where=_SESSION
    ),
    "AuthFactorTokenRequired": _error(
        401,
        "AuthFactorTokenRequired",
        "A sign in code has been sent to your email address",
        where=_SESSION,
    ),
    # Servers differ in the status of this one.
    "AccountTakedown": _error(401, "AccountTakedown", "Account has been taken down"),
    "AccountTakedown_400": _error(400, "AccountTakedown", "Account has been taken down"),
    "AccountTakedown_session": _error(
        401, "AccountTakedown", "Account has been taken down", where=_SESSION
    ),
}
_RECORDS: Final[Mapping[str, Documented]] = {
    "InvalidRequest": _error(
        400, "InvalidRequest", 'Invalid app.bsky.feed.post record: Record must have "createdAt"'
    ),
    "InvalidRequest_too_long": _error(
        400,
        "InvalidRequest",
        "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes",
    ),
    "InvalidSwap": _error(400, "InvalidSwap", "Commit was at another revision"),
    "RecordNotFound": _error(
        400, "RecordNotFound", "Could not locate record", where="bluesky.getRecord"
    ),
    "PayloadTooLarge": _error(
        413, "PayloadTooLarge", "request entity too large", where="bluesky.uploadBlob"
    ),
    "HandleNotFound": _error(
        400, "InvalidRequest", "Unable to resolve handle", where="bluesky.resolveHandle"
    ),
}
_LIMITS: Final[Mapping[str, Documented]] = {
    # Points: 5,000 an hour, 3 for each new record. Sign-ins: 30 in five minutes.
    "RateLimitExceeded": _error(
        429,
        "RateLimitExceeded",
        "Rate Limit Exceeded",
        headers=_limited(5000, timedelta(hours=1)),
    ),
    "RateLimitExceeded_session": _error(
        429,
        "RateLimitExceeded",
        "Rate Limit Exceeded",
        where=_SESSION,
        headers=_limited(30, timedelta(minutes=5)),
    ),
    "RateLimitExceeded_without_reset": _error(429, "RateLimitExceeded", "Rate Limit Exceeded"),
}
_TROUBLE: Final[Mapping[str, Documented]] = {
    "InternalServerError": _error(500, "InternalServerError", "Internal Server Error"),
    "UpstreamFailure": _error(502, "UpstreamFailure", "Upstream Failure"),
    "UpstreamFailure_reading": _error(
        502, "UpstreamFailure", "Upstream Failure", where="bluesky.getPosts"
    ),
}
ROWS: Final[Mapping[str, Documented]] = {**_TOKENS, **_RECORDS, **_LIMITS, **_TROUBLE}

"""Mastodon's documented errors: one sentence, and rate limits in three headers.

Sources: docs.joinmastodon.org/entities/Error, docs.joinmastodon.org/methods/statuses,
docs.joinmastodon.org/methods/oauth and docs.joinmastodon.org/api/rate-limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sandbox.catalogue.documented import Documented, Form, Reset

_STATUSES: Final = "mastodon.statuses"
_TOKEN: Final = "mastodon.token"  # noqa: S105 - the place where tokens are given, not a token
_AUTHORIZE: Final = "mastodon.authorize"
_HTML: Final = "<!DOCTYPE html><html><body><h1>503 Service Unavailable</h1></body></html>"


def _error(
    status: int,
    sentence: str,
    *,
    where: str = _STATUSES,
    headers: Mapping[str, str | Reset] | None = None,
) -> Documented:
    return Documented(where=where, status=status, body={"error": sentence}, headers=headers or {})


def _grant(status: int, error: str, description: str, where: str = _TOKEN) -> Documented:
    body = {"error": error, "error_description": description}
    return Documented(where=where, status=status, body=body)


def _limited(limit: int, window: timedelta) -> Mapping[str, str | Reset]:
    """The headers of a limit that is used up, its window just begun."""
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": Reset(after=window, form=Form.ISO),
    }


_CALLS: Final[Mapping[str, Documented]] = {
    "token_invalid": _error(401, "The access token is invalid"),
    "token_revoked": _error(401, "The access token was revoked"),
    "outside_scopes": _error(403, "This action is outside the authorized scopes"),
    "login_disabled": _error(403, "Your login is currently disabled"),
    "text_blank": _error(422, "Validation failed: Text can't be blank"),
    "text_too_long": _error(422, "Validation failed: Text character limit of 500 exceeded"),
    "record_not_found": _error(404, "Record not found", where="mastodon.delete"),
    "media_invalid": _error(
        422, "Validation failed: File content type is invalid", where="mastodon.media"
    ),
}
_LIMITS: Final[Mapping[str, Documented]] = {
    "too_many_requests": _error(
        429, "Too many requests", headers=_limited(300, timedelta(minutes=5))
    ),
    "too_many_requests_media": _error(
        429,
        "Too many requests",
        where="mastodon.media",
        headers=_limited(30, timedelta(minutes=30)),
    ),
    "too_many_requests_without_reset": _error(429, "Too many requests"),
}
_TROUBLE: Final[Mapping[str, Documented]] = {
    "service_unavailable": Documented(where=_STATUSES, status=503, body=_HTML),
    "service_unavailable_empty": Documented(where=_STATUSES, status=503),
}
_SIGN_IN: Final[Mapping[str, Documented]] = {
    "invalid_grant": _grant(
        400,
        "invalid_grant",
        "The provided authorization grant is invalid, expired, revoked, does not match the "
        "redirection URI used in the authorization request, or was issued to another client.",
    ),
    "invalid_client": _grant(
        401,
        "invalid_client",
        "Client authentication failed due to unknown client, no client authentication included, "
        "or unsupported authentication method.",
    ),
    "invalid_scope": _grant(
        400, "invalid_scope", "The requested scope is invalid, unknown, or malformed."
    ),
    "invalid_scope_authorize": Documented(
        where=_AUTHORIZE,
        status=302,
        redirect={
            "error": "invalid_scope",
            "error_description": "The requested scope is invalid, unknown, or malformed.",
        },
    ),
    "app_invalid": _error(
        422, "Validation failed: Redirect URI must be an absolute URI.", where="mastodon.apps"
    ),
    "access_denied": Documented(
        where=_AUTHORIZE,
        status=302,
        redirect={
            "error": "access_denied",
            "error_description": "The resource owner or authorization server denied the request.",
        },
    ),
}
ROWS: Final[Mapping[str, Documented]] = {**_CALLS, **_LIMITS, **_TROUBLE, **_SIGN_IN}

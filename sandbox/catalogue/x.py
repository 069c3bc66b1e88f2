"""X's documented errors.

Sources: docs.x.com/x-api/fundamentals/response-codes-and-errors,
docs.x.com/x-api/fundamentals/rate-limits, X's OpenAPI description (problems travel as
application/problem+json) and docs.x.com/fundamentals/authentication/oauth-2-0.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sandbox.catalogue.documented import Documented, Form, Reset
from sandbox.values import Json

PROBLEM: Final = "application/problem+json"
_PROBLEMS: Final = "https://api.twitter.com/2/problems"
_TWEETS: Final = "x.tweets"
_WINDOW: Final = Reset(after=timedelta(minutes=15), form=Form.EPOCH)
_DAY: Final = Reset(after=timedelta(hours=24), form=Form.EPOCH)
_TOO_LONG: Final = (
    "Your Tweet text is too long. For more information see "
    "https://docs.x.com/fundamentals/counting-characters."
)
_HTML: Final = "<html><body><h1>Over capacity</h1></body></html>"


def _problem(
    status: int,
    body: Json,
    *,
    where: str = _TWEETS,
    headers: Mapping[str, str | Reset] | None = None,
) -> Documented:
    given: dict[str, str | Reset] = {"Content-Type": PROBLEM, **(headers or {})}
    return Documented(where=where, status=status, body=body, headers=given)


def _forbidden(detail: str) -> Documented:
    return _problem(
        403, {"detail": detail, "type": "about:blank", "title": "Forbidden", "status": 403}
    )


def _too_many(headers: Mapping[str, str | Reset]) -> Documented:
    body = {
        "title": "Too Many Requests",
        "detail": "Too Many Requests",
        "type": "about:blank",
        "status": 429,
    }
    return _problem(429, body, headers=headers)


def _not_found(post_id: str) -> Json:
    return {
        "value": post_id,
        "detail": f"Could not find tweet with ids: [{post_id}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "ids",
        "resource_id": post_id,
        "type": f"{_PROBLEMS}/resource-not-found",
    }


def _grant(status: int, error: str, description: str) -> Documented:
    body = {"error": error, "error_description": description}
    return Documented(where="x.token", status=status, body=body)


_POSTING: Final[Mapping[str, Documented]] = {
    "DuplicateContent": _forbidden("You are not allowed to create a Tweet with duplicate content."),
    "Forbidden": _forbidden("You are not permitted to perform this action."),
    "TextTooLong": _problem(
        400,
        {"title": "Invalid Request", "detail": _TOO_LONG, "type": "about:blank", "status": 400},
    ),
    "TextTooLong_forbidden": _forbidden(_TOO_LONG),
    "InvalidRequest": _problem(
        400,
        {
            "errors": [{"message": "$.text: wrong type", "parameters": {}}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": f"{_PROBLEMS}/invalid-request",
        },
    ),
    "Unauthorized": _problem(
        401,
        {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"},
    ),
    "CreditsDepleted": _problem(
        402,
        {
            "title": "CreditsDepleted",
            "detail": "Your enrolled account does not have any credits to fulfill this request.",
            "type": f"{_PROBLEMS}/credits",
        },
    ),
    "ClientForbidden": _problem(
        403,
        {
            "title": "Client Forbidden",
            "reason": "client-not-enrolled",
            "type": f"{_PROBLEMS}/client-forbidden",
            "detail": "When authenticating requests to the X API v2 endpoints, you must use keys "
            "and tokens from a developer App that is attached to a Project.",
        },
    ),
}
_LIMITS: Final[Mapping[str, Documented]] = {
    "TooManyRequests": _too_many(
        {
            "x-rate-limit-limit": "100",
            "x-rate-limit-remaining": "0",
            "x-rate-limit-reset": _WINDOW,
        }
    ),
    "TooManyRequests_app_day": _too_many(
        {
            "x-rate-limit-limit": "100",
            "x-rate-limit-remaining": "57",
            "x-rate-limit-reset": _WINDOW,
            "x-app-limit-24hour-limit": "10000",
            "x-app-limit-24hour-remaining": "0",
            "x-app-limit-24hour-reset": _DAY,
        }
    ),
    "TooManyRequests_without_reset": _too_many({}),
}
_TROUBLE: Final[Mapping[str, Documented]] = {
    "InternalError": _problem(
        500,
        {
            "title": "Internal Error",
            "detail": "Internal server error.",
            "type": f"{_PROBLEMS}/internal-error",
        },
    ),
    "ServiceUnavailable": Documented(where=_TWEETS, status=503, body=_HTML),
}
_READING: Final[Mapping[str, Documented]] = {
    "NotFound": _problem(
        404, {**_not_found("7"), "parameter": "id", "status": 404}, where="x.delete"
    ),
    # Errors beside data are a success: X answers 200 and names what it left out.
    "PartialErrors": Documented(
        where="x.metrics",
        status=200,
        body={
            "data": [{"id": "1", "text": "hi", "edit_history_tweet_ids": ["1"]}],
            "errors": [_not_found("7")],
        },
    ),
    "PartialErrors_only": Documented(
        where="x.metrics", status=200, body={"errors": [_not_found("7")]}
    ),
}
_SIGN_IN: Final[Mapping[str, Documented]] = {
    "invalid_request": _grant(400, "invalid_request", "Value passed for the token was invalid."),
    "unauthorized_client": _grant(401, "unauthorized_client", "Missing valid authorization header"),
    "access_denied": Documented(
        where="x.authorize", status=302, redirect={"error": "access_denied"}
    ),
}
ROWS: Final[Mapping[str, Documented]] = {
    **_POSTING,
    **_LIMITS,
    **_TROUBLE,
    **_READING,
    **_SIGN_IN,
}

"""The errors of X's API, with the bodies it sends.

Source: docs.x.com/x-api/fundamentals/response-codes-and-errors.
"""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.values import Json

DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
_PROBLEMS = "https://api.twitter.com/2/problems"


class XError(Exception):
    """An answer that is not a success: its HTTP status, body and headers."""

    def __init__(self, status: int, body: Json, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(body.get("title") or body.get("error") or status))
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def plain(status: int, title: str, detail: str) -> XError:
    """Return a problem without a page of its own."""
    body = {"title": title, "detail": detail, "type": "about:blank", "status": status}
    return XError(status, body)


def unauthorized() -> XError:
    """Return the answer to a worthless token."""
    return plain(401, "Unauthorized", "Unauthorized")


def forbidden(detail: str = "You are not permitted to perform this action.") -> XError:
    """Return the answer to what may not be done."""
    return plain(403, "Forbidden", detail)


def invalid(message: str, **parameters: str) -> XError:
    """Return the answer to a request with a wrong parameter."""
    return XError(
        400,
        {
            "errors": [
                {
                    "message": message,
                    "parameters": {name: [value] for name, value in parameters.items()},
                }
            ],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": f"{_PROBLEMS}/invalid-request",
        },
    )


def no_credits() -> XError:
    """Return the answer when the developer's credits are used up."""
    return XError(
        402,
        {
            "title": "CreditsDepleted",
            "detail": "Your enrolled account does not have any credits to fulfill this request.",
            "type": f"{_PROBLEMS}/credits",
        },
    )


def grant(description: str = "Value passed for the token was invalid.") -> XError:
    """Return the token endpoint's usual refusal."""
    return XError(400, {"error": "invalid_request", "error_description": description})

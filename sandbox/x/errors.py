"""The errors of X's API, with the bodies it sends.

Source: docs.x.com/x-api/fundamentals/response-codes-and-errors.
"""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from sandbox import catalogue
from sandbox.catalogue.documented import written
from sandbox.catalogue.x import PROBLEM
from sandbox.values import Json

_PROBLEMS = "https://api.twitter.com/2/problems"


class XError(Exception):
    """An answer that is not a success: its HTTP status, body and headers."""

    def __init__(self, status: int, body: Json, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(body.get("title") or body.get("error") or status))
        self.status = status
        self.body = body
        self.headers = dict(headers or {})

    def response(self) -> web.Response:
        """Return the answer; a problem travels as a problem, a token endpoint's error as JSON."""
        kind = "application/json" if "error" in self.body else PROBLEM
        return web.Response(
            status=self.status,
            body=written(self.body).encode(),
            content_type=kind,
            headers=self.headers,
        )


def documented(name: str) -> XError:
    """Return an answer as the catalogue has it, without its headers."""
    row = catalogue.named(f"x.{name}")
    return XError(row.status, {} if isinstance(row.body, str) else dict(row.body))


def forbidden(detail: str = "") -> XError:
    """Return the answer to what may not be done."""
    error = documented("Forbidden")
    error.body["detail"] = detail or error.body["detail"]
    return error


def invalid(message: str, **parameters: str) -> XError:
    """Return the answer to a request with a wrong parameter."""
    error = documented("InvalidRequest")
    named = {name: [value] for name, value in parameters.items()}
    error.body["errors"] = [{"message": message, "parameters": named}]
    return error


def grant(description: str = "") -> XError:
    """Return the token endpoint's usual refusal."""
    error = documented("invalid_request")
    error.body["error_description"] = description or error.body["error_description"]
    return error


def missing(post_id: str, parameter: str = "ids") -> Json:
    """Return the problem that names a post which is not there."""
    return {
        "value": post_id,
        "detail": f"Could not find tweet with {parameter}: [{post_id}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": parameter,
        "resource_id": post_id,
        "type": f"{_PROBLEMS}/resource-not-found",
    }


def private(post_id: str) -> Json:
    """Return the problem that names numbers which are the author's only, and only for a while."""
    return {
        "resource_id": post_id,
        "field": "non_public_metrics",
        "resource_type": "tweet",
        "section": "data",
        "title": "Field Authorization Error",
        "detail": f"Sorry, you are not authorized to access 'non_public_metrics' on {post_id}.",
        "type": f"{_PROBLEMS}/not-authorized-for-field",
    }

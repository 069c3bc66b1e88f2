"""The errors of LinkedIn's API, with the bodies it sends.

Source: learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling and the error tables
of the single APIs.
"""

from __future__ import annotations

from sandbox import catalogue
from sandbox.values import Json


class LinkedInError(Exception):
    """An answer that is not a success: its HTTP status and body."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(str(body.get("code") or body.get("error") or status))
        self.status = status
        self.body = body


def documented(name: str) -> LinkedInError:
    """Return an answer as the catalogue has it."""
    row = catalogue.named(f"linkedin.{name}")
    return LinkedInError(row.status, {} if isinstance(row.body, str) else dict(row.body))


def coded(status: int, code: str, message: str) -> LinkedInError:
    """Return an error with a code."""
    return LinkedInError(status, {"status": status, "code": code, "message": message})


def bare(status: int, message: str) -> LinkedInError:
    """Return an error without any code."""
    return LinkedInError(status, {"status": status, "message": message})


def denied(resource: str) -> LinkedInError:
    """Return the answer to a call beyond the token's permissions."""
    error = documented("ACCESS_DENIED")
    error.body["message"] = f"Not enough permissions to access: {resource}"
    return error


def field(pointer: str, problem: str) -> LinkedInError:
    """Return the answer to a body whose shape is wrong."""
    message = f"ERROR :: {pointer} :: {problem}\n"
    return LinkedInError(422, {"message": message, "status": 422})


def duplicate(urn: str) -> LinkedInError:
    """Return the answer to a post that says what another one says, which it names."""
    error = documented("DUPLICATE_POST")
    error.body["message"] = f"Content is a duplicate of {urn}"
    return error

"""What each documented answer of a Mastodon server becomes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from networks.base import (
    Problem,
    Reconnect,
    Refused,
    Throttled,
    Unclear,
)
from networks.http import Answer
from networks.mastodon import errors

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def answer(status: int, body: object, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status=status, headers=named, body=raw)


def said(error: str) -> dict[str, str]:
    return {"error": error}


def sort_of(problem: Problem) -> str:
    """The kind of a problem and its reason, in one word."""
    match problem:
        case Reconnect(reason=reason) | Refused(reason=reason):
            return f"{type(problem).__name__} {reason.value}"
        case _:
            return type(problem).__name__


@pytest.mark.parametrize(
    ("status", "body", "becomes"),
    [
        (401, said("The access token is invalid"), "Reconnect rejected"),
        (401, said("The access token was revoked"), "Reconnect revoked"),
        (401, said("The access token expired"), "Reconnect expired"),
        (401, said("This method requires an authenticated user"), "Reconnect rejected"),
        (401, b"<html>", "Reconnect rejected"),
        (403, said("This action is outside the authorized scopes"), "Reconnect scope"),
        (403, said("Your login is currently disabled"), "Refused permission"),
        (403, said("Your login is missing a confirmed e-mail address"), "Refused permission"),
        (403, said("Your login is currently pending approval"), "Refused permission"),
        (403, said("This action is not allowed"), "Refused permission"),
        (403, b"<html>", "Refused permission"),
        (404, said("Record not found"), "Refused gone"),
        (410, said("Gone"), "Refused gone"),
        (400, said("Bad request"), "Refused content"),
        (413, b"<html>413</html>", "Refused content"),
        (422, said("Validation failed: Text can't be blank"), "Refused content"),
        (422, said("Validation failed: Text character limit of 500 exceeded"), "Refused too_long"),
        (422, said("Cannot attach more than 4 files"), "Refused content"),
        (422, said("This method requires an authenticated user"), "Reconnect rejected"),
        (429, said("Too many requests"), "Throttled"),
        (429, b"slow down", "Throttled"),
        (500, said("There was an error"), "Unclear"),
        (502, b"<html>", "Unclear"),
        (503, said("There was a temporary problem serving your request"), "Unclear"),
        (504, b"", "Unclear"),
        (302, b"", "Unclear"),
        (204, b"", "Unclear"),
        (418, {"error": ["odd"]}, "Unclear"),
    ],
)
def test_each_documented_error_has_its_meaning(status: int, body: object, becomes: str) -> None:
    """Every error body leads to what can be done about it, and by whom."""
    assert sort_of(errors.read_problem(answer(status, body), now=NOW)) == becomes


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x_ratelimit_reset": "2026-11-24T09:03:20.123456Z"}, 200.123456),
        ({"x_ratelimit_reset": "2026-11-24T10:03:20+01:00"}, 200),
        ({"x_ratelimit_reset": "2026-11-24T09:03:20"}, 200),
        ({"x_ratelimit_reset": str(int(NOW.timestamp()) + 200)}, 200),
        ({"x_ratelimit_reset": "2026-11-24T08:00:00Z"}, 1),
        ({"x_ratelimit_reset": "2099-01-01T00:00:00Z"}, 86_400),
        ({"x_ratelimit_reset": "soon", "retry_after": "60"}, 60),
        ({"retry_after": "0"}, 1),
        ({"retry_after": "99999999999"}, 300),
        ({"retry_after": "-5"}, 300),
        ({"x_ratelimit_reset": "²"}, 300),
        ({}, 300),
    ],
)
def test_a_full_window_is_waited_for(headers: dict[str, str], wait: float) -> None:
    """The server's own time is kept to, within reason; without one, its ordinary window."""
    problem = errors.read_problem(answer(429, said("Too many requests"), **headers), now=NOW)

    assert problem == Throttled(until=NOW + timedelta(seconds=wait))


def test_what_is_kept_for_the_log_holds_no_secret() -> None:
    """A server may quote what was sent to it; tokens and addresses are left out."""
    token = "ZA-Yj3aBD8U8Cm7lKUp-lm9O9BmDgdhHzDeqsY8tlL0"
    quoting = said(f"Bad token {token} of ana@lipa.example\nline two")

    problem = errors.read_problem(answer(500, quoting), now=NOW)

    assert isinstance(problem, Unclear)
    assert token.lower() not in problem.detail.lower()
    assert "ana@" not in problem.detail
    assert "\n" not in problem.detail

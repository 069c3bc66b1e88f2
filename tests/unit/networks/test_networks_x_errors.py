"""X's documented error bodies, each with what it means for a share."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import oauth
from networks.base import (
    AlreadyThere,
    OutOfBudget,
    Problem,
    Reconnect,
    ReconnectReason,
    RefusalReason,
    Refused,
    Throttled,
    Unclear,
)
from networks.connecting import ConnectFailed, ConnectFailure
from networks.http import Answer
from networks.x import connect, errors

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WINDOW = Throttled(until=NOW + timedelta(minutes=15))

CONTENT, PERMISSION = RefusalReason.CONTENT, RefusalReason.PERMISSION
APP, GONE, TOO_LONG = RefusalReason.APP, RefusalReason.GONE, RefusalReason.TOO_LONG

BLANK = "about:blank"
PROBLEMS = "https://api.twitter.com/2/problems"
NEWER = "https://api.x.com/2/problems"
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
NOT_PERMITTED = "You are not permitted to perform this action."
LONG = "Your Tweet text is too long. For more information see docs.x.com."
INVALID = "One or more parameters to your request was invalid."
ENROL = "Your client app is not enrolled with the appropriate API access for this endpoint."
CAP = "Usage cap exceeded: Monthly product cap"
REJECTED = Reconnect(reason=ReconnectReason.REJECTED)

# Status, `title`, `detail`, `type`, whatever else is in the body, and what it means.
ROWS: list[tuple[int, str, str, str, dict[str, Any], object]] = [
    # Proof that a post with this text is there; which one has to be looked for.
    (403, "Forbidden", DUPLICATE, BLANK, {"status": 403}, AlreadyThere(ref=None)),
    # The token.
    (401, "Unauthorized", "Unauthorized", BLANK, {"status": 401}, REJECTED),
    # Limits, for which X says nothing in the body, and the month's cap, which it calls a limit.
    (429, "Too Many Requests", "Too Many Requests", BLANK, {"status": 429}, WINDOW),
    (429, "UsageCapExceeded", CAP, f"{PROBLEMS}/usage-capped", {}, OutOfBudget()),
    (429, "UsageCapExceeded", CAP, f"{NEWER}/usage-capped", {}, OutOfBudget()),
    # Credit.
    (402, "CreditsDepleted", "No credits", f"{PROBLEMS}/credits", {}, OutOfBudget()),
    (402, "CreditsDepleted", "No credits", f"{NEWER}/credits", {}, OutOfBudget()),
    # What the app or the person may not do.
    (403, "Client Forbidden", ENROL, PROBLEMS, {"reason": "client-not-enrolled"}, APP),
    (403, "Client Forbidden", ENROL, f"{PROBLEMS}/client-forbidden", {}, APP),
    (403, "Forbidden", NOT_PERMITTED, BLANK, {"status": 403}, PERMISSION),
    # What was sent.
    (403, "Forbidden", LONG, BLANK, {"status": 403}, TOO_LONG),
    (400, "Invalid Request", LONG, BLANK, {}, TOO_LONG),
    (400, "Invalid Request", INVALID, "", {"errors": [{"message": LONG}]}, TOO_LONG),
    (400, "Invalid Request", INVALID, "", {"errors": [{"message": "?"}]}, CONTENT),
    (400, "Invalid Request", INVALID, "", {"errors": [None, {}]}, CONTENT),
    (400, "Invalid Request", INVALID, "", {"errors": {"message": "x"}}, CONTENT),
    (400, "Invalid Request", INVALID, f"{PROBLEMS}/invalid-request", {}, APP),
    (400, "Invalid Request", LONG, f"{PROBLEMS}/invalid-request", {}, TOO_LONG),
    (404, "Not Found Error", "Could not find tweet", BLANK, {}, GONE),
    # Nobody knows what was done.
    (200, "", "", "", {"errors": [{"title": "odd"}]}, Unclear),
    (500, "Internal Server Error", "", BLANK, {}, Unclear),
    (503, "Service Unavailable", "Over capacity", BLANK, {"status": 503}, Unclear),
]

# An empty body, or a page for people in its place.
BARE_ROWS: list[tuple[int, object]] = [
    (400, CONTENT),
    (401, REJECTED),
    (402, OutOfBudget()),
    (403, PERMISSION),
    (404, GONE),
    (429, WINDOW),
    (202, Unclear),
    (302, Unclear),
    (408, Unclear),
    (409, Unclear),
    (500, Unclear),
    (502, Unclear),
    (503, Unclear),
    (504, Unclear),
]


def meaning(status: int, said: Any, **headers: str) -> AlreadyThere | Problem:
    raw = said.encode() if isinstance(said, str) else json.dumps(said).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return errors.read_failure(Answer(status=status, headers=named, body=raw), now=NOW)


def check(got: object, expected: object) -> None:
    match expected:
        case RefusalReason():
            assert isinstance(got, Refused)
            assert got.reason is expected
        case type():
            assert isinstance(got, expected)
        case _:
            assert got == expected


@pytest.mark.parametrize(("status", "title", "detail", "kind", "more", "expected"), ROWS)
def test_each_documented_body_has_its_meaning(
    *, status: int, title: str, detail: str, kind: str, more: dict[str, Any], expected: object
) -> None:
    """Every error body that X documents becomes the one right outcome."""
    said = {"title": title, "detail": detail, "type": kind, **more}

    check(meaning(status, {name: value for name, value in said.items() if value}), expected)


@pytest.mark.parametrize(("status", "expected"), BARE_ROWS)
@pytest.mark.parametrize("said", ["", "<html>Over capacity</html>", "null", "[]"])
def test_each_status_without_words_has_its_meaning(
    status: int, said: str, expected: object
) -> None:
    """A status alone tells enough, whatever stands in place of the documented body."""
    check(meaning(status, said), expected)


TOKEN_ROWS: list[tuple[int, dict[str, str], ConnectFailure]] = [
    (
        400,
        {
            "error": "invalid_request",
            "error_description": "Value passed for the token was invalid.",
        },
        ConnectFailure.EXPIRED,
    ),
    (
        400,
        {
            "error": "invalid_request",
            "error_description": "Value passed for the authorization code was invalid.",
        },
        ConnectFailure.EXPIRED,
    ),
    (
        400,
        {
            "error": "invalid_request",
            "error_description": "Missing required parameter [client_id].",
        },
        ConnectFailure.CLIENT,
    ),
    (400, {"error": "invalid_grant"}, ConnectFailure.EXPIRED),
    (401, {"error": "unauthorized_client"}, ConnectFailure.CLIENT),
    (429, {}, ConnectFailure.UNREACHABLE),
    (503, {}, ConnectFailure.UNREACHABLE),
]


@pytest.mark.parametrize(("status", "said", "reason"), TOKEN_ROWS)
def test_each_token_error_has_its_reason(
    status: int, said: dict[str, str], reason: ConnectFailure
) -> None:
    """Every error of the token endpoint leads to what the person has to be told."""
    with pytest.raises(ConnectFailed) as failed:
        oauth.parse_grant(status, connect.with_standard_error(said), asked=frozenset(), now=NOW)

    assert failed.value.reason is reason


def epoch(moment: datetime) -> str:
    return str(int(moment.timestamp()))


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"x_rate_limit_reset": epoch(NOW + timedelta(minutes=9))}, NOW + timedelta(minutes=9)),
        ({"x_rate_limit_reset": epoch(NOW - timedelta(hours=1))}, NOW + timedelta(seconds=1)),
        ({"x_rate_limit_reset": "99999999999"}, NOW + timedelta(days=31)),
        ({"x_rate_limit_reset": "soon"}, NOW + timedelta(minutes=15)),
        ({}, NOW + timedelta(minutes=15)),
        (
            {
                "x_rate_limit_remaining": "0",
                "x_rate_limit_reset": epoch(NOW + timedelta(minutes=9)),
                "x_user_limit_24hour_remaining": "50",
                "x_user_limit_24hour_reset": epoch(NOW + timedelta(hours=5)),
            },
            NOW + timedelta(minutes=9),
        ),
        (
            {
                "x_rate_limit_remaining": "80",
                "x_rate_limit_reset": epoch(NOW + timedelta(minutes=9)),
                "x_user_limit_24hour_remaining": "0",
                "x_user_limit_24hour_reset": epoch(NOW + timedelta(hours=5)),
            },
            NOW + timedelta(hours=5),
        ),
    ],
)
def test_a_throttle_tells_when_to_come_back(headers: dict[str, str], until: datetime) -> None:
    """The window that is used up decides; without a time it is X's ordinary quarter of an hour."""
    assert meaning(429, {"title": "Too Many Requests"}, **headers) == Throttled(until=until)


@given(
    st.integers(100, 599),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["detail", "title", "errors", "type", "message"]), inner
            )
        ),
        max_leaves=6,
    ),
)
def test_no_answer_makes_it_fail(status: int, said: Any) -> None:
    """Any status with any body is read without an exception."""
    assert meaning(status, json.dumps(said)) is not None

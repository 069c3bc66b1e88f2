"""The answers of Bluesky's servers, row by row."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import base
from networks.base import ReconnectReason, RefusalReason
from networks.bluesky import errors
from networks.http import Answer

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TOO_MANY_BYTES = (
    "Invalid app.bsky.feed.post record: string too big (maximum 3000, got 5000) at $.record.text"
)


def answered(status: int, body: Any = None, **headers: str) -> Answer:
    raw = body.encode() if isinstance(body, str) else json.dumps(body or {}).encode()
    names = {key.replace("_", "-"): value for key, value in headers.items()}
    return Answer(status=status, headers=names, body=raw)


def outcome(status: int, name: str, message: str = "") -> base.Problem:
    return errors.read_problem(answered(status, {"error": name, "message": message}), now=NOW)


@pytest.mark.parametrize("status", [400, 401])
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ExpiredToken", ReconnectReason.EXPIRED),
        ("InvalidToken", ReconnectReason.REJECTED),
        ("AuthMissing", ReconnectReason.REJECTED),
        ("AuthenticationRequired", ReconnectReason.REJECTED),
        ("AuthFactorTokenRequired", ReconnectReason.REJECTED),
        ("AccountNotFound", ReconnectReason.REVOKED),
    ],
)
def test_a_token_that_is_not_taken_asks_to_reconnect(
    status: int, name: str, reason: ReconnectReason
) -> None:
    """The name decides, because the status of one and the same error differs."""
    assert outcome(status, name) == base.Reconnect(reason=reason)


@pytest.mark.parametrize(
    ("status", "name", "message", "reason"),
    [
        (401, "AccountTakedown", "", RefusalReason.PERMISSION),
        (400, "AccountTakedown", "", RefusalReason.PERMISSION),
        (401, "AccountSuspended", "", RefusalReason.PERMISSION),
        (401, "AccountDeactivated", "", RefusalReason.PERMISSION),
        (403, "Forbidden", "", RefusalReason.PERMISSION),
        (400, "InvalidRequest", TOO_MANY_BYTES, RefusalReason.TOO_LONG),
        (400, "InvalidRequest", "Text is too long", RefusalReason.TOO_LONG),
        (400, "InvalidRequest", "string too big at $.record.embed", RefusalReason.APP),
        (400, "InvalidRequest", "Invalid language at $.record.langs[0]", RefusalReason.APP),
        (400, "", "", RefusalReason.CONTENT),
        (400, "BlobNotFound", "Could not find blob", RefusalReason.CONTENT),
        (413, "PayloadTooLarge", "", RefusalReason.CONTENT),
        (400, "RecordNotFound", "", RefusalReason.GONE),
        (404, "XRPCNotSupported", "", RefusalReason.APP),
        (501, "MethodNotImplemented", "", RefusalReason.APP),
    ],
)
def test_refusals_are_sorted(status: int, name: str, message: str, reason: RefusalReason) -> None:
    """Each documented refusal has the reason that tells whose matter it is."""
    got = outcome(status, name, message)

    assert isinstance(got, base.Refused)
    assert got.reason is reason


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (500, "InternalServerError"),
        (502, "UpstreamFailure"),
        (503, "NotEnoughResources"),
        (504, "UpstreamTimeout"),
        (409, "Conflict"),
        (302, ""),
        (200, ""),
    ],
)
def test_everything_else_is_unclear(status: int, name: str) -> None:
    """An answer that does not say that nothing was done is unclear."""
    assert isinstance(outcome(status, name), base.Unclear)


def test_a_page_of_a_proxy_is_read_by_its_status() -> None:
    """Where there is no name the status decides."""
    page = "<html>"

    assert isinstance(errors.read_problem(answered(502, page), now=NOW), base.Unclear)
    assert isinstance(errors.read_problem(answered(401, page), now=NOW), base.Reconnect)
    assert isinstance(errors.read_problem(answered(404, page), now=NOW), base.Refused)


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({"ratelimit_reset": str(int(NOW.timestamp()) + 600)}, timedelta(minutes=10)),
        ({"ratelimit_reset": str(int(NOW.timestamp()) - 600)}, timedelta(seconds=1)),
        ({"ratelimit_reset": "99999999999"}, timedelta(days=1)),
        ({"ratelimit_reset": "soon", "retry_after": "90"}, timedelta(seconds=90)),
        ({"retry_after": "9" * 30}, timedelta(days=1)),
        ({"retry_after": "Tue, 24 Nov 2026 10:00:00 GMT"}, timedelta(minutes=5)),
        ({}, timedelta(minutes=5)),
    ],
)
def test_a_throttle_tells_when_to_come_back(headers: dict[str, str], after: timedelta) -> None:
    """The window's end is kept between a second and a day; without one it is five minutes."""
    answer = answered(429, {"error": "RateLimitExceeded"}, **headers)

    assert errors.read_problem(answer, now=NOW) == base.Throttled(until=NOW + after)


def test_a_clash_of_writes_is_tried_again() -> None:
    """A write that met another one has done nothing."""
    got = outcome(400, "InvalidSwap", "Commit was at bafy")

    assert got == base.Throttled(until=NOW + timedelta(seconds=5))


def test_details_hold_no_secrets() -> None:
    """What a server quotes of what it was sent is not kept."""
    token = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.c2lnbmF0dXJl"
    got = outcome(400, "InvalidRequest", f"bad {token} of ana@lipa.example")

    assert isinstance(got, base.Refused)
    assert "eyJ" not in got.detail
    assert "lipa" not in got.detail


@given(
    st.integers(100, 599),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["error", "message", "other"]), inner)
        ),
        max_leaves=6,
    ),
    st.dictionaries(st.sampled_from(["ratelimit-reset", "retry-after"]), st.text(max_size=14)),
)
def test_no_answer_makes_it_fail(status: int, body: Any, headers: dict[str, str]) -> None:
    """Any status with any body and any header is read without an exception."""
    answer = Answer(status=status, headers=headers, body=json.dumps(body).encode())

    assert errors.read_problem(answer, now=NOW) is not None
    assert errors.is_missing(answer) in {True, False}
    assert errors.may_be_a_repeat(answer) in {True, False}

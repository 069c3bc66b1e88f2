"""X's answers and texts, row by row."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import base
from networks.base import Link, Post, RefusalReason
from networks.http import Answer
from networks.x import errors, text

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CREDITS = "https://api.twitter.com/2/problems/credits"
FORBIDDEN = "https://api.twitter.com/2/problems/client-forbidden"


def outcome(status: int, body: Any = None, **headers: str) -> object:
    raw = body.encode() if isinstance(body, str) else json.dumps(body or {}).encode()
    answer = Answer(
        status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}, body=raw
    )
    return errors.read_failure(answer, now=NOW)


def test_a_duplicate_is_already_there() -> None:
    """A duplicate names no post, so the caller has to look."""
    body = {
        "detail": "You are not allowed to create a Tweet with duplicate content.",
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
    }

    assert outcome(403, body) == base.AlreadyThere(ref=None)


def test_no_credit_is_out_of_budget() -> None:
    """Both the missing credit and the month's cap are the company's budget."""
    capped = {
        "title": "UsageCapExceeded",
        "type": "https://api.twitter.com/2/problems/usage-capped",
        "detail": "Usage cap exceeded: Monthly product cap",
    }

    assert outcome(402, {"title": "CreditsDepleted", "type": CREDITS}) == base.OutOfBudget()
    assert outcome(402, "") == base.OutOfBudget()
    assert outcome(429, capped) == base.OutOfBudget()


def test_a_wrong_token_asks_to_reconnect() -> None:
    """A 401 leads to reconnecting."""
    assert isinstance(outcome(401, {"title": "Unauthorized"}), base.Reconnect)


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (
            403,
            {"title": "Client Forbidden", "reason": "client-not-enrolled", "type": FORBIDDEN},
            RefusalReason.APP,
        ),
        (
            403,
            {"detail": "You are not permitted to perform this action."},
            RefusalReason.PERMISSION,
        ),
        (403, {"detail": "Your Tweet text is too long."}, RefusalReason.TOO_LONG),
        (400, {"errors": [{"message": "Your Tweet text is too long."}]}, RefusalReason.TOO_LONG),
        (400, {"title": "Invalid Request", "errors": [None, {}]}, RefusalReason.CONTENT),
        (400, {"title": "Invalid Request", "errors": {"message": "x"}}, RefusalReason.CONTENT),
        (404, "", RefusalReason.GONE),
    ],
)
def test_refusals_are_sorted(status: int, body: Any, reason: RefusalReason) -> None:
    """Each documented refusal has the reason that tells whose matter it is."""
    got = outcome(status, body)

    assert isinstance(got, base.Refused)
    assert got.reason is reason


@pytest.mark.parametrize("status", [200, 202, 302, 408, 409, 500, 502, 503, 504])
def test_everything_else_is_unclear(status: int) -> None:
    """An answer that does not say that nothing was done is unclear."""
    assert isinstance(outcome(status, "<html>"), base.Unclear)


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
    assert outcome(429, {"title": "Too Many Requests"}, **headers) == base.Throttled(until=until)


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
def test_no_answer_makes_it_fail(status: int, body: Any) -> None:
    """Any status with any body is read without an exception."""
    answer = Answer(status=status, headers={}, body=json.dumps(body).encode())

    assert errors.read_failure(answer, now=NOW) is not None


def make(caption: str, marker: str = "", url: str = "") -> Post:
    link = Link(url=url, title="t") if url else None
    return Post(text=caption, link=link, marker=marker, idempotency_key="k")


def test_the_text_is_composed() -> None:
    """The text goes out in NFC, and a link without a text stands alone."""
    assert text.final(make("c\u030cist zrak")) == "\u010dist zrak"
    assert text.final(make("", url="https://a.example/1")) == "https://a.example/1"


@pytest.mark.parametrize(
    ("read", "same"),
    [
        ({"text": "see go.example/Ab3dE5g"}, True),
        ({"text": "x https://t.co/1", "entities": None}, False),
        ({"text": "Ab3dE5gh"}, False),
        ({"text": 7, "entities": {"urls": [None, {"url": 1}]}}, False),
        (
            {
                "text": "x https://t.co/1",
                "entities": {
                    "urls": [{"url": "https://t.co/1", "expanded_url": "https://g/Ab3dE5g?a=1"}]
                },
            },
            True,
        ),
    ],
)
def test_a_post_is_recognised_by_its_code(read: dict[str, Any], *, same: bool) -> None:
    """The code counts as a whole word, in the text or in an original address."""
    assert text.is_same(read, make("any", marker="Ab3dE5g")) is same

"""What X's answers mean.

Pure: from status, headers and body to an outcome. Problem types and titles are those of
docs.x.com/x-api/fundamentals/response-codes-and-errors.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

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
from networks.http import Answer, safe_detail

# X's ordinary window (docs.x.com/x-api/fundamentals/rate-limits), for an answer without a time.
_WINDOW = timedelta(minutes=15)
_LONGEST_PAUSE = timedelta(days=31)
# Each window's headers: how much is left of it, and when it begins anew (epoch seconds).
_WINDOWS = (
    ("x-rate-limit-remaining", "x-rate-limit-reset"),
    ("x-user-limit-24hour-remaining", "x-user-limit-24hour-reset"),
    ("x-app-limit-24hour-remaining", "x-app-limit-24hour-reset"),
)


def read_failure(answer: Answer, *, now: datetime) -> AlreadyThere | Problem:
    """The meaning of an answer that is not a success. X does not say which post is repeated."""
    if answer.status == 403 and "duplicate content" in words(answer.json()):
        return AlreadyThere(ref=None)
    return read_problem(answer, now=now)


def read_problem(answer: Answer, *, now: datetime) -> Problem:
    """The meaning of an answer that is neither a success nor a duplicate."""
    body = answer.json()
    said = words(body)
    detail = safe_detail(f"{answer.status} {body.get('title', '')} {body.get('detail', '')}")
    match answer.status:
        case 401:
            return Reconnect(reason=ReconnectReason.REJECTED)
        case 402:
            return OutOfBudget()
        case 400 | 413 | 422:
            return Refused(reason=_too_long(said) or _why_invalid(body), detail=detail)
        case 403:
            return Refused(reason=_why_forbidden(body, said), detail=detail)
        case 404 | 410:
            return Refused(reason=RefusalReason.GONE, detail=detail)
        case 429:
            return _throttled(answer, body, now)
        case _:
            return Unclear(detail=detail)


def words(body: dict[str, Any]) -> str:
    """All that X says about the problem, in lower case."""
    said = [body.get("detail"), body.get("title")]
    errors = body.get("errors")
    if isinstance(errors, list):
        said += [error.get("message") for error in errors if isinstance(error, dict)]
    return " ".join(part for part in said if isinstance(part, str)).lower()


def _too_long(said: str) -> RefusalReason | None:
    return RefusalReason.TOO_LONG if "too long" in said else None


def _why_invalid(body: dict[str, Any]) -> RefusalReason:
    """A parameter that X does not understand is the program's own, and not a matter of words."""
    ours = str(body.get("type", "")).endswith("/invalid-request")
    return RefusalReason.APP if ours else RefusalReason.CONTENT


def _why_forbidden(body: dict[str, Any], said: str) -> RefusalReason:
    if body.get("reason") == "client-not-enrolled" or "client forbidden" in said:
        return RefusalReason.APP
    return _too_long(said) or RefusalReason.PERMISSION


def _throttled(answer: Answer, body: dict[str, Any], now: datetime) -> Problem:
    if str(body.get("type", "")).endswith("/usage-capped"):
        # The month's cap of the company's plan, which X reports as a rate limit.
        return OutOfBudget()
    resets = [
        reset
        for left, name in _WINDOWS
        if (reset := _moment(answer.headers.get(name, ""), now)) is not None
        and answer.headers.get(left, "0") == "0"
    ]
    return Throttled(until=max(resets, default=now + _WINDOW))


def _moment(value: str, now: datetime) -> datetime | None:
    """Epoch seconds as a moment, kept between a second from now and a month from now."""
    if not (value.isascii() and value.isdigit() and len(value) < 12):
        return None
    moment = datetime.fromtimestamp(int(value), UTC)
    return min(max(moment, now + timedelta(seconds=1)), now + _LONGEST_PAUSE)

"""What a Mastodon server's answers mean.

Pure: from status, headers and body to an outcome. The wording of errors is that of
docs.joinmastodon.org/methods; the server writes it in English when asked to with `lang`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from networks.base import (
    Problem,
    Reconnect,
    ReconnectReason,
    RefusalReason,
    Refused,
    Throttled,
    Unclear,
)
from networks.http import Answer, safe_detail

# The server's ordinary window (docs.joinmastodon.org/api/rate-limits), for an answer without a
# time; and the longest pause that is believed.
_WINDOW = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(days=1)


def read_problem(answer: Answer, *, now: datetime) -> Problem:
    """The meaning of an answer that is not a success."""
    words = _words(answer)
    detail, said = safe_detail(f"{answer.status} {words}"), words.lower()
    match answer.status:
        case 401:
            return Reconnect(reason=_why_unauthorised(said))
        case 403 if "scope" in said:
            return Reconnect(reason=ReconnectReason.SCOPE)
        case 403:
            # A login that is disabled, suspended, unconfirmed or waits for approval.
            return Refused(reason=RefusalReason.PERMISSION, detail=detail)
        case 422 if "authenticated user" in said:
            # Said to the token of an app, which speaks for nobody.
            return Reconnect(reason=ReconnectReason.REJECTED)
        case 400 | 413 | 422:
            return Refused(reason=_why_unfit(said), detail=detail)
        case 404 | 410:
            return Refused(reason=RefusalReason.GONE, detail=detail)
        case 429:
            return Throttled(until=reset_of(answer, now=now))
        case _:
            return Unclear(detail=detail)


def reset_of(answer: Answer, *, now: datetime) -> datetime:
    """When the server lets us call again, between a second and a day from now."""
    stated = _moment(answer.headers.get("x-ratelimit-reset", ""))
    if stated is None:
        stated = _later(answer.headers.get("retry-after", ""), now)
    if stated is None:
        stated = now + _WINDOW
    return min(max(stated, now + timedelta(seconds=1)), now + _LONGEST_PAUSE)


def _words(answer: Answer) -> str:
    """What the server says about the problem."""
    body = answer.json()
    said = (body.get("error"), body.get("error_description"))
    return " ".join(part for part in said if isinstance(part, str))


def _why_unauthorised(said: str) -> ReconnectReason:
    if "revoked" in said:
        return ReconnectReason.REVOKED
    return ReconnectReason.EXPIRED if "expired" in said else ReconnectReason.REJECTED


def _why_unfit(said: str) -> RefusalReason:
    return RefusalReason.TOO_LONG if "character limit" in said else RefusalReason.CONTENT


def _moment(value: str) -> datetime | None:
    """A point in time: Mastodon writes ISO 8601, GoToSocial epoch seconds."""
    if value.isascii() and value.isdigit() and len(value) < 12:
        return datetime.fromtimestamp(int(value), UTC)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _later(seconds: str, now: datetime) -> datetime | None:
    if seconds.isascii() and seconds.isdigit() and len(seconds) < 8:
        return now + timedelta(seconds=int(seconds))
    return None

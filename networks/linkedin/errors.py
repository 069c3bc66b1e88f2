"""What LinkedIn's answers mean.

Pure: from status, headers and body to an outcome. Codes and statuses are those of
learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling and of the Posts API.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from networks.base import (
    AlreadyThere,
    PostRef,
    Problem,
    Reconnect,
    ReconnectReason,
    RefusalReason,
    Refused,
    Throttled,
    Unclear,
)
from networks.http import Answer, safe_detail

_POST_URN = re.compile(r"urn:li:(?:share|ugcPost|activity):[0-9]+")
_DUPLICATE_URN = re.compile(
    r"duplicate of\s+(urn:li:(?:share|ugcPost|activity):[0-9]+)", re.IGNORECASE
)
# LinkedIn sends neither Retry-After nor the quota that is left; for a limit that is not the day's
# a quarter of an hour is our own choice.
_PAUSE = timedelta(minutes=15)
_LONGEST_PAUSE = timedelta(days=1)
# What only the program can get wrong: how it speaks, and all that is not the person's own words.
_VERSION = frozenset({"VERSION_MISSING", "NONEXISTENT_VERSION"})
_OURS = _VERSION | {"ILLEGAL_ARGUMENT", "MISSING_FIELD", "INVALID_URN_TYPE", "INVALID_URN_ID"}
_FIELD = re.compile(r"(?:Field|ERROR ::)\s+(/[\w/$]+)")
_SHAPE = "ERROR ::"
_WORDS = "/commentary"


def is_post_urn(text: str) -> bool:
    """Whether the text is the id of a post."""
    return _POST_URN.fullmatch(text) is not None


def ref_of(urn: str, *, web: str) -> PostRef:
    """The post's id with the address people open."""
    return PostRef(id=urn, url=f"{web}/feed/update/{urn}/")


def read_failure(answer: Answer, *, web: str, now: datetime) -> AlreadyThere | Problem:
    """The meaning of an answer that is not a success."""
    return read_repeat(answer, web=web) or read_problem(answer, now=now)


def read_repeat(answer: Answer, *, web: str) -> AlreadyThere | None:
    """The post that this one would repeat, where that is why it was refused.

    A duplicate names the post it repeats, and so proves that an earlier attempt worked.
    """
    body = answer.json()
    if not _is_duplicate(answer.status, body):
        return None
    found = _DUPLICATE_URN.search(_message(body))
    return AlreadyThere(ref=ref_of(found.group(1), web=web) if found else None)


def is_of_version(answer: Answer) -> bool:
    """Whether LinkedIn speaks this version no more, so that no call of it is understood."""
    return answer.status == 426 or answer.json().get("code") in _VERSION


def read_problem(answer: Answer, *, now: datetime) -> Problem:
    """The meaning of an answer that is neither a success nor a duplicate."""
    body = answer.json()
    detail = safe_detail(f"{answer.status} {body.get('code', '')} {_message(body)}")
    match answer.status:
        case 401:
            return Reconnect(reason=_why_rejected(body))
        case 400 | 413 | 422:
            return Refused(reason=_why_invalid(body), detail=detail)
        case 403:
            return Refused(reason=RefusalReason.PERMISSION, detail=detail)
        case 404 | 410:
            return Refused(reason=RefusalReason.GONE, detail=detail)
        case 426:
            return Refused(reason=RefusalReason.APP, detail=detail)
        case 429:
            return Throttled(until=_when_again(answer, body, now))
        case _:
            return Unclear(detail=detail)


def _message(body: dict[str, Any]) -> str:
    message = body.get("message")
    return message if isinstance(message, str) else ""


def _is_duplicate(status: int, body: dict[str, Any]) -> bool:
    if status not in {400, 409, 422}:
        return False
    return body.get("code") == "DUPLICATE_POST" or "is a duplicate" in _message(body).lower()


def _why_rejected(body: dict[str, Any]) -> ReconnectReason:
    """By code and words; the numbers for expired and revoked tokens are reported both ways."""
    words = f"{body.get('code', '')} {_message(body)}".lower()
    if "expired" in words:
        return ReconnectReason.EXPIRED
    if "revoked" in words:
        return ReconnectReason.REVOKED
    return ReconnectReason.REJECTED


def _why_invalid(body: dict[str, Any]) -> RefusalReason:
    code, message = body.get("code"), _message(body)
    if code in _OURS or message.startswith(_SHAPE):
        return RefusalReason.APP
    named = _FIELD.search(message)
    if named is not None and named.group(1) != _WORDS:
        return RefusalReason.APP
    return RefusalReason.TOO_LONG if code == "FIELD_LENGTH_TOO_LONG" else RefusalReason.CONTENT


def _when_again(answer: Answer, body: dict[str, Any], now: datetime) -> datetime:
    """Day limits end at midnight UTC; a Retry-After is honoured should one ever be sent."""
    seconds = answer.headers.get("retry-after", "")
    if seconds.isascii() and seconds.isdigit():
        return now + min(timedelta(seconds=int(seconds[:6])), _LONGEST_PAUSE)
    if "DAY" in _message(body):
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=1)
    return now + _PAUSE

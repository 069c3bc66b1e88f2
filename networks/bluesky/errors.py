"""What the answers of Bluesky's servers mean.

Pure: from status, headers and body to an outcome. Names and statuses are those of
atproto.com/specs/xrpc and of the reference server (github.com/bluesky-social/atproto, `pds`).
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

# The shortest window of the reference server, for an answer that does not say when it ends.
_WINDOW = timedelta(minutes=5)
# Its longest window is a day (docs.bsky.app/docs/advanced-guides/rate-limits).
_LONGEST_PAUSE = timedelta(days=1)
# A clash with another write of the same account, which the next attempt no longer meets.
_AFTER_CLASH = timedelta(seconds=5)

_RECONNECT = {
    "ExpiredToken": ReconnectReason.EXPIRED,
    "InvalidToken": ReconnectReason.REJECTED,
    "AuthMissing": ReconnectReason.REJECTED,
    "AuthenticationRequired": ReconnectReason.REJECTED,
    "AuthFactorTokenRequired": ReconnectReason.REJECTED,
    "AccountNotFound": ReconnectReason.REVOKED,
}
_REFUSED = {
    # The account itself is closed or paused: connecting it again would change nothing.
    "AccountTakedown": RefusalReason.PERMISSION,
    "AccountSuspended": RefusalReason.PERMISSION,
    "AccountDeactivated": RefusalReason.PERMISSION,
    "RecordNotFound": RefusalReason.GONE,
    "PayloadTooLarge": RefusalReason.CONTENT,
    "MethodNotImplemented": RefusalReason.APP,
    "XRPCNotSupported": RefusalReason.APP,
}
_BLOB_NAMES = frozenset(
    {"BlobNotFound", "BlobTooLarge", "InvalidMimeType", "InvalidSize", "PayloadTooLarge"}
)
_TOO_LONG = ("graphemes", "too long", "too big", "maxlength", "maxgraphemes")


def name_of(answer: Answer) -> str:
    """The error's name; empty where the answer has none, such as a proxy's page."""
    name = answer.json().get("error")
    return name if isinstance(name, str) else ""


def message_of(answer: Answer) -> str:
    """What the server says about it, for people."""
    message = answer.json().get("message")
    return message if isinstance(message, str) else ""


def read_problem(answer: Answer, *, now: datetime) -> Problem:
    """The meaning of an answer that is not a success: by its name, and else by its status."""
    name = name_of(answer)
    detail = safe_detail(f"{answer.status} {name} {message_of(answer)}")
    if answer.status == 429 or name == "RateLimitExceeded":
        return Throttled(until=_when_again(answer, now))
    if name == "InvalidSwap":
        return Throttled(until=now + _AFTER_CLASH)
    if name in _RECONNECT:
        return Reconnect(reason=_RECONNECT[name])
    if name in _REFUSED:
        return Refused(reason=_REFUSED[name], detail=detail)
    return _by_status(answer, detail)


def is_about_a_picture(answer: Answer) -> bool:
    """Whether the server takes everything but a picture that belongs to it."""
    return name_of(answer) in _BLOB_NAMES


def is_missing(answer: Answer) -> bool:
    """Whether the server says that there is no such record."""
    return answer.status in {400, 404} and (
        name_of(answer) == "RecordNotFound" or "could not locate record" in _words(answer)
    )


def may_be_a_repeat(answer: Answer) -> bool:
    """Whether a server may mean by this that there is a record under the key already."""
    return answer.status == 409 or "already" in _words(answer)


def is_passing(answer: Answer) -> bool:
    """Whether the same call may well work a little later."""
    return answer.status >= 500 or answer.status == 429 or name_of(answer) == "RateLimitExceeded"


def _by_status(answer: Answer, detail: str) -> Problem:
    match answer.status:
        case 401:
            return Reconnect(reason=ReconnectReason.REJECTED)
        case 400 | 413 | 422:
            return Refused(reason=_why_invalid(answer), detail=detail)
        case 403:
            return Refused(reason=RefusalReason.PERMISSION, detail=detail)
        case 404 | 405 | 501:
            # Whatever is at this address, it does not speak the protocol.
            return Refused(reason=RefusalReason.APP, detail=detail)
        case _:
            return Unclear(detail=detail)


def _why_invalid(answer: Answer) -> RefusalReason:
    words = _words(answer)
    if "text" in words and any(sign in words for sign in _TOO_LONG):
        return RefusalReason.TOO_LONG
    # A server looks at the shape of a record, which is ours, and never at what its text says.
    return RefusalReason.APP if name_of(answer) == "InvalidRequest" else RefusalReason.CONTENT


def _words(answer: Answer) -> str:
    return message_of(answer).lower()


def _when_again(answer: Answer, now: datetime) -> datetime:
    """`ratelimit-reset` is in epoch seconds; kept between a second and a day from now."""
    value = answer.headers.get("ratelimit-reset", "")
    if value.isascii() and value.isdigit() and len(value) < 12:
        moment = datetime.fromtimestamp(int(value), UTC)
    elif (seconds := answer.headers.get("retry-after", "")).isascii() and seconds.isdigit():
        moment = now + timedelta(seconds=int(seconds[:6]))
    else:
        moment = now + _WINDOW
    return min(max(moment, now + timedelta(seconds=1)), now + _LONGEST_PAUSE)

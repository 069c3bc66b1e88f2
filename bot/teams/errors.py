"""The Bot Connector's refusals → what the caller should do about them, in one table.

Sources, under learn.microsoft.com/microsoftteams/platform/bots/how-to: rate-limit (what may be
repeated) and conversations/send-proactive-messages (status codes; a bot that a person blocked or
uninstalled is told so by a sub-code). A code that is not here is judged by its HTTP status. A call
that makes something is surely undone only after 429 and after a refusal: what 412, 5xx and silence
leave may have happened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from bot import advice
from bot.advice import Advice
from chat.ports import (
    AnswerLost,
    PlatformError,
    RetryAt,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """An answer that is not what was asked for. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


RETRY_SECONDS = 30
"""How long to wait when the Connector is unwell; of limits, `bot.teams.pacing` decides."""
_LONGEST_PAUSE = timedelta(hours=1)

_TARGET = """
    MessageWritesBlocked ConversationBlockedByUser ForbiddenOperationException
    BotNotInConversationRoster NotEnoughPermissions ConversationNotFound
    MemberNotFoundInConversation
"""
_INSTALLATION = "BotDisabledByAdmin BotNotRegistered"
_MESSAGE = "ActivityNotFoundInConversation"
_WAIT = "TooManyRequests Throttled"
_UNSURE = "PreconditionFailed ServiceError"
_OURS = """
    BadSyntax BadArgument MessageSizeTooBig InvalidBotApiHost MethodNotAllowed UnsupportedMediaType
"""

ADVICE: Mapping[str, Advice] = advice.table(
    {
        Advice.GIVE_UP_TARGET: _TARGET,
        Advice.REINSTALL: _INSTALLATION,
        Advice.POST_ANEW: _MESSAGE,
        Advice.WAIT: _WAIT,
        Advice.UNSURE: _UNSURE,
        Advice.MEND: _OURS,
    }
)


def of_refusal(refusal: Refusal, *, repeatable: bool, now: datetime) -> PlatformError:
    """The advice for a refusal; `repeatable` when doing it twice is the same as once.

    RetryAt ends the pause that the answer names, and none where it names none.
    """
    code = code_of(refusal)
    asked = _by_status(refusal.status) or ADVICE.get(code, _of_client_error(refusal.status))
    return advice.error_of(
        asked,
        code,
        wait=RetryAt(code, now + (named_pause(refusal, now) or timedelta())),
        unsure=lost(code, repeatable=repeatable, now=now),
    )


def lost(code: str, *, repeatable: bool, now: datetime) -> PlatformError:
    """The advice when nobody knows whether it was done."""
    if repeatable:
        return RetryAt(code, now + timedelta(seconds=RETRY_SECONDS), everyone=False)
    return AnswerLost(code)


def code_of(refusal: Refusal) -> str:
    """The answer's own word for it, or `http_` and its status."""
    body = _object(refusal.body)
    error = body.get("error")
    found = error.get("code") if isinstance(error, dict) else None
    if found is None and "errorCode" in body:
        # Teams' own services put a second document, as text, into the first.
        inner = _object(body.get("message"))
        found = inner.get("subCode") or inner.get("errorSubCode")
    word = "".join(str(found or "").split())[:60]
    return word if word.replace("_", "").isalnum() and word.isascii() else f"http_{refusal.status}"


def named_pause(refusal: Refusal, now: datetime) -> timedelta | None:
    """What `Retry-After` asks for, in seconds or as a moment (RFC 9110, 10.2.3); it may be missing.

    A moment is read by the sender's own clock, where the answer tells what that was.
    """
    told = refusal.headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return min(timedelta(seconds=int(told[:9])), _LONGEST_PAUSE)
    until = _moment(told)
    if until is None:
        return None
    pause = until - (_moment(refusal.headers.get("date", "")) or now)
    return min(max(pause, timedelta()), _LONGEST_PAUSE)


def _by_status(status: int) -> Advice | None:
    """Where the status alone decides, whatever the body says."""
    match status:
        case 401:
            return Advice.REINSTALL
        case 408 | 412:
            return Advice.UNSURE
        case 413:
            return Advice.MEND
        case 429:
            return Advice.WAIT
        case _:
            return Advice.UNSURE if status >= 500 else None


def _of_client_error(status: int) -> Advice:
    """What a code nobody has heard of means."""
    return Advice.GIVE_UP_TARGET if status in {403, 404, 410} else Advice.MEND


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _object(text: object) -> dict[str, Any]:
    if not isinstance(text, str | bytes):
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}

"""The Connector's words for failure, and what each of them asks the caller to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.teams import errors
from bot.teams.errors import Refusal
from chat.ports import (
    AnswerLost,
    ConnectionLost,
    MessageGone,
    PlatformError,
    Rejected,
    RetryAt,
    TargetGone,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)

BLOCKED = (
    b'{"errorCode":209,"message":"{\\r\\n \\"subCode\\": \\"MessageWritesBlocked\\",\\r\\n '
    b'\\"details\\": \\"Thread is blocked from message writes.\\",\\r\\n '
    b'\\"errorCode\\": null,\\r\\n \\"errorSubCode\\": null\\r\\n}"}'
)
NOT_IN_ROSTER = (
    b'{"error":{"code":"BotNotInConversationRoster",'
    b'"message":"The bot is not part of the conversation roster."}}'
)
HTML = b"<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"


def coded(code: str) -> bytes:
    """The Connector's usual body."""
    return b'{"error":{"code":"%b","message":"Words that nobody should rely on."}}' % code.encode()


ROWS: list[tuple[int, bytes, str, type[PlatformError], type[PlatformError]]] = [
    # status, body, code, what it means for a call that makes something, and for one to repeat
    (403, BLOCKED, "MessageWritesBlocked", TargetGone, TargetGone),
    (403, coded("ConversationBlockedByUser"), "ConversationBlockedByUser", TargetGone, TargetGone),
    (
        403,
        coded("ForbiddenOperationException"),
        "ForbiddenOperationException",
        TargetGone,
        TargetGone,
    ),
    (403, NOT_IN_ROSTER, "BotNotInConversationRoster", TargetGone, TargetGone),
    (403, coded("NotEnoughPermissions"), "NotEnoughPermissions", TargetGone, TargetGone),
    (403, coded("BotDisabledByAdmin"), "BotDisabledByAdmin", ConnectionLost, ConnectionLost),
    (403, coded("InvalidBotApiHost"), "InvalidBotApiHost", Rejected, Rejected),
    (403, b"", "http_403", TargetGone, TargetGone),
    (404, coded("ConversationNotFound"), "ConversationNotFound", TargetGone, TargetGone),
    (
        404,
        coded("ActivityNotFoundInConversation"),
        "ActivityNotFoundInConversation",
        MessageGone,
        MessageGone,
    ),
    (404, coded("SomethingNew"), "SomethingNew", TargetGone, TargetGone),
    (404, HTML, "http_404", TargetGone, TargetGone),
    (400, coded("BadSyntax"), "BadSyntax", Rejected, Rejected),
    (400, coded("Bad Argument"), "BadArgument", Rejected, Rejected),
    (405, b"", "http_405", Rejected, Rejected),
    (302, HTML, "http_302", Rejected, Rejected),
    (401, b"", "http_401", ConnectionLost, ConnectionLost),
    (
        401,
        b'{"message":"Authorization has been denied for this request."}',
        "http_401",
        ConnectionLost,
        ConnectionLost,
    ),
    (401, coded("BotNotRegistered"), "BotNotRegistered", ConnectionLost, ConnectionLost),
    (412, coded("PreconditionFailed"), "PreconditionFailed", AnswerLost, RetryAt),
    (412, b"", "http_412", AnswerLost, RetryAt),
    (413, coded("MessageSizeTooBig"), "MessageSizeTooBig", Rejected, Rejected),
    (413, HTML, "http_413", Rejected, Rejected),
    (429, b'{"error":{"code":"TooManyRequests"}}', "TooManyRequests", RetryAt, RetryAt),
    (429, b"", "http_429", RetryAt, RetryAt),
    (500, coded("ServiceError"), "ServiceError", AnswerLost, RetryAt),
    (502, HTML, "http_502", AnswerLost, RetryAt),
    (502, b"", "http_502", AnswerLost, RetryAt),
    (503, b"", "http_503", AnswerLost, RetryAt),
    (504, HTML, "http_504", AnswerLost, RetryAt),
    (504, b"", "http_504", AnswerLost, RetryAt),
]


@pytest.mark.parametrize(("status", "body", "code", "once", "again"), ROWS)
def test_each_refusal_has_its_advice(
    status: int,
    body: bytes,
    code: str,
    once: type[PlatformError],
    again: type[PlatformError],
) -> None:
    """A refusal becomes the class of its advice, and keeps Microsoft's own word."""
    for repeatable, wanted in ((False, once), (True, again)):
        refusal = Refusal(status=status, body=body)
        error = errors.of_refusal(refusal, repeatable=repeatable, now=NOW)
        assert (type(error), error.code) == (wanted, code)


@pytest.mark.parametrize("status", [412, 500, 502, 503, 504])
def test_only_a_limit_says_that_nothing_was_made(status: int) -> None:
    """After a message was sent, anything but 429 leaves open whether it is there."""
    assert isinstance(
        errors.of_refusal(Refusal(status=status), repeatable=False, now=NOW), AnswerLost
    )
    limited = errors.of_refusal(Refusal(status=429), repeatable=False, now=NOW)
    assert isinstance(limited, RetryAt)
    assert limited.everyone


def test_trouble_with_one_call_is_nobody_elses() -> None:
    """A gateway that fails once does not make all other calls wait."""
    error = errors.of_refusal(Refusal(status=502), repeatable=True, now=NOW)
    assert isinstance(error, RetryAt)
    assert not error.everyone
    assert error.until > NOW


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "Tue, 24 Nov 2026 09:00:40 GMT"}, 40),
        (
            {
                "retry-after": "Tue, 24 Nov 2026 12:00:05 GMT",
                "date": "Tue, 24 Nov 2026 12:00:00 GMT",
            },
            5,
        ),
        ({"retry-after": "Tue, 24 Nov 2026 08:00:00 GMT"}, 0),
        ({"retry-after": "99999999999999"}, 3600),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "٣"}, None),
    ],
)
def test_a_named_pause_is_read_as_it_may_be_written(
    headers: dict[str, str], seconds: int | None
) -> None:
    """Retry-After gives seconds or a moment by the sender's clock; nonsense counts as none."""
    pause = errors.named_pause(Refusal(status=429, headers=headers), NOW)
    assert pause == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b'{"error":"text"}',
        b'{"error":{"code":null}}',
        b'{"error":{"code":"eyJhbGciOi.secret-token+/="}}',
        b'{"errorCode":null,"message":null}',
        b"[" * 5000,
        b"\xff\xfe",
    ],
)
def test_a_body_of_any_shape_is_survived(body: bytes) -> None:
    """A body that is nothing we know leaves the status to decide, and puts nothing into a log."""
    error = errors.of_refusal(Refusal(status=400, body=body), repeatable=True, now=NOW)
    assert isinstance(error, Rejected)
    assert error.code == "http_400"

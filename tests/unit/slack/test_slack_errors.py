"""Slack's words for failure, and what each of them asks the caller to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.slack import errors
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


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("is_archived", TargetGone),
        ("not_in_channel", TargetGone),
        ("channel_not_found", TargetGone),
        ("restricted_action_read_only_channel", TargetGone),
        ("messages_tab_disabled", TargetGone),
        ("invalid_auth", ConnectionLost),
        ("account_inactive", ConnectionLost),
        ("token_revoked", ConnectionLost),
        ("invalid_blocks", Rejected),
        ("msg_blocks_too_long", Rejected),
        ("message_not_found", MessageGone),
        ("cant_update_message", MessageGone),
        ("update_failed", MessageGone),
        ("ratelimited", RetryAt),
        ("service_unavailable", RetryAt),
        ("internal_error", AnswerLost),
        ("fatal_error", AnswerLost),
        ("never_heard_of_it", Rejected),
    ],
)
def test_each_code_has_its_advice(code: str, advice: type[PlatformError]) -> None:
    """A code becomes the class of its advice, and keeps Slack's own word."""
    error = errors.of_code(code, repeatable=False, now=NOW)
    assert type(error) is advice
    assert error.code == code


def test_a_repeatable_call_is_repeated_when_nobody_knows() -> None:
    """Where twice is the same as once, a doubtful call is tried again."""
    error = errors.of_code("fatal_error", repeatable=True, now=NOW)
    assert isinstance(error, RetryAt)
    assert error.until > NOW


@pytest.mark.parametrize(("header", "seconds"), [("7", 7), (None, 30), ("soon", 30), ("-1", 30)])
def test_the_pause_is_slacks_own(header: str | None, seconds: int) -> None:
    """The pause is what Slack says, or half a minute when it does not say."""
    error = errors.of_status(429, header, NOW)
    assert isinstance(error, RetryAt)
    assert error.until == NOW + timedelta(seconds=seconds)


def test_no_code_has_two_meanings() -> None:
    """The table names no code twice."""
    listed = [
        code
        for codes in (
            errors._TARGET,
            errors._INSTALLATION,
            errors._MESSAGE,
            errors._WAIT,
            errors._UNSURE,
            errors._OURS,
        )
        for code in codes.split()
    ]
    assert len(listed) == len(set(listed)) == len(errors.ADVICE)

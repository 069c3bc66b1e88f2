"""Slack's error codes → what the caller should do about them, in one table.

Sources: the error lists of the methods under docs.slack.dev/reference/methods, and
docs.slack.dev/apis/web-api/rate-limits. A code that is not here is a fault of ours until proven
otherwise, so it becomes `Rejected`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import advice
from bot.advice import Advice
from chat.ports import (
    AnswerLost,
    PlatformError,
    Rejected,
    RetryAt,
)

RETRY_SECONDS = 30
"""How long to wait when Slack is unwell and does not say how long."""

_TARGET = """
    is_archived is_inactive not_in_channel channel_not_found restricted_action
    restricted_action_read_only_channel restricted_action_thread_only_channel
    restricted_action_non_threadable_channel ekm_access_denied no_permission messages_tab_disabled
    user_not_found user_disabled user_not_visible user_not_in_channel cannot_dm_bot not_enabled
    posting_to_channel_denied external_channel_migrating method_not_supported_for_channel_type
"""
_INSTALLATION = """
    invalid_auth not_authed account_inactive token_revoked token_expired app_access_restricted
    access_denied team_access_not_granted enterprise_is_restricted
    two_factor_setup_required
"""
_MESSAGE = """
    message_not_found cant_update_message edit_window_closed block_mismatch update_failed
    cant_delete_message
"""
_WAIT = """
    ratelimited rate_limited message_limit_exceeded service_unavailable request_timeout
    team_added_to_org org_login_required accesslimited
"""
_UNSURE = "internal_error fatal_error"
_OURS = """
    invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long no_text
    too_many_attachments invalid_attachments metadata_too_large markdown_text_conflict
    invalid_metadata_format invalid_metadata_schema metadata_must_be_sent_from_app
    expired_trigger_id exchanged_trigger_id invalid_trigger_id push_limit_reached hash_conflict
    not_found view_not_found view_too_large duplicate_external_id limit_required invalid_cursor
    invalid_limit invalid_types users_not_found missing_scope invalid_arguments missing_argument
    unknown_method not_allowed_token_type team_not_found missing_profile_id not_implemented
    invalid_code bad_redirect_uri bad_client_secret invalid_client_id invalid_refresh_token
    invalid_grant_type invalid_code_verifier cannot_install_an_org_installed_app
    users_list_not_supplied not_enough_users too_many_users invalid_user_combination
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

TRIGGER_GONE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
VIEW_GONE = frozenset({"not_found", "view_not_found"})
_ABOUT_CONTENT = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_arguments"})
HASH_CONFLICT = "hash_conflict"
PUSH_LIMIT = "push_limit_reached"


def of_call(error: Exception, *, repeatable: bool, now: datetime) -> PlatformError:
    """The advice for a failed call; `repeatable` when doing it twice is the same as once."""
    match error:
        case SlackApiError():
            return _of_answer(error, repeatable=repeatable, now=now)
        case aiohttp.ClientConnectorError():
            # The connection was never made, so nothing was sent.
            return RetryAt("connection_failed", now + timedelta(seconds=RETRY_SECONDS))
        case TimeoutError() | asyncio.TimeoutError():
            return _lost("timeout", repeatable=repeatable, now=now)
        case aiohttp.ClientError() | OSError() | SlackClientError():
            return _lost("connection_lost", repeatable=repeatable, now=now)
        case _:
            return Rejected(type(error).__name__)


def of_status(status: int, retry_after: str | None, now: datetime) -> PlatformError | None:
    """The advice for the bare HTTP status of a response URL; None when it took the message."""
    if status == 429:
        return RetryAt("ratelimited", now + _pause(retry_after))
    if status >= 500:
        return AnswerLost(f"http_{status}")
    return Rejected(f"http_{status}") if status >= 400 else None


def _of_answer(error: SlackApiError, *, repeatable: bool, now: datetime) -> PlatformError:
    answer = error.response
    status = getattr(answer, "status_code", 0)
    headers = getattr(answer, "headers", None) or {}
    data = getattr(answer, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    if status == 429:
        return RetryAt("ratelimited", now + _pause(headers.get("Retry-After")))
    if not isinstance(code, str):
        return _lost(f"http_{status}", repeatable=repeatable, now=now)
    return of_code(code, repeatable=repeatable, now=now, retry_after=headers.get("Retry-After"))


def of_code(
    code: str, *, repeatable: bool, now: datetime, retry_after: str | None = None
) -> PlatformError:
    """The advice for an error code."""
    return advice.error_of(
        ADVICE.get(code, Advice.MEND),
        code,
        wait=RetryAt(code, now + _pause(retry_after)),
        unsure=_lost(code, repeatable=repeatable, now=now),
    )


def refuses_pictures(error: BaseException | None) -> bool:
    """Whether a message was refused for something that Slack should have fetched or drawn."""
    if not isinstance(error, SlackApiError):
        return False
    data = getattr(error.response, "data", None)
    if not isinstance(data, dict) or data.get("error") not in {
        "invalid_blocks",
        "invalid_arguments",
    }:
        return False
    told = json.dumps([data.get("response_metadata"), data.get("errors")])
    return any(word in told for word in ("image", "data_visualization", "unsupported type"))


def _lost(code: str, *, repeatable: bool, now: datetime) -> PlatformError:
    if repeatable:
        return RetryAt(code, now + timedelta(seconds=RETRY_SECONDS))
    return AnswerLost(code)


def _pause(retry_after: str | None) -> timedelta:
    whole = retry_after is not None and retry_after.isascii() and retry_after.isdigit()
    return timedelta(seconds=int(retry_after or 0) if whole else RETRY_SECONDS)

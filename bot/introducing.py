"""Who the program is on each chat: asked at the start, and kept in the store.

A chat that refuses the credentials keeps the program from starting; the message says what to mend.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot import edges
from bot.settings import Settings
from bot.setup import prepare
from bot.slack.ingress import SlackEdge
from bot.teams.ingress import TeamsEdge
from bot.wiring import Parts
from chat.people import Platform
from chat.ports import AnswerLost, ConnectionLost, PlatformError, RetryAt

log = structlog.get_logger(__name__)

_TRIES = 5
_T = TypeVar("_T")


class Refused(Exception):
    """A chat does not take us; the message says what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Installed:
    platform: Platform
    external_id: str
    name: str
    bot_id: str


async def introduce(parts: Parts) -> None:
    """Ask each chat who we are, and make sure that the company exists in the store.

    Raises Refused.
    """
    started_at = datetime.now(UTC).isoformat()
    for found in [
        *([await _on_slack(parts.slack, parts.settings)] if parts.slack else []),
        *([await _on_teams(parts.teams, parts.settings)] if parts.teams else []),
    ]:
        installation = await prepare(
            parts.store,
            parts.settings,
            platform=found.platform.value,
            external_id=found.external_id,
            name=found.name,
            bot_id=found.bot_id,
            started_at=started_at,
        )
        log.info(
            "connected",
            action="serve.connected",
            platform=found.platform.value,
            installation=installation.id,
        )


async def _on_slack(slack: SlackEdge, settings: Settings) -> _Installed:
    try:
        answer = await _patiently(
            slack.connection.once.auth_test,
            silence=(aiohttp.ClientError, TimeoutError, OSError),
            where=f"Slack at {settings.slack_api_url}",
        )
    except SlackApiError as error:
        raise Refused(
            f"Slack does not accept the bot token ({error.response['error']}). "
            "Run `glasnik doctor`."
        ) from None
    return _Installed(
        platform=Platform.SLACK,
        external_id=str(answer["team_id"]),
        name=str(answer["team"]),
        bot_id=str(answer["user_id"]),
    )


async def _on_teams(teams: TeamsEdge, settings: Settings) -> _Installed:
    try:
        await _patiently(
            teams.credentials.token,
            silence=(AnswerLost, RetryAt),
            where=f"Microsoft at {settings.teams_login_url}",
        )
    except ConnectionLost as error:
        raise Refused(
            f"Microsoft does not accept the bot's credentials ({error.code}). Run `glasnik doctor`."
        ) from None
    except PlatformError as error:
        raise Refused(f"Microsoft gives the bot no token ({error.code}).") from None
    return _Installed(
        platform=Platform.TEAMS,
        external_id=settings.teams_tenant_id,
        name="",
        bot_id=edges.bot_id(settings),
    )


async def _patiently(
    ask: Callable[[], Awaitable[_T]], *, silence: tuple[type[Exception], ...], where: str
) -> _T:
    """What is answered, asking again while there is only silence.

    Raises Refused when that does not end, and whatever else `ask` raises.
    """
    for tried in range(1, _TRIES + 1):
        try:
            return await ask()
        except silence:
            if tried < _TRIES:
                await asyncio.sleep(tried)
    raise Refused(f"No answer from {where}.")

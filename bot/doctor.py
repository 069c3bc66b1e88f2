"""`glasnik doctor`: looks at everything that can be wrong outside the code, and says what to do.

Each finding names the thing, how it is, and the next step for whoever runs the program.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from bot.slack import scopes
from content_store import migrate

_TIMEOUT_SECONDS = 10

# A LinkedIn version lives twelve months (learn.microsoft.com/linkedin/marketing/versioning).
_VERSION_MONTHS = 12
_WARN_DAYS = 60


class Health(StrEnum):
    """How a thing is."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at."""

    health: Health
    what: str
    detail: str
    advice: str = ""


def _good(what: str, detail: str) -> Finding:
    return Finding(health=Health.GOOD, what=what, detail=detail)


def _warning(what: str, detail: str, advice: str) -> Finding:
    return Finding(health=Health.WARNING, what=what, detail=detail, advice=advice)


def _bad(what: str, detail: str, advice: str) -> Finding:
    return Finding(health=Health.BAD, what=what, detail=detail, advice=advice)


async def examine(settings: Settings, *, today: date) -> AsyncIterator[Finding]:
    """Every finding, one after another, as soon as it is known."""
    yield _address(settings)
    yield await _database(settings)
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=f"{settings.slack_api_url}/",
            session=session,
            timeout=_TIMEOUT_SECONDS,
        )
        async for finding in _slack(client, settings):
            yield finding
    for finding in _networks(settings, today):
        yield finding


def _address(settings: Settings) -> Finding:
    parts = urlsplit(settings.base_url)
    if parts.scheme == "https":
        return _good("Public address", settings.base_url)
    if settings.slack_app_token is not None:
        return _warning(
            "Public address",
            f"{settings.base_url} is reached from this machine only",
            "Slack works through Socket Mode, but short links don't work for anybody else: "
            "set GLASNIK_BASE_URL to an https address.",
        )
    return _bad(
        "Public address",
        f"{settings.base_url} can't be reached by Slack",
        "Set GLASNIK_BASE_URL to the https address of this server, or set GLASNIK_SLACK_APP_TOKEN "
        "to use Socket Mode.",
    )


async def _database(settings: Settings) -> Finding:
    try:
        current = await migrate.is_current(settings.database_url)
    except (migrate.Unreachable, ValueError) as error:
        return _bad("Database", str(error), "Check GLASNIK_DATABASE_URL and that it is running.")
    if not current:
        return _bad("Database", "its tables are not up to date", "Run `glasnik migrate`.")
    kind = urlsplit(settings.database_url).scheme.partition("+")[0]
    return _good("Database", f"{kind}, up to date")


async def _slack(client: AsyncWebClient, settings: Settings) -> AsyncIterator[Finding]:
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        yield _bad(
            "Slack token",
            f"Slack says {error.response['error']}",
            "Copy the bot token of the installed app into GLASNIK_SLACK_BOT_TOKEN.",
        )
        return
    except (aiohttp.ClientError, TimeoutError, OSError):
        yield _bad(
            "Slack",
            f"no answer from {settings.slack_api_url}",
            "Check that this machine may reach Slack's Web API.",
        )
        return
    yield _good("Slack token", f"works for {answer['team']} as {answer['user']}")
    yield _scopes(str(answer.headers.get("x-oauth-scopes", "")))
    yield await _channels(client)
    if settings.slack_app_token is not None:
        yield await _socket(client, settings.slack_app_token.get_secret_value())


def _scopes(granted: str) -> Finding:
    have = {scope.strip() for scope in granted.split(",") if scope.strip()}
    missing = sorted(set(scopes.bot_scopes()) - have)
    if missing:
        return _bad(
            "Slack scopes",
            f"missing: {', '.join(missing)}",
            "Update the app from `glasnik manifest slack` and install it again.",
        )
    unused = sorted(have - set(scopes.bot_scopes()))
    if unused:
        return _warning(
            "Slack scopes",
            f"more than needed: {', '.join(unused)}",
            "Take them out: an app should not hold what it does not use.",
        )
    return _good("Slack scopes", "exactly those needed")


async def _channels(client: AsyncWebClient) -> Finding:
    names: list[str] = []
    cursor = ""
    try:
        while True:
            page = await client.conversations_list(
                types="public_channel,private_channel",
                exclude_archived=True,
                limit=200,
                cursor=cursor,
            )
            names += [c["name"] for c in page["channels"] if c.get("is_member")]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
    except SlackApiError as error:
        return _bad("Channels", f"Slack says {error.response['error']}", "See Slack scopes.")
    if not names:
        return _warning(
            "Channels",
            "Glasnik is in none",
            "Invite it where the digest should go: /invite @Glasnik.",
        )
    return _good("Channels", ", ".join(f"#{name}" for name in sorted(names)))


async def _socket(client: AsyncWebClient, app_token: str) -> Finding:
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        return _bad(
            "Socket Mode",
            f"Slack says {error.response['error']}",
            "Make an app-level token with connections:write and switch Socket Mode on.",
        )
    return _good("Socket Mode", "can be opened")


def _networks(settings: Settings, today: date) -> list[Finding]:
    findings = [
        _good(label, "can be connected")
        if client_id
        else _warning(
            label,
            "no app is set up",
            f"People can use share links. To publish for them, set GLASNIK_{name}_CLIENT_ID "
            f"and GLASNIK_{name}_CLIENT_SECRET.",
        )
        for label, name, client_id in (
            ("LinkedIn", "LINKEDIN", settings.linkedin_client_id),
            ("X", "X", settings.x_client_id),
        )
    ]
    if settings.linkedin_client_id:
        findings.append(_linkedin_version(settings.linkedin_version, today))
    return findings


def _linkedin_version(version: str, today: date) -> Finding:
    year, month = int(version[:4]), int(version[4:])
    ends = date(year + _VERSION_MONTHS // 12, month, 15)
    left = (ends - today).days
    if left > _WARN_DAYS:
        return _good("LinkedIn version", f"{version}, good until about {ends.isoformat()}")
    make = _warning if left > 0 else _bad
    return make(
        "LinkedIn version",
        f"{version} ends about {ends.isoformat()}",
        "Set GLASNIK_LINKEDIN_VERSION to a newer one from LinkedIn's versioning page.",
    )

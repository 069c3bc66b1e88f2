"""`glasnik doctor`: looks at everything that can be wrong outside the code, and says what to do.

Each finding names the thing, how it is, and the next step for whoever runs the program.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from urllib.parse import urlsplit

import aiohttp

from bot.doctor import slack, teams
from bot.doctor.finding import Finding, Health, bad, good, warning
from bot.settings import Settings
from content_store import migrate
from content_store.unit import Store
from programme.clock import wall

__all__ = ["Finding", "Health", "examine"]

# A LinkedIn version lives twelve months (learn.microsoft.com/linkedin/marketing/versioning).
_VERSION_MONTHS = 12
_WARN_DAYS = 60


async def examine(settings: Settings, *, today: date) -> AsyncIterator[Finding]:
    """Every finding, one after another, as soon as it is known."""
    yield _address(settings)
    database = await _database(settings)
    yield database
    async with aiohttp.ClientSession() as session:
        if settings.slack_bot_token is not None:
            token = settings.slack_bot_token.get_secret_value()
            async for finding in slack.examine(token, settings, session):
                yield finding
        if settings.has_teams:
            async for finding in teams.examine(settings, session):
                yield finding
            if database.health is Health.GOOD:
                store = Store.open(settings.database_url, clock=wall)
                try:
                    yield await teams.installed(settings, store)
                finally:
                    await store.close()
    for finding in _networks(settings, today):
        yield finding


def _address(settings: Settings) -> Finding:
    parts = urlsplit(settings.base_url)
    if parts.scheme == "https":
        return good("Public address", settings.base_url)
    if settings.slack_app_token is not None and not settings.has_teams:
        return warning(
            "Public address",
            f"{settings.base_url} is reached from this machine only",
            "Slack works through Socket Mode, but short links don't work for anybody else: "
            "set GLASNIK_BASE_URL to an https address.",
        )
    return bad(
        "Public address",
        f"{settings.base_url} can't be reached from outside",
        "Set GLASNIK_BASE_URL to the https address of this server. Slack alone also works without "
        "one, through Socket Mode: set GLASNIK_SLACK_APP_TOKEN.",
    )


async def _database(settings: Settings) -> Finding:
    try:
        current = await migrate.is_current(settings.database_url)
    except (migrate.Unreachable, ValueError) as error:
        return bad("Database", str(error), "Check GLASNIK_DATABASE_URL and that it is running.")
    if not current:
        return bad("Database", "its tables are not up to date", "Run `glasnik migrate`.")
    kind = urlsplit(settings.database_url).scheme.partition("+")[0]
    return good("Database", f"{kind}, up to date")


def _networks(settings: Settings, today: date) -> list[Finding]:
    findings = [
        good(label, "can be connected")
        if client_id
        else warning(
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
        return good("LinkedIn version", f"{version}, good until about {ends.isoformat()}")
    make = warning if left > 0 else bad
    return make(
        "LinkedIn version",
        f"{version} ends about {ends.isoformat()}",
        "Set GLASNIK_LINKEDIN_VERSION to a newer one from LinkedIn's versioning page.",
    )

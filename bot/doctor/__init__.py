"""`glasnik doctor`: looks at everything that can be wrong outside the code, and says what to do.

Each finding names the thing, how it is, and the next step for whoever runs the program.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from urllib.parse import urlsplit

import aiohttp

from bot.doctor import networks, slack, teams
from bot.doctor.finding import Finding, Health, bad, good, warning
from bot.settings import Settings
from content_store import migrate
from content_store.unit import Store
from programme.clock import wall

__all__ = ["Finding", "Health", "examine"]


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
    for finding in networks.examine(settings, today):
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

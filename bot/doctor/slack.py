"""What can be wrong with Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor.finding import Finding, bad, good, warning
from bot.settings import Settings
from bot.slack import scopes

_TIMEOUT_SECONDS = 10


async def examine(
    token: str, settings: Settings, session: aiohttp.ClientSession
) -> AsyncIterator[Finding]:
    """The token, its scopes, the channels and Socket Mode."""
    client = AsyncWebClient(
        token=token,
        base_url=f"{settings.slack_api_url}/",
        session=session,
        timeout=_TIMEOUT_SECONDS,
    )
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        yield bad(
            "Slack token",
            f"Slack says {error.response['error']}",
            "Copy the bot token of the installed app into GLASNIK_SLACK_BOT_TOKEN.",
        )
        return
    except (aiohttp.ClientError, TimeoutError, OSError):
        yield bad(
            "Slack",
            f"no answer from {settings.slack_api_url}",
            "Check that this machine may reach Slack's Web API.",
        )
        return
    yield good("Slack token", f"works for {answer['team']} as {answer['user']}")
    yield _scopes(
        str(answer.headers.get("x-oauth-scopes", "")),
        scopes.bot_scopes(link_by_email=settings.link_by_email),
    )
    yield await _channels(client)
    if settings.slack_app_token is not None:
        yield await _socket(client, settings.slack_app_token.get_secret_value())


def _scopes(granted: str, wanted: Sequence[str]) -> Finding:
    have = {scope.strip() for scope in granted.split(",") if scope.strip()}
    missing = sorted(set(wanted) - have)
    if missing:
        return bad(
            "Slack scopes",
            f"missing: {', '.join(missing)}",
            "Update the app from `glasnik manifest slack` and install it again.",
        )
    unused = sorted(have - set(wanted))
    if unused:
        return warning(
            "Slack scopes",
            f"more than needed: {', '.join(unused)}",
            "Take them out: an app should not hold what it does not use.",
        )
    return good("Slack scopes", "exactly those needed")


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
        return bad("Channels", f"Slack says {error.response['error']}", "See Slack scopes.")
    if not names:
        return warning(
            "Channels",
            "Glasnik is in none",
            "Invite it where the digest should go: /invite @Glasnik.",
        )
    return good("Channels", ", ".join(f"#{name}" for name in sorted(names)))


async def _socket(client: AsyncWebClient, app_token: str) -> Finding:
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        return bad(
            "Socket Mode",
            f"Slack says {error.response['error']}",
            "Make an app-level token with connections:write and switch Socket Mode on.",
        )
    return good("Socket Mode", "can be opened")

"""The chats of the settings: one edge for each that is set up.

Only puts them together; what they do is theirs.
"""

from __future__ import annotations

from typing import Protocol

from aiohttp import web

from bot.settings import Settings
from bot.slack.desk import Dispatch
from bot.slack.ingress import SlackEdge
from chat.people import Reader
from chat.ports import Messenger
from content_store import unit
from programme.clock import Clock


class Edge(Protocol):
    """What the program needs of a chat's edge."""

    @property
    def messenger(self) -> Messenger:
        """How the program writes to the chat by itself."""

    def mount(self, application: web.Application) -> None:
        """Listen in this application."""

    async def close(self) -> None:
        """Stop listening, let running work end, give connections back."""


def slack(
    settings: Settings, dispatch: Dispatch, *, clock: Clock, decide_seconds: float
) -> SlackEdge | None:
    """Slack's edge, if the settings have a Slack."""
    if settings.slack_bot_token is None or settings.slack_signing_secret is None:
        return None
    return SlackEdge(
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        bot_token=settings.slack_bot_token.get_secret_value(),
        dispatch=dispatch,
        api_url=f"{settings.slack_api_url}/",
        default_reader=_reader(settings),
        now=clock,
        before_call=unit.forbid_inside_unit,
        decide_seconds=decide_seconds,
    )


def _reader(settings: Settings) -> Reader:
    return Reader(locale=settings.locale, zone=settings.zone)

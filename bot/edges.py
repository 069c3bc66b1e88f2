"""The chats of the settings: one edge for each that is set up.

Only puts them together; what they do is theirs.
"""

from __future__ import annotations

import hmac
from random import SystemRandom
from time import monotonic
from typing import Protocol

from aiohttp import web

from bot.deciding import Dispatch
from bot.settings import Settings
from bot.slack.ingress import SlackEdge
from bot.teams import inline, pacing
from bot.teams.charges import Charges
from bot.teams.connector import Connector
from bot.teams.credentials import ClientSecret, Credentials, ManagedIdentity, Source
from bot.teams.ingress import TeamsEdge
from bot.teams.messenger import TeamsMessenger
from bot.teams.pacing import Pacer
from bot.teams.references import References
from chat.people import Reader
from chat.ports import Messenger
from content_store import unit, vault
from content_store.unit import Store
from networks.base import Secret
from networks.http import ApiClient
from programme.clock import Clock, wall


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


def teams(
    settings: Settings,
    dispatch: Dispatch,
    store: Store,
    client: ApiClient,
    *,
    clock: Clock,
    decide_seconds: float,
) -> TeamsEdge | None:
    """Teams' edge, if the settings have a Teams."""
    if not settings.has_teams:
        return None
    random = SystemRandom()
    references = References(
        store,
        tenant=settings.teams_tenant_id,
        default_service_url=settings.teams_connector_url,
        time=monotonic,
    )
    charges = Charges(store, references, wall=wall, pace=pacing.of_lane)
    connector = Connector(
        client,
        Credentials(token_source(settings, client, now=clock), time=monotonic),
        Pacer(now=clock, random=random, time=monotonic, unbooked=charges),
        connector_url=settings.teams_connector_url,
        now=clock,
        random=random,
        any_loopback=settings.teams_unsigned,
        shape=inline.without_dialogs if settings.teams_unsigned else None,
    )
    return TeamsEdge(
        app_id=settings.teams_app_id,
        tenant_id=settings.teams_tenant_id,
        openid_url=settings.teams_openid_url,
        connector=connector,
        references=references,
        messenger=TeamsMessenger(connector, references, bot_id=bot_id(settings)),
        dispatch=dispatch,
        unsigned=settings.teams_unsigned,
        origin_key=_origin_key(settings),
        default_reader=_reader(settings),
        decide_seconds=decide_seconds,
    )


def bot_id(settings: Settings) -> str:
    """The bot as Teams calls it."""
    return f"28:{settings.teams_app_id}"


def token_source(settings: Settings, client: ApiClient, *, now: Clock = wall) -> Source:
    """Where the bot's tokens for Teams come from."""
    if settings.teams_app_password is None or settings.teams_app_type == "UserAssignedMSI":
        return ManagedIdentity(
            app_id=settings.teams_app_id, now=now, before_call=unit.forbid_inside_unit
        )
    return ClientSecret(
        client,
        login_url=settings.teams_login_url,
        tenant_id=settings.teams_tenant_id,
        app_id=settings.teams_app_id,
        password=Secret(settings.teams_app_password.get_secret_value()),
        now=now,
    )


def _origin_key(settings: Settings) -> bytes:
    """The same in all processes, and of no use for anything else."""
    newest = vault.key_from_setting(settings.encryption_keys[0].get_secret_value())
    return hmac.digest(newest, b"teams origins", "sha256")


def _reader(settings: Settings) -> Reader:
    return Reader(locale=settings.locale, zone=settings.zone)

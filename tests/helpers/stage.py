"""Opens the company for tests: the sandbox's workplace, and the program in it or beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot import main, settings
from bot.settings import Settings
from bot.slack import scopes
from bot.wiring import Working
from content_store import vault
from content_store.unit import Store
from manifest import slack
from programme.clock import Clock
from sandbox import company
from sandbox.app import serve
from sandbox.core import Options
from sandbox.slack import manifest as app_manifest
from sandbox.world import World
from tests.helpers import process
from tests.helpers.days import MONDAY
from tests.helpers.ports import free_port
from tests.helpers.process import Process
from tests.helpers.town import Town

PROMPT = Working(pace=lambda _: timedelta(0))
"""Without the pauses that Slack's rate limits ask for."""
AT_ONCE = replace(PROMPT, decide_seconds=2.3)
"""And patient with a busy machine: what becomes of late answers has tests of its own."""

SITES = ("linkedin", "x", "bluesky", "threads", "facebook", "whatsapp", "mastodon", "reddit")
"""The networks whose web sites the sandbox has."""

OUR_FAULTS = frozenset(
    {
        *("invalid_arguments", "invalid_blocks", "invalid_blocks_format", "missing_scope"),
        *("unknown_method", "no_text", "msg_too_long", "msg_blocks_too_long", "view_too_large"),
        *("invalid_payload", "not_authed", "not_allowed_token_type", "duplicate_external_id"),
    }
)
"""Answers that Slack gives only to an app that is wrong."""
OUR_STATUS = frozenset({400, 401, 413})
"""Likewise of Teams' connector."""

SLACK, TEAMS = "slack", "teams"
BOTH = frozenset({SLACK, TEAMS})


def assert_well_behaved(world: World) -> None:
    """The program has called each chat as it wants it, and answered as it shows it."""
    assert not world.complaints
    wrong = [(call.method, str(call.error)) for call in world.calls if call.error in OUR_FAULTS]
    wrong += [(c.method, str(c.error)) for c in world.teams.calls if c.status in OUR_STATUS]
    assert not wrong


def settings_for(
    world: World,
    database_url: str,
    port: int,
    *,
    chats: Collection[str] = (SLACK,),
    **more: object,
) -> Settings:
    """Settings under which the program lives in this world, in one chat or in both."""
    base = world.core.base_url
    tom = world.person("Tom")
    given: dict[str, object] = {
        "base_url": f"http://127.0.0.1:{port}",
        "database_url": database_url,
        "encryption_keys": vault.new_key(),
        "port": port,
        "leads": ",".join((tom.id, world.teams.entra(tom), world.teams.person("Maja").email)),
        "zone": "Europe/Ljubljana",
        "locale": "en-GB",
        "country": "SI",
        "feeds": f"{base}/blog/feed.xml",
        "fetch_allow": base.removeprefix("http://"),
        "linkedin_client_id": world.linkedin.client_id,
        "linkedin_client_secret": world.linkedin.client_secret,
        "linkedin_api_url": f"{base}/linkedin",
        "x_client_id": world.x.client_id,
        "x_client_secret": world.x.client_secret,
        "x_api_url": f"{base}/x",
        "x_monthly_budget": 50,
        "bluesky_api_url": f"{base}/bluesky/appview",
        "bluesky_directory_url": f"{base}/bluesky/plc",
        "mastodon_server_url": f"{base}/mastodon/{{server}}",
        "tick_seconds": 0.25,
    }
    given |= {f"{site}_web_url": f"{base}/{site}" for site in SITES}
    if SLACK in chats:
        given |= {
            "slack_bot_token": world.slack.bot_token,
            "slack_signing_secret": world.slack.signing_secret,
            "slack_api_url": f"{base}/slack/api",
        }
    if TEAMS in chats:
        given |= {
            "company": world.core.company,
            "teams_app_id": world.teams.app_id,
            "teams_app_password": world.teams.app_password,
            "teams_tenant_id": world.teams.tenant_id,
            "teams_login_url": world.teams.login_url,
            "teams_openid_url": world.teams.openid_url,
            "teams_connector_url": world.teams.connector_url,
        }
    return settings.load(**{**given, **more})


def build_world(
    *,
    port: int,
    now: datetime = MONDAY,
    staff: int = 20,
    options: Options | None = None,
    link_by_email: bool = False,
) -> World:
    """A company whose Slack app is described by our own manifest."""
    address = f"http://127.0.0.1:{port}"
    described = slack.build(
        base_url=address,
        scopes=scopes.bot_scopes(link_by_email=link_by_email),
        events=scopes.EVENTS,
        socket_mode=False,
    )
    return company.build(
        seed="lipa",
        now=now,
        staff=staff,
        app=app_manifest.parse(described),
        options=options or Options(rate_limits=False, retry_after=(0.0, 0.05, 0.1)),
        bot_url=address,
    )


class Stage:
    """The workplace, in which the program can be started, stopped and killed."""

    def __init__(self, world: World, chosen: Settings) -> None:
        self.world = world
        self.settings = chosen

    @asynccontextmanager
    async def running(
        self, *, clock: Clock | None = None, working: Working = AT_ONCE, **changes: object
    ) -> AsyncIterator[Town]:
        """The program in this process, for as long as the block lasts."""
        chosen = self.settings.model_copy(update=changes)
        time = clock or self.world.clock.now
        async with main.serving(chosen, clock=time, working=working) as parts:
            if chosen.has_teams:
                await self.world.teams.announce()
            yield Town(self.world, parts.store)

    @asynccontextmanager
    async def apart(
        self, step: str = "", *, log: Path | None = None, **changes: object
    ) -> AsyncIterator[Process]:
        """The program in a process of its own, on the workplace's clock; it dies at `step`."""
        follows = {"rehearsal_clock_url": f"{self.world.core.base_url}/clock"}
        chosen = self.settings.model_copy(update={**follows, **changes})
        async with process.program(chosen, step, log=log) as started:
            yield started

    @asynccontextmanager
    async def onlooker(self) -> AsyncIterator[Town]:
        """The company while the program runs elsewhere, with a look into its database."""
        store = Store.open(self.settings.database_url, clock=self.world.clock.now)
        try:
            yield Town(self.world, store)
        finally:
            await store.close()


@asynccontextmanager
async def open_stage(
    database_url: str,
    *,
    now: datetime = MONDAY,
    staff: int = 20,
    options: Options | None = None,
    chats: Collection[str] = (SLACK,),
    **more: object,
) -> AsyncIterator[Stage]:
    """The workplace without the program, which must have behaved when the block ends."""
    port = free_port()
    linking = bool(more.get("link_by_email"))
    world = build_world(port=port, now=now, staff=staff, options=options, link_by_email=linking)
    async with serve(world):
        yield Stage(world, settings_for(world, database_url, port, chats=chats, **more))
    assert_well_behaved(world)


@asynccontextmanager
async def open_town(
    database_url: str,
    *,
    now: datetime = MONDAY,
    staff: int = 20,
    options: Options | None = None,
    clock: Clock | None = None,
    working: Working = AT_ONCE,
    chats: Collection[str] = (SLACK,),
    **more: object,
) -> AsyncIterator[Town]:
    """The whole company with the program running in it, for as long as the block lasts."""
    async with (
        open_stage(
            database_url, now=now, staff=staff, options=options, chats=chats, **more
        ) as stage,
        stage.running(clock=clock, working=working) as town,
    ):
        yield town

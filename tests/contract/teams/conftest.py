"""A bot's edge with a dispatch the test decides, in front of a tiny Bot Connector."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.teams import inline
from bot.teams.ingress import PATH, TeamsEdge
from bot.teams.keys import Keys
from bot.teams.messenger import TeamsMessenger
from bot.teams.origins import Origin, Origins
from bot.teams.references import References
from content_store.queries import workspaces
from content_store.unit import Store
from tests.helpers import teams_forms
from tests.helpers.databases import ManualClock, add_workspaces
from tests.helpers.handlers import Handlers
from tests.helpers.teams_api import APP, BOT, TENANT, FakeConnector, Pauses, connected
from tests.helpers.teams_sender import Sender
from tests.helpers.teams_token import NOW, KeyServer, Seconds

ORIGIN_KEY = b"seals origins in tests, only there"


@dataclass
class Bench:
    """Everything a test of the edge touches."""

    teams: FakeConnector
    keys: KeyServer
    handlers: Handlers
    sender: Sender
    edge: TeamsEdge
    references: References
    seconds: Seconds

    def hold(self) -> asyncio.Event:
        """Let handlers take longer than the deadline, until the event is set."""
        self.handlers.gate = asyncio.Event()
        return self.handlers.gate

    @property
    def said(self) -> list[tuple[str, str]]:
        """Where something was said, and what."""
        return [
            (call.parts[0], str(call.body.get("text") or teams_forms.words(call.body)))
            for call in self.teams.of("send")
        ]

    def origin(self, place: str, message: str) -> dict[str, str]:
        """Where a form of Ana's was opened from, as it travels."""
        origin = Origin(place=place, message=message)
        return Origins(ORIGIN_KEY).packed(origin, teams_forms.ANA_REF)


@pytest.fixture
def unsigned() -> bool:
    """Whether the development switch is on; a test may say so."""
    return False


@pytest.fixture
def decide_seconds() -> float:
    """How long handlers may take; too long to wait for, unless a test says otherwise."""
    return 10.0


@pytest.fixture
async def store(sqlite_url: str, clock: ManualClock) -> AsyncIterator[Store]:
    """A store with one company that has the app in its Teams."""
    opened = Store.open(sqlite_url, clock=clock)
    try:
        await add_workspaces(opened, 1)
        async with opened.unit(1) as u:
            await workspaces.install(
                u, platform="teams", external_id=TENANT, name="Company", bot_id=BOT
            )
        yield opened
    finally:
        await opened.close()


@pytest.fixture
async def bench(
    store: Store, clock: ManualClock, unsigned: bool, decide_seconds: float
) -> AsyncIterator[Bench]:
    """The edge over HTTP on 127.0.0.1."""
    handlers, seconds, pauses = Handlers(reader=teams_forms.READER), Seconds(), Pauses()
    async with AsyncExitStack() as stack:
        teams = await stack.enter_async_context(FakeConnector().running())
        keys = await stack.enter_async_context(KeyServer().running())
        session = await stack.enter_async_context(aiohttp.ClientSession())
        connector = await stack.enter_async_context(
            connected(
                teams,
                now=clock,
                pauses=pauses,
                any_loopback=unsigned,
                shape=inline.without_dialogs if unsigned else None,
            )
        )
        references = References(
            store, tenant=TENANT, default_service_url=teams.service_url, time=pauses.time
        )
        edge = TeamsEdge(
            app_id=APP,
            tenant_id=TENANT,
            openid_url=keys.openid_url,
            connector=connector,
            references=references,
            messenger=TeamsMessenger(connector, references, bot_id=BOT),
            dispatch=handlers,
            unsigned=unsigned,
            origin_key=ORIGIN_KEY,
            wall=lambda: NOW,
            keys=Keys(keys.openid_url, monotonic=seconds, fetch_seconds=1.0, patience_seconds=0.02),
            reference=lambda: teams_forms.TROUBLE,
            decide_seconds=decide_seconds,
            answer_seconds=3 * decide_seconds,
            keep_seconds=decide_seconds,
            read_seconds=0.5,
        )
        application = web.Application()
        # Not mounted, because then it would look for keys by itself.
        application.router.add_post(PATH, edge.handle)
        server = await stack.enter_async_context(TestServer(application))
        sender = Sender(session, str(server.make_url(PATH)), teams.service_url)
        try:
            yield Bench(teams, keys, handlers, sender, edge, references, seconds)
        finally:
            if handlers.gate is not None:
                handlers.gate.set()
            for gate in teams.gates.values():
                gate.set()
            if keys.gate is not None:
                keys.gate.set()
            await edge.close()

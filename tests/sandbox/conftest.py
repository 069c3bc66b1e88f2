"""A running world, a stub app and a client for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from sandbox import company
from sandbox.app import serve
from sandbox.core import Options
from sandbox.world import World
from tests.sandbox.members import Account, Member
from tests.sandbox.stub import App, Slack
from tests.sandbox.teams_stub import Bot

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def options() -> Options:
    """How strict the world is; a file may say otherwise."""
    return Options(retry_after=(0.0, 0.01, 0.01), answer_within=0.5)


@pytest.fixture
async def stub() -> AsyncIterator[App]:
    """An app that answers 200 with nothing."""
    app = App()
    server = web.Application()
    server.router.add_route("*", "/slack/events", app.handle)
    server.router.add_route("*", "/api/messages", app.handle)
    running = TestServer(server)
    await running.start_server()
    app.url = str(running.make_url("")).rstrip("/")
    yield app
    await running.close()


@pytest.fixture
async def world(options: Options, stub: App) -> AsyncIterator[World]:
    """The company, served, with the stub as its app."""
    built = company.build(now=NOW, staff=20, options=options, bot_url=stub.url)
    async with serve(built):
        yield built


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """A client that follows no redirects by itself unless asked."""
    async with ClientSession() as client:
        yield client


@pytest.fixture
def slack(world: World, session: ClientSession) -> Slack:
    """The Web API with the bot's token."""
    return Slack(session, world.core.base_url, world.slack.bot_token)


@pytest.fixture
def bot(world: World, session: ClientSession) -> Bot:
    """The Bot Connector with the bot's token."""
    return Bot(session, world)


@pytest.fixture
def member(world: World, session: ClientSession) -> Member:
    """Priya, connected to LinkedIn."""
    return Member(world, session)


@pytest.fixture
def account(world: World, session: ClientSession) -> Account:
    """Zoë, connected to X."""
    return Account(world, session)

"""A bot's edge with a dispatch the test decides, in front of a tiny Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.slack.ingress import PATH, SlackEdge
from tests.helpers import slack_api
from tests.helpers.handlers import Handlers
from tests.helpers.slack_forms import READER

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@dataclass
class Bench:
    """Everything a test of the edge touches."""

    slack: slack_api.FakeSlack
    handlers: Handlers
    sender: slack_api.Sender
    edge: SlackEdge

    @property
    def url(self) -> str:
        """A response URL."""
        return f"{self.slack.url}respond"

    def hold(self) -> asyncio.Event:
        """Let handlers take longer than the deadline, until the event is set."""
        self.handlers.gate = asyncio.Event()
        return self.handlers.gate


@pytest.fixture
def settle_seconds() -> float:
    """How long Slack gets to settle; a test may say otherwise."""
    return 0.0


@pytest.fixture
async def bench(settle_seconds: float) -> AsyncIterator[Bench]:
    """The edge over HTTP on 127.0.0.1, with a deadline too short to wait for."""
    handlers = Handlers(reader=READER)
    async with slack_api.FakeSlack().running() as slack, aiohttp.ClientSession() as session:
        edge = SlackEdge(
            signing_secret=slack_api.SECRET,
            bot_token=slack_api.TOKEN,
            api_url=f"{slack.url}api/",
            dispatch=handlers,
            now=lambda: NOW,
            reference=lambda: "abc123",
            decide_seconds=0.05,
            acknowledge_seconds=1.0,
            settle_seconds=settle_seconds,
            read_seconds=0.5,
        )
        application = web.Application()
        edge.mount(application)
        server = TestServer(application)
        await server.start_server()
        sender = slack_api.Sender(session, str(server.make_url(PATH)))
        try:
            yield Bench(slack, handlers, sender, edge)
        finally:
            if handlers.gate is not None:
                handlers.gate.set()
            await server.close()

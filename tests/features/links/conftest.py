"""A company whose links are served over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from aiohttp import DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from bot.web import short_links
from content_store.unit import Store
from tests.helpers import sharing
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock
from tests.helpers.visiting import Client, Serve


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    """A company with two networks."""
    return await sharing.found(store, clock)


@pytest_asyncio.fixture
async def serve(company: Company) -> AsyncIterator[Serve]:
    """Serves the company's links; `trusted_proxies` as in the settings."""
    clients: list[Client] = []

    async def start(*, trusted_proxies: int = 1) -> Client:
        application = web.Application()
        application.add_routes(short_links.routes(company.tools(), trusted_proxies=trusted_proxies))
        client = TestClient(TestServer(application), cookie_jar=DummyCookieJar())
        await client.start_server()
        clients.append(client)
        return client

    yield start
    for client in clients:
        await client.close()

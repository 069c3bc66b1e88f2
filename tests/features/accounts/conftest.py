"""A company whose pages of connecting are served over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from aiohttp import web

from bot.web import network_callbacks
from content_store.unit import Store
from tests.helpers import networks, sharing
from tests.helpers.company import Company
from tests.helpers.connecting import Browser
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    """A company with a network of each kind: by consent, with servers, with passwords."""
    return await sharing.found(
        store,
        clock,
        networks.linkedin(),
        networks.x(),
        networks.bluesky(),
        networks.mastodon(),
    )


@pytest_asyncio.fixture
async def application(company: Company) -> web.Application:
    """The pages of connecting."""
    made = web.Application()
    made.add_routes(network_callbacks.routes(company.tools(), company.networks))
    return made


@pytest_asyncio.fixture
async def browser(application: web.Application) -> AsyncIterator[Browser]:
    """A browser that keeps cookies."""
    async with Browser.open(application) as opened:
        yield opened

"""A network that nobody here knows is added by one module and one line, and everything works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.web import network_callbacks
from chat.fields import TextField
from content_store.queries import figures
from content_store.unit import Store
from networks import http, registry
from networks.building import NetworkTools
from networks.guard import Guard
from programme.figures import Figure, Grade
from programme.states import ShareState
from tests.helpers import connecting, sharing, tiny_network
from tests.helpers.company import Company
from tests.helpers.connecting import Browser
from tests.helpers.databases import ManualClock
from tests.helpers.networks import NoApps


@dataclass
class Server:
    """Postboard's own side: cards by key, and one answer that gets lost on the way if told so."""

    cards: dict[str, dict[str, str]] = field(default_factory=dict)
    lose_next: bool = False

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/token", self.token),
            web.post("/cards", self.post),
            web.get("/cards/{id}", self.card),
        ]

    async def token(self, request: web.Request) -> web.Response:
        assert (await request.post())["code"] == "c1"
        return web.json_response({"access_token": "pb-1", "author": "ana@postboard"})

    async def post(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer pb-1"
        body = await request.json()
        card = self.cards.setdefault(body["key"], {**body, "id": f"c{len(self.cards) + 1}"})
        if self.lose_next:
            self.lose_next = False
            assert request.transport is not None
            request.transport.abort()
        return web.json_response({"id": card["id"]}, status=201)

    async def card(self, request: web.Request) -> web.Response:
        return web.json_response({"stamps": 3})


@pytest_asyncio.fixture
async def server() -> AsyncIterator[tuple[Server, str]]:
    """Postboard, and where it is."""
    side = Server()
    application = web.Application()
    application.add_routes(side.routes())
    async with TestServer(application) as listening:
        yield side, str(listening.make_url("")).rstrip("/")


@pytest_asyncio.fixture
async def company(
    store: Store, clock: ManualClock, server: tuple[Server, str]
) -> AsyncIterator[Company]:
    """A company that offers Postboard and nothing else."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(http.make_session(before_call=lambda: None))
        client = http.ApiClient(session, before_call=lambda: None)
        tools = NetworkTools(
            client=client,
            guarded=client,
            guard=Guard(),
            apps=NoApps(),
            now=clock,
            random_bytes=bytes,
        )
        made = await sharing.found(store, clock)
        made.networks = registry.build([tiny_network.Settings(api=server[1])], tools)
        yield made


async def test_a_new_network_from_consent_to_figures(
    company: Company, server: tuple[Server, str]
) -> None:
    """Connected, measured by its own rules, posted once although an answer was lost, counted."""
    side, _ = server
    ana = await company.person("Ana", joined=True)
    pages = web.Application()
    pages.add_routes(network_callbacks.routes(company.tools(), company.networks))
    async with Browser.open(pages) as browser:
        path = await connecting.link_for(company, ana, "postboard")
        await browser.begin(path)
        done = await browser.come_back(path, "postboard")
        assert "Postboard is connected" in await done.text()

    item = await company.item("News")
    form = await sharing.opened(company, ana, item)
    caption = sharing.field_for(form, "postboard")
    assert isinstance(caption, TextField)
    long = await sharing.press_in(company, ana, form, "share.refresh", **{caption.name: "č" * 121})
    assert sharing.field_for(long, "postboard").error is not None
    side.lose_next = True
    await company.submit(ana, form, **{caption.name: "č" * 100})
    await company.work_until_idle(minutes=10)
    share = await sharing.share_of(company, ana, item, "postboard")
    assert share.state is ShareState.PUBLISHED
    assert [card["text"] for card in side.cards.values()] == [share.text]

    await company.work_until_idle(days=2)
    async with company.store.reading(1) as u:
        found = await figures.latest(u, share.id)
    assert found == {"reactions": Figure(value=3, grade=Grade.MEASURED)}

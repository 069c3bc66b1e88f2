"""Whoever leaves takes their accounts along: no tokens stay behind, and nothing more goes out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import select

import handlers.admin.actions
import handlers.welcome.actions  # noqa: F401 - imported for what they register
from bot.web import network_callbacks
from chat.people import PersonRef, Platform
from chat.replies import Whisper
from chat.stimuli import Left
from content_store.queries import identities
from content_store.tables.accounts import AccountRow
from content_store.unit import Store
from handlers import routes as route_tables
from handlers.admin.routes import routes as admin
from handlers.welcome.routes import routes as welcome
from programme.states import ShareState
from programme.values import Member
from tests.helpers import pressing, sharing
from tests.helpers.company import TEAM, Company
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    made = await sharing.found(store, clock)
    made.routes = route_tables.join(made.routes, welcome, admin)
    return made


@pytest_asyncio.fixture
async def browser(company: Company) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """A browser that keeps cookies."""
    application = web.Application()
    application.add_routes(network_callbacks.routes(company.tools(), company.networks))
    async with TestClient(TestServer(application), cookie_jar=CookieJar(unsafe=True)) as client:
        yield client


async def leaves_the_programme(company: Company, who: Member) -> None:
    assert isinstance(await company.press(who, "welcome.leave"), Whisper)


async def leaves_the_company(company: Company, who: Member) -> None:
    person = PersonRef(platform=Platform.SLACK, id=company.people[who.id])
    await company.does(Left(workspace=TEAM, person=person, retry_key="Ev1", is_bot=False))


LEAVING = pytest.mark.parametrize("leaves", [leaves_the_programme, leaves_the_company])


@LEAVING
async def test_tokens_go_back_and_are_wiped(company: Company, leaves: object) -> None:
    """Leaving the programme or the company gives all tokens back and wipes them."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin", "x")
    assert callable(leaves)
    await leaves(company, ana)
    await company.work()

    for network in ("linkedin", "x"):
        assert sharing.fake(company, network).connect.revoked == ["token-Ana"]
    async with company.store.reading(1) as u:
        rows = (await u.session.exec(select(AccountRow))).all()
    assert [(row.state, row.sealed) for row in rows] == [("revoked", ""), ("revoked", "")]


async def test_nothing_goes_out_for_somebody_who_is_gone(company: Company) -> None:
    """A share that waits is not published once its person's chat account was switched off."""
    ana, item = await sharing.sent(company, "x")
    async with company.store.unit(1) as u:
        await identities.close(u, company.installation.id, company.people[ana.id])
    await company.work()

    assert sharing.fake(company, "x").posts == []
    assert (await sharing.share_of(company, ana, item, "x")).state is ShareState.CANCELLED


@LEAVING
async def test_a_consent_of_somebody_who_left_connects_nothing(
    company: Company, browser: TestClient[web.Request, web.Application], leaves: object
) -> None:
    """Who leaves between the link and the way back gets no account, and no code is exchanged."""
    ana = await company.person("Ana", joined=True)
    reply = await company.press(ana, "accounts.connect", network="linkedin")
    assert isinstance(reply, Whisper)
    (url,) = pressing.urls(reply.post)
    path = url.removeprefix("https://glasnik.example")
    await browser.get(path, allow_redirects=False)
    for cookie in browser.session.cookie_jar:
        cookie["secure"] = ""
    assert callable(leaves)
    await leaves(company, ana)
    back = await browser.get(
        "/connect/linkedin/callback", params={"state": path.rsplit("/", 1)[1], "code": "c1"}
    )

    assert back.status == 404
    assert sharing.fake(company, "linkedin").connect.exchanged == []
    async with company.store.reading(1) as u:
        assert (await u.session.exec(select(AccountRow))).all() == []

"""Whoever leaves takes their accounts along: no tokens stay behind, and nothing more goes out."""

from __future__ import annotations

import pytest
import pytest_asyncio
from sqlmodel import select

import handlers.admin.actions
import handlers.welcome.actions  # noqa: F401 - imported for what they register
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
from tests.helpers import connecting, sharing
from tests.helpers.company import TEAM, Company
from tests.helpers.connecting import Browser
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    made = await sharing.found(store, clock)
    made.routes = route_tables.join(made.routes, welcome, admin)
    return made


async def rows_of(company: Company) -> list[AccountRow]:
    """Every account that there is."""
    async with company.store.reading(1) as u:
        return list(await u.session.exec(select(AccountRow)))


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
    company: Company, browser: Browser, leaves: object
) -> None:
    """Who leaves between the link and the way back gets no account, and no code is exchanged."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana)
    await browser.begin(path)
    assert callable(leaves)
    await leaves(company, ana)
    back = await browser.come_back(path)

    assert back.status == 404
    assert (await browser.look(path)).status == 404
    assert sharing.fake(company, "linkedin").connect.exchanged == []
    assert await rows_of(company) == []


async def test_who_leaves_while_the_network_answers_gets_no_account(
    company: Company, browser: Browser
) -> None:
    """Leaving in the very moment of the exchange keeps nothing and gives the tokens back."""
    ana = await company.person("Ana", joined=True)
    fake = sharing.fake(company, "linkedin")

    async def leave() -> None:
        await leaves_the_programme(company, ana)

    path = await connecting.link_for(company, ana)
    await browser.begin(path)
    fake.connect.meanwhile = leave
    back = await browser.come_back(path)

    assert back.status == 404
    assert fake.connect.revoked == ["access-c1"]
    assert await rows_of(company) == []

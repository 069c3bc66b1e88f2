"""Another account in the place of the first: what was meant for one never goes out on the other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chat.parts import Prose
from chat.say import Say
from content_store.queries import accounts
from handlers import tokens
from programme.states import ShareState
from programme.values import Member
from tests.helpers import connecting, sharing
from tests.helpers.company import Company
from tests.helpers.connecting import Browser
from tests.helpers.networks import LOST_AFTER, LOST_BEFORE


async def connects(company: Company, browser: Browser, who: Member, author: str) -> None:
    """Connect this account of theirs on X, whatever was connected before."""
    connect = sharing.fake(company, "x").connect
    connect.author, connect.handle = author, author
    path = await connecting.link_for(company, who, "x")
    await browser.begin(path)
    assert (await browser.come_back(path, "x", code=author)).status == 200


async def test_what_was_planned_for_the_first_is_stopped(
    company: Company, browser: Browser
) -> None:
    """A plan names no account that its person chose later: it is dropped, and they are told so."""
    ana = await company.person("Ana", joined=True)
    await connects(company, browser, ana, "first")
    item = await company.item("News")
    await company.submit(ana, await sharing.opened(company, ana, item), when="spread")
    company.clock.forward(minutes=1)
    await connects(company, browser, ana, "second")
    await company.work_until_idle(days=10)

    assert sharing.fake(company, "x").used == []
    assert await sharing.state_of(company, ana, item, "x") is ShareState.CANCELLED
    said = sharing.last_told(company, ana)
    texts = [part.text for part in said.parts if isinstance(part, Prose)]
    assert "accounts.shares_stopped" in [t.key for t in texts if isinstance(t, Say)]


@pytest.mark.parametrize("end", [LOST_AFTER, LOST_BEFORE])
@pytest.mark.parametrize("disconnects", [True, False])
async def test_a_lost_answer_is_not_looked_for_elsewhere(
    company: Company, browser: Browser, end: str, disconnects: bool
) -> None:
    """On the second account the post is not to be found; that is no reason to make it there."""
    ana = await company.person("Ana", joined=True)
    await connects(company, browser, ana, "first")
    fake = sharing.fake(company, "x")
    fake.ends = [end]
    item = await company.item("News")
    await company.submit(ana, await sharing.opened(company, ana, item))
    await company.work()
    assert await sharing.state_of(company, ana, item, "x") is ShareState.ARMED
    out = len(fake.posts)
    if disconnects:
        await company.press(ana, "accounts.disconnect", network="x")
    await connects(company, browser, ana, "second")
    await company.work_until_idle(days=1)

    assert fake.used == ["access-first"]
    assert len(fake.posts) == out
    assert await sharing.state_of(company, ana, item, "x") is ShareState.UNCONFIRMED


async def test_the_same_account_again_keeps_what_was_planned(
    company: Company, browser: Browser
) -> None:
    """A new consent for the same account is what the plan has waited for."""
    ana = await company.person("Ana", joined=True)
    await connects(company, browser, ana, "first")
    item = await company.item("News")
    await company.submit(ana, await sharing.opened(company, ana, item), when="spread")
    await connects(company, browser, ana, "first")
    await company.work_until_idle(days=10)

    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED


@pytest.mark.parametrize("author", ["first", "second"])
async def test_a_consent_is_never_undone_by_a_renewal(
    company: Company, browser: Browser, author: str
) -> None:
    """Tokens that are renewed while their person connects anew do not take the new ones' place."""
    ana = await company.person("Ana", joined=True)
    connect = sharing.fake(company, "x").connect
    connect.now, connect.lifetime = company.clock(), timedelta(hours=2)
    await connects(company, browser, ana, "first")
    item = await company.item("News")
    await company.submit(ana, await sharing.opened(company, ana, item))
    company.clock.forward(hours=2)

    async def consents() -> None:
        connect.meanwhile, connect.now = None, company.clock()
        connect.author, path = author, await connecting.link_for(company, ana, "x")
        await browser.begin(path)
        assert (await browser.come_back(path, "x", code="anew")).status == 200

    connect.meanwhile = consents
    await company.work_until_idle(minutes=5)

    async with company.store.reading(1) as u:
        stored = await accounts.sealed_of(u, ana.id, "x")
    assert stored is not None
    assert (stored.author_id, stored.state) == (author, accounts.AccountState.ACTIVE)
    assert tokens.unseal(company.tools().vault, stored).access_token.reveal() == "access-anew"
    assert sharing.fake(company, "x").used == (["access-anew"] if author == "first" else [])
    renewed = ["access-renewed-1"] if author == "second" else []
    assert [token for token in connect.revoked if "renewed" in token] == renewed

"""Connecting an account: by the person's own consent, once, and never by a mistake."""

from __future__ import annotations

import asyncio
import re

import pytest
from aiohttp import web
from sqlmodel import select

from chat.replies import NextForm, Whisper
from chat.say import Say
from content_store import audit
from content_store.queries import accounts
from content_store.tables.accounts import AccountRow, OAuthStateRow
from handlers import tokens
from networks.connecting import ConnectFailure
from tests.helpers import pressing, sharing
from tests.helpers.company import Company
from tests.helpers.connecting import Browser, link_for, state_of


async def test_a_consent_connects_the_account(company: Company, browser: Browser) -> None:
    """Link, consent, back: the account is there, its tokens sealed, and the person told."""
    ana = await company.person("Ana", joined=True)
    path = await link_for(company, ana)
    away = await browser.begin(path)
    assert away.status == 303
    assert away.headers["Location"].startswith(
        f"https://linkedin.example/consent?state={state_of(path)}"
    )
    assert away.headers["Location"].endswith("to=https://glasnik.example/connect/linkedin/callback")
    back = await browser.come_back(path)
    assert back.status == 200
    page = await back.text()
    assert "Ana Novak" in page

    (account,) = await sharing.accounts_of(company, ana)
    assert account.usable
    assert account.handle == "Ana Novak"
    assert sharing.fake(company, "linkedin").connect.callbacks == [
        "https://glasnik.example/connect/linkedin/callback"
    ]
    await company.work()
    assert sharing.told(company, ana) == ["accounts.connected"]
    async with company.store.reading(1) as u:
        (row,) = await u.session.exec(select(AccountRow))
        assert "access-c1" not in row.sealed
        stored = await accounts.sealed(u, account.id)
        (state,) = await u.session.exec(select(OAuthStateRow))
        assert (await audit.verify(u)).whole
    assert state.digest != state_of(path)
    assert state.verifier is None
    assert stored is not None
    opened = tokens.unseal(company.tools().vault, stored)
    assert opened.access_token.reveal() == "access-c1"


async def test_a_link_works_once(company: Company, browser: Browser) -> None:
    """A second return with the same state connects nothing and says why."""
    ana = await company.person("Ana", joined=True)
    path = await link_for(company, ana)
    await browser.begin(path)
    await browser.come_back(path)
    again = await browser.come_back(path, code="c2")
    reopened = await browser.look(path)

    assert again.status == 410
    assert reopened.status == 410
    assert sharing.fake(company, "linkedin").connect.exchanged == ["c1"]


async def test_two_returns_at_once_connect_once(company: Company, browser: Browser) -> None:
    """Of two returns at the same moment one exchanges its code, the other hears that it is used."""
    ana = await company.person("Ana", joined=True)
    path = await link_for(company, ana)
    await browser.begin(path)
    answers = await asyncio.gather(*(browser.come_back(path) for _ in range(2)))

    assert sorted(answer.status for answer in answers) == [200, 410]
    assert sharing.fake(company, "linkedin").connect.exchanged == ["c1"]


async def test_a_state_is_used_once_in_the_store(company: Company) -> None:
    """The store itself lets a state be used once, within its ten minutes."""
    ana = await company.person("Ana", joined=True)
    async with company.store.unit(1) as u:
        for digest in ("first", "second"):
            await accounts.begin(u, digest=digest, member_id=ana.id, network="x")
        assert await accounts.use(u, "first")
        assert not await accounts.use(u, "first")
    company.clock.forward(minutes=10)
    async with company.store.unit(1) as u:
        assert not await accounts.use(u, "second")


async def test_a_link_runs_out(company: Company, browser: Browser) -> None:
    """After ten minutes neither the link nor the way back works."""
    ana = await company.person("Ana", joined=True)
    path = await link_for(company, ana)
    await browser.begin(path)
    company.clock.forward(minutes=10)

    assert (await browser.come_back(path)).status == 410
    assert (await browser.look(path)).status == 410
    assert await sharing.accounts_of(company, ana) == ()


async def test_another_browser_cannot_finish_a_consent(
    company: Company, application: web.Application, browser: Browser
) -> None:
    """A consent that began in one browser can't be finished in another, nor used up there."""
    ana = await company.person("Ana", joined=True)
    path = await link_for(company, ana)
    await browser.begin(path)
    async with Browser.open(application) as other:
        assert (await other.come_back(path)).status == 403

    assert await sharing.accounts_of(company, ana) == ()
    assert (await browser.come_back(path)).status == 200


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (ConnectFailure.DENIED, 200),
        (ConnectFailure.CLOSED, 403),
        (ConnectFailure.EXPIRED, 410),
        (ConnectFailure.SCOPE, 502),
        (ConnectFailure.CLIENT, 502),
        (ConnectFailure.UNREACHABLE, 503),
        (ConnectFailure.MALFORMED, 502),
    ],
)
async def test_every_failure_has_its_page(
    company: Company, browser: Browser, failure: ConnectFailure, status: int
) -> None:
    """Whatever goes wrong at the network, there is a page with the right status and no account."""
    sharing.fake(company, "linkedin").connect.refuses = failure
    ana = await company.person("Ana", joined=True)
    path = await link_for(company, ana)
    await browser.begin(path)
    response = await browser.come_back(path)

    assert response.status == status
    assert "“connect”" in await response.text()
    assert await sharing.accounts_of(company, ana) == ()


async def test_a_no_at_the_network_is_fine(company: Company, browser: Browser) -> None:
    """Saying no on the consent page connects nothing and needs no excuse."""
    ana = await company.person("Ana", joined=True)
    path = await link_for(company, ana)
    await browser.begin(path)
    response = await browser.come_back(
        path, error="user_cancelled_login", error_description="<b>no</b>"
    )

    assert response.status == 200
    assert "<b>no</b>" not in await response.text()
    assert await sharing.accounts_of(company, ana) == ()
    assert sharing.fake(company, "linkedin").connect.exchanged == []


@pytest.mark.parametrize(
    "path",
    [
        "/connect/garbage",
        f"/connect/{'A' * 43}",
        f"/connect/{'A' * 5000}",
        "/connect/linkedin/callback",
        "/connect/linkedin/callback?state=&code=",
        f"/connect/linkedin/callback?state={'A' * 43}&code=c1",
        "/connect/nowhere/callback?state=%00%ff&code=c1",
        "/connect/linkedin/callback?state=%F0%9F%98%80&code=c1",
    ],
)
async def test_garbage_gets_a_friendly_page(browser: Browser, path: str) -> None:
    """A made-up address is answered 404 with a page, never with an error of ours."""
    response = await browser.look(path)

    assert response.status == 404
    assert "<h1>" in await response.text()


@pytest.mark.parametrize("query", [{}, {"code": ""}, {"code": "c" * 5000}])
async def test_a_return_without_a_code_connects_nothing(
    company: Company, browser: Browser, query: dict[str, str]
) -> None:
    """A return that brings no usable code ends on a page."""
    ana = await company.person("Ana", joined=True)
    path = await link_for(company, ana)
    await browser.begin(path)
    response = await browser.come_back(path, **(query or {"nothing": "1"}))

    assert response.status == 502
    assert await sharing.accounts_of(company, ana) == ()


async def test_two_consents_can_be_under_way(company: Company, browser: Browser) -> None:
    """A person may begin with one network, then another, and finish both in any order."""
    ana = await company.person("Ana", joined=True)
    first, second = await link_for(company, ana), await link_for(company, ana, "x")
    await browser.begin(first)
    await browser.begin(second)

    assert (await browser.come_back(first)).status == 200
    assert (await browser.come_back(second, "x")).status == 200
    assert [account.network for account in await sharing.accounts_of(company, ana)] == [
        "linkedin",
        "x",
    ]


async def test_pages_speak_the_persons_language(company: Company, browser: Browser) -> None:
    """The page after a consent is in the language of the person who began it."""
    ana = await company.person("Ana", joined=True, locale="sl-SI")
    path = await link_for(company, ana)
    await browser.begin(path)
    page = await (await browser.come_back(path)).text()

    assert 'lang="sl"' in page
    assert re.search(r"<style|\sstyle=|<script|\son\w+=", page) is None


async def test_looking_ahead_uses_nothing_up(company: Company, browser: Browser) -> None:
    """A program that only looks at the link with HEAD does not spoil it."""
    ana = await company.person("Ana", joined=True)
    path = await link_for(company, ana)
    assert (await browser.client.head(path)).status == 405
    await browser.begin(path)

    assert (await browser.come_back(path)).status == 200


async def test_connecting_again_replaces_the_tokens(company: Company, browser: Browser) -> None:
    """A second consent renews the one account that there is."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    async with company.store.unit(1) as u:
        (account,) = await accounts.of_member(u, ana.id)
        await accounts.needs_reconnect(u, account.id)
    path = await link_for(company, ana)
    await browser.begin(path)
    await browser.come_back(path, code="new")

    (again,) = await sharing.accounts_of(company, ana)
    assert again.id == account.id
    assert again.usable


async def test_the_list_by_command(company: Company) -> None:
    """`connect` shows every network; with a name only that one; a wrong name is told."""
    ana = await company.person("Ana", joined=True)
    whole = await company.say(ana, "connect")
    one = await company.say(ana, "connect LinkedIn")
    wrong = await company.say(ana, "connect myspace")

    assert isinstance(whole, Whisper)
    assert isinstance(one, Whisper)
    assert isinstance(wrong, Whisper)
    assert len(pressing.urls(whole.post)) == 4
    assert len(pressing.urls(one.post)) == 1
    assert isinstance(wrong.post.summary, Say)
    assert wrong.post.summary.key == "accounts.unknown_network"


async def test_from_a_form_the_answer_is_a_form(company: Company) -> None:
    """A press inside a form is answered in the form."""
    ana = await company.person("Ana", joined=True)
    form = await sharing.opened(company, ana, await company.item("News"))
    reply = await sharing.reply_in(company, ana, form, "accounts.connect", {"network": "linkedin"})

    assert isinstance(reply, NextForm)

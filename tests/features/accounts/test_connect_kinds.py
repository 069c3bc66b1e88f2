"""Networks that ask first: a server's address, or a handle with a password for apps."""

from __future__ import annotations

import asyncio
import json
import logging
import re

import pytest
from aiohttp import web
from sqlmodel import select

from bot.web import network_callbacks
from content_store.queries import accounts
from content_store.tables.accounts import AccountRow, OAuthStateRow
from content_store.tables.audit import AuditRow
from content_store.tables.jobs import JobRow
from handlers import tokens
from networks.base import Credentials
from networks.connecting import ConnectFailure
from programme.values import Member
from tests.helpers import connecting, networks, sharing
from tests.helpers.company import Company
from tests.helpers.connecting import Browser


async def credentials_of(company: Company, who: Member, network: str) -> Credentials:
    """What is sealed in the store for a person's account."""
    async with company.store.reading(1) as u:
        stored = await accounts.sealed_of(u, who.id, network)
    assert stored is not None
    return tokens.unseal(company.tools().vault, stored)


async def row_of(company: Company, network: str) -> AccountRow:
    async with company.store.reading(1) as u:
        found = await u.session.exec(select(AccountRow).where(AccountRow.network == network))
        return found.one()


async def test_a_server_is_asked_for_its_own_consent(company: Company, browser: Browser) -> None:
    """The person goes to their own server and back to its own callback; its limits are kept."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "mastodon")
    away = await browser.begin(path, server="toot.si")
    key = connecting.key_of("https://toot.si")
    back = await browser.come_back(path, "mastodon", key)

    assert away.status == 303
    assert away.headers["Location"].startswith("https://toot.si/consent?")
    assert away.headers["Location"].endswith(f"/connect/mastodon/callback/{key}")
    assert back.status == 200
    (account,) = await sharing.accounts_of(company, ana)
    assert (account.max_characters, account.characters_per_url) == (1500, 23)
    assert (await row_of(company, "mastodon")).server == "https://toot.si"
    assert (await credentials_of(company, ana, "mastodon")).server == "https://toot.si"


async def test_changing_ones_mind_about_the_server(company: Company, browser: Browser) -> None:
    """Who goes back and types another server connects there, and can't finish at the first."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "mastodon")
    await browser.begin(path, server="toot.si")
    await browser.begin(path, server="lipa.social")
    first, second = (connecting.key_of(f"https://{s}") for s in ("toot.si", "lipa.social"))

    assert (await browser.come_back(path, "mastodon", first)).status == 400
    assert (await browser.come_back(path, "mastodon", second)).status == 200
    assert (await row_of(company, "mastodon")).server == "https://lipa.social"


async def test_a_password_for_apps_connects_at_once(company: Company, browser: Browser) -> None:
    """Handle and app password, and the account is there; the password is kept sealed only."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "bluesky")
    done = await browser.begin(path, **connecting.SIGN_IN)
    page = await done.text()

    assert done.status == 200
    assert "Bluesky is connected" in page
    assert "Ana Novak is now connected to Ana" in page
    kept = await credentials_of(company, ana, "bluesky")
    assert kept.app_password is not None
    assert kept.app_password.reveal() == networks.APP_PASSWORD
    assert networks.APP_PASSWORD not in (await row_of(company, "bluesky")).sealed
    await company.work()
    assert sharing.told(company, ana) == ["accounts.connected"]
    assert (await browser.send(path, connecting.SIGN_IN)).status == 410


async def test_signing_in_twice_at_once_keeps_one_session(
    company: Company, browser: Browser
) -> None:
    """Of two presses at the same moment one connects; the other's session is ended again."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "bluesky")
    connect = sharing.fake(company, "bluesky").connect
    both = asyncio.Barrier(2)

    async def wait_for_the_other() -> None:
        await both.wait()

    connect.meanwhile = wait_for_the_other
    await browser.look(path)
    answers = await asyncio.gather(*(browser.send(path, connecting.SIGN_IN) for _ in range(2)))

    assert sorted(answer.status for answer in answers) == [200, 410]
    assert len(connect.revoked) == 1
    kept = await credentials_of(company, ana, "bluesky")
    assert kept.access_token.reveal() not in connect.revoked


async def test_a_network_that_never_answers_is_given_up(company: Company) -> None:
    """The person gets a page and may try again, instead of waiting for ever."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "bluesky")
    connect = sharing.fake(company, "bluesky").connect

    async def for_ever() -> None:
        await asyncio.Event().wait()

    connect.meanwhile = for_ever
    pages = web.Application()
    pages.add_routes(
        network_callbacks.routes(company.tools(), company.networks, begin_seconds=0.05)
    )
    async with Browser.open(pages) as browser:
        page = await browser.begin(path, **connecting.SIGN_IN)
        assert page.status == 503
        assert networks.APP_PASSWORD not in await page.text()

        connect.meanwhile = None
        assert (await browser.send(path, connecting.SIGN_IN)).status == 200


async def test_another_account_takes_the_place_of_the_first(
    company: Company, browser: Browser
) -> None:
    """The tokens of an account that was replaced are given back to the network."""
    ana = await company.person("Ana", joined=True)
    connect = sharing.fake(company, "x").connect
    for code, author in (("c1", "first"), ("c2", "second")):
        connect.author, connect.handle = author, author
        path = await connecting.link_for(company, ana, "x")
        await browser.begin(path)
        assert (await browser.come_back(path, "x", code=code)).status == 200

    (account,) = await sharing.accounts_of(company, ana)
    assert account.handle == "second"
    assert connect.revoked == ["access-c1"]


async def test_the_same_account_again_gives_nothing_back(
    company: Company, browser: Browser
) -> None:
    """A network that keeps one permission per account would take the new tokens along."""
    ana = await company.person("Ana", joined=True)
    for code in ("c1", "c2"):
        path = await connecting.link_for(company, ana, "x")
        await browser.begin(path)
        await browser.come_back(path, "x", code=code)

    assert sharing.fake(company, "x").connect.revoked == []
    assert (await credentials_of(company, ana, "x")).access_token.reveal() == "access-c2"


async def test_tokens_go_only_to_the_server_they_were_sealed_with(
    company: Company, browser: Browser
) -> None:
    """Whoever changes the row in the database can't have somebody's token sent elsewhere."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "mastodon")
    await browser.begin(path, server="toot.si")
    await browser.come_back(path, "mastodon", connecting.key_of("https://toot.si"))
    async with company.store.unit(1) as u:
        row = (await u.session.exec(select(AccountRow))).one()
        row.server = "https://elsewhere.example"
        u.session.add(row)

    assert (await credentials_of(company, ana, "mastodon")).server == "https://toot.si"


async def test_tokens_of_an_earlier_release_still_open(company: Company) -> None:
    """What was sealed without a server and without an app password is read as it was."""
    ana = await company.person("Ana", joined=True)
    (account,) = await sharing.connect(company, ana, "x")
    vault = company.tools().vault
    plain = json.dumps({"access": "a", "refresh": "r"})
    async with company.store.unit(1) as u:
        row = (await u.session.exec(select(AccountRow))).one()
        row.sealed = vault.seal(plain, owner=f"account:{account.id}", purpose="x")
        u.session.add(row)
    opened = await credentials_of(company, ana, "x")

    assert opened.access_token.reveal() == "a"
    assert opened.refresh_token is not None
    assert (opened.app_password, opened.server) == (None, "")


async def test_no_secret_is_logged_shown_or_stored(
    company: Company,
    browser: Browser,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Neither states, codes, verifiers, passwords nor tokens leave the vault."""
    caplog.set_level(logging.DEBUG)
    # The program's own server keeps no log of requests.
    caplog.set_level(logging.CRITICAL, logger="aiohttp.access")
    ana = await company.person("Ana", joined=True)
    shown, states = [], []
    linkedin = sharing.fake(company, "linkedin").connect
    linkedin.cannot_begin = linkedin.refuses = ConnectFailure.UNREACHABLE
    for network, answers, key in (
        ("linkedin", {}, ""),
        ("x", {}, ""),
        ("mastodon", {"server": "toot.si"}, connecting.key_of("https://toot.si")),
        ("bluesky", {**connecting.SIGN_IN, "app_password": "not-the-right-one"}, ""),
        ("bluesky", connecting.SIGN_IN, ""),
    ):
        path = await connecting.link_for(company, ana, network)
        states.append(connecting.state_of(path))
        shown.append(await (await browser.look(path)).text())
        shown.append(await (await browser.send(path, answers)).text())
        linkedin.cannot_begin = None
        await browser.send(path, answers)
        if network != "bluesky":
            back = await browser.come_back(path, network, key, code="secret-code")
            shown.append(await back.text())
    async with company.store.reading(1) as u:
        stored = [
            repr(row.model_dump())
            for table in (AccountRow, OAuthStateRow, JobRow, AuditRow)
            for row in await u.session.exec(select(table))
        ]
    logged = "\n".join([caplog.text, *capsys.readouterr()])
    assert {"connect.not_begun", "connect.failed"} <= set(re.findall(r"connect\.\w+", logged))
    everything = "\n".join([*shown, *stored, logged])

    for secret in (
        *states,
        "secret-code",
        networks.VERIFIER,
        networks.APP_PASSWORD,
        "not-the-right-one",
        "session-",
        "access-",
    ):
        assert secret not in everything

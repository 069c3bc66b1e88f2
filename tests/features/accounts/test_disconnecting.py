"""Letting an account go: at once for the person, and for good in the store."""

from __future__ import annotations

import pytest
from sqlmodel import select

from chat.parts import Prose
from chat.replies import Whisper
from chat.say import Link, Say
from content_store.queries import accounts
from content_store.tables.accounts import AccountRow
from handlers import tokens
from handlers.accounts.tasks import NotRevoked
from programme.states import ShareState
from programme.tasks import RevokeAccount
from tests.helpers import connecting, sharing
from tests.helpers.company import Company
from tests.helpers.connecting import Browser
from tests.helpers.databases import ManualClock


async def test_disconnecting_acts_at_once(company: Company) -> None:
    """The account is out of use at once, waiting shares stop, the tokens go back and are wiped."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    item = await company.item("News")
    await company.submit(ana, await sharing.opened(company, ana, item))
    reply = await company.press(ana, "accounts.disconnect", network="linkedin")

    assert isinstance(reply, Whisper)
    assert await sharing.accounts_of(company, ana) == ()
    assert (await sharing.share_of(company, ana, item, "linkedin")).state is ShareState.CANCELLED
    await company.work()
    fake = sharing.fake(company, "linkedin")
    assert fake.posts == []
    assert fake.connect.revoked == ["token-Ana"]
    async with company.store.reading(1) as u:
        (row,) = await u.session.exec(select(AccountRow))
    assert row.sealed == ""


async def test_an_app_password_is_gone_from_the_store(company: Company, browser: Browser) -> None:
    """Disconnecting ends the session at the network and wipes the password with the tokens."""
    ana = await company.person("Ana", joined=True)
    await browser.begin(await connecting.link_for(company, ana, "bluesky"), **connecting.SIGN_IN)
    await company.press(ana, "accounts.disconnect", network="bluesky")
    await company.work()

    assert sharing.fake(company, "bluesky").connect.revoked == ["session-1"]
    async with company.store.reading(1) as u:
        (row,) = await u.session.exec(select(AccountRow))
    assert row.sealed == ""


async def test_whoever_made_a_password_hears_where_it_is_deleted(company: Company) -> None:
    """Only its person can delete an app password at the network: they are told, others are not."""
    company.app_passwords["bluesky"] = "https://bsky.example/settings/app-passwords"
    ana = await company.person("Ana", joined=True)
    said = {}
    for network in ("bluesky", "x"):
        await sharing.connect(company, ana, network)
        reply = await company.press(ana, "accounts.disconnect", network=network)
        assert isinstance(reply, Whisper)
        said[network] = [part.text for part in reply.post.parts if isinstance(part, Prose)]

    place = Link(
        text="bsky.example/settings/app-passwords",
        url="https://bsky.example/settings/app-passwords",
    )
    [told] = said["bluesky"]
    assert isinstance(told, Say)
    assert dict(told.args)["place"] == place
    assert said["x"] == []


async def test_nothing_of_the_account_stays(company: Company, browser: Browser) -> None:
    """Who let an account go is not known by it any more: neither its name nor its server."""
    ana = await company.person("Ana", joined=True)
    path = await connecting.link_for(company, ana, "mastodon")
    await browser.begin(path, server="toot.si")
    await browser.come_back(path, "mastodon", connecting.key_of("https://toot.si"))
    await company.press(ana, "accounts.disconnect", network="mastodon")
    await company.work()

    async with company.store.reading(1) as u:
        (row,) = await u.session.exec(select(AccountRow))
    assert (row.sealed, row.handle, row.name, row.author_id, row.server, row.scopes) == ("",) * 6
    assert (row.max_characters, row.characters_per_url, row.expires_at) == (None,) * 3


async def test_tokens_are_wiped_even_if_the_network_never_confirms(company: Company) -> None:
    """After four tries without a confirmation the tokens are gone from the store all the same."""
    ana = await company.person("Ana", joined=True)
    (account,) = await sharing.connect(company, ana, "linkedin")
    fake = sharing.fake(company, "linkedin")
    fake.connect.revokes = False
    async with company.store.unit(1) as u:
        await accounts.revoke(u, ana.id, "linkedin")
    task = RevokeAccount(account=account.id)
    for attempt in (1, 2, 3):
        with pytest.raises(NotRevoked):
            await company.run(task, attempt)
    await company.run(task, 4)
    await company.run(task, 5)

    assert len(fake.connect.revoked) == 4
    async with company.store.reading(1) as u:
        (row,) = await u.session.exec(select(AccountRow))
    assert row.sealed == ""


async def test_disconnecting_twice_is_harmless(company: Company) -> None:
    """A second tap finds nothing to disconnect."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    await company.press(ana, "accounts.disconnect", network="linkedin")
    reply = await company.press(ana, "accounts.disconnect", network="linkedin")

    assert isinstance(reply, Whisper)
    assert isinstance(reply.post.summary, Say)
    assert reply.post.summary.key == "accounts.was_not_connected"


async def test_only_one_renews_the_tokens_at_a_time(company: Company, clock: ManualClock) -> None:
    """The right to renew is one worker's; it lapses when that worker dies."""
    ana = await company.person("Ana", joined=True)
    (account,) = await sharing.connect(company, ana, "linkedin")
    async with company.store.unit(1) as u:
        assert await accounts.lock(u, account.id, u.now + tokens.RENEWAL)
    async with company.store.unit(1) as u:
        assert not await accounts.lock(u, account.id, u.now + tokens.RENEWAL)
    clock.now += tokens.RENEWAL
    async with company.store.unit(1) as u:
        assert await accounts.lock(u, account.id, u.now + tokens.RENEWAL)

"""A share goes out once, whatever breaks on the way, and its person always hears how it went."""

from __future__ import annotations

from datetime import timedelta

import pytest
import pytest_asyncio
from sqlmodel import col, select

from content_store.queries import items, ledger, people, shares, workspaces
from content_store.tables.shares import AttemptRow
from content_store.unit import Store
from handlers import own_links
from networks.base import (
    Throttled,
)
from programme.states import ItemState, ShareState
from programme.values import Member
from tests.helpers import pressing, sharing
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock

STEPS = ("publish.claimed", "publish.armed", "publish.called", "publish.recorded")


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock)


async def points(company: Company, who: Member) -> list[str]:
    async with company.store.reading(1) as u:
        return [line.reason for line in await ledger.lines(u, who.id, limit=9)]


async def attempts(company: Company) -> list[str | None]:
    async with company.store.reading(1) as u:
        found = await u.session.exec(select(AttemptRow).order_by(col(AttemptRow.id)))
        return [row.outcome for row in found]


async def test_a_share_goes_out_and_its_person_hears_of_it(company: Company) -> None:
    """A share is posted, scored once, and its person gets a link to the post."""
    ana, item = await sharing.sent(company, "linkedin", "x")
    await company.work()

    for name in ("linkedin", "x"):
        share = await sharing.share_of(company, ana, item, name)
        assert share.state is ShareState.PUBLISHED
        assert share.post_url == f"https://{name}.example/p1"
        ((_, post),) = sharing.fake(company, name).posts
        assert post.text == share.text
        assert post.marker == share.code
        assert post.link is not None
        assert post.link.url == f"https://glasnik.example/s/{share.code}"
    assert sharing.told(company, ana) == ["share.published", "share.published"]
    way = own_links.post(company.tools(), share.code)
    assert pressing.urls(sharing.last_told(company, ana)) == [way]
    assert await points(company, ana) == ["share", "share"]


@pytest.mark.parametrize("network", ["linkedin", "x"])
@pytest.mark.parametrize("step", STEPS)
async def test_a_crash_at_any_step_posts_once(company: Company, network: str, step: str) -> None:
    """Killed at any step, the share ends published with one post and one score."""
    ana, item = await sharing.sent(company, network)
    company.die_at.add(step)
    await company.work_until_idle(minutes=30)

    assert len(sharing.fake(company, network).posts) == 1
    assert await sharing.state_of(company, ana, item, network) is ShareState.PUBLISHED
    assert await points(company, ana) == ["share"]
    assert sharing.told(company, ana) == ["share.published"]


async def test_another_job_never_joins_a_call_under_way(company: Company) -> None:
    """A second job that finds a call begun a moment ago waits instead of calling as well."""
    ana, item = await sharing.sent(company, "linkedin")
    share = await sharing.share_of(company, ana, item, "linkedin")
    async with company.store.unit(1) as u:
        assert await shares.move(u, share.id, ShareState.QUEUED, ShareState.ARMED, armed_at=u.now)
        await shares.start_attempt(u, share.id)
    await company.work()
    assert sharing.fake(company, "linkedin").used == []
    await company.work_until_idle(minutes=30)

    assert len(sharing.fake(company, "linkedin").posts) == 1
    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.PUBLISHED


async def test_a_recalled_item_is_not_posted(company: Company) -> None:
    """A share that waits while its item is recalled is stopped, and its person hears so."""
    ana, item = await sharing.sent(company, "x")
    async with company.store.unit(1) as u:
        assert await items.decide(u, item, ItemState.RECALLED, by=None)
    await company.work()

    assert sharing.fake(company, "x").posts == []
    assert await sharing.state_of(company, ana, item, "x") is ShareState.CANCELLED
    assert sharing.told(company, ana) == ["share.cancelled"]


async def test_a_held_programme_posts_nothing(company: Company) -> None:
    """While the programme is held shares wait; afterwards they go out."""
    ana, item = await sharing.sent(company, "x")
    async with company.store.unit(1) as u:
        await workspaces.change(u, held=True)
    await company.work_until_idle(hours=1)
    assert sharing.fake(company, "x").posts == []
    async with company.store.unit(1) as u:
        await workspaces.change(u, held=False)
    await company.work_until_idle(hours=1)

    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED


async def test_who_left_posts_nothing(company: Company) -> None:
    """A share that waits when its person leaves the programme does not go out."""
    ana, item = await sharing.sent(company, "x")
    async with company.store.unit(1) as u:
        await people.leave(u, ana.id)
    await company.work()

    assert sharing.fake(company, "x").posts == []
    assert await sharing.state_of(company, ana, item, "x") is ShareState.CANCELLED


async def test_being_asked_to_wait_is_not_a_failure(company: Company) -> None:
    """A throttled share waits until the moment the network named, then goes out."""
    until = company.clock() + timedelta(minutes=15)
    sharing.fake(company, "x").ends = [Throttled(until=until)]
    ana, item = await sharing.sent(company, "x")
    await company.work()
    assert await sharing.state_of(company, ana, item, "x") is ShareState.QUEUED
    await company.work_until_idle(minutes=20)

    assert company.clock() >= until
    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED
    assert await attempts(company) == ["throttled", "published"]


async def test_a_long_wait_is_told_of_once(company: Company) -> None:
    """Who is put off for hours, and then again, hears once that it goes out later by itself."""
    hours = [company.clock() + timedelta(hours=after) for after in (5, 9)]
    sharing.fake(company, "x").ends = [Throttled(until=until) for until in hours]
    ana, item = await sharing.sent(company, "x")
    await company.work()
    assert sharing.key(sharing.last_told(company, ana).summary) == "share.waits"
    await company.work_until_idle(hours=10)

    share = await sharing.share_of(company, ana, item, "x")
    assert (share.state, share.published_at) == (ShareState.PUBLISHED, hours[1])
    assert sharing.told(company, ana) == ["share.noted", "share.published"]

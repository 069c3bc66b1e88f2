"""Reading the workspace's people and channels, and what waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest_asyncio
from sqlmodel import col, select

import handlers.admin.tasks
import handlers.delivery.tasks
import handlers.review.tasks  # noqa: F401 - these fill the routes
from chat.people import PersonRef, Platform, Profile
from content_store.queries import feeds, items, people
from content_store.tables.people import MemberRow
from content_store.unit import Store
from handlers.admin.routes import routes as admin
from handlers.delivery.routes import routes as delivery
from handlers.review.routes import routes as review
from programme.tasks import ReadFeed, SyncPeople
from tests.helpers import company as companies
from tests.helpers.chat import Chat
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock
from tests.helpers.reviewing import URL, entry, feed_of


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await companies.found(store, clock, admin, delivery, review)


async def test_a_feed_that_nobody_reviews_is_left_for_later(company: Company) -> None:
    """Where nobody may review, a feed's task ends instead of asking again every second."""
    async with company.store.unit(1) as u:
        feed = await feeds.add(u, URL)
    company.feeds.documents[URL] = feed_of(entry(1))

    assert await company.run(ReadFeed(feed=feed.id)) is None
    async with company.store.reading(1) as u:
        assert await items.count_in_review(u) == 0


async def test_a_new_feed_is_read_as_soon_as_the_people_are_known(company: Company) -> None:
    """At the first start the leads are read at the same time; then the feed does not wait."""
    async with company.store.unit(1) as u:
        feed = await feeds.add(u, URL)
    company.feeds.documents[URL] = feed_of(entry(1))
    await company.run(ReadFeed(feed=feed.id))
    company.chat.everyone.append(
        Profile(
            ref=PersonRef(platform=Platform.SLACK, id="U-Olga", name="Olga"),
            locale=None,
            zone=None,
            is_admin=True,
            active=True,
        )
    )
    await company.run(SyncPeople(installation=company.installation.id))
    await company.work()

    async with company.store.reading(1) as u:
        assert await items.count_in_review(u) == 1


@dataclass(kw_only=True)
class Together(Chat):
    """Tells its people only once two ask for them."""

    asked: int = 0
    first: asyncio.Event = field(default_factory=asyncio.Event)
    second: asyncio.Event = field(default_factory=asyncio.Event)

    async def people(self) -> AsyncIterator[Profile]:
        self.asked += 1
        (self.first if self.asked == 1 else self.second).set()
        await self.second.wait()
        async for profile in super().people():
            yield profile


async def test_two_readings_at_once_do_not_stop_each_other(company: Company) -> None:
    """One knows somebody whom the other meets as new, so they take people in different orders."""
    chat = company.chat = Together()
    names = [*(f"U-{number:02}" for number in range(30)), "U-Zala"]
    chat.everyone += [
        Profile(
            ref=PersonRef(platform=Platform.SLACK, id=name, name=f"Name of {name}"),
            locale="sl-SI",
            zone="Europe/Ljubljana",
            is_admin=False,
            active=True,
        )
        for name in names
    ]
    one = asyncio.create_task(company.run(SyncPeople(installation=company.installation.id)))
    await chat.first.wait()
    async with company.store.unit(1) as u:
        await people.add(u, company.installation.id, "U-Zala", name="Zala")
    other = company.run(SyncPeople(installation=company.installation.id))

    await asyncio.gather(one, other)
    async with company.store.reading(1) as u:
        found = await u.session.exec(select(col(MemberRow.name)).order_by(col(MemberRow.name)))
        assert list(found) == [f"Name of {name}" for name in names]


async def test_two_that_meet_somebody_new_at_once_add_one_person(company: Company) -> None:
    """The reading of the people and a first tap come together, and the person exists once."""

    async def meet() -> int:
        async with company.store.unit(1) as u:
            return (await people.add(u, company.installation.id, "U-New", name="Nika")).id

    assert len({*await asyncio.gather(*(meet() for _ in range(6)))}) == 1
    async with company.store.reading(1) as u:
        found = await u.session.exec(select(MemberRow).where(col(MemberRow.name) == "Nika"))
        assert len(found.all()) == 1

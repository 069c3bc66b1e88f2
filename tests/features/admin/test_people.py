"""Reading the workspace's people and channels, and what waits for it."""

from __future__ import annotations

import asyncio

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


async def test_two_that_meet_somebody_new_at_once_add_one_person(company: Company) -> None:
    """The reading of the people and a first tap come together, and the person exists once."""

    async def meet() -> int:
        async with company.store.unit(1) as u:
            return (await people.add(u, company.installation.id, "U-New", name="Nika")).id

    assert len({*await asyncio.gather(*(meet() for _ in range(6)))}) == 1
    async with company.store.reading(1) as u:
        found = await u.session.exec(select(MemberRow).where(col(MemberRow.name) == "Nika"))
        assert len(found.all()) == 1

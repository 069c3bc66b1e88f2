"""Feeds bring content into review, and leads hear when one stops doing so."""

from __future__ import annotations

import pytest_asyncio

import handlers.delivery.tasks
import handlers.review.actions
import handlers.review.tasks  # noqa: F401 - these fill the routes
from content_store.queries import feeds
from content_store.unit import Store
from programme.roles import Role
from programme.tasks import ReadFeed
from programme.values import Member
from tests.helpers.company import Company, message_of
from tests.helpers.databases import ManualClock
from tests.helpers.reviewing import URL, audit_lines, direct, entry, queue, read, reviewing


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    opened = await reviewing(store, clock)
    await opened.person("Olga", role=Role.OWNER)
    return opened


async def test_a_feeds_entries_become_items_with_captions(company: Company) -> None:
    """Each entry becomes an item: its topic found, captions drafted, picture described."""
    await company.person("Maja", role=Role.LEAD)
    await read(company, entry(1, category="Careers", image=True), entry(2, category="Product"))

    first, second = [waiting.item for waiting in await queue(company)]
    assert (first.title, second.title) == ("Article 1", "Article 2")
    assert first.topic is not None
    assert first.topic.slug == "hiring"
    assert second.topic is not None
    assert second.product
    assert len({caption.text for caption in first.captions}) == 3
    assert first.image_alt
    assert len(await audit_lines(company, "item.submitted")) == 2


async def test_a_feed_read_twice_gives_its_entries_once(company: Company) -> None:
    """Reading again brings only what is new, however often it is read."""
    await read(company, entry(1), entry(2))
    await read(company, entry(1), entry(2))
    await read(company, entry(3), entry(1), entry(2))

    assert [w.item.title for w in await queue(company)] == ["Article 1", "Article 2", "Article 3"]


async def test_the_first_reading_takes_the_ten_newest(company: Company) -> None:
    """An old feed does not flood the leads: the ten newest come in, older ones never do."""
    many = [entry(number) for number in range(1, 16)]
    await read(company, *many)
    assert [w.item.title for w in await queue(company)] == [f"Article {n}" for n in range(6, 16)]

    await read(company, entry(16), *many)
    titles = [w.item.title for w in await queue(company)]
    assert titles == [f"Article {n}" for n in range(6, 17)]


def told_of_failures(company: Company, who: Member) -> list[str]:
    posts = [post for post in direct(company, who) if post.name == "review.feed_failing"]
    return [message_of(post.summary).key for post in posts]


async def test_leads_hear_of_a_feed_that_fails_three_times_once(company: Company) -> None:
    """A failing feed is told at the third failure in a row, once, and anew after a recovery."""
    maja = await company.person("Maja", role=Role.LEAD)
    await read(company, entry(1))
    for _ in range(2):
        await read(company)
    assert told_of_failures(company, maja) == []
    for _ in range(3):
        await read(company)
    assert told_of_failures(company, maja) == ["review.feed_failing"]

    company.clock.forward(hours=1)
    await read(company, entry(1))
    for _ in range(3):
        await read(company)
    assert told_of_failures(company, maja) == ["review.feed_failing"] * 2


async def test_leads_hear_at_once_of_a_feed_that_never_worked(company: Company) -> None:
    """A feed that could not be read even once is set up wrongly: leads hear of it now, and once."""
    maja = await company.person("Maja", role=Role.LEAD)
    for _ in range(4):
        await read(company)
    assert told_of_failures(company, maja) == ["review.feed_never_read"]


async def test_a_feed_waits_until_somebody_can_review(store: Store, clock: ManualClock) -> None:
    """At the first start, while the people are still being read, nothing is taken in unseen."""
    company = await reviewing(store, clock)
    await read(company, entry(1))
    assert await queue(company) == ()

    maja = await company.person("Maja", role=Role.LEAD)
    await read(company, entry(1))
    assert len(await queue(company)) == 1
    assert len(direct(company, maja)) == 1


async def test_a_document_that_is_no_feed_counts_as_a_failure(company: Company) -> None:
    """A page in place of the feed is recorded as what it is."""
    async with company.store.unit(1) as u:
        feed = await feeds.add(u, URL)
    company.feeds.documents[URL] = b"<html><body>404</body></html>"
    await company.run(ReadFeed(feed=feed.id))

    async with company.store.reading(1) as u:
        found = await feeds.get(u, feed.id)
    assert (found.failure, found.failures, found.read_at) == ("not_a_feed", 1, None)

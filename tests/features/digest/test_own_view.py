"""A channel's digest as one viewer sees it, on platforms that show each viewer their own."""

from __future__ import annotations

import pytest_asyncio

import handlers.delivery.tasks
import handlers.digest.actions
import handlers.digest.tasks  # noqa: F401 - these fill the routes
from chat.parts import ContentCard
from chat.press import Press
from chat.replies import Nothing, Replace, Whisper
from chat.say import say
from chat.screens import Post
from content_store.queries import links, shares
from content_store.unit import Store
from handlers.delivery.routes import routes as delivery
from handlers.digest.routes import routes as digest
from programme.states import ShareState
from programme.tasks import BuildDigest
from programme.values import Member
from tests.helpers import company as companies
from tests.helpers import pressing
from tests.helpers.company import Company, verbatim_of
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await companies.found(store, clock, delivery, digest)


async def posted(company: Company) -> Post:
    """A digest in a channel."""
    place = await company.channel("general")
    await company.run(BuildDigest(due=company.clock().isoformat(), place=place.id))
    await company.work()
    return company.chat.in_("C-general")[0].post


async def seen_by(company: Company, who: Member, press: Press | None) -> list[ContentCard]:
    assert press is not None
    reply = await company.push(who, press)
    assert isinstance(reply, Replace)
    assert reply.post.personal == press
    return [part for part in reply.post.parts if isinstance(part, ContentCard)]


async def share(company: Company, who: Member, item: int) -> None:
    async with company.store.unit(1) as u:
        made = await links.ensure(
            u,
            member_id=who.id,
            item_id=item,
            targets={"x": "https://blog.example/post"},
            new_code=lambda: "abc1234",
        )
        opened = await shares.open_one(u, made["x"], idempotency_key="k")
        await shares.move(u, opened.id, ShareState.OPENED, ShareState.CONFIRMED)


async def test_each_viewer_sees_what_they_did(company: Company) -> None:
    """What somebody shared is marked for them, what they hid is gone, and others see neither."""
    first, second = await company.item("First"), await company.item("Second")
    ana, joe = await company.person("Ana", joined=True), await company.person("Joe", joined=True)
    post = await posted(company)
    await company.press(ana, "digest.hide", item=first)
    await share(company, ana, second)

    [card] = await seen_by(company, ana, post.personal)
    assert verbatim_of(card.title) == "Second"
    assert say("digest.you_shared") in card.details
    assert [verbatim_of(card.title) for card in await seen_by(company, joe, post.personal)] == [
        "First",
        "Second",
    ]


async def test_nothing_in_it_could_replace_the_channels(company: Company) -> None:
    """A press in one viewer's version never puts another message in the place of everybody's."""
    first = await company.item("First")
    ana = await company.person("Ana")
    await company.item("Second")
    post = await posted(company)
    await company.press(ana, "digest.hide", item=first)
    assert post.personal is not None
    reply = await company.push(ana, post.personal)
    assert isinstance(reply, Replace)
    assert {press.name for press in pressing.presses(reply.post)} == {
        "share.open",
        "share.edit",
        "digest.hide",
        "guidelines.show",
    }


async def test_a_digest_that_never_was_shows_nothing(company: Company) -> None:
    """A made-up channel or moment is answered with nothing at all."""
    ana = await company.person("Ana")
    await company.item("First")
    await posted(company)
    due = company.clock().isoformat()
    assert await company.press(ana, "digest.mine", place=99, due=due) == Nothing()
    for wrong in ("", "yesterday", "2026-01-01T00:00:00"):
        reply = await company.press(ana, "digest.mine", place=1, due=wrong)
        assert isinstance(reply, Whisper)
        assert reply.post.name == "refused"

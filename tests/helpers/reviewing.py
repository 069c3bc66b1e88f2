"""What the tests of review share: a company that reviews, a feed, and looks at what was said."""

from __future__ import annotations

from sqlmodel import col, select

import handlers.delivery.tasks
import handlers.review.actions
import handlers.review.tasks  # noqa: F401 - these fill the routes
from chat.parts import Notice
from chat.replies import OpenForm, Reply, Whisper
from chat.screens import Form, Post
from content_store.queries import feeds, items, policy
from content_store.queries.items import Review
from content_store.tables.audit import AuditRow
from content_store.unit import Store
from handlers.delivery.routes import routes as delivery
from handlers.library.defaults import DEFAULT_TOPICS, default_guidelines
from handlers.review.routes import routes as review
from programme.roles import Role
from programme.tasks import ReadFeed
from programme.values import Member
from tests.helpers import company as companies
from tests.helpers import pressing
from tests.helpers.company import Company, message_of
from tests.helpers.databases import ManualClock

URL = "https://blog.example/feed.xml"


async def reviewing(store: Store, clock: ManualClock) -> Company:
    """A company with the usual topics and guidelines."""
    made = await companies.found(store, clock, delivery, review)
    async with store.unit(1) as u:
        await items.add_topics(u, DEFAULT_TOPICS)
        await policy.save(u, default_guidelines(), changed_by=None)
    return made


def entry(number: int, *, category: str = "Careers", image: bool = False) -> str:
    picture = (
        f'<enclosure url="https://blog.example/{number}.png" type="image/png" length="1"/>'
        if image
        else ""
    )
    return (
        f"<item><title>Article {number}</title><link>https://blog.example/{number}</link>"
        f"<guid>g{number}</guid><category>{category}</category>"
        f"<description>What happened in number {number}.</description>{picture}"
        f"<pubDate>Mon, {number:02d} Feb 2026 08:00:00 GMT</pubDate></item>"
    )


def feed_of(*entries: str) -> bytes:
    body = "".join(entries)
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title>'
        f"<link>https://blog.example/</link><language>en</language>{body}</channel></rss>"
    ).encode()


async def read(company: Company, *entries: str) -> None:
    async with company.store.unit(1) as u:
        feed = await feeds.add(u, URL)
    if entries:
        company.feeds.documents[URL] = feed_of(*entries)
    else:
        company.feeds.documents.pop(URL, None)
    await company.run(ReadFeed(feed=feed.id))
    await company.work()


async def queue(company: Company) -> tuple[Review, ...]:
    async with company.store.reading(1) as u:
        return await items.in_review(u, limit=50)


async def review_of(company: Company, item: int) -> Review:
    async with company.store.reading(1) as u:
        return await items.review(u, item)


async def audit_lines(company: Company, action: str) -> list[AuditRow]:
    async with company.store.reading(1) as u:
        found = await u.session.exec(select(AuditRow).where(col(AuditRow.action) == action))
        return list(found)


async def push(company: Company, who: Member, post: Post, name: str, **args: object) -> Reply:
    press = pressing.button(post, name, **args).press
    assert press is not None
    return await company.push(who, press)


def notices(post: Post) -> list[str]:
    return [message_of(part.text).key for part in post.parts if isinstance(part, Notice)]


def refused(reply: Reply) -> tuple[str, dict[str, object]]:
    assert isinstance(reply, Whisper)
    text = message_of(reply.post.summary)
    return text.key, dict(text.args)


def direct(company: Company, who: Member) -> list[Post]:
    return [message.post for message in company.chat.in_(f"D-{company.people[who.id]}")]


async def in_review(company: Company) -> tuple[int, Member, Member]:
    """An item in review, delivered by direct message to two leads."""
    maja = await company.person("Maja", role=Role.LEAD)
    tom = await company.person("Tom", role=Role.OWNER)
    await read(company, entry(1, image=True))
    [waiting] = await queue(company)
    return waiting.item.id, maja, tom


async def opened(company: Company, who: Member, item: int, name: str = "review.edit") -> Form:
    reply = await company.press(who, name, item=item)
    assert isinstance(reply, OpenForm)
    return reply.form

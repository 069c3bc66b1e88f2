"""Reading feeds into review, and reminding of what nobody decided on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from content_store import audit
from content_store.queries import feeds as stored
from content_store.queries import items, people, policy, workspaces
from content_store.queries.feeds import Feed
from content_store.unit import Unit
from handlers import outbox, pictures
from handlers.context import TaskContext
from handlers.review import feeds, screens, service
from handlers.review.routes import routes
from networks.fetching import FetchRefused
from programme import imports
from programme.errors import Refused
from programme.imports import FeedEntry
from programme.roles import Action
from programme.states import ItemState
from programme.tasks import Escalate, KeepPicture, ReadFeed
from scheduler.worker import Again

log = structlog.get_logger(__name__)


@routes.task(ReadFeed)
async def read_feed(ctx: TaskContext, task: ReadFeed) -> Again | None:
    """Fetch a feed and put what is new before the leads."""
    async with ctx.reading() as u:
        feed = await stored.get(u, task.feed)
        somebody = await service.has_reviewers(u)
    if not feed.active:
        return None
    if not somebody:
        # Once the people are read it is queued again, and in any case at the next full hour.
        log.info("nobody reviews yet", action="feed.nobody_reviews", feed=feed.id)
        return None
    try:
        document = await ctx.feeds.fetch_feed(feed.url)
        # Parsing a large document would keep everybody else waiting.
        entries = await asyncio.to_thread(imports.parse_feed, document, url=feed.url)
    except FetchRefused as error:
        await _failed(ctx, feed, feeds.reason_of(error.reason))
        return None
    except Refused as error:
        await _failed(ctx, feed, error.code.removeprefix("feed."))
        return None
    async with ctx.unit() as u:
        await _take_in(u, feed, entries)
    return None


async def _take_in(u: Unit, feed: Feed, entries: Sequence[FeedEntry]) -> None:
    workspace = await workspaces.get(u)
    known = await items.known_guids(u, feed.id, [entry.guid for entry in entries])
    topics = await items.topics(u)
    rules = (await policy.current(u)).guidelines
    for entry in feeds.fresh(entries, known, first=feed.read_at is None):
        content = feeds.draft(entry, topics, rules, language=workspace.locale.split("-")[0])
        item_id = await items.add(
            u, content, state=ItemState.IN_REVIEW, feed_id=feed.id, guid=entry.guid
        )
        if item_id is None:
            continue
        await audit.append(
            u,
            actor=f"feed:{feed.id}",
            action="item.submitted",
            subject=f"item:{item_id}",
            detail={"title": content.title, "url": content.url},
        )
        await service.ask(u, workspace, item_id)
    await stored.was_read(u, feed.id, title=entries[0].source if entries else "")


async def _failed(ctx: TaskContext, feed: Feed, reason: str) -> None:
    log.warning("feed not read", action="feed.failed", feed=feed.id, reason=reason)
    async with ctx.unit() as u:
        failures = await stored.failed(u, feed.id, reason)
        # A feed that was read before may have a bad hour; one that never was is set up wrongly.
        if feed.read_at is not None and failures < feeds.TOLD_AFTER:
            return
        post = screens.feed_failing_post(feed.title or feed.url, reason, feed.read_at)
        since = "never" if feed.read_at is None else feed.read_at.isoformat()
        for lead in await people.with_action(u, Action.MANAGE_FEEDS):
            # Once for each stretch of failures, which a good reading ends.
            await outbox.post_to_member(
                u, lead.id, post, f"feed-failing:{feed.id}:{since}:member:{lead.id}"
            )


@routes.task(KeepPicture)
async def keep_picture(ctx: TaskContext, task: KeepPicture) -> Again | None:
    """Fetch an approved item's picture, so that posts and pages need not wait for it."""
    async with ctx.reading() as u:
        item = await items.get(u, task.item)
    if item.image_url is not None:
        await pictures.of(ctx, item.image_url)
    return None


@routes.task(Escalate)
async def escalate(ctx: TaskContext, task: Escalate) -> Again | None:
    """Remind all who may decide of an item that nobody decided on for a working day."""
    async with ctx.unit() as u:
        await service.remind(u, await workspaces.get(u), task.item)
    return None

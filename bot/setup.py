"""Every start: the company as the settings describe it, and the tasks that a start brings.

The first one also makes its workspace, topics and guidelines; a second chat joins the same company.
Everything here can be repeated. Must not know how any of it is carried out.
"""

from __future__ import annotations

from bot.settings import Settings
from content_store.queries import feeds, items, policy, workspaces
from content_store.unit import Store, Unit
from handlers.library import defaults
from programme import tasks
from programme.values import Installation
from scheduler import queue

_NAMELESS = "Glasnik"
"""What a company is called until somebody says its name."""


async def prepare(
    store: Store,
    settings: Settings,
    *,
    platform: str,
    external_id: str,
    name: str,
    bot_id: str,
    started_at: str,
) -> Installation:
    """Make the store agree with the settings, and queue that people and feeds are read anew.

    `name` is the company's as the chat tells it, "" where it doesn't.
    """
    workspace_id, is_new = await _workspace(store, settings, platform, external_id, name)
    async with store.unit(workspace_id) as u:
        known = await workspaces.get(u)
        installation = await workspaces.install(
            u, platform=platform, external_id=external_id, name=name, bot_id=bot_id
        )
        await workspaces.describe(
            u,
            name=settings.company or name or known.name,
            zone=settings.zone,
            locale=settings.locale,
            country=settings.country,
        )
        if is_new:
            await items.add_topics(u, defaults.DEFAULT_TOPICS)
            await policy.save(u, defaults.default_guidelines(), changed_by=None)
        await queue.enqueue(
            u,
            tasks.SyncPeople(installation=installation.id),
            key=f"sync-people:{installation.id}:start:{started_at}",
            priority=10,
        )
        await _follow_feeds(u, settings.feeds, started_at)
    return installation


async def _workspace(
    store: Store, settings: Settings, platform: str, external_id: str, name: str
) -> tuple[int, bool]:
    """The company that this chat belongs to, and whether it was made just now."""
    async with store.system() as u:
        installed = await workspaces.find_installation(u, platform, external_id)
        if installed is not None:
            return installed[0], False
        there = await workspaces.all_ids(u)
        if there:
            return there[0], False
        created = await workspaces.create(
            u,
            name=settings.company or name or _NAMELESS,
            zone=settings.zone,
            locale=settings.locale,
            country=settings.country,
        )
    return created, True


async def _follow_feeds(u: Unit, urls: tuple[str, ...], started_at: str) -> None:
    """Read these feeds, now and from now on, and no others."""
    for feed in await feeds.active(u):
        if feed.url not in urls:
            await feeds.stop(u, feed.id)
    for url in urls:
        feed = await feeds.add(u, url)
        await queue.enqueue(
            u, tasks.ReadFeed(feed=feed.id), key=f"read-feed:{feed.id}:start:{started_at}"
        )

"""The first start: a workspace for the company, its topics and guidelines, and the first tasks.

Everything here can be repeated at every start.
"""

from __future__ import annotations

from bot.settings import Settings
from content_store.queries import feeds, items, policy, workspaces
from content_store.unit import Store
from handlers.library import defaults
from programme import tasks
from programme.values import Installation
from scheduler import queue


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
    """Make sure that the company and its installation exist, and read people and feeds anew."""
    async with store.system() as u:
        known = await workspaces.find_installation(u, platform, external_id)
        workspace_id = (
            known[0]
            if known
            else await workspaces.create(
                u,
                name=name,
                zone=settings.zone,
                locale=settings.locale,
                country=settings.country,
            )
        )
    async with store.unit(workspace_id) as u:
        installation = await workspaces.install(
            u, platform=platform, external_id=external_id, name=name, bot_id=bot_id
        )
        if known is None:
            await items.add_topics(u, defaults.DEFAULT_TOPICS)
            await policy.save(u, defaults.default_guidelines(), changed_by=None)
        await queue.enqueue(
            u,
            tasks.SyncPeople(installation=installation.id),
            key=f"sync-people:{installation.id}:start:{started_at}",
            priority=10,
        )
        for url in settings.feeds:
            feed = await feeds.add(u, url)
            await queue.enqueue(
                u, tasks.ReadFeed(feed=feed.id), key=f"read-feed:{feed.id}:start:{started_at}"
            )
    return installation

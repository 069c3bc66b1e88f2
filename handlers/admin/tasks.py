"""Reading a chat's people and channels, as often as that chat makes it necessary."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog

from chat.ports import PlatformError
from content_store.queries import feeds, identities, workspaces
from content_store.unit import Unit
from handlers.admin import linking, reading
from handlers.admin.routes import routes
from handlers.context import TaskContext
from programme import tasks
from programme.values import Installation
from scheduler import queue
from scheduler.worker import Again

log = structlog.get_logger(__name__)

PERIOD = timedelta(minutes=3)
"""How often the people of a chat are read that does not tell when somebody's account is closed.
Somebody may keep access for five minutes at most; this leaves two for reading a long list."""
_BEFORE_OTHERS = 5


@routes.task(tasks.SyncPeople)
async def sync_people(ctx: TaskContext, task: tasks.SyncPeople) -> Again | None:
    """Take over people, their languages, zones and roles, and the channels the bot is in."""
    async with ctx.reading() as u:
        installation = await workspaces.installation(u, task.installation)
        last = await identities.read_at(u, task.installation)
    if not installation.active or _is_done(task, last):
        return None
    messenger = ctx.messenger(installation)
    is_told = messenger.traits.tells_departures
    if not is_told:
        # Before anything that can fail: whatever becomes of this reading, there is a next one.
        await _plan_next(ctx, installation)
    try:
        await reading.read_people(ctx, installation, messenger)
        await reading.read_rooms(ctx, installation, messenger)
    except PlatformError as error:
        if is_told:
            raise
        log.warning(
            "people not read",
            action="people.not_read",
            installation=installation.id,
            code=error.code,
        )
        return None
    await linking.link(ctx, installation)
    async with ctx.unit() as u:
        await _read_new_feeds(u)
    return None


def _is_done(task: tasks.SyncPeople, last: datetime | None) -> bool:
    """Whether somebody else's reading has told what this one was wanted for.

    A team that loses a hundred members tells of each of them.
    """
    return (
        bool(task.wanted_at) and last is not None and last > datetime.fromisoformat(task.wanted_at)
    )


async def _plan_next(ctx: TaskContext, installation: Installation) -> None:
    """Queue the next reading: one per period, however many readings ask for it."""
    number = int(ctx.now.timestamp() // PERIOD.total_seconds()) + 1
    async with ctx.unit() as u:
        await queue.enqueue(
            u,
            tasks.SyncPeople(installation=installation.id),
            key=f"sync-people:{installation.id}:period:{number}",
            run_at=datetime.fromtimestamp(number * PERIOD.total_seconds(), UTC),
            priority=_BEFORE_OTHERS,
        )


async def _read_new_feeds(u: Unit) -> None:
    """Who reviews is known now, so feeds that were never read need not wait any longer."""
    for feed in await feeds.active(u):
        if feed.read_at is None:
            key = f"read-feed:{feed.id}:people-read:{u.now.isoformat()}"
            await queue.enqueue(u, tasks.ReadFeed(feed=feed.id), key=key)

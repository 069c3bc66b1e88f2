"""Building digests when they fall due."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from content_store.queries import people, workspaces
from content_store.unit import Unit
from handlers.context import TaskContext
from handlers.digest import service
from handlers.digest.routes import routes
from handlers.digest.service import Audience
from programme import calendars
from programme.tasks import BuildDigest, BuildDirectDigests
from programme.values import Workspace
from scheduler import queue
from scheduler.worker import Again

HELD_WAIT = timedelta(minutes=10)


@routes.task(BuildDigest)
async def build_digest(ctx: TaskContext, task: BuildDigest) -> Again | None:
    """Choose the items for a channel or a person and queue their delivery.

    A digest is for its day: one that could not be built on it is left out, and its items come
    with the next.
    """
    due = datetime.fromisoformat(task.due)
    async with ctx.unit() as u:
        workspace = await workspaces.get(u)
        audience = await _audience(u, workspace, task, due)
        if audience is None or not service.is_digest_day(workspace, audience, due):
            return None
        today = calendars.local_date(u.now, audience.zone)
        if today != calendars.local_date(due, audience.zone):
            return None
        if workspace.held:
            return Again(run_at=u.now + HELD_WAIT, reason="held")
        await service.build(u, workspace, audience, due)
    return None


@routes.task(BuildDirectDigests)
async def build_direct_digests(ctx: TaskContext, task: BuildDirectDigests) -> Again | None:
    """Queue the digest of each person who wants it at this time, once per person and local day.

    The day is part of the key, so that somebody who moves their digest to a later hour after it
    came does not get a second one.
    """
    due = datetime.fromisoformat(task.due)
    zone = ZoneInfo(task.zone or ctx.workspace.zone)
    day = calendars.local_date(due, zone)
    async with ctx.unit() as u:
        for member in await people.direct_digest_members(
            u, zone=task.zone or None, digest_at=time.fromisoformat(task.at) if task.at else None
        ):
            await queue.enqueue(
                u,
                BuildDigest(due=task.due, member=member),
                key=f"digest:member:{member}:{day}",
                priority=queue.TO_EVERYBODY,
            )
    return None


async def _audience(
    u: Unit, workspace: Workspace, task: BuildDigest, due: datetime
) -> Audience | None:
    if task.place is not None:
        return await service.channel(u, workspace, task.place)
    if task.member is not None:
        return await service.person(u, workspace, task.member, due)
    return None

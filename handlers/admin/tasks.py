"""Reading the workspace's people and channels."""

from __future__ import annotations

from chat.people import Profile
from content_store.queries import feeds, people, places, workspaces
from content_store.unit import Unit
from handlers import connecting
from handlers.admin.routes import routes
from handlers.context import TaskContext
from programme import tasks
from programme.roles import Role
from programme.values import Installation
from scheduler import queue
from scheduler.worker import Again

_BATCH = 200


@routes.task(tasks.SyncPeople)
async def sync_people(ctx: TaskContext, task: tasks.SyncPeople) -> Again | None:
    """Take over people, their languages, zones and roles, and the channels the bot is in."""
    async with ctx.reading() as u:
        installation = await workspaces.installation(u, task.installation)
    if not installation.active:
        return None
    messenger = ctx.messenger(installation)
    profiles = [profile async for profile in messenger.people()]
    rooms = [room async for room in messenger.rooms()]
    for start in range(0, len(profiles), _BATCH):
        async with ctx.unit() as u:
            for profile in profiles[start : start + _BATCH]:
                await _take_over(u, installation, profile, ctx.tools.leads)
    async with ctx.unit() as u:
        present = set[int]()
        for room in rooms:
            place = await places.arrived(
                u, installation.id, room.ref.id, name=room.name, private=room.private
            )
            present.add(place.id)
        for place in await places.active(u):
            if place.installation == installation.id and place.id not in present:
                await places.deactivate(u, place.id, "removed")
        await _read_new_feeds(u)
    return None


async def _read_new_feeds(u: Unit) -> None:
    """Who reviews is known now, so feeds that were never read need not wait any longer."""
    for feed in await feeds.active(u):
        if feed.read_at is None:
            key = f"read-feed:{feed.id}:people-read:{u.now.isoformat()}"
            await queue.enqueue(u, tasks.ReadFeed(feed=feed.id), key=key)


async def _take_over(
    u: Unit, installation: Installation, profile: Profile, leads: frozenset[str]
) -> None:
    known = await people.by_identity(u, installation.id, profile.ref.id)
    if known is None and not profile.active:
        return
    member = known or await people.add(u, installation.id, profile.ref.id, name=profile.ref.name)
    await people.describe(
        u,
        member.id,
        name=profile.ref.name,
        title=profile.title,
        locale=profile.locale,
        zone=profile.zone,
        role=_role(profile, member.role, leads),
        active=profile.active,
    )
    if not profile.active:
        await connecting.disconnect_all(u, member.id)


def _role(profile: Profile, present: Role, leads: frozenset[str]) -> Role:
    if profile.is_admin:
        return Role.OWNER
    if profile.ref.id in leads:
        return Role.LEAD
    return present if present is Role.CHAMPION else Role.MEMBER

"""The page is painted anew when something on it changed."""

from __future__ import annotations

from chat.people import PersonRef
from chat.ports import MessageGone, PlatformError, RetryAt, TargetGone
from content_store.queries import people, workspaces
from handlers.context import TaskContext, platform_of, reader_of
from handlers.home import service
from handlers.home.routes import routes
from programme import tasks
from programme.errors import Missing
from scheduler.worker import Again


@routes.task(tasks.RefreshHome)
async def refresh(ctx: TaskContext, task: tasks.RefreshHome) -> Again | None:
    """Publish the person's page on each chat that has one.

    A chat that asks to wait, or fails, keeps none of the others waiting.
    """
    try:
        async with ctx.reading() as u:
            member = await people.get(u, task.member)
            identities = await people.identities(u, task.member)
            installations = {i.id: i for i in await workspaces.installations(u) if i.active}
            page = await service.page(
                u, ctx.workspace, task.member, connectable=ctx.tools.connectable
            )
    except Missing:
        # Joined to somebody else meanwhile, whose page is painted for it.
        return None
    again: Again | None = None
    failure: PlatformError | None = None
    for identity in identities:
        installation = installations.get(identity.installation)
        if installation is None:
            continue
        messenger = ctx.messenger(installation)
        if not messenger.traits.has_home:
            continue
        person = PersonRef(
            platform=platform_of(installation), id=identity.external_id, name=member.name
        )
        try:
            await messenger.publish_home(person, page, reader_of(ctx.workspace, member))
        except RetryAt as later:
            again = _later(again, later)
        except (TargetGone, MessageGone):
            continue
        except PlatformError as error:
            failure = error
    if failure is not None:
        raise failure
    return again


def _later(again: Again | None, asked: RetryAt) -> Again:
    """The page is painted once more when the last of the chats takes it."""
    until = asked.until if again is None else max(again.run_at, asked.until)
    return Again(run_at=until, reason=asked.code)

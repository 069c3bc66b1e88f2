"""The weekly board goes to the channels that want it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from content_store.queries import ledger, places
from handlers import outbox
from handlers.boards import screens, service
from handlers.boards.routes import routes
from handlers.context import TaskContext
from programme import calendars, tasks
from scheduler.worker import Again


@routes.task(tasks.PublishBoard)
async def publish_board(ctx: TaskContext, task: tasks.PublishBoard) -> Again | None:
    """Keep the week's board and queue it for each channel; nothing when nobody scored."""
    due = datetime.fromisoformat(task.due)
    closes = calendars.local_date(due, ZoneInfo(ctx.workspace.zone))
    async with ctx.unit() as u:
        week = await service.week_of(u, closes)
        if not week.people or not await ledger.keep_board(u, closes, service.snapshot(week)):
            return None
        for place in await places.for_board(u):
            await outbox.post_to_place(
                u, place.id, screens.board_post(week), f"board:{closes}:{place.id}"
            )
    return None

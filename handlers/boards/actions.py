"""A person's own place, and the board so far, on tap."""

from __future__ import annotations

from datetime import date

from chat.replies import Reply, Whisper
from chat.stimuli import Pressed, Said
from handlers.boards import screens, service
from handlers.boards.routes import routes
from handlers.context import Context
from leaderboard import weeks


@routes.press("boards.mine")
@routes.command("me")
async def mine(ctx: Context, stimulus: Pressed | Said) -> Reply:
    """Show the person's own place and points in the week that the button is about, privately."""
    async with ctx.reading() as u:
        found = await service.mine(u, ctx.workspace, ctx.member, _week(stimulus))
    return Whisper(post=screens.mine_post(found))


@routes.press("boards.now")
@routes.command("leaderboard")
async def now(ctx: Context, stimulus: Pressed | Said) -> Reply:
    """Show the week's board so far, privately."""
    async with ctx.reading() as u:
        week = await service.week_of(u, weeks.closing_day(u.now, ctx.workspace))
    return Whisper(post=screens.board_post(week))


def _week(stimulus: Pressed | Said) -> date | None:
    """The week that a board's button names; older or damaged buttons name none."""
    if isinstance(stimulus, Said):
        return None
    try:
        return date.fromisoformat(stimulus.args.get("week", ""))
    except ValueError:
        return None

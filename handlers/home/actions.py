"""Somebody opens their own page."""

from __future__ import annotations

from chat.replies import Reply, ShowHome
from chat.stimuli import HomeOpened, Said
from handlers.context import Context
from handlers.home import service
from handlers.home.routes import routes


@routes.home
@routes.command("home")
async def opened(ctx: Context, stimulus: HomeOpened | Said) -> Reply:
    """Show the page as it stands."""
    async with ctx.reading() as u:
        page = await service.page(
            u, ctx.workspace, ctx.member.id, connectable=ctx.tools.connectable
        )
    return ShowHome(home=page)

"""Looking something up in the library."""

from __future__ import annotations

from chat.catalogue import language_of
from chat.replies import OpenForm, Reply
from chat.stimuli import Pressed, Said
from content_store.queries import policy
from handlers.context import Context
from handlers.library import screens
from handlers.library.routes import routes


@routes.press("guidelines.show", form=True)
async def show_guidelines(ctx: Context, pressed: Pressed) -> Reply:
    """The guidelines, for anybody: reading them needs no consent."""
    return await _show(ctx)


@routes.command("guidelines")
async def guidelines(ctx: Context, said: Said) -> Reply:
    """The same, by command."""
    return await _show(ctx)


async def _show(ctx: Context) -> Reply:
    async with ctx.reading() as u:
        found = await policy.current(u)
    return OpenForm(form=screens.guidelines_form(found, language_of(ctx.reader.locale)))

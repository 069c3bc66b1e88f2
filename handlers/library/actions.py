"""Looking something up in the library."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from chat.catalogue import language_of
from chat.replies import OpenForm, Reply, Whisper
from chat.stimuli import Pressed, Said, Sought
from content_store.queries import items, policy
from content_store.queries import library as stored
from handlers.context import Context
from handlers.library import screens
from handlers.library.routes import routes
from programme.library import matches
from programme.values import Item

_SEARCHED = 1_000
"""How many of the newest items are looked through."""


@routes.press("guidelines.show", form=True)
async def show_guidelines(ctx: Context, pressed: Pressed) -> Reply:
    """The guidelines, for anybody: reading them needs no consent."""
    return await _show(ctx)


@routes.command("guidelines")
async def guidelines(ctx: Context, said: Said) -> Reply:
    """The same, by command."""
    return await _show(ctx)


@routes.search
async def search(ctx: Context, sought: Sought) -> Reply:
    """Find content by words; nothing typed gives the newest."""
    found, _ = await _found(ctx, sought.words, skip=sought.skip, count=sought.count)
    return screens.results(found, ZoneInfo(ctx.reader.zone))


@routes.command("library")
async def library(ctx: Context, said: Said) -> Reply:
    """The same, by command."""
    found, more = await _found(ctx, said.words, skip=0, count=screens.LISTED)
    return Whisper(
        post=screens.library_post(
            found, words=said.words, more=more, zone=ZoneInfo(ctx.reader.zone)
        )
    )


async def _found(
    ctx: Context, words: str, *, skip: int, count: int
) -> tuple[tuple[Item, ...], int]:
    """Some of the content that matches, and how much more there is."""
    async with ctx.reading() as u:
        entries = await stored.entries(u, limit=_SEARCHED)
        fitting = [entry.item for entry in entries if matches(words, entry.words)]
        shown = await items.several(u, fitting[skip : skip + count])
    return shown, max(len(fitting) - skip - count, 0)


async def _show(ctx: Context) -> Reply:
    async with ctx.reading() as u:
        found = await policy.current(u)
    return OpenForm(form=screens.guidelines_form(found, language_of(ctx.reader.locale)))

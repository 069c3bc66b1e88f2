"""What people tap to see, move, send off and stop what they planned."""

from __future__ import annotations

from chat.replies import Close, FieldErrors, NextForm, OpenForm, Reply, Whisper
from chat.screens import Form, Post
from chat.stimuli import Pressed, Said, Submitted, Surface
from content_store.unit import Unit
from handlers import carried
from handlers.context import Context
from handlers.sharing import notices, planned, planning, times, when
from handlers.sharing.forms import Sharer
from handlers.sharing.planned import Planned
from handlers.sharing.planning import Late, Moved
from handlers.sharing.routes import routes
from handlers.sharing.when import When
from programme.timing import Timing, Unfit


@routes.press("planned.list", consent=True, form=True)
async def show(ctx: Context, pressed: Pressed) -> Reply:
    """All that the person planned."""
    async with ctx.reading() as u:
        return OpenForm(form=await _listed(u, ctx, 0))


@routes.command("planned", consent=True)
async def say_planned(ctx: Context, said: Said) -> Reply:
    """The same by command."""
    async with ctx.reading() as u:
        return OpenForm(form=await _listed(u, ctx, 0))


@routes.press("planned.page", consent=True)
async def turn(ctx: Context, pressed: Pressed) -> Reply:
    """Another page of the list."""
    async with ctx.reading() as u:
        return NextForm(form=await _listed(u, ctx, carried.number(pressed.args, "skip")))


@routes.press("planned.change", consent=True, form=True)
async def change(ctx: Context, pressed: Pressed) -> Reply:
    """Ask for another time."""
    async with ctx.reading() as u:
        found = await planning.get(u, _sharer(ctx), carried.number(pressed.args, "share"))
    if isinstance(found, Late):
        return Whisper(post=notices.too_late(found.share))
    zone = times.zone_of(ctx.workspace, ctx.member)
    return OpenForm(form=planned.change_form(found, when.at(found.at, zone)))


@routes.press("planned.refresh", consent=True)
async def refresh(ctx: Context, pressed: Pressed) -> Reply:
    """Show fields for what is chosen."""
    async with ctx.reading() as u:
        found = await planning.get(u, _sharer(ctx), carried.number(pressed.context, "share"))
        if isinstance(found, Late):
            return Close(note=notices.too_late(found.share))
        return NextForm(form=_form(ctx, u, found, when.read(pressed.values)))


@routes.form("planned.change", consent=True)
async def save(ctx: Context, submitted: Submitted) -> Reply:
    """Give the share its other time."""
    share, answer = carried.number(submitted.context, "share"), when.read(submitted.values)
    async with ctx.unit() as u:
        done = await planning.move(u, _sharer(ctx), share, answer)
        if not isinstance(done, Unfit):
            return Close(note=_told(ctx, done))
        found = await planning.get(u, _sharer(ctx), share)
        if isinstance(found, Late):
            return Close(note=notices.too_late(found.share))
        form = _form(ctx, u, found, answer, done)
    return FieldErrors(errors=(when.error(done),), form=form)


@routes.press("planned.now", consent=True)
async def send_now(ctx: Context, pressed: Pressed) -> Reply:
    """Let a planned share go out at once."""
    share = carried.number(pressed.args, "share")
    async with ctx.unit() as u:
        done = await planning.move(u, _sharer(ctx), share, When(timing=Timing.NOW))
        note = notices.not_moved(done) if isinstance(done, Unfit) else _told(ctx, done)
        return await _after(u, ctx, pressed, note)


@routes.press("planned.cancel", consent=True)
async def cancel(ctx: Context, pressed: Pressed) -> Reply:
    """Stop a planned share."""
    async with ctx.unit() as u:
        done = await planning.withdraw(u, _sharer(ctx), carried.number(pressed.args, "share"))
        note = notices.too_late(done.share) if isinstance(done, Late) else notices.withdrawn(done)
        return await _after(u, ctx, pressed, note)


async def _after(u: Unit, ctx: Context, pressed: Pressed, note: Post) -> Reply:
    """What became of it, in the list where somebody is in it."""
    if pressed.surface is not Surface.FORM or "skip" not in pressed.context:
        return Whisper(post=note)
    skip = carried.number(pressed.context, "skip")
    return NextForm(form=await _listed(u, ctx, skip, note))


def _told(ctx: Context, done: Moved | Late) -> Post:
    if isinstance(done, Late):
        return notices.too_late(done.share)
    return notices.moved(done.share, done.at, held=ctx.workspace.held)


async def _listed(u: Unit, ctx: Context, skip: int, note: Post | None = None) -> Form:
    found = await planning.plans(u, ctx.member.id, skip=skip, limit=planned.PAGE)
    if skip and not found.shown:
        # What stood on this page is gone: the last one that holds anything is shown.
        return await _listed(u, ctx, max(skip - planned.PAGE, 0), note)
    return planned.list_form(found, skip=skip, note=note)


def _form(ctx: Context, u: Unit, found: Planned, answer: When, unfit: Unfit | None = None) -> Form:
    zone, bounds = times.zone_of(ctx.workspace, ctx.member), times.bounds_of(found.item)
    moment = answer.moment(zone=zone, now=u.now, bounds=bounds)
    wrong = unfit or (moment if isinstance(moment, Unfit) else None)
    return planned.change_form(found, answer.filled(zone=zone, now=u.now, bounds=bounds), wrong)


def _sharer(ctx: Context) -> Sharer:
    return Sharer(tools=ctx.tools, workspace=ctx.workspace, member=ctx.member)

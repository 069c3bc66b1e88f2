"""What people tap to share an item, and how they answer afterwards."""

from __future__ import annotations

from functools import partial

from chat.replies import Close, FieldErrors, NextForm, OpenForm, Replace, Reply, Whisper
from chat.stimuli import Pressed, Submitted, Surface
from content_store.unit import Unit
from handlers import budgets, carried, own_links
from handlers.context import Context
from handlers.sharing import entries, forms, networks, notices, screens, service
from handlers.sharing.entries import Entries
from handlers.sharing.forms import Sharer
from handlers.sharing.routes import routes


@routes.press("share.open", consent=True, form=True)
async def open_form(ctx: Context, pressed: Pressed) -> Reply:
    """Show where the item can go, with a text for each place."""
    return await _open(ctx, pressed, edit=False)


@routes.press("share.edit", consent=True, form=True)
async def edit(ctx: Context, pressed: Pressed) -> Reply:
    """The same, with all suggestions to choose from."""
    return await _open(ctx, pressed, edit=True)


@routes.press("share.refresh", consent=True)
async def refresh(ctx: Context, pressed: Pressed) -> Reply:
    """Check what is typed, and show fields for what is ticked."""
    return await _again(ctx, _entries(ctx, pressed))


@routes.press("share.suggest", consent=True)
async def suggest(ctx: Context, pressed: Pressed) -> Reply:
    """Put the chosen suggestion into its field."""
    return await _again(ctx, _entries(ctx, pressed).with_chosen())


@routes.press("share.fix", consent=True)
async def fix(ctx: Context, pressed: Pressed) -> Reply:
    """Mend one thing that the checks found."""
    stated = _entries(ctx, pressed)
    async with ctx.unit() as u:
        sharer = await _sharer(ctx, u)
        form = await forms.prepare(u, sharer, stated)
        for draft in form.drafts:
            if draft.network == pressed.args.get("network") and draft.mended is not None:
                stated = form.entries.with_text(draft.network, draft.mended)
                form = await forms.prepare(u, sharer, stated)
                break
    return NextForm(form=screens.share_form(form))


@routes.press("share.more", consent=True)
async def more(ctx: Context, pressed: Pressed) -> Reply:
    """Show the share links of all networks."""
    return await _again(ctx, _entries(ctx, pressed, more=True))


@routes.press("share.posted", consent=True)
async def posted(ctx: Context, pressed: Pressed) -> Reply:
    """Take the person's word that they posted it themselves."""
    network = pressed.args.get("network", "")
    async with ctx.unit() as u:
        sharer = await _sharer(ctx, u)
        verified = await service.posted(u, sharer, _item(pressed), network)
        if pressed.surface is not Surface.FORM:
            return Whisper(post=notices.noted_posted(network, verified=verified))
        form = await forms.prepare(u, sharer, _entries(ctx, pressed))
    return NextForm(form=screens.share_form(form))


@routes.form("share", consent=True)
async def confirm(ctx: Context, submitted: Submitted) -> Reply:
    """Check the texts once more and send them on their way."""
    stated = entries.read(submitted.context, submitted.values, _names(ctx))
    async with ctx.unit() as u:
        done = await service.confirm(u, await _sharer(ctx, u), stated)
    if isinstance(done, service.Sent):
        return Close(
            note=notices.on_its_way(
                done.networks,
                done.already,
                planned=done.planned,
                held=ctx.workspace.held,
                own_post=partial(own_links.post, ctx.tools),
            )
        )
    found = screens.errors(done)
    if done.gone and not found:
        # No field is wrong: the form itself has to change, and says why.
        return NextForm(form=screens.share_form(done))
    return FieldErrors(errors=found or screens.nothing_ticked(), form=screens.share_form(done))


@routes.press("share.it_went_out", consent=True)
async def it_went_out(ctx: Context, pressed: Pressed) -> Reply:
    """The person saw their post."""
    async with ctx.unit() as u:
        share, needed = await service.answer(
            u, await _sharer(ctx, u), _share(pressed), went_out=True
        )
    return Replace(post=notices.went_out(share) if needed else notices.answered_before(share))


@routes.press("share.it_did_not", consent=True)
async def it_did_not(ctx: Context, pressed: Pressed) -> Reply:
    """The person's post is not there."""
    async with ctx.unit() as u:
        share, needed = await service.answer(
            u, await _sharer(ctx, u), _share(pressed), went_out=False
        )
    if not needed:
        return Replace(post=notices.answered_before(share))
    return Replace(post=notices.did_not(share, own_links.composer(ctx.tools, share.code)))


async def _open(ctx: Context, pressed: Pressed, *, edit: bool) -> Reply:
    async with ctx.unit() as u:
        stated = Entries(item=_item(pressed), edit=edit)
        form = await forms.prepare(u, await _sharer(ctx, u), stated)
    return OpenForm(form=screens.share_form(form))


async def _again(ctx: Context, stated: Entries) -> Reply:
    async with ctx.unit() as u:
        form = await forms.prepare(u, await _sharer(ctx, u), stated)
    return NextForm(form=screens.share_form(form))


async def _sharer(ctx: Context, u: Unit) -> Sharer:
    return Sharer(
        tools=ctx.tools,
        workspace=ctx.workspace,
        member=ctx.member,
        spent=await budgets.used_up(u, ctx.tools.budgets),
    )


def _entries(ctx: Context, pressed: Pressed, *, more: bool = False) -> Entries:
    context = {**pressed.context, "more": "1"} if more else pressed.context
    if "item" not in context:
        context = {**context, "item": pressed.args.get("item", "")}
    return entries.read(context, pressed.values, _names(ctx))


def _names(ctx: Context) -> frozenset[str]:
    """Every network that the form may have a field for."""
    return frozenset({*networks.LABELS, *ctx.tools.text_rules})


def _item(pressed: Pressed) -> int:
    return carried.number({**pressed.context, **pressed.args}, "item")


def _share(pressed: Pressed) -> int:
    return carried.number(pressed.args, "share")

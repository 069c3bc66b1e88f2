"""Deciding on items: approve, edit and approve, return, and the queue."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chat.parts import Level
from chat.replies import Close, FieldErrors, OpenForm, Replace, Reply, Whisper
from chat.say import Text, say, verbatim
from chat.screens import Post
from chat.stimuli import Pressed, Said, Submitted
from content_store.queries import items, policy
from content_store.queries.items import Content
from content_store.unit import Unit
from handlers import carried, words
from handlers.context import Context
from handlers.review import forms, screens, service
from handlers.review.forms import Draft
from handlers.review.routes import routes
from programme import calendars
from programme.errors import Conflict
from programme.roles import Action
from programme.values import Item


@routes.command("review", may=Action.REVIEW_ITEM)
async def review(ctx: Context, said: Said) -> Reply:
    """Show what waits for review."""
    async with ctx.reading() as u:
        return Whisper(post=await _queue(ctx, u))


@routes.press("review.queue", may=Action.REVIEW_ITEM)
async def show_queue(ctx: Context, pressed: Pressed) -> Reply:
    """The same, by button."""
    async with ctx.reading() as u:
        return Whisper(post=await _queue(ctx, u))


@routes.press("review.approve", may=Action.REVIEW_ITEM)
async def approve(ctx: Context, pressed: Pressed) -> Reply:
    """Approve an item as it is."""
    item_id = carried.number(pressed.args, "item")
    try:
        async with ctx.unit() as u:
            await service.approve(u, ctx.workspace, ctx.member, item_id)
            return Replace(post=await _where_pressed(ctx, u, pressed, item_id))
    except Conflict as conflict:
        if pressed.args.get("where") != "queue":
            raise
        # The list is older than the decision: a fresh one says more than a refusal.
        async with ctx.reading() as u:
            return Replace(post=await _queue(ctx, u, news=words.refusal(conflict)))


@routes.press("review.again", may=Action.REVIEW_ITEM)
async def again(ctx: Context, pressed: Pressed) -> Reply:
    """Put a returned item into review once more."""
    item_id = carried.number(pressed.args, "item")
    async with ctx.unit() as u:
        await service.submit_again(u, ctx.workspace, ctx.member, item_id)
        return Replace(post=await _where_pressed(ctx, u, pressed, item_id))


@routes.press("review.edit", may=Action.REVIEW_ITEM, form=True)
async def edit(ctx: Context, pressed: Pressed) -> Reply:
    """Open everything about an item."""
    async with ctx.reading() as u:
        item = await service.undecided(u, ctx.member, carried.number(pressed.args, "item"))
        topics = await items.topics(u)
    draft = forms.draft_of(item, _last_day(ctx, item))
    return OpenForm(form=forms.edit_form(item, draft, topics))


@routes.form("review.edit", may=Action.REVIEW_ITEM)
async def save(ctx: Context, submitted: Submitted) -> Reply:
    """Keep what was changed and approve it, both or neither."""
    item_id = carried.number(submitted.context, "item")
    async with ctx.unit() as u:
        item = await service.undecided(u, ctx.member, item_id)
        draft = forms.read(submitted.values, item)
        errors = await _errors(ctx, u, item, draft)
        if errors:
            form = forms.edit_form(item, draft, await items.topics(u), errors)
            return FieldErrors(errors=tuple(errors.items()), form=form)
        content = _content(ctx, item, draft)
        await service.approve(u, ctx.workspace, ctx.member, item_id, content)
    done = say("review.approved", title=verbatim(draft.title))
    return Close(note=words.notice("review.done", Level.GOOD, done))


@routes.press("review.return", may=Action.REVIEW_ITEM, form=True)
async def ask_reason(ctx: Context, pressed: Pressed) -> Reply:
    """Ask why an item goes back."""
    async with ctx.reading() as u:
        item = await service.undecided(u, ctx.member, carried.number(pressed.args, "item"))
    return OpenForm(form=forms.return_form(item))


@routes.form("review.return", may=Action.REVIEW_ITEM)
async def send_back(ctx: Context, submitted: Submitted) -> Reply:
    """Return an item with a reason."""
    item_id = carried.number(submitted.context, "item")
    reason = submitted.values.text("reason").strip()
    async with ctx.unit() as u:
        item = await service.undecided(u, ctx.member, item_id)
        if not reason:
            missing = say("review.error_reason")
            form = forms.return_form(item, error=missing)
            return FieldErrors(errors=(("reason", missing),), form=form)
        await service.send_back(u, ctx.workspace, ctx.member, item_id, reason)
    done = say("review.returned", title=verbatim(item.title))
    return Close(note=words.notice("review.done", Level.GOOD, done))


async def _queue(ctx: Context, u: Unit, news: Text | None = None) -> Post:
    cards, total = await service.waiting(u, ctx.workspace)
    return screens.queue_post(cards, total, news=news)


async def _where_pressed(ctx: Context, u: Unit, pressed: Pressed, item_id: int) -> Post:
    """What stands there now where the button was: the rest of the queue, or the decided card."""
    if pressed.args.get("where") == "queue":
        return await _queue(ctx, u)
    card = await service.card_of(u, ctx.workspace, await items.review(u, item_id))
    return screens.review_card(card)


async def _errors(ctx: Context, u: Unit, item: Item, draft: Draft) -> dict[str, Text]:
    """What is wrong with a draft, by field."""
    errors: dict[str, Text] = {}
    if not draft.title:
        errors["title"] = say("review.error_title")
    if item.image_url is not None and not draft.image_alt:
        errors["image_alt"] = say("review.error_image_alt")
    if draft.expires is not None and _end_of(ctx, draft.expires) <= ctx.now:
        errors["expires"] = say("review.error_expires")
    if not any(draft.captions) and not forms.has_fixed_captions(item):
        errors[forms.caption_field(1)] = say("review.error_captions")
    rules = (await policy.current(u)).guidelines
    for number, text in enumerate(draft.captions, start=1):
        if not text:
            continue
        name = forms.caption_field(number)
        for finding in service.check_caption(rules, text, name, now=ctx.now):
            if finding.blocking:
                errors.setdefault(name, screens.warning(finding))
    return errors


def _content(ctx: Context, item: Item, draft: Draft) -> Content:
    return Content(
        title=draft.title,
        summary=draft.summary,
        url=item.url,
        image_url=item.image_url,
        image_alt=draft.image_alt if item.image_url is not None else "",
        source=item.source,
        language=draft.language,
        topic_id=draft.topic,
        product=draft.product,
        evergreen=draft.evergreen,
        published_at=item.published_at,
        expires_at=None if draft.expires is None else _end_of(ctx, draft.expires),
        captions=tuple(text for text in draft.captions if text),
    )


def _end_of(ctx: Context, day: date) -> datetime:
    """The end of the last day on which an item is shown, on the company's clock."""
    return calendars.instant(day + timedelta(days=1), time(0), ZoneInfo(ctx.workspace.zone))


def _last_day(ctx: Context, item: Item) -> date | None:
    if item.expires_at is None:
        return None
    before = item.expires_at - timedelta(microseconds=1)
    return calendars.local_date(before, ZoneInfo(ctx.workspace.zone))

"""Taking an item out of one's sight, saying why, and bringing it back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from chat.replies import Nothing, Replace, Reply, Whisper
from chat.screens import Post
from chat.stimuli import Pressed
from content_store.queries import digests, items
from content_store.unit import Unit
from handlers import carried
from handlers.context import Context
from handlers.digest import screens, service
from handlers.digest.routes import routes
from handlers.digest.screens import Edition
from programme.errors import Missing
from programme.states import ItemState
from programme.values import Item

_NEVER_SHOWN = frozenset({ItemState.DRAFT, ItemState.IN_REVIEW, ItemState.RETURNED})


@routes.press("digest.hide")
async def hide(ctx: Context, pressed: Pressed) -> Reply:
    """Hide an item from this person: their own digest is shown without it, a channel's stays."""
    item_id = carried.number(pressed.args, "item")
    async with ctx.unit() as u:
        item = await _published(u, item_id)
        await digests.hide(u, item_id, ctx.member.id)
        own = await _own_digest(ctx, u, pressed)
    return Whisper(post=screens.hidden_post(item)) if own is None else Replace(post=own)


@routes.press("digest.unhide")
async def unhide(ctx: Context, pressed: Pressed) -> Reply:
    """Show it to them again."""
    item_id = carried.number(pressed.args, "item")
    async with ctx.unit() as u:
        item = await _published(u, item_id)
        await digests.unhide(u, item_id, ctx.member.id)
        own = await _own_digest(ctx, u, pressed)
    return Replace(post=screens.shown_again_post(item) if own is None else own)


@routes.press("digest.why")
async def why(ctx: Context, pressed: Pressed) -> Reply:
    """Keep the reason that a person gave; it is counted, never shown with their name."""
    item_id, reason = carried.number(pressed.args, "item"), pressed.args.get("reason", "")
    async with ctx.unit() as u:
        item = await _published(u, item_id)
        if reason in screens.REASONS:
            await digests.say_why(u, item_id, ctx.member.id, reason)
    return Replace(post=screens.hidden_post(item, why=reason))


@routes.press("digest.mine")
async def mine(ctx: Context, pressed: Pressed) -> Reply:
    """A channel's digest as this person sees it: in their language, with what they did marked."""
    edition = Edition(
        due=carried.moment(pressed.args, "due").isoformat(),
        personal=False,
        zone=ZoneInfo(ctx.reader.zone),
        place=carried.number(pressed.args, "place"),
    )
    async with ctx.reading() as u:
        post = await service.channel_digest(u, ctx.member, edition)
    return Nothing() if post is None else Replace(post=post)


async def _published(u: Unit, item_id: int) -> Item:
    """An item that people were shown; what is still under review is for its leads only.

    Raises Missing.
    """
    item = await items.get(u, item_id)
    if item.state in _NEVER_SHOWN:
        raise Missing("item")
    return item


async def _own_digest(ctx: Context, u: Unit, pressed: Pressed) -> Post | None:
    """The person's own digest as it is now, when that is where the button was."""
    if "due" not in pressed.args:
        return None
    due = carried.moment(pressed.args, "due").isoformat()
    edition = Edition(due=due, personal=True, zone=ZoneInfo(ctx.reader.zone))
    return await service.own_digest(u, ctx.member, edition)

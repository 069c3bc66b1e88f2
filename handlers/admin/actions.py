"""Help, channels, and people and channels that come and go."""

from __future__ import annotations

import difflib

from chat.parts import Level
from chat.replies import Close, Nothing, OpenForm, Reply, Whisper
from chat.say import say
from chat.stimuli import Arrived, Disconnected, Left, Said, Submitted
from content_store import audit
from content_store.queries import items, places, workspaces
from handlers import carried, words
from handlers.admin import screens, service
from handlers.admin.routes import routes
from handlers.context import Context
from programme import consent, roles
from programme.errors import Refused
from programme.roles import Action


@routes.command("")
@routes.command("help")
async def help_(ctx: Context, said: Said) -> Reply:
    """Say what this person can do; a word that is nearly a command is named."""
    word = said.words.strip().partition(" ")[0].lower()
    may_lead = roles.may(ctx.member.role, Action.REVIEW_ITEM)
    known = (*screens.EVERYONE, *screens.BESIDES, *(screens.LEADS if may_lead else ()))
    unknown = "" if word in ("", "help") else word
    meant = difflib.get_close_matches(unknown, known, n=1)
    return Whisper(
        post=screens.help_post(
            may_lead=may_lead,
            takes_part=consent.has_opted_in(consent.standing_of(ctx.member)),
            unknown=unknown,
            meant=meant[0] if meant else "",
        )
    )


@routes.command("channel", may=Action.MANAGE_PLACES)
async def channel(ctx: Context, said: Said) -> Reply:
    """Show what the channel gets where the command was given."""
    if ctx.place is None:
        raise Refused("not_in_channel")
    async with ctx.reading() as u:
        place = await places.by_external_id(u, ctx.installation.id, ctx.place.id)
        is_ours = place is not None and await places.is_active(u, place.id)
        topics = await items.topics(u)
    if not is_ours:
        async with ctx.unit() as u:
            place = await service.meet_place(u, ctx.installation.id, ctx.place.id) or place
    if place is None:
        raise Refused("not_in_channel")
    return OpenForm(form=screens.channel_form(place, topics))


@routes.form("admin.channel", may=Action.MANAGE_PLACES)
async def save_channel(ctx: Context, submitted: Submitted) -> Reply:
    """Keep what the channel gets."""
    values = submitted.values
    async with ctx.unit() as u:
        place = carried.number(submitted.context, "place")
        await places.switch(
            u,
            place,
            digest_on=values.ticked("digest"),
            board_on=values.ticked("board"),
            review_on=values.ticked("review"),
        )
        known = {str(topic.id): topic.id for topic in await items.topics(u)}
        chosen = (known[topic] for topic in values.choices("topics") if topic in known)
        await places.follow(u, place, chosen)
        await audit.append(
            u,
            actor=f"member:{ctx.member.id}",
            action="place.changed",
            subject=f"place:{place}",
            detail={"digest": values.ticked("digest"), "board": values.ticked("board")},
        )
    return Close(note=words.notice("saved", Level.GOOD, say("preferences.saved")))


@routes.event(Arrived)
async def arrived(ctx: Context, event: Arrived | Left | Disconnected) -> Reply:
    """Get to know a new person or channel."""
    async with ctx.unit() as u:
        if isinstance(event, Arrived) and event.is_bot and event.place is not None:
            await service.come_to_place(u, ctx.installation.id, event.place.id)
        await service.read_people(u, ctx.installation.id, event.retry_key)
    return Nothing()


@routes.event(Left)
async def left(ctx: Context, event: Arrived | Left | Disconnected) -> Reply:
    """Forget a place that the bot was taken out of, or shut out a person who left the company.

    Whoever only left one place may be in others: then the people are read anew.
    """
    async with ctx.unit() as u:
        is_bot = isinstance(event, Left) and event.is_bot
        if is_bot and event.place is not None:
            await service.leave_place(u, ctx.installation.id, event.place.id)
        if is_bot or event.place is not None:
            await service.read_people(u, ctx.installation.id, event.retry_key)
        else:
            await service.close(u, ctx.installation.id, ctx.person.id)
    return Nothing()


@routes.event(Disconnected)
async def disconnected(ctx: Context, event: Arrived | Left | Disconnected) -> Reply:
    """Note that the app was removed."""
    async with ctx.unit() as u:
        await workspaces.deactivate(u, ctx.installation.id, "removed")
    return Nothing()

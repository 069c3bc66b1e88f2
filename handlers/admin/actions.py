"""Help, channels, and people and channels that come and go."""

from __future__ import annotations

import difflib

from chat.parts import Level
from chat.replies import Close, Nothing, OpenForm, Reply, Whisper
from chat.say import say
from chat.stimuli import Arrived, Disconnected, Left, Said, Submitted
from content_store import audit
from content_store.queries import items, people, places, workspaces
from handlers import carried, connecting, words
from handlers.admin import screens
from handlers.admin.routes import routes
from handlers.context import Context
from programme import consent, roles, tasks
from programme.errors import Refused
from programme.roles import Action
from scheduler import queue


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
    async with ctx.reading() as u:
        place = await places.by_external_id(
            u, ctx.installation.id, ctx.place.id if ctx.place else ""
        )
        topics = await items.topics(u)
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
        await queue.enqueue(
            u,
            tasks.SyncPeople(installation=ctx.installation.id),
            key=f"sync-people:{ctx.installation.id}:{event.retry_key}",
        )
    return Nothing()


@routes.event(Left)
async def left(ctx: Context, event: Arrived | Left | Disconnected) -> Reply:
    """Forget a channel that the bot was taken out of, or shut out a person who left."""
    async with ctx.unit() as u:
        if isinstance(event, Left) and event.is_bot:
            gone = event.place and await places.by_external_id(
                u, ctx.installation.id, event.place.id
            )
            if gone:
                await places.deactivate(u, gone.id, "removed")
        else:
            await people.deactivate(u, ctx.member.id)
            await connecting.disconnect_all(u, ctx.member.id)
    return Nothing()


@routes.event(Disconnected)
async def disconnected(ctx: Context, event: Arrived | Left | Disconnected) -> Reply:
    """Note that the app was removed."""
    async with ctx.unit() as u:
        await workspaces.deactivate(u, ctx.installation.id, "removed")
    return Nothing()

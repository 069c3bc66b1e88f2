"""What people tap to take part, pause, leave and choose."""

from __future__ import annotations

from chat import catalogue
from chat.parts import Level
from chat.replies import Close, OpenForm, Reply, Whisper
from chat.say import say
from chat.stimuli import Pressed, Said, Submitted
from content_store.queries import identities
from handlers import words
from handlers.context import Context
from handlers.welcome import screens, service
from handlers.welcome.routes import routes


@routes.press("welcome.join", form=True)
async def join(ctx: Context, pressed: Pressed) -> Reply:
    """Ask before anything happens."""
    return OpenForm(form=screens.consent_form(then="", args={}))


@routes.form("welcome.consent")
async def consent(ctx: Context, submitted: Submitted) -> Reply:
    """Take the person's yes, then go on with what they wanted."""
    async with ctx.unit() as u:
        await service.opt_in(
            u,
            ctx.member,
            reader=ctx.reader,
            shown=words.CONSENT_LINES,
            direct_digest=submitted.values.ticked("direct_digest"),
            name_on_board=submitted.values.ticked("name_on_board"),
        )
        await identities.choose(u, ctx.installation.id, ctx.person.id)
    then = submitted.context.get("then", "")
    if not then:
        return Close(note=screens.joined())
    args = {
        name.removeprefix("arg."): value
        for name, value in submitted.context.items()
        if name.startswith("arg.")
    }
    return await ctx.resume(then, args)


@routes.command("join")
async def say_join(ctx: Context, said: Said) -> Reply:
    """The same by command."""
    return Whisper(post=screens.consent_post())


@routes.press("welcome.pause")
@routes.command("pause")
async def pause(ctx: Context, stimulus: Pressed | Said) -> Reply:
    """Keep silent for a while."""
    async with ctx.unit() as u:
        until = await service.pause(u, ctx.member)
    return Whisper(post=screens.paused(until))


@routes.press("welcome.resume")
@routes.command("resume")
async def resume(ctx: Context, stimulus: Pressed | Said) -> Reply:
    """End the silence."""
    async with ctx.unit() as u:
        await service.resume(u, ctx.member)
    return Whisper(post=screens.paused(None))


@routes.press("welcome.leave")
@routes.command("leave")
async def leave(ctx: Context, stimulus: Pressed | Said) -> Reply:
    """Leave at once, without a question."""
    async with ctx.unit() as u:
        await service.leave(u, ctx.member)
    return Whisper(post=screens.left())


@routes.press("welcome.preferences", consent=True, form=True)
async def preferences(ctx: Context, pressed: Pressed) -> Reply:
    """Show everything that can be chosen."""
    return OpenForm(
        form=screens.preferences_form(
            direct_digest=ctx.member.direct_digest,
            digest_at=ctx.member.digest_at or ctx.workspace.digest_at,
            language=catalogue.language_of(ctx.reader.locale),
            name_on_board=ctx.member.name_on_board,
        )
    )


@routes.form("welcome.preferences", consent=True)
async def prefer(ctx: Context, submitted: Submitted) -> Reply:
    """Keep what was chosen."""
    values = submitted.values
    chosen = values.choice("language")
    unchanged = chosen == catalogue.language_of(ctx.reader.locale)
    async with ctx.unit() as u:
        await service.prefer(
            u,
            ctx.member,
            direct_digest=values.ticked("direct_digest"),
            digest_at=values.time("digest_at"),
            language=None if unchanged else chosen,
            name_on_board=values.ticked("name_on_board"),
            reader=ctx.reader,
            board_words=say("welcome.board_text"),
        )
    return Close(note=words.notice("saved", Level.GOOD, say("preferences.saved")))

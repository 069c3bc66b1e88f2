"""What people tap to connect an account and to let it go."""

from __future__ import annotations

from chat.replies import NextForm, Reply, Whisper
from chat.stimuli import Pressed, Said, Surface
from handlers import connecting
from handlers.accounts import screens, service
from handlers.accounts.routes import routes
from handlers.context import Context


@routes.command("connect", consent=True)
async def say_connect(ctx: Context, said: Said) -> Reply:
    """Show all networks, or the one that was named, with a private link."""
    word = said.words.strip().lower()
    if not word:
        return await _offer(ctx, None)
    network = network_named(ctx, word)
    if network is None:
        return Whisper(post=screens.unknown_network(ctx.tools.connectable))
    return await _offer(ctx, network)


@routes.press("accounts.connect", consent=True)
async def connect(ctx: Context, pressed: Pressed) -> Reply:
    """Show a private link for one network, or for all."""
    network = network_named(ctx, pressed.args.get("network", ""))
    return await _offer(ctx, network, in_form=pressed.surface is Surface.FORM)


@routes.press("accounts.disconnect")
async def disconnect(ctx: Context, pressed: Pressed) -> Reply:
    """Take an account out of use."""
    return await _let_go(ctx, pressed.args.get("network", ""))


@routes.command("disconnect")
async def say_disconnect(ctx: Context, said: Said) -> Reply:
    """The same by command."""
    word = said.words.strip().lower()
    network = network_named(ctx, word)
    if network is None:
        if word:
            return Whisper(post=screens.unknown_network(ctx.tools.connectable))
        return await _offer(ctx, None)
    return await _let_go(ctx, network)


def network_named(ctx: Context, word: str) -> str | None:
    """The network that a word names, by its key or by the name people know."""
    wanted = word.casefold()
    for network, label in ctx.tools.connectable.items():
        if wanted in {network.casefold(), label.casefold()}:
            return network
    return None


async def _offer(ctx: Context, network: str | None, *, in_form: bool = False) -> Reply:
    async with ctx.unit() as u:
        offers = await service.offers(u, ctx.tools, member_id=ctx.member.id, only=network)
    if in_form:
        return NextForm(form=screens.accounts_form(offers))
    return Whisper(post=screens.accounts_post(offers))


async def _let_go(ctx: Context, network: str) -> Reply:
    label = ctx.tools.connectable.get(network, network)
    async with ctx.unit() as u:
        stopped = await connecting.disconnect(u, member_id=ctx.member.id, network=network)
    if stopped is None:
        return Whisper(post=screens.nothing_to_disconnect(label))
    passwords = connecting.app_passwords(ctx.tools, network)
    return Whisper(post=screens.disconnected(label, stopped, passwords))

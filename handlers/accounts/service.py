"""Use cases of connecting an account: each one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from content_store import audit
from content_store.queries import accounts, people, workspaces
from content_store.queries.accounts import Begun, SealedAccount
from content_store.unit import Unit
from handlers import connecting, outbox, tokens
from handlers.accounts import reminders, screens
from handlers.accounts.screens import Offer
from handlers.context import Tools
from networks.base import Credentials, TextLimits
from programme import consent
from programme.values import Account


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """An account that was connected, and the other one whose place it took, if any."""

    account: Account
    replaced: SealedAccount | None


async def offers(
    u: Unit, tools: Tools, *, member_id: int, only: str | None = None
) -> tuple[Offer, ...]:
    """What the person can connect, with a fresh private link wherever one is needed.

    Whoever names one network gets a link also where an account works: for a new consent before
    the old one ends, or for another account.
    """
    known = {account.network: account for account in await accounts.of_member(u, member_id)}
    found = []
    for network, label in tools.connectable.items():
        if only is not None and network != only:
            continue
        account = known.get(network)
        link = None
        if only is not None or account is None or not account.usable:
            link = await connecting.private_link(u, tools, member_id=member_id, network=network)
        found.append(Offer(network=network, label=label, account=account, link=link))
    return tuple(found)


async def finish(
    u: Unit, tools: Tools, begun: Begun, credentials: Credentials, limits: TextLimits | None
) -> Finished | None:
    """Keep the account that a person just consented to, and tell them in the chat.

    None, and nothing kept, where the person takes no part any more.
    """
    member = await people.hold(u, begun.member_id)
    if not consent.takes_part(consent.standing_of(member)):
        return None
    network = begun.network
    before = await accounts.sealed_of(u, begun.member_id, network)
    account = await accounts.connect(
        u,
        member_id=begun.member_id,
        network=network,
        author_id=credentials.author_id,
        handle=credentials.handle,
        scopes=credentials.scopes,
        server=credentials.server,
        limits=None if limits is None else (limits.max_characters, limits.characters_per_url),
        expires_at=credentials.expires_at,
        renews=tokens.renewable(credentials),
        seal=lambda row: tokens.seal(tools.vault, row, network, credentials),
    )
    if not account.renews:
        await reminders.plan(u, await workspaces.get(u), member, account)
    replaced = before if _is_another(before, credentials) else None
    stopped = 0
    if replaced is not None:
        stopped = await connecting.stop_shares(u, member_id=begun.member_id, network=network)
    await _announce(u, tools, begun, account, credentials, stopped=stopped)
    return Finished(account=account, replaced=replaced)


async def _announce(
    u: Unit,
    tools: Tools,
    begun: Begun,
    account: Account,
    credentials: Credentials,
    *,
    stopped: int,
) -> None:
    moment = u.now.isoformat()
    await audit.append(
        u,
        actor=f"member:{begun.member_id}",
        action="account.connected",
        subject=f"account:{account.id}",
        detail={
            "network": begun.network,
            "scopes": sorted(credentials.scopes),
            "shares_cancelled": stopped,
        },
    )
    await outbox.post_to_member(
        u,
        begun.member_id,
        screens.connected(
            tools.connectable.get(begun.network, begun.network), credentials.handle, stopped
        ),
        key=f"account-connected:{account.id}:{moment}",
    )
    await outbox.refresh_home(u, begun.member_id, f"connected:{account.id}:{moment}")


def _is_another(before: SealedAccount | None, credentials: Credentials) -> bool:
    """Whether tokens of another account stood in the row.

    Older tokens of the same account are not given back: where a network keeps one permission per
    account and app, the new ones would go with them.
    """
    if before is None or not before.sealed:
        return False
    return (before.author_id, before.server) != (credentials.author_id, credentials.server)

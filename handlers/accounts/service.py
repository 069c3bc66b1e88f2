"""Use cases of connecting and letting go of an account: each one transaction."""

from __future__ import annotations

from content_store import audit
from content_store.queries import accounts, shares
from content_store.queries.accounts import Begun
from content_store.unit import Unit
from handlers import connecting, outbox, tokens
from handlers.accounts import screens
from handlers.accounts.screens import Offer
from handlers.context import Tools
from networks.base import Credentials
from programme import tasks
from programme.states import ShareState
from programme.values import Account
from scheduler import queue


async def offers(
    u: Unit, tools: Tools, *, member_id: int, only: str | None = None
) -> tuple[Offer, ...]:
    """What the person can connect, with a fresh private link wherever one is needed."""
    known = {account.network: account for account in await accounts.of_member(u, member_id)}
    found = []
    for network, label in tools.connectable.items():
        if only is not None and network != only:
            continue
        account = known.get(network)
        link = None
        if account is None or not account.usable:
            link = await connecting.private_link(u, tools, member_id=member_id, network=network)
        found.append(Offer(network=network, label=label, account=account, link=link))
    return tuple(found)


async def finish(u: Unit, tools: Tools, begun: Begun, credentials: Credentials) -> Account:
    """Keep the account that a person just consented to, and tell them in the chat."""
    network = begun.network
    account = await accounts.connect(
        u,
        member_id=begun.member_id,
        network=network,
        author_id=credentials.author_id,
        handle=credentials.handle,
        scopes=credentials.scopes,
        expires_at=credentials.expires_at,
        seal=lambda row: tokens.seal(tools.vault, row, network, credentials),
    )
    moment = u.now.isoformat()
    await audit.append(
        u,
        actor=f"member:{begun.member_id}",
        action="account.connected",
        subject=f"account:{account.id}",
        detail={"network": network, "scopes": sorted(credentials.scopes)},
    )
    await outbox.post_to_member(
        u,
        begun.member_id,
        screens.connected(tools.connectable.get(network, network), credentials.handle),
        key=f"account-connected:{account.id}:{moment}",
    )
    await _refresh_home(u, begun.member_id, f"connected:{account.id}:{moment}")
    return account


async def disconnect(u: Unit, *, member_id: int, network: str) -> int | None:
    """Take the account out of use at once; its tokens are given back and wiped by a task.

    Returns how many waiting shares were cancelled; None where there is no account.
    """
    account_id = await accounts.revoke(u, member_id, network)
    if account_id is None:
        return None
    stopped = 0
    for share_id in await shares.waiting(u, member_id=member_id, network=network):
        stopped += await shares.move(u, share_id, ShareState.QUEUED, ShareState.CANCELLED)
    moment = u.now.isoformat()
    await audit.append(
        u,
        actor=f"member:{member_id}",
        action="account.disconnected",
        subject=f"account:{account_id}",
        detail={"network": network, "shares_cancelled": stopped},
    )
    await queue.enqueue(
        u, tasks.RevokeAccount(account=account_id), key=f"revoke:{account_id}:{moment}"
    )
    await _refresh_home(u, member_id, f"disconnected:{account_id}:{moment}")
    return stopped


async def _refresh_home(u: Unit, member_id: int, why: str) -> None:
    await queue.enqueue(u, tasks.RefreshHome(member=member_id), key=f"home:{member_id}:{why}")

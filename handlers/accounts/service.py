"""Use cases of connecting an account: each one transaction."""

from __future__ import annotations

from content_store import audit
from content_store.queries import accounts
from content_store.queries.accounts import Begun
from content_store.unit import Unit
from handlers import connecting, outbox, tokens
from handlers.accounts import screens
from handlers.accounts.screens import Offer
from handlers.context import Tools
from networks.base import Credentials
from programme.values import Account


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
    await outbox.refresh_home(u, begun.member_id, f"connected:{account.id}:{moment}")
    return account

"""Giving an account's tokens back to its network, forgetting them, and warning of their end."""

from __future__ import annotations

import structlog

from content_store import audit
from content_store.queries import accounts
from content_store.queries.accounts import AccountState
from handlers import tokens
from handlers.accounts import reminders
from handlers.accounts.routes import routes
from handlers.context import TaskContext
from programme.tasks import RemindReconnect, RevokeAccount
from scheduler.worker import Again

log = structlog.get_logger(__name__)

TRIES = 4
"""After so many tries the tokens are wiped whether the network confirmed it or not; ours."""


class NotRevoked(Exception):
    """The network did not confirm that it took the tokens back; try again later."""


@routes.task(RevokeAccount)
async def revoke(ctx: TaskContext, task: RevokeAccount) -> Again | None:
    """Give the tokens back, then wipe them. Raises NotRevoked to be tried again."""
    async with ctx.reading() as u:
        account = await accounts.sealed(u, task.account)
    if account is None or account.state is not AccountState.REVOKED or not account.sealed:
        return None
    network = ctx.networks.get(account.network)
    confirmed = False
    if network is not None:
        try:
            credentials = tokens.unseal(ctx.tools.vault, account)
        except tokens.NeedsConsent:
            log.warning("tokens can't be opened", action="revoke.unreadable", account=account.id)
        else:
            confirmed = await network.connect.revoke(credentials)
            if not confirmed and ctx.attempt < TRIES:
                raise NotRevoked
    async with ctx.unit() as u:
        await accounts.forget(u, account.id)
        await audit.append(
            u,
            actor="glasnik",
            action="account.tokens_wiped",
            subject=f"account:{account.id}",
            detail={"network": account.network, "confirmed_by_network": confirmed},
        )
    return None


@routes.task(RemindReconnect)
async def remind(ctx: TaskContext, task: RemindReconnect) -> Again | None:
    """Tell a person that the permission for their account ends soon."""
    async with ctx.unit() as u:
        await reminders.remind(u, ctx.tools, ctx.workspace, task)
    return None

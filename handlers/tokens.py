"""The tokens of people's accounts: sealed into the store, opened for one call, renewed in time.

Not a feature: publishing, reading figures and revoking all need it. Nothing here is ever logged.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import structlog

from content_store.queries import accounts
from content_store.queries.accounts import AccountState, SealedAccount
from content_store.vault import Vault, VaultError
from handlers.context import TaskContext
from networks.base import Credentials, Network, RefusalReason, Secret
from networks.connecting import ConnectFailed, ConnectFailure

log = structlog.get_logger(__name__)

RENEWAL = timedelta(seconds=60)
"""How long one worker may take to renew tokens; the call itself times out well before."""

RETRY = timedelta(seconds=30)
"""When to try again where a network could not be asked for new tokens; ours."""

_PASSING = frozenset({ConnectFailure.UNREACHABLE, ConnectFailure.MALFORMED})
_NO_CONSENT_HELPS = {
    ConnectFailure.CLIENT: RefusalReason.APP,
    ConnectFailure.CLOSED: RefusalReason.PERMISSION,
}


class NeedsConsent(Exception):
    """The network takes these tokens no more: only the person can connect the account again."""


class NotAllowed(Exception):
    """No new tokens are given, and connecting the account again would not change that."""

    def __init__(self, reason: RefusalReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class NotNow(Exception):
    """The tokens can't be renewed at this moment; try again at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("tokens can't be renewed now")
        self.until = until


def seal(vault: Vault, account_id: int, network: str, credentials: Credentials) -> str:
    """The tokens as they are stored, bound to the account's row and its network.

    Sealed with them is the server they belong to: whoever changes the row can't have them sent
    elsewhere.
    """
    plain = json.dumps(
        {
            "access": credentials.access_token.reveal(),
            "refresh": _revealed(credentials.refresh_token),
            "app_password": _revealed(credentials.app_password),
            "server": credentials.server,
        }
    )
    return vault.seal(plain, owner=_owner(account_id), purpose=network)


def resealed(vault: Vault, account: SealedAccount) -> str:
    """The account's tokens, sealed with the newest key. Raises VaultError."""
    return vault.rotate(account.sealed, owner=_owner(account.id), purpose=account.network)


def _revealed(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()


def _hidden(opened: str | None) -> Secret | None:
    return None if opened is None else Secret(opened)


def _owner(account_id: int) -> str:
    return f"account:{account_id}"


def unseal(vault: Vault, account: SealedAccount) -> Credentials:
    """The account's credentials. Raises NeedsConsent where its tokens can't be read (any more)."""
    if not account.sealed:
        raise NeedsConsent
    try:
        plain = vault.open(account.sealed, owner=_owner(account.id), purpose=account.network)
    except VaultError as error:
        log.warning("tokens can't be opened", action="tokens.unreadable", account=account.id)
        raise NeedsConsent from error
    opened = json.loads(plain)
    return Credentials(
        access_token=Secret(opened["access"]),
        refresh_token=_hidden(opened["refresh"]),
        # Tokens sealed by an earlier release have neither of the two.
        app_password=_hidden(opened.get("app_password")),
        expires_at=account.expires_at,
        author_id=account.author_id,
        handle=account.handle,
        scopes=account.scopes,
        server=opened.get("server", ""),
    )


async def usable(ctx: TaskContext, network: Network, account_id: int | None) -> Credentials:
    """Credentials that a call can start with, renewed first where they run out.

    Makes a call, so no unit may be open. Raises NeedsConsent, NotAllowed and NotNow.
    """
    account = await _read(ctx, account_id)
    credentials = unseal(ctx.tools.vault, account)
    if not credentials.stale(ctx.now):
        return credentials
    if not renewable(credentials):
        if credentials.stale(ctx.now, margin=timedelta(0)):
            raise NeedsConsent
        return credentials
    return await _renewed(ctx, network, account.id, dead=None)


async def instead_of(
    ctx: TaskContext, network: Network, account_id: int | None, dead: Credentials
) -> Credentials:
    """Other credentials than those that the network just refused, though they had time left.

    Makes a call, so no unit may be open. Raises NeedsConsent, NotAllowed and NotNow.
    """
    if account_id is None or not renewable(dead):
        raise NeedsConsent
    return await _renewed(ctx, network, account_id, dead=dead)


def renewable(credentials: Credentials) -> bool:
    """Whether the program can get new tokens by itself when these end."""
    return credentials.refresh_token is not None or credentials.app_password is not None


async def _read(ctx: TaskContext, account_id: int | None) -> SealedAccount:
    if account_id is None:
        raise NeedsConsent
    async with ctx.reading() as u:
        account = await accounts.sealed(u, account_id)
    if account is None or account.state is not AccountState.ACTIVE:
        raise NeedsConsent
    return account


async def _renewed(
    ctx: TaskContext, network: Network, account_id: int, *, dead: Credentials | None
) -> Credentials:
    async with ctx.unit() as u:
        if not await accounts.lock(u, account_id, u.now + RENEWAL):
            raise NotNow(u.now + RETRY)
    account = await _read(ctx, account_id)
    old = unseal(ctx.tools.vault, account)
    if dead is not None and _is_another(old, dead):
        await _unlock(ctx, account_id)
        raise NeedsConsent
    # Another worker may have renewed them just before the lock was free.
    if not old.stale(ctx.now) and (dead is None or old.access_token != dead.access_token):
        await _unlock(ctx, account_id)
        return old
    try:
        new = await network.connect.refresh(old)
    except ConnectFailed as failure:
        await _unlock(ctx, account_id)
        if failure.reason in _PASSING:
            raise NotNow(ctx.now + RETRY) from failure
        if failure.reason in _NO_CONSENT_HELPS:
            raise NotAllowed(_NO_CONSENT_HELPS[failure.reason]) from failure
        raise NeedsConsent from failure
    async with ctx.unit() as u:
        kept = await accounts.renew(
            u,
            account_id,
            connected_at=account.connected_at,
            sealed_tokens=seal(ctx.tools.vault, account_id, network.name, new),
            expires_at=new.expires_at,
        )
    if not kept:
        raise await _put_away(ctx, network, account_id, new)
    return new


async def _put_away(
    ctx: TaskContext, network: Network, account_id: int, unwanted: Credentials
) -> NotNow | NeedsConsent:
    """Give back tokens that came too late; what to do in their place.

    Not where their own account was connected anew: where a network keeps one permission per
    account and app, the new ones would go with them.
    """
    try:
        current = unseal(ctx.tools.vault, await _read(ctx, account_id))
    except NeedsConsent as gone:
        await network.connect.revoke(unwanted)
        return gone
    if _is_another(current, unwanted):
        await network.connect.revoke(unwanted)
    return NotNow(ctx.now + RETRY)


def _is_another(one: Credentials, other: Credentials) -> bool:
    return (one.author_id, one.server) != (other.author_id, other.server)


async def _unlock(ctx: TaskContext, account_id: int) -> None:
    async with ctx.unit() as u:
        await accounts.unlock(u, account_id)

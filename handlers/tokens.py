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
from networks.base import Credentials, Network, Secret
from networks.connecting import ConnectFailed, ConnectFailure

log = structlog.get_logger(__name__)

RENEWAL = timedelta(seconds=60)
"""How long one worker may take to renew tokens; the call itself times out well before."""

RETRY = timedelta(seconds=30)
"""When to try again where a network could not be asked for new tokens; ours."""

_PASSING = frozenset({ConnectFailure.UNREACHABLE, ConnectFailure.MALFORMED})


class NeedsConsent(Exception):
    """The network takes these tokens no more: only the person can connect the account again."""


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

    Makes a call, so no unit may be open. Raises NeedsConsent and NotNow.
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

    Makes a call, so no unit may be open. Raises NeedsConsent and NotNow.
    """
    if account_id is None or not renewable(dead):
        raise NeedsConsent
    return await _renewed(ctx, network, account_id, dead=dead.access_token)


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
    ctx: TaskContext, network: Network, account_id: int, *, dead: Secret | None
) -> Credentials:
    async with ctx.unit() as u:
        if not await accounts.lock(u, account_id, u.now + RENEWAL):
            raise NotNow(u.now + RETRY)
    # Another worker may have renewed them just before the lock was free.
    old = unseal(ctx.tools.vault, await _read(ctx, account_id))
    if not old.stale(ctx.now) and old.access_token != dead:
        await _unlock(ctx, account_id)
        return old
    try:
        new = await network.connect.refresh(old)
    except ConnectFailed as failure:
        await _unlock(ctx, account_id)
        if failure.reason in _PASSING:
            raise NotNow(ctx.now + RETRY) from failure
        raise NeedsConsent from failure
    async with ctx.unit() as u:
        kept = await accounts.renew(
            u,
            account_id,
            sealed_tokens=seal(ctx.tools.vault, account_id, network.name, new),
            expires_at=new.expires_at,
        )
    if not kept:
        await network.connect.revoke(new)
        raise NeedsConsent
    return new


async def _unlock(ctx: TaskContext, account_id: int) -> None:
    async with ctx.unit() as u:
        await accounts.unlock(u, account_id)

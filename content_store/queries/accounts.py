"""People's own accounts on the networks, and the consents that connect them.

Tokens pass through sealed; only `handlers.accounts` and the publishing tasks open them. Must not
know how a network is called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import or_
from sqlmodel import col, delete, select, update

from content_store.queries.writing import changed
from content_store.tables.accounts import AccountRow, OAuthStateRow
from content_store.unit import Unit
from programme.values import Account

STATE_LIFE = timedelta(minutes=10)
"""How long a consent that was begun may take; ours. Networks give their codes far less."""


class AccountState(StrEnum):
    """Whether an account can be used. `reconnect`: the network takes its tokens no more."""

    ACTIVE = "active"
    RECONNECT = "reconnect"
    REVOKED = "revoked"


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedAccount:
    """An account with its tokens, still sealed."""

    id: int
    member_id: int
    network: str
    author_id: str
    handle: str
    sealed: str
    scopes: frozenset[str]
    server: str
    expires_at: datetime | None
    state: AccountState
    connected_at: datetime
    """When its person last consented."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """A consent that was begun and may still be finished."""

    workspace: int
    member_id: int
    network: str
    sealed_verifier: str | None
    server: str


class BadState(StrEnum):
    """Why a returned state can't be used."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"


def _account(row: AccountRow) -> Account:
    assert row.id is not None  # noqa: S101 - rows that were read have their key
    return Account(
        id=row.id,
        network=row.network,
        handle=row.handle,
        name=row.name,
        expires_at=row.expires_at,
        usable=row.state == AccountState.ACTIVE,
        renews=row.renews,
        max_characters=row.max_characters,
        characters_per_url=row.characters_per_url,
    )


async def of_member(u: Unit, member_id: int) -> tuple[Account, ...]:
    """A person's connected accounts, those that need a new consent included."""
    found = await u.session.exec(
        select(AccountRow)
        .where(
            col(AccountRow.member_id) == member_id,
            col(AccountRow.state) != AccountState.REVOKED.value,
        )
        .order_by(col(AccountRow.network))
    )
    return tuple(_account(row) for row in found)


async def sealed(u: Unit, account_id: int) -> SealedAccount | None:
    """An account with its sealed tokens."""
    row = await u.session.get(AccountRow, account_id, populate_existing=True)
    if row is None or row.id is None:
        return None
    return SealedAccount(
        id=row.id,
        member_id=row.member_id,
        network=row.network,
        author_id=row.author_id,
        handle=row.handle,
        sealed=row.sealed,
        scopes=frozenset(row.scopes.split()),
        server=row.server,
        expires_at=row.expires_at,
        state=AccountState(row.state),
        connected_at=row.connected_at,
    )


async def sealed_of(u: Unit, member_id: int, network: str) -> SealedAccount | None:
    """A person's account on a network with its sealed tokens, also one that was let go."""
    found = await u.session.exec(
        select(col(AccountRow.id)).where(
            col(AccountRow.member_id) == member_id, col(AccountRow.network) == network
        )
    )
    account_id = found.one_or_none()
    return None if account_id is None else await sealed(u, account_id)


async def connect(
    u: Unit,
    *,
    member_id: int,
    network: str,
    author_id: str,
    handle: str,
    scopes: frozenset[str],
    server: str,
    limits: tuple[int, int] | None,
    expires_at: datetime | None,
    renews: bool,
    seal: Callable[[int], str],
) -> Account:
    """Add a person's account, or put a new consent in the place of an old one.

    `seal` is given the row's id, because the sealed tokens are bound to it. `limits` are the
    server's own: characters of a text, and characters that any link counts for. `renews`: whether
    the program gets new tokens by itself when these end.
    """
    found = await u.session.exec(
        select(AccountRow)
        .where(col(AccountRow.member_id) == member_id, col(AccountRow.network) == network)
        .with_for_update(key_share=True)
    )
    row = found.one_or_none() or AccountRow(
        workspace_id=u.workspace or 0,
        member_id=member_id,
        network=network,
        author_id=author_id,
        handle=handle,
        sealed="",
        connected_at=u.now,
    )
    row.author_id, row.handle, row.expires_at = author_id, handle, expires_at
    row.scopes, row.state = " ".join(sorted(scopes)), AccountState.ACTIVE.value
    row.connected_at, row.locked_until = u.now, None
    row.server, row.renews = server, renews
    row.max_characters, row.characters_per_url = limits or (None, None)
    u.session.add(row)
    await u.session.flush()
    row.sealed = seal(row.id or 0)
    u.session.add(row)
    await u.session.flush()
    return _account(row)


async def lock(u: Unit, account_id: int, until: datetime) -> bool:
    """Take the right to renew an account's tokens until then; False when another has it."""
    return await changed(
        u,
        update(AccountRow)
        .where(
            col(AccountRow.id) == account_id,
            or_(col(AccountRow.locked_until).is_(None), col(AccountRow.locked_until) <= u.now),
        )
        .values(locked_until=until),
    )


async def unlock(u: Unit, account_id: int) -> None:
    """Give the right back without having renewed anything."""
    await changed(
        u, update(AccountRow).where(col(AccountRow.id) == account_id).values(locked_until=None)
    )


async def renew(
    u: Unit,
    account_id: int,
    *,
    connected_at: datetime,
    sealed_tokens: str,
    expires_at: datetime | None,
) -> bool:
    """Keep renewed tokens and give the right to renew back.

    False when the account was revoked, or connected anew, since it was read.
    """
    return await changed(
        u,
        update(AccountRow)
        .where(
            col(AccountRow.id) == account_id,
            col(AccountRow.connected_at) == connected_at,
            col(AccountRow.state) != AccountState.REVOKED.value,
        )
        .values(sealed=sealed_tokens, expires_at=expires_at, locked_until=None),
    )


async def needs_reconnect(u: Unit, account_id: int, *, as_of: datetime | None = None) -> bool:
    """Note that the network takes an account's tokens no more; False when it was known.

    `as_of` is when those tokens were read: what its person consented to since then still counts.
    """
    return await changed(
        u,
        update(AccountRow)
        .where(
            col(AccountRow.id) == account_id,
            col(AccountRow.state) == AccountState.ACTIVE.value,
            col(AccountRow.connected_at) <= (as_of or u.now),
        )
        .values(state=AccountState.RECONNECT.value, locked_until=None),
    )


async def revoke(u: Unit, member_id: int, network: str) -> int | None:
    """Take an account out of use at once and return its id; None where there is none in use."""
    found = await u.session.exec(
        select(AccountRow).where(
            col(AccountRow.member_id) == member_id,
            col(AccountRow.network) == network,
            col(AccountRow.state) != AccountState.REVOKED.value,
        )
    )
    row = found.one_or_none()
    if row is None:
        return None
    row.state, row.locked_until = AccountState.REVOKED.value, None
    u.session.add(row)
    await u.session.flush()
    return row.id


async def with_tokens(u: Unit) -> tuple[int, ...]:
    """The ids of all accounts that hold tokens, whatever their state."""
    found = await u.session.exec(
        select(col(AccountRow.id)).where(col(AccountRow.sealed) != "").order_by(col(AccountRow.id))
    )
    return tuple(i for i in found if i is not None)


async def reseal(u: Unit, account_id: int, *, old: str, new: str) -> bool:
    """Put the same tokens, sealed anew, in the place of `old`; False when others came meanwhile."""
    return await changed(
        u,
        update(AccountRow)
        .where(col(AccountRow.id) == account_id, col(AccountRow.sealed) == old)
        .values(sealed=new),
    )


async def forget(u: Unit, account_id: int) -> None:
    """Wipe the tokens of an account that was revoked, and whose it was."""
    await changed(
        u,
        update(AccountRow)
        .where(
            col(AccountRow.id) == account_id, col(AccountRow.state) == AccountState.REVOKED.value
        )
        .values(
            sealed="",
            expires_at=None,
            author_id="",
            handle="",
            name="",
            scopes="",
            server="",
            max_characters=None,
            characters_per_url=None,
        ),
    )


async def begin(u: Unit, *, digest: str, member_id: int, network: str) -> None:
    """Keep that a person began to connect an account."""
    u.session.add(
        OAuthStateRow(
            workspace_id=u.workspace or 0,
            digest=digest,
            member_id=member_id,
            network=network,
            begun_at=u.now,
        )
    )
    await u.session.flush()


async def forget_begun(u: Unit, before: datetime) -> None:
    """Delete the consents that were begun before then; for a system unit."""
    with u.across_workspaces():
        await u.session.execute(
            delete(OAuthStateRow)
            .where(col(OAuthStateRow.begun_at) < before)
            .execution_options(synchronize_session=False)
        )


async def peek(u: Unit, digest: str) -> Begun | BadState:
    """What a state stands for; for a system unit, because only the state tells the workspace."""
    with u.across_workspaces():
        found = await u.session.exec(
            select(OAuthStateRow).where(col(OAuthStateRow.digest) == digest)
        )
        row = found.one_or_none()
    if row is None:
        return BadState.UNKNOWN
    if row.used_at is not None:
        return BadState.USED
    if row.begun_at + STATE_LIFE <= u.now:
        return BadState.EXPIRED
    return Begun(
        workspace=row.workspace_id,
        member_id=row.member_id,
        network=row.network,
        sealed_verifier=row.verifier,
        server=row.server,
    )


async def keep_asked(u: Unit, digest: str, *, sealed_verifier: str | None, server: str) -> None:
    """Keep the proof key, sealed, and the server that go with the consent page just opened."""
    await changed(
        u,
        update(OAuthStateRow)
        .where(col(OAuthStateRow.digest) == digest, col(OAuthStateRow.used_at).is_(None))
        .values(verifier=sealed_verifier, server=server),
    )


async def try_answers(u: Unit, digest: str, *, most: int) -> bool:
    """Count one more try of a person's answers; False when `most` were made or it can't be used."""
    return await changed(
        u,
        update(OAuthStateRow)
        .where(
            col(OAuthStateRow.digest) == digest,
            col(OAuthStateRow.used_at).is_(None),
            col(OAuthStateRow.tries) < most,
        )
        .values(tries=col(OAuthStateRow.tries) + 1),
    )


async def take_back_try(u: Unit, digest: str) -> None:
    """Do not count a try after all: the network looked at no answer."""
    await changed(
        u,
        update(OAuthStateRow)
        .where(col(OAuthStateRow.digest) == digest, col(OAuthStateRow.tries) > 0)
        .values(tries=col(OAuthStateRow.tries) - 1),
    )


async def use_if_tried(u: Unit, digest: str, *, most: int) -> bool:
    """Use a state up whose tries are all made; whether they are."""
    return await changed(
        u,
        update(OAuthStateRow)
        .where(
            col(OAuthStateRow.digest) == digest,
            col(OAuthStateRow.tries) >= most,
        )
        .values(used_at=u.now, verifier=None),
    )


async def use(u: Unit, digest: str) -> bool:
    """Use a state up; False when it was used before or ran out."""
    return await changed(
        u,
        update(OAuthStateRow)
        .where(
            col(OAuthStateRow.digest) == digest,
            col(OAuthStateRow.used_at).is_(None),
            col(OAuthStateRow.begun_at) > u.now - STATE_LIFE,
        )
        .values(used_at=u.now, verifier=None),
    )

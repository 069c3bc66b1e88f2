"""People: who they are on which chat, what they agreed to, what they prefer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import cast

import sqlalchemy
from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from content_store.inserts import insert_once
from content_store.queries import workspaces
from content_store.tables.people import (
    ConsentRow,
    IdentityRow,
    InstallationRow,
    MemberRow,
    WorkspaceRow,
)
from content_store.unit import Unit
from programme.errors import Missing
from programme.roles import Action, Role, may
from programme.values import Installation, Member, Workspace


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """A person on one chat."""

    member_id: int
    installation: int
    external_id: str
    direct_place: str | None


def as_member(row: MemberRow) -> Member:
    """The value of a row."""
    assert row.id is not None  # noqa: S101 - rows that were read have their key
    return Member(
        id=row.id,
        name=row.name,
        title=row.title,
        locale=row.locale,
        zone=row.zone,
        role=Role(row.role),
        active=row.active,
        opted_in_at=row.opted_in_at,
        left_at=row.left_at,
        paused_until=row.paused_until,
        direct_digest=row.direct_digest,
        digest_at=row.digest_at,
        name_on_board=row.name_on_board,
    )


async def get(u: Unit, member_id: int) -> Member:
    """One person. Raises Missing."""
    return as_member(await _row(u, member_id))


async def hold(u: Unit, member_id: int) -> Member:
    """One person, who can't change or leave until the unit ends. Raises Missing."""
    return as_member(await held_row(u, member_id))


async def held_row(u: Unit, member_id: int) -> MemberRow:
    """A person's row, held against other changes; for queries of this package. Raises Missing."""
    found = await u.session.exec(
        select(MemberRow)
        .where(col(MemberRow.id) == member_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    row = found.one_or_none()
    if row is None:
        raise Missing("member")
    return row


async def _row(u: Unit, member_id: int) -> MemberRow:
    row = await u.session.get(MemberRow, member_id)
    if row is None:
        raise Missing("member")
    return row


async def by_identity(u: Unit, installation: int, external_id: str) -> Member | None:
    """The person that a chat knows under this id."""
    found = await u.session.exec(
        select(MemberRow)
        .join(IdentityRow, col(IdentityRow.member_id) == col(MemberRow.id))
        .where(
            col(IdentityRow.installation_id) == installation,
            col(IdentityRow.external_id) == external_id,
        )
    )
    row = found.one_or_none()
    return None if row is None else as_member(row)


@dataclass(frozen=True, kw_only=True, slots=True)
class Acting:
    """Where somebody does something, and who they are if they are known."""

    workspace: Workspace
    installation: Installation
    member: Member | None
    here: bool
    """Whether this chat still counts them in, if they are known."""
    unreachable: bool = False
    """Whether this chat refused to take messages to them."""
    elsewhere: bool = False
    """Whether they hear from us in another of their chats."""


async def acting(u: Unit, installation: int, external_id: str) -> Acting:
    """All that every act of a person begins with, at once. Raises Missing."""
    known = and_(
        col(IdentityRow.installation_id) == col(InstallationRow.id),
        col(IdentityRow.external_id) == external_id,
    )
    found = await u.session.execute(
        sqlalchemy.select(WorkspaceRow, InstallationRow, MemberRow, IdentityRow, _elsewhere())
        .join(InstallationRow, col(InstallationRow.workspace_id) == col(WorkspaceRow.id))
        .outerjoin(IdentityRow, known)
        .outerjoin(MemberRow, col(MemberRow.id) == col(IdentityRow.member_id))
        .where(col(InstallationRow.id) == installation)
    )
    rows = found.one_or_none()
    if rows is None:
        raise Missing("installation")
    workspace, place = rows[0], rows[1]
    # Of outer joins, which the types don't say.
    member, identity = cast("tuple[MemberRow | None, IdentityRow | None]", (rows[2], rows[3]))
    return Acting(
        workspace=workspaces.as_workspace(workspace),
        installation=workspaces.as_installation(place),
        member=None if member is None else as_member(member),
        here=identity is None or identity.active,
        unreachable=identity is not None and identity.unreachable_since is not None,
        elsewhere=bool(rows[4]),
    )


def _elsewhere() -> ColumnElement[bool]:
    """Whether another chat comes before this one; the order is that of `deliveries`."""
    other = aliased(IdentityRow)
    chosen, others = col(IdentityRow.chosen_at), col(other.chosen_at)
    before = or_(
        others > chosen,
        and_(others.is_not(None), chosen.is_(None)),
        and_(others.is_(None), chosen.is_(None), col(other.id) < col(IdentityRow.id)),
    )
    same = and_(col(other.member_id) == col(IdentityRow.member_id), col(other.active).is_(True))
    return select(col(other.id)).where(same, before).correlate(IdentityRow).exists()


async def identities(u: Unit, member_id: int) -> tuple[Identity, ...]:
    """The chats that count a person in, the oldest first."""
    found = await u.session.exec(
        select(IdentityRow)
        .where(col(IdentityRow.member_id) == member_id, col(IdentityRow.active))
        .order_by(col(IdentityRow.id))
    )
    return tuple(
        Identity(
            member_id=row.member_id,
            installation=row.installation_id,
            external_id=row.external_id,
            direct_place=row.direct_place,
        )
        for row in found
    )


async def remember_direct_place(
    u: Unit, installation: int, external_id: str, direct_place: str
) -> None:
    """Keep the one-to-one conversation with a person."""
    found = await u.session.exec(
        select(IdentityRow).where(
            col(IdentityRow.installation_id) == installation,
            col(IdentityRow.external_id) == external_id,
        )
    )
    row = found.one_or_none()
    if row is not None:
        row.direct_place = direct_place
        u.session.add(row)


async def mark_unreachable(u: Unit, installation: int, external_id: str) -> None:
    """Note that this chat takes no messages to a person, until they do something there."""
    await _set_unreachable(u, installation, external_id, u.now)


async def mark_reachable(u: Unit, installation: int, external_id: str) -> None:
    """Note that a person did something in this chat, so that writing to them is worth a try."""
    await _set_unreachable(u, installation, external_id, None)


async def _set_unreachable(
    u: Unit, installation: int, external_id: str, since: datetime | None
) -> None:
    found = await u.session.exec(
        select(IdentityRow).where(
            col(IdentityRow.installation_id) == installation,
            col(IdentityRow.external_id) == external_id,
        )
    )
    row = found.one_or_none()
    if row is not None:
        # Their conversation may be another one when they are back.
        row.unreachable_since, row.direct_place = since, None
        u.session.add(row)
        await u.session.flush()


async def add(u: Unit, installation: int, external_id: str, *, name: str) -> Member:
    """The person with this chat id, added now unless somebody was faster."""
    known = await by_identity(u, installation, external_id)
    if known is not None:
        return known
    row = MemberRow(workspace_id=u.workspace or 0, name=name, joined_at=u.now)
    u.session.add(row)
    await u.session.flush()
    identity = IdentityRow(
        workspace_id=u.workspace or 0,
        member_id=row.id or 0,
        installation_id=installation,
        external_id=external_id,
    )
    if await insert_once(u, identity):
        return as_member(row)
    # Another transaction added the same person meanwhile; this one waited for its end.
    await u.session.delete(row)
    await u.session.flush()
    faster = await by_identity(u, installation, external_id)
    if faster is None:
        raise Missing("member")
    return faster


async def heard(u: Unit, member_id: int, *, locale: str | None, zone: str | None) -> None:
    """Take over what a person's own client says of them, as far as it is given. Raises Missing."""
    row = await _row(u, member_id)
    row.locale, row.zone = row.locale or locale, zone or row.zone
    u.session.add(row)


async def with_action(u: Unit, action: Action) -> tuple[Member, ...]:
    """The active people whose role permits something, in a stable order."""
    permitted = [role.value for role in Role if may(role, action)]
    found = await u.session.exec(
        select(MemberRow)
        .where(col(MemberRow.active), col(MemberRow.role).in_(permitted))
        .order_by(col(MemberRow.id))
    )
    return tuple(as_member(row) for row in found)


async def direct_digest_times(u: Unit) -> frozenset[tuple[str | None, time | None]]:
    """The zones and times of all who want their digest directly (None: the workspace's)."""
    found = await u.session.exec(
        select(col(MemberRow.zone), col(MemberRow.digest_at))
        .where(col(MemberRow.active), col(MemberRow.direct_digest))
        .distinct()
    )
    return frozenset(found.all())


async def direct_digest_members(
    u: Unit, *, zone: str | None, digest_at: time | None
) -> tuple[int, ...]:
    """The ids of those who want their digest directly at this time in this zone."""
    found = await u.session.exec(
        select(col(MemberRow.id))
        .where(
            col(MemberRow.active),
            col(MemberRow.direct_digest),
            col(MemberRow.zone) == zone if zone else col(MemberRow.zone).is_(None),
            col(MemberRow.digest_at) == digest_at
            if digest_at
            else col(MemberRow.digest_at).is_(None),
        )
        .order_by(col(MemberRow.id))
    )
    return tuple(i for i in found if i is not None)


async def record_consent(u: Unit, member_id: int, *, kind: str, given: bool, words: str) -> None:
    """Keep what a person agreed to, or took back, in the words they saw."""
    u.session.add(
        ConsentRow(
            workspace_id=u.workspace or 0,
            member_id=member_id,
            kind=kind,
            given=given,
            words=words,
            at=u.now,
        )
    )


async def opt_in(u: Unit, member_id: int, *, direct_digest: bool, name_on_board: bool) -> None:
    """Let a person take part from now on."""
    row = await _row(u, member_id)
    row.opted_in_at, row.left_at, row.paused_until = u.now, None, None
    row.direct_digest, row.name_on_board = direct_digest, name_on_board
    u.session.add(row)


async def leave(u: Unit, member_id: int) -> None:
    """Let a person leave: nothing reaches them from now on."""
    row = await _row(u, member_id)
    row.left_at, row.opted_in_at = u.now, None
    row.direct_digest, row.name_on_board = False, False
    u.session.add(row)


async def pause(u: Unit, member_id: int, until: datetime | None) -> None:
    """Keep silent towards a person until then; None ends the pause."""
    row = await _row(u, member_id)
    row.paused_until = until
    u.session.add(row)


async def prefer(
    u: Unit,
    member_id: int,
    *,
    direct_digest: bool,
    digest_at: time | None,
    locale: str | None,
    name_on_board: bool,
) -> None:
    """Change a person's preferences."""
    row = await _row(u, member_id)
    row.direct_digest, row.digest_at = direct_digest, digest_at
    row.name_on_board = name_on_board
    row.locale = locale or row.locale
    u.session.add(row)

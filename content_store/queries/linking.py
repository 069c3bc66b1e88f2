"""Identities that may be one person's: found by what chats vouch for, joined without loss.

Only somebody who left no trace can be joined to somebody else; which signs are enough is decided
elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import SQLModel, col, func, select, update

from content_store.queries import identities, people
from content_store.scope import BOUND
from content_store.tables.deliveries import DeliveryRow
from content_store.tables.people import IdentityRow, InstallationRow, MemberRow
from content_store.unit import Unit
from programme.roles import Role
from programme.values import Member


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """An identity that opens its chat, by which a sign was found."""

    identity: int
    member: Member
    installation: int
    chat: str
    """The installation's name."""
    email_hash: str
    email_since: datetime | None
    """When the address was first read for this identity."""
    read_at: datetime | None
    """When its chat's list, which said so still, was last read."""
    closed_at: datetime | None
    """When the identity was last closed, if it ever was."""


async def shared_addresses(u: Unit) -> tuple[str, ...]:
    """The hashes of addresses that several people have, in a stable order."""
    found = await u.session.exec(
        select(col(IdentityRow.email_hash))
        .join(InstallationRow, col(InstallationRow.id) == col(IdentityRow.installation_id))
        .where(
            col(IdentityRow.active),
            col(InstallationRow.active),
            col(IdentityRow.email_hash).is_not(None),
        )
        .group_by(col(IdentityRow.email_hash))
        .having(func.count(col(IdentityRow.member_id).distinct()) > 1)
        .order_by(col(IdentityRow.email_hash))
    )
    return tuple(found_hash for found_hash in found if found_hash is not None)


async def holders(u: Unit, hashes: Collection[str]) -> tuple[tuple[Holder, ...], ...]:
    """For each of these addresses, the identities that have it, the oldest first."""
    found = await u.session.exec(
        select(IdentityRow, MemberRow, InstallationRow)
        .join(MemberRow, col(MemberRow.id) == col(IdentityRow.member_id))
        .join(InstallationRow, col(InstallationRow.id) == col(IdentityRow.installation_id))
        .where(
            col(IdentityRow.active),
            col(InstallationRow.active),
            col(IdentityRow.email_hash).in_(list(hashes)),
        )
        .order_by(col(IdentityRow.email_hash), col(IdentityRow.id))
    )
    by_hash: dict[str, list[Holder]] = {}
    for identity, member, installation in found.all():
        by_hash.setdefault(identity.email_hash or "", []).append(
            _holder(identity, member, installation)
        )
    return tuple(tuple(group) for group in by_hash.values())


async def twins(u: Unit, installation: int) -> tuple[tuple[Holder, ...], ...]:
    """The identities of one chat for which the company's directory knows one person only."""
    doubled = (
        select(col(IdentityRow.directory_id))
        .where(
            col(IdentityRow.installation_id) == installation,
            col(IdentityRow.directory_id).is_not(None),
        )
        .group_by(col(IdentityRow.directory_id))
        .having(func.count(col(IdentityRow.member_id).distinct()) > 1)
    )
    names = [name for name in await u.session.exec(doubled) if name is not None]
    if not names:
        return ()
    found = await u.session.exec(
        select(IdentityRow, MemberRow, InstallationRow)
        .join(MemberRow, col(MemberRow.id) == col(IdentityRow.member_id))
        .join(InstallationRow, col(InstallationRow.id) == col(IdentityRow.installation_id))
        .where(
            col(IdentityRow.installation_id) == installation,
            col(IdentityRow.directory_id).in_(names),
        )
        .order_by(col(IdentityRow.directory_id), col(IdentityRow.id))
    )
    by_name: dict[str, list[Holder]] = {}
    for identity, member, where in found.all():
        by_name.setdefault(identity.directory_id or "", []).append(_holder(identity, member, where))
    return tuple(tuple(group) for group in by_name.values())


async def chats_of(u: Unit, members: Collection[int]) -> tuple[tuple[int, int], ...]:
    """Member and installation of every identity that these people ever had."""
    found = await u.session.exec(
        select(col(IdentityRow.member_id), col(IdentityRow.installation_id))
        .where(col(IdentityRow.member_id).in_(list(members)))
        .order_by(col(IdentityRow.id))
    )
    return tuple(found.all())


async def blank(u: Unit, members: Collection[int]) -> frozenset[int]:
    """Those of these people who left no trace: no choice, no row of any table speaks of them.

    What was only said to them is no trace. Their rows are held until the unit ends, so that
    nothing can begin meanwhile.
    """
    found = await u.session.exec(
        select(MemberRow)
        .where(col(MemberRow.id).in_(list(members)))
        .order_by(col(MemberRow.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    without = {row.id for row in found.all() if row.id is not None and _chose_nothing(row)}
    for entity, column in _REFERENCES:
        if not without:
            break
        reference: Any = getattr(entity, column)
        mentioned = await u.session.exec(
            select(reference).where(reference.in_(list(without))).distinct()
        )
        without -= set(mentioned.all())
    return frozenset(without)


async def join(u: Unit, *, into: int, blanks: Iterable[int]) -> None:
    """Let the chats of people who left no trace be somebody else's, and forget those people.

    What was said to them in their chat was said to this person.
    """
    person = await u.session.get(MemberRow, into)
    for member_id in blanks:
        gone = await u.session.get(MemberRow, member_id)
        if person is None or gone is None:
            continue
        moved = await u.session.exec(
            select(IdentityRow).where(col(IdentityRow.member_id) == member_id)
        )
        for identity in moved.all():
            identity.member_id = into
            u.session.add(identity)
        await u.session.execute(
            update(DeliveryRow)
            .where(col(DeliveryRow.member_id) == member_id)
            .values(member_id=into)
        )
        person.locale = person.locale or gone.locale
        person.zone = person.zone or gone.zone
        person.title = person.title or gone.title
        await u.session.flush()
        await u.session.delete(gone)
        await u.session.flush()
    await identities.settle(u, into)


def _chose_nothing(row: MemberRow) -> bool:
    chosen = (row.opted_in_at, row.left_at, row.paused_until, row.digest_at)
    return (
        all(value is None for value in chosen)
        and not (row.direct_digest or row.name_on_board)
        and row.role != Role.CHAMPION.value
    )


def _holder(identity: IdentityRow, member: MemberRow, installation: InstallationRow) -> Holder:
    return Holder(
        identity=identity.id or 0,
        member=people.as_member(member),
        installation=identity.installation_id,
        chat=installation.name,
        email_hash=identity.email_hash or "",
        email_since=identity.email_since,
        read_at=installation.people_read_at,
        closed_at=identity.closed_at,
    )


def _references() -> Sequence[tuple[type[SQLModel], str]]:
    """Every column of every table that can speak of a person, but for what is moved by `join`."""
    return tuple(
        (entity, key.parent.name)
        for name, entity in sorted(BOUND.items())
        if entity not in {IdentityRow, DeliveryRow}
        for key in sorted(SQLModel.metadata.tables[name].foreign_keys, key=lambda k: k.parent.name)
        if key.target_fullname == "members.id"
    )


_REFERENCES = _references()

"""People as each chat of the company knows them, and what a chat's list of people changes.

A person has one identity per chat. They are active while any of their identities is, and have the
widest role that any of those gives. Must not know who tells it, nor what follows from it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select, update

from content_store.inserts import insert_once
from content_store.queries import people
from content_store.tables.people import IdentityRow, InstallationRow, MemberRow, WorkspaceRow
from content_store.unit import Unit
from programme import addresses, roles, roster
from programme.errors import Missing
from programme.roles import Role
from programme.roster import Known, Told

_DOMAIN = b"glasnik e-mail address\0"
"""Keeps these hashes apart from whatever else is made with a workspace's salt."""


class Change(StrEnum):
    """What taking over a chat's words has changed."""

    NOTHING = "nothing"
    CAME = "came"
    """Somebody who was not known."""
    CAME_BACK = "came_back"
    DESCRIBED = "described"
    CLOSED = "closed"
    """Gone from this chat, but not from all."""
    GONE = "gone"
    """Gone from the last chat that knew them."""


async def address_key(u: Unit) -> Callable[[str | None], str | None]:
    """What makes an address into its keyed hash; None for one that can prove nothing.

    Keyed (HMAC-SHA-256) with the workspace's own salt: a list of addresses that somebody hashed
    elsewhere matches nothing here. Raises Missing.
    """
    row = await u.session.get(WorkspaceRow, u.workspace)
    if row is None:
        raise Missing("workspace")
    salt = row.click_salt

    def key(address: str | None) -> str | None:
        plain = addresses.comparable(address)
        if plain is None:
            return None
        return hmac.new(salt, _DOMAIN + plain.encode("ascii"), hashlib.sha256).hexdigest()

    return key


async def known(u: Unit, installation: int) -> dict[str, Known]:
    """Everyone whom an installation ever knew, by its id of them."""
    people_there = await u.session.exec(
        select(IdentityRow, MemberRow)
        .join(MemberRow, col(MemberRow.id) == col(IdentityRow.member_id))
        .where(col(IdentityRow.installation_id) == installation)
    )
    living = await _living(u)
    return {
        identity.external_id: Known(
            member=people.as_member(member),
            external_id=identity.external_id,
            directory_id=identity.directory_id,
            email_hash=identity.email_hash,
            role=Role(identity.role),
            active=identity.active,
            describes=_first(living.get(identity.member_id, ())) in {identity.id, None},
            elsewhere=tuple(
                role for other, role in living.get(identity.member_id, ()) if other != identity.id
            ),
        )
        for identity, member in people_there.all()
    }


async def take_over(
    u: Unit, installation: int, told: Told, *, asked_at: datetime
) -> tuple[Change, int | None]:
    """Make the store agree with what a chat told, when asked at a moment; whom it was about.

    Somebody new who is not active is nobody. An id that is new to us is no new person where the
    directory's id says so: a chat may give all its people new ids when an app is set up anew.
    Whoever was found gone since the chat was asked stays gone.
    """
    row = await _row(u, installation, told)
    if row is None and not told.active:
        return Change.NOTHING, None
    if row is None:
        added = await _add(u, installation, told)
        if added is not None:
            return Change.CAME, added
        # Somebody was faster, and did not know what the list knows.
        row = await _row(u, installation, told)
        if row is None:
            raise Missing("member")
    if not told.active:
        return await _close(u, row), row.member_id
    if not row.active and row.closed_at is not None and row.closed_at >= asked_at:
        return Change.NOTHING, row.member_id
    came_back = not row.active
    await _describe(u, row, told)
    return Change.CAME_BACK if came_back else Change.DESCRIBED, row.member_id


async def close(u: Unit, installation: int, external_id: str) -> tuple[Change, int | None]:
    """Somebody is gone from a chat: it opens nothing to them any more."""
    row = await _by_external_id(u, installation, external_id)
    return (Change.NOTHING, None) if row is None else (await _close(u, row), row.member_id)


async def one_list_at_a_time(u: Unit) -> None:
    """Let no other list of people be taken over until the unit ends.

    Each may know some of the people and meet the others as new, so they hold rows in different
    orders. Held are the company's installations: its own row is what the audit log waits for, with
    a person held. The weaker of PostgreSQL's row locks: rows that refer to them must not wait. On
    SQLite a unit that writes has the whole database to itself.
    """
    if u.dialect == "sqlite":
        return
    await u.session.exec(
        select(col(InstallationRow.id))
        .order_by(col(InstallationRow.id))
        .with_for_update(key_share=True)
    )


async def choose(u: Unit, installation: int, external_id: str) -> None:
    """Let a person hear from us in this chat from now on: it is where they are."""
    await _update(u, installation, external_id, chosen_at=u.now)


async def forget_place(u: Unit, installation: int, direct_place: str) -> None:
    """A one-to-one conversation is no more."""
    await u.session.execute(
        update(IdentityRow)
        .where(
            col(IdentityRow.installation_id) == installation,
            col(IdentityRow.direct_place) == direct_place,
        )
        .values(direct_place=None)
    )


async def was_read(u: Unit, installation: int, *, asked_at: datetime) -> None:
    """Note that an installation's list of people was read to its end, asked for at a moment."""
    await u.session.execute(
        update(InstallationRow)
        .where(col(InstallationRow.id) == installation)
        .values(people_read_at=asked_at)
    )


async def read_at(u: Unit, installation: int) -> datetime | None:
    """When an installation was last asked for its people, who were then read to the end."""
    row = await u.session.get(InstallationRow, installation)
    return None if row is None else row.people_read_at


async def settle(u: Unit, member_id: int) -> None:
    """Let a person be what their chats make of them now."""
    member = await people.held_row(u, member_id)
    living = (await _living(u, member_id)).get(member_id, ())
    member.role, member.active = _role(living, member), bool(living)
    u.session.add(member)


async def _add(u: Unit, installation: int, told: Told) -> int | None:
    """A new person, unless another transaction adds them first."""
    member = MemberRow(workspace_id=u.workspace or 0, name=told.name, joined_at=u.now)
    u.session.add(member)
    await u.session.flush()
    identity = IdentityRow(
        workspace_id=u.workspace or 0,
        member_id=member.id or 0,
        installation_id=installation,
        external_id=told.external_id,
        directory_id=told.directory_id,
        email_hash=told.email_hash,
        email_since=None if told.email_hash is None else u.now,
        role=told.role.value,
    )
    if not await insert_once(u, identity):
        await u.session.delete(member)
        await u.session.flush()
        return None
    wanted = roster.described(people.as_member(member), told, describes=True, now=u.now)
    member.title, member.locale, member.zone = wanted.title, wanted.locale, wanted.zone
    member.role = roles.granted([told.role], Role.MEMBER).value
    u.session.add(member)
    return member.id


async def _describe(u: Unit, row: IdentityRow, told: Told) -> None:
    member = await people.held_row(u, row.member_id)
    if row.external_id != told.external_id:
        row.external_id, row.direct_place = told.external_id, None
        row.unreachable_since = None
    row.role, row.active = told.role.value, True
    row.directory_id = told.directory_id or row.directory_id
    if row.email_hash != told.email_hash:
        row.email_hash = told.email_hash
        row.email_since = None if told.email_hash is None else u.now
    u.session.add(row)
    await u.session.flush()
    living = (await _living(u, row.member_id)).get(row.member_id, ())
    wanted = roster.described(
        people.as_member(member), told, describes=_first(living) in {row.id, None}, now=u.now
    )
    member.name, member.title = wanted.name, wanted.title
    member.locale, member.zone = wanted.locale, wanted.zone
    member.active = True
    member.role = _role(living, member)
    u.session.add(member)
    await u.session.flush()


async def _close(u: Unit, row: IdentityRow) -> Change:
    # Held: two chats that close at once must not each believe the other is open.
    member = await people.held_row(u, row.member_id)
    if not row.active:
        return Change.NOTHING
    row.active, row.closed_at, row.direct_place = False, u.now, None
    row.role, row.email_hash, row.email_since = Role.MEMBER.value, None, None
    u.session.add(row)
    await u.session.flush()
    living = (await _living(u, row.member_id)).get(row.member_id, ())
    member.role = _role(living, member)
    member.active = bool(living)
    u.session.add(member)
    await u.session.flush()
    return Change.CLOSED if living else Change.GONE


async def _living(u: Unit, *members: int) -> Mapping[int, Sequence[tuple[int, Role]]]:
    """By person, the identities that open a chat to them, the first first; all people's if none.

    An identity in a chat that was disconnected opens nothing.
    """
    query = (
        select(col(IdentityRow.member_id), col(IdentityRow.id), col(IdentityRow.role))
        .join(InstallationRow, col(InstallationRow.id) == col(IdentityRow.installation_id))
        .where(col(IdentityRow.active), col(InstallationRow.active))
        .order_by(col(IdentityRow.id))
    )
    if members:
        query = query.where(col(IdentityRow.member_id).in_(members))
    found: dict[int, list[tuple[int, Role]]] = {}
    for member_id, identity, role in (await u.session.exec(query)).all():
        found.setdefault(member_id, []).append((identity or 0, Role(role)))
    return found


def _role(living: Iterable[tuple[int, Role]], member: MemberRow) -> str:
    return roles.granted([role for _, role in living], Role(member.role)).value


def _first(living: Iterable[tuple[int, Role]]) -> int | None:
    return next((identity for identity, _ in living), None)


async def _row(u: Unit, installation: int, told: Told) -> IdentityRow | None:
    row = await _by_external_id(u, installation, told.external_id)
    if row is not None or told.directory_id is None:
        return row
    found = await u.session.exec(
        select(IdentityRow)
        .where(
            col(IdentityRow.installation_id) == installation,
            col(IdentityRow.directory_id) == told.directory_id,
        )
        .order_by(col(IdentityRow.id))
    )
    return found.first()


async def _by_external_id(u: Unit, installation: int, external_id: str) -> IdentityRow | None:
    found = await u.session.exec(
        select(IdentityRow).where(
            col(IdentityRow.installation_id) == installation,
            col(IdentityRow.external_id) == external_id,
        )
    )
    return found.one_or_none()


async def _update(u: Unit, installation: int, external_id: str, **values: object) -> None:
    await u.session.execute(
        update(IdentityRow)
        .where(
            col(IdentityRow.installation_id) == installation,
            col(IdentityRow.external_id) == external_id,
        )
        .values(**values)
    )

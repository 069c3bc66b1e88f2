"""What a chat's list of people says of one of them, beside what is known. Pure.

Knows no platform: roles and addresses were made comparable before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from programme import calendars, roles
from programme.roles import Role
from programme.values import Member


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a chat tells of one of its people."""

    external_id: str
    name: str
    title: str
    locale: str | None
    zone: str | None
    role: Role
    """What this chat and the settings make them."""
    active: bool
    directory_id: str | None
    email_hash: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is known of somebody whom a chat has told of before."""

    member: Member
    external_id: str
    directory_id: str | None
    email_hash: str | None
    role: Role
    active: bool
    """In this chat; the member is active while any chat knows them."""
    describes: bool
    """Name and title are this chat's: the first chat that knows a person describes them."""
    elsewhere: tuple[Role, ...]
    """The roles that the person's other chats give them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """How a person is described."""

    name: str
    title: str
    locale: str | None
    zone: str | None


def described(member: Member, told: Told, *, describes: bool, now: datetime) -> Description:
    """A person after a chat told of them.

    One chat's words count, another's only fill what was left open. A person's own choice of
    language stays, and so does a zone that only goes by another name.
    """
    zone = member.zone
    if told.zone and calendars.is_known_zone(told.zone):
        moved = describes and zone is not None and not _same(told.zone, zone, now)
        zone = told.zone if moved or zone is None else zone
    return Description(
        name=told.name if describes else member.name,
        title=told.title if describes else member.title or told.title,
        locale=member.locale or told.locale,
        zone=zone,
    )


def is_news(told: Told, known: Known | None, now: datetime) -> bool:
    """Whether taking over what is told would change anything."""
    if known is None or not told.active:
        return told.active if known is None else known.active
    member = known.member
    if not (known.active and member.active) or told.external_id != known.external_id:
        return True
    if told.role is not known.role or told.email_hash != known.email_hash:
        return True
    if told.directory_id not in {None, known.directory_id}:
        return True
    if member.role is not roles.granted((told.role, *known.elsewhere), member.role):
        return True
    wanted = described(member, told, describes=known.describes, now=now)
    return wanted != Description(
        name=member.name, title=member.title, locale=member.locale, zone=member.zone
    )


def _same(one: str, other: str, now: datetime) -> bool:
    return calendars.keep_same_time(one, other, now)

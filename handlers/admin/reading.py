"""Reading a chat's people and channels into the store: what is told, and what is missing.

Writes only what is new, so that a list can be read every few minutes. Must not know any platform.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import structlog

from chat.people import Profile
from chat.ports import Messenger
from content_store.queries import conversations, identities, places
from content_store.queries.conversations import Kind
from handlers.admin import departures
from handlers.context import TaskContext
from programme import roster
from programme.roles import Role
from programme.roster import Known, Told
from programme.values import Installation

log = structlog.get_logger(__name__)

_BATCH = 50
"""People per transaction: on SQLite nobody else writes while one is open."""
_FEW = 5
_MANY = 4
"""One in so many who vanish at once, beyond a few, are a list that lacks something."""

Key = Callable[[str | None], str | None]


async def read_people(ctx: TaskContext, installation: Installation, messenger: Messenger) -> None:
    """Take over people, their languages, zones and roles, and close the chat to who is gone."""
    asked_at = ctx.now
    async with ctx.reading() as u:
        known = await identities.known(u, installation.id)
        key = await identities.address_key(u) if ctx.tools.link_by_email else _no_key
        direct = await conversations.all_of(u, installation.id, Kind.PERSONAL)
    leads = frozenset(_plain(lead) for lead in ctx.tools.leads)
    told = [_told(profile, leads, key) async for profile in messenger.people()]
    await _take_over(ctx, installation, _news(told, known, asked_at), asked_at)
    missing = _missing(
        told,
        known,
        complete=messenger.traits.lists_everyone,
        direct=frozenset(one.person for one in direct if one.person is not None),
    )
    await _close(ctx, installation, missing, among=sum(one.active for one in known.values()))
    async with ctx.unit() as u:
        await identities.was_read(u, installation.id, asked_at=asked_at)


async def read_rooms(ctx: TaskContext, installation: Installation, messenger: Messenger) -> None:
    """Take over the channels that the bot is in, and note those that it has lost.

    Where it comes to all channels of a team at once, only those that somebody chose are ours.
    """
    async with ctx.reading() as u:
        standings = await places.standings(u, installation.id)
    rooms = {room.ref.id: room async for room in messenger.rooms()}
    async with ctx.unit() as u:
        for external_id, room in rooms.items():
            known = standings.get(external_id)
            if known is None and not messenger.traits.invited_to_rooms:
                continue
            if known is None or (known.name, known.private, known.active) != (
                room.name,
                room.private,
                True,
            ):
                await places.arrived(
                    u, installation.id, external_id, name=room.name, private=room.private
                )
        for external_id, known in standings.items():
            if known.active and external_id not in rooms:
                await places.deactivate(u, known.id, "removed")


async def _take_over(
    ctx: TaskContext, installation: Installation, news: list[Told], asked_at: datetime
) -> None:
    for start in range(0, len(news), _BATCH):
        async with ctx.unit() as u:
            await identities.one_list_at_a_time(u)
            for told in news[start : start + _BATCH]:
                change, member = await identities.take_over(
                    u, installation.id, told, asked_at=asked_at
                )
                await departures.follow(u, change, member, installation=installation.id)


async def _close(
    ctx: TaskContext, installation: Installation, missing: list[Known], *, among: int
) -> None:
    if len(missing) > max(_FEW, among // _MANY):
        log.error(
            "too many are missing from a list of people",
            action="people.missing",
            installation=installation.id,
            missing=len(missing),
            known=among,
        )
        return
    for start in range(0, len(missing), _BATCH):
        async with ctx.unit() as u:
            await identities.one_list_at_a_time(u)
            for known in missing[start : start + _BATCH]:
                change, member = await identities.close(u, installation.id, known.external_id)
                await departures.follow(u, change, member, installation=installation.id)


def _news(told: Iterable[Told], known: Mapping[str, Known], now: datetime) -> list[Told]:
    """What would change something, in the order of the people.

    Whoever holds several people at once takes them in this order.
    """
    by_directory = {one.directory_id: one for one in known.values()}
    news: list[tuple[float, str, Told]] = []
    for one in told:
        standing = known.get(one.external_id)
        if standing is None and one.directory_id is not None:
            standing = by_directory.get(one.directory_id)
        if roster.is_news(one, standing, now):
            number = float("inf") if standing is None else standing.member.id
            news.append((number, one.external_id, one))
    return [one for _, _, one in sorted(news, key=lambda entry: entry[:2])]


def _missing(
    told: Iterable[Told], known: Mapping[str, Known], *, complete: bool, direct: frozenset[str]
) -> list[Known]:
    """Whom the chat counts in no more.

    A list that is not complete leaves out people who were never in a team with the bot, and people
    who only write to it directly; of all others it tells as long as they are there.
    """
    told = list(told)
    listed = {one.external_id for one in told}
    renamed = {one.directory_id for one in told if one.directory_id is not None}
    gone = [
        one
        for one in known.values()
        if one.active
        and one.external_id not in listed
        and one.directory_id not in renamed
        and (complete or (one.directory_id is not None and one.external_id not in direct))
    ]
    return sorted(gone, key=lambda one: one.member.id)


def _told(profile: Profile, leads: frozenset[str], key: Key) -> Told:
    return Told(
        external_id=profile.ref.id,
        name=profile.ref.name,
        title=profile.title,
        locale=profile.locale,
        zone=profile.zone,
        role=_role(profile, leads),
        active=profile.active,
        directory_id=profile.directory_id,
        email_hash=key(profile.email),
    )


def _role(profile: Profile, leads: frozenset[str]) -> Role:
    if profile.is_admin:
        return Role.OWNER
    names = (profile.ref.id, profile.directory_id, profile.login, profile.email)
    if any(name is not None and _plain(name) in leads for name in names):
        return Role.LEAD
    return Role.MEMBER


def _plain(name: str) -> str:
    """Without regard to case, but of ASCII only: look-alike letters must not become the real."""
    return name.lower() if name.isascii() else name


def _no_key(_: str | None) -> None:
    return None

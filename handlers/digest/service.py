"""Putting a digest together, in one transaction, and changing a person's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from chat.screens import Post
from content_store.queries import deliveries, digests, items, people, places
from content_store.unit import Unit
from handlers import outbox
from handlers.context import reader_of
from handlers.digest import screens
from handlers.digest.screens import Edition
from programme import calendars, consent
from programme import digests as rules
from programme.states import ItemState
from programme.values import Item, Member, Workspace


@dataclass(frozen=True, kw_only=True, slots=True)
class Audience:
    """Who a digest is for, with what decides about it."""

    place_id: int | None
    member: Member | None
    topics: frozenset[int]
    zone: ZoneInfo

    @property
    def name(self) -> str:
        """As the store calls it."""
        if self.member is not None:
            return digests.audience_of(member=self.member.id)
        return digests.audience_of(place=self.place_id)


async def channel(u: Unit, workspace: Workspace, place_id: int) -> Audience | None:
    """A channel, unless it gets no digest any more."""
    if not await places.is_active(u, place_id):
        return None
    place = await places.get(u, place_id)
    if not place.digest_on:
        return None
    return Audience(
        place_id=place_id,
        member=None,
        topics=frozenset(place.topics),
        zone=ZoneInfo(workspace.zone),
    )


async def person(u: Unit, workspace: Workspace, member_id: int, due: datetime) -> Audience | None:
    """A person, unless they do not want one (now)."""
    member = await people.get(u, member_id)
    zone = ZoneInfo(reader_of(workspace, member).zone)
    if not member.direct_digest or not _may_write(workspace, member, zone, due):
        return None
    return Audience(
        place_id=None,
        member=member,
        topics=await digests.member_topics(u, member_id),
        zone=zone,
    )


def _may_write(workspace: Workspace, member: Member, zone: ZoneInfo, due: datetime) -> bool:
    hours = consent.WorkingHours(
        zone=zone, country=workspace.country or None, days=workspace.digest_days
    )
    verdict = consent.may_write(
        consent.standing_of(member), consent.Purpose.DIGEST, now=due, hours=hours
    )
    return verdict is consent.Verdict.YES


def is_digest_day(workspace: Workspace, audience: Audience, due: datetime) -> bool:
    """Whether digests come on that day there: one of the programme's, and no public holiday."""
    day = calendars.local_date(due, audience.zone)
    return calendars.is_working_day(day, workspace.country or None, workspace.digest_days)


async def build(u: Unit, workspace: Workspace, audience: Audience, due: datetime) -> bool:
    """Choose the items and queue the digest, once per audience and moment; nothing when nothing."""
    member = audience.member
    key = f"digest:{audience.name}:{due.isoformat()}"
    if await deliveries.by_key(u, key) is not None:
        return False
    found = await digests.candidates(
        u, audience.name, member_id=None if member is None else member.id
    )
    chosen = rules.choose(found, now=u.now, topics=audience.topics, size=workspace.digest_size)
    if not chosen:
        return False
    edition = Edition(
        due=due.isoformat(),
        personal=member is not None,
        zone=audience.zone,
        place=audience.place_id,
    )
    post = screens.digest_post(await items.several(u, chosen), edition)
    await _post(u, audience, post, key)
    delivery = await deliveries.by_key(u, key)
    if delivery is None:
        return False
    await digests.put(u, audience.name, due, chosen, delivery=delivery.id)
    return True


async def _post(u: Unit, audience: Audience, post: Post, key: str) -> None:
    if audience.member is not None:
        await outbox.post_to_member(u, audience.member.id, post, key)
    elif audience.place_id is not None:
        await outbox.post_to_place(u, audience.place_id, post, key)


async def own_digest(u: Unit, member: Member, edition: Edition) -> Post | None:
    """A person's digest without what they hid; None when there was no such digest."""
    found = await _still_live(u, digests.audience_of(member=member.id), edition)
    if found is None:
        return None
    return screens.digest_post(found, edition, hidden=await digests.hidden_by(u, member.id))


async def channel_digest(u: Unit, member: Member, edition: Edition) -> Post | None:
    """A channel's digest as this person sees it; None when there was no such digest."""
    found = await _still_live(u, digests.audience_of(place=edition.place), edition)
    if found is None:
        return None
    return screens.digest_post(
        found,
        edition,
        hidden=await digests.hidden_by(u, member.id),
        shared=await digests.shared_by(u, member.id),
    )


async def _still_live(u: Unit, audience: str, edition: Edition) -> list[Item] | None:
    """What may still be shown of an audience's digest; None when there was no such digest."""
    ids = await digests.held(u, audience, datetime.fromisoformat(edition.due))
    if not ids:
        return None
    return [item for item in await items.several(u, ids) if _is_live(item, u.now)]


def _is_live(item: Item, now: datetime) -> bool:
    expired = item.expires_at is not None and item.expires_at <= now
    return item.state is ItemState.APPROVED and not expired

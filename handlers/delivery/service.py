"""The transactions around a call to a chat platform: what may go out, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

import structlog

from chat import codec
from chat.people import MessageRef, PersonRef, PlaceRef, Reader
from chat.screens import Post
from content_store.queries import deliveries, people, places, workspaces
from content_store.queries.deliveries import Delivery, DeliveryState
from content_store.unit import Unit
from handlers import outbox, words
from handlers.context import platform_of, reader_of
from handlers.delivery import screens
from programme import calendars, consent
from programme.roles import Action
from programme.values import Installation, Member, Workspace

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A delivery with everything that its call needs."""

    delivery: Delivery
    post: Post
    workspace: Workspace
    installation: Installation
    member: Member | None
    reader: Reader
    person: PersonRef | None
    place: PlaceRef | None
    """None for a person with whom no conversation was opened yet."""
    open: bool

    @property
    def message(self) -> MessageRef | None:
        """The message, where it is known."""
        found = self.delivery
        if found.message_place is None or found.message_id is None:
            return None
        place = PlaceRef(platform=platform_of(self.installation), id=found.message_place)
        return MessageRef(place=place, id=found.message_id)

    @property
    def key(self) -> str:
        """What the message carries, by which it is known again."""
        return f"delivery:{self.delivery.id}"


async def load(u: Unit, delivery_id: int) -> Target | None:
    """The delivery and its target; None when either is not known any more."""
    found = await deliveries.whole(u, delivery_id)
    if found is None:
        return None
    platform, recipient = platform_of(found.installation), found.recipient
    person, place = recipient.person, recipient.place
    return Target(
        delivery=found.delivery,
        post=_post(found.delivery.screen),
        workspace=found.workspace,
        installation=found.installation,
        member=found.member,
        reader=reader_of(found.workspace, found.member),
        person=None if person is None else PersonRef(platform=platform, id=person),
        place=None if place is None else PlaceRef(platform=platform, id=place),
        open=recipient.open and found.installation.active,
    )


# Thousands of people may get the same digest within minutes.
_post = lru_cache(maxsize=32)(codec.loads_post)


def waits(target: Target) -> bool:
    """Whether the programme is held, and this has to wait for its end.

    What the programme sends by itself waits; answers and notices go out.
    """
    return target.workspace.held and target.post.name in words.BY_ITSELF


async def withdrawn(u: Unit, target: Target) -> bool:
    """End a delivery that must not go out any more; False when it may.

    A digest that waited into another day is left out: its items come with the next one. To a
    person whose chat is closed to us it goes in another.
    """
    if target.member is not None and not target.member.active:
        return await deliveries.give_up(u, target.delivery.id, DeliveryState.FAILED, "unreachable")
    if not target.open:
        return await outbox.send_elsewhere(u, target.delivery, target.post) or (
            await deliveries.give_up(u, target.delivery.id, DeliveryState.FAILED, "unreachable")
        )
    if target.post.name == words.DIGEST and not _still_wanted(u, target):
        return await deliveries.give_up(
            u, target.delivery.id, DeliveryState.CANCELLED, "not_wanted_any_more"
        )
    return False


async def arm(u: Unit, target: Target) -> Target | None:
    """Write down that the platform is about to be called; with the newest screen.

    None when it must not be: it is not wanted any more, or somebody else is at it.
    """
    if await withdrawn(u, target):
        return None
    armed = await deliveries.arm(u, target.delivery.id)
    if armed is None:
        return None
    is_same = armed.screen == target.delivery.screen
    post = target.post if is_same else _post(armed.screen)
    return replace(target, delivery=armed, post=post)


def surely_shown(target: Target) -> int:
    """The revision to record for a message that was found again.

    Which one it shows is not known once it was edited on the way: then one less than the newest,
    so that the waiting edit is carried out.
    """
    return max(1, target.delivery.revision - 1)


def _still_wanted(u: Unit, target: Target) -> bool:
    zone = ZoneInfo(target.reader.zone)
    queued_on = calendars.local_date(target.delivery.created_at, zone)
    if queued_on != calendars.local_date(u.now, zone):
        return False
    member = target.member
    if member is None:
        return True
    standing = consent.standing_of(member)
    return consent.has_opted_in(standing) and not consent.is_paused(standing, u.now)


async def target_gone(u: Unit, target: Target, reason: str) -> None:
    """The channel or the person can't be reached there.

    Leads hear of a channel, at most once a day. A person is written to in another of their chats,
    if one works; what was shown already is let be.
    """
    if target.person is not None:
        await people.mark_unreachable(u, target.installation.id, target.person.id)
        log.info(
            "person unreachable",
            action="delivery.unreachable",
            installation=target.installation.id,
            member=target.delivery.member_id,
            code=reason,
        )
        if await outbox.send_elsewhere(u, target.delivery, target.post):
            return
    await deliveries.give_up(u, target.delivery.id, DeliveryState.FAILED, reason)
    if target.delivery.place_id is None:
        return
    place = await places.get(u, target.delivery.place_id)
    await places.deactivate(u, place.id, reason)
    today = calendars.local_date(u.now, ZoneInfo(target.workspace.zone))
    await _tell_leads(u, screens.place_lost(place.name), f"place-lost:{place.id}:{today}")


async def connection_lost(u: Unit, target: Target, reason: str) -> None:
    """The installation is cut off: nothing reaches it until it is installed again."""
    await workspaces.deactivate(u, target.installation.id, reason)
    if target.delivery.state is not DeliveryState.SHOWN and not await outbox.send_elsewhere(
        u, target.delivery, target.post
    ):
        await deliveries.give_up(u, target.delivery.id, DeliveryState.FAILED, reason)
    log.warning(
        "installation lost", action="delivery.connection_lost", installation=target.installation.id
    )


async def unconfirmed(u: Unit, target: Target, reason: str) -> None:
    """It may have gone out, and repeating it might show it twice: leads are asked to look."""
    await deliveries.give_up(u, target.delivery.id, DeliveryState.UNCONFIRMED, reason)
    if target.delivery.place_id is None:
        return
    place = await places.get(u, target.delivery.place_id)
    await _tell_leads(
        u, screens.unconfirmed(place.name), f"delivery-unconfirmed:{target.delivery.id}"
    )


async def _tell_leads(u: Unit, post: Post, key: str) -> None:
    for lead in await people.with_action(u, Action.MANAGE_PLACES):
        await outbox.post_to_member(u, lead.id, post, f"{key}:member:{lead.id}")

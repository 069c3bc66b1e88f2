"""Deliveries: screens on their way to a channel or a person, and where they ended up.

Keeps screens as JSON text and never looks into them; what may be repeated after a lost answer is
decided in `handlers.delivery`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

import sqlalchemy
from sqlalchemy import Update, and_, bindparam
from sqlmodel import col, select, update

from content_store.inserts import insert_once
from content_store.queries import people, workspaces
from content_store.queries.writing import changed
from content_store.tables.deliveries import DeliveryRow
from content_store.tables.people import (
    IdentityRow,
    InstallationRow,
    MemberRow,
    PlaceRow,
    WorkspaceRow,
)
from content_store.unit import Unit
from programme.values import Installation, Member, Workspace


class DeliveryState(StrEnum):
    """Where a delivery stands. `armed`: the platform may or may not have been called."""

    QUEUED = "queued"
    ARMED = "armed"
    SHOWN = "shown"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    CANCELLED = "cancelled"


_ONE_LANE = frozenset({"teams"})
"""Chats that count all calls of an installation together, whichever conversation they go to:
learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit."""

LOST = (DeliveryState.UNCONFIRMED, DeliveryState.FAILED, DeliveryState.CANCELLED)
"""The states in which nobody is known to have seen it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """A screen, whom it is for, and where it stands."""

    id: int
    key: str
    installation: int
    place_id: int | None
    member_id: int | None
    screen: str
    revision: int
    shown_revision: int
    state: DeliveryState
    message_place: str | None
    message_id: str | None
    armed_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Queued:
    """What to enqueue for a delivery that was just queued or changed."""

    delivery: int
    revision: int
    lane: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Where to deliver: the platform's id of a channel, or of a person and their conversation."""

    person: str | None
    place: str | None
    open: bool
    """Whether it can be written to: false for a channel that the bot has lost, and for a person
    who left this chat or whom it refuses to take messages to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """A delivery with everything that decides about it."""

    delivery: Delivery
    recipient: Recipient
    workspace: Workspace
    installation: Installation
    member: Member | None


async def queue(
    u: Unit,
    *,
    key: str,
    post_json: str,
    place_id: int | None = None,
    member_id: int | None = None,
) -> Queued | None:
    """Insert a delivery once per key; None where it exists already or nobody can be reached.

    Raises ValueError unless exactly one of `place_id` and `member_id` is given.
    """
    if (place_id is None) == (member_id is None):
        raise ValueError("a delivery goes to a place or to a member")
    target = await (_place(u, place_id) if place_id is not None else _identity(u, member_id))
    if target is None:
        return None
    installation, platform, name = target
    row = DeliveryRow(
        key=key,
        installation_id=installation,
        place_id=place_id,
        member_id=member_id,
        screen=post_json,
        created_at=u.now,
        workspace_id=u.workspace or 0,
    )
    if not await insert_once(u, row) or row.id is None:
        return None
    lane = _lane(platform, installation, name)
    return Queued(delivery=row.id, revision=row.revision, lane=lane)


async def revise(u: Unit, key: str, post_json: str) -> Queued | None:
    """Put another screen into a delivery; None where there is none, or it says the same already."""
    # Locked, or two edits at once would count as one and the later screen would never be shown.
    query = select(DeliveryRow).where(col(DeliveryRow.key) == key).with_for_update()
    row = (await u.session.exec(query)).first()
    if row is None or row.id is None or row.screen == post_json:
        return None
    row.screen = post_json
    row.revision += 1
    u.session.add(row)
    await u.session.flush()
    platform = await _platform(u, row.installation_id)
    lane = _lane(platform, row.installation_id, "edits")
    return Queued(delivery=row.id, revision=row.revision, lane=lane)


async def redirect(u: Unit, delivery: Delivery) -> Queued | None:
    """Send a delivery to another chat of its person, which still works; None where there is none.

    It must not have been shown, and its present chat must be marked as unreachable before.
    """
    found = None if delivery.member_id is None else await _identity(u, delivery.member_id)
    if found is None or found[0] == delivery.installation:
        return None
    installation, platform, name = found
    statement = _move(delivery.id, DeliveryState.QUEUED, DeliveryState.ARMED).values(
        state=DeliveryState.QUEUED, installation_id=installation
    )
    if not await changed(u, statement):
        return None
    return Queued(delivery=delivery.id, revision=1, lane=_lane(platform, installation, name))


async def get(u: Unit, delivery: int) -> Delivery | None:
    """A delivery by id."""
    row = await u.session.get(DeliveryRow, delivery)
    return None if row is None else _value(row)


async def by_key(u: Unit, key: str) -> Delivery | None:
    """A delivery by its meaning."""
    row = await _row(u, key)
    return None if row is None else _value(row)


async def keys(u: Unit, prefix: str) -> tuple[str, ...]:
    """The keys that begin with `prefix`, in the order in which they were queued."""
    query = (
        select(col(DeliveryRow.key))
        .where(col(DeliveryRow.key).startswith(prefix, autoescape=True))
        .order_by(col(DeliveryRow.id))
    )
    return tuple((await u.session.exec(query)).all())


# One statement, and made once: it is asked for each of thousands of people every morning.
_WHOLE = (
    sqlalchemy.select(DeliveryRow, InstallationRow, WorkspaceRow, PlaceRow, MemberRow, IdentityRow)
    .join(InstallationRow, col(InstallationRow.id) == col(DeliveryRow.installation_id))
    .join(WorkspaceRow, col(WorkspaceRow.id) == col(InstallationRow.workspace_id))
    .outerjoin(PlaceRow, col(PlaceRow.id) == col(DeliveryRow.place_id))
    .outerjoin(MemberRow, col(MemberRow.id) == col(DeliveryRow.member_id))
    .outerjoin(
        IdentityRow,
        and_(
            col(IdentityRow.member_id) == col(DeliveryRow.member_id),
            col(IdentityRow.installation_id) == col(DeliveryRow.installation_id),
        ),
    )
    .where(col(DeliveryRow.id) == bindparam("delivery"))
    .order_by(col(IdentityRow.active).desc(), col(IdentityRow.id))
    .limit(1)
)


async def whole(u: Unit, delivery: int) -> Whole | None:
    """A delivery with whom it is for; None when either is not known any more."""
    rows = (await u.session.execute(_WHOLE, {"delivery": delivery})).first()
    if rows is None:
        return None
    row, installation, workspace = rows[0], rows[1], rows[2]
    # Of outer joins, which the types don't say.
    place, member = cast("PlaceRow | None", rows[3]), cast("MemberRow | None", rows[4])
    recipient = _recipient(place, cast("IdentityRow | None", rows[5]))
    if recipient is None:
        return None
    return Whole(
        delivery=_value(row),
        recipient=recipient,
        workspace=workspaces.as_workspace(workspace),
        installation=workspaces.as_installation(installation),
        member=None if member is None else people.as_member(member),
    )


def _recipient(place: PlaceRow | None, identity: IdentityRow | None) -> Recipient | None:
    if place is not None:
        return Recipient(person=None, place=place.external_id, open=place.active)
    if identity is None:
        return None
    return Recipient(
        person=identity.external_id,
        place=identity.direct_place,
        open=identity.active and identity.unreachable_since is None,
    )


_ARM = (
    update(DeliveryRow)
    .where(
        col(DeliveryRow.id) == bindparam("delivery"),
        col(DeliveryRow.state) == DeliveryState.QUEUED,
    )
    .values(state=DeliveryState.ARMED, armed_at=bindparam("at"))
    .returning(DeliveryRow)
    .execution_options(synchronize_session=False)
)


async def arm(u: Unit, delivery: int) -> Delivery | None:
    """Write down that the platform is about to be called; None unless it still waits for that."""
    found = await u.session.execute(_ARM, {"delivery": delivery, "at": u.now})
    row = found.scalars().one_or_none()
    return None if row is None else _value(row)


async def disarm(u: Unit, delivery: int) -> bool:
    """Back to waiting: the platform said that it did nothing, or has no such message."""
    statement = _move(delivery, DeliveryState.ARMED).values(state=DeliveryState.QUEUED)
    return await changed(u, statement)


_SHOWN = (
    update(DeliveryRow)
    .where(
        col(DeliveryRow.id) == bindparam("delivery"),
        col(DeliveryRow.state).in_((DeliveryState.ARMED, DeliveryState.UNCONFIRMED)),
    )
    .values(
        state=DeliveryState.SHOWN,
        message_place=bindparam("place"),
        message_id=bindparam("message"),
        shown_revision=bindparam("shows"),
        shown_at=bindparam("at"),
        failure="",
    )
    .execution_options(synchronize_session=False)
)


async def shown(u: Unit, delivery: int, *, revision: int, place: str, message: str) -> bool:
    """The message is there, and shows this revision; `place` and `message` are the platform's."""
    found: dict[str, object] = {
        "delivery": delivery,
        "place": place,
        "message": message,
        "shows": revision,
        "at": u.now,
    }
    return await changed(u, _SHOWN, found)


async def edited(u: Unit, delivery: Delivery) -> bool:
    """A later screen is there; False when one later still was put there before."""
    statement = (
        update(DeliveryRow)
        .where(
            col(DeliveryRow.id) == delivery.id,
            col(DeliveryRow.shown_revision) <= delivery.revision,
        )
        .values(shown_revision=delivery.revision)
    )
    return await changed(u, statement)


async def give_up(u: Unit, delivery: int, state: DeliveryState, reason: str) -> bool:
    """End a delivery that nobody is known to have seen, as failed, cancelled or unconfirmed."""
    statement = _move(delivery, DeliveryState.QUEUED, DeliveryState.ARMED).values(
        state=state, failure=reason
    )
    return await changed(u, statement)


def _move(delivery: int, *states: DeliveryState) -> Update:
    return update(DeliveryRow).where(
        col(DeliveryRow.id) == delivery, col(DeliveryRow.state).in_(states)
    )


async def _row(u: Unit, key: str) -> DeliveryRow | None:
    return (await u.session.exec(select(DeliveryRow).where(col(DeliveryRow.key) == key))).first()


async def _place(u: Unit, place_id: int) -> tuple[int, str, str] | None:
    place = await u.session.get(PlaceRow, place_id)
    if place is None or not place.active:
        return None
    platform = await _platform(u, place.installation_id)
    return place.installation_id, platform, place.external_id


async def _identity(u: Unit, member_id: int | None) -> tuple[int, str, str] | None:
    """The chat in which a person is reached: the one they came to last, else the first."""
    query = (
        select(col(InstallationRow.id), col(InstallationRow.platform))
        .join(IdentityRow, col(IdentityRow.installation_id) == col(InstallationRow.id))
        .where(
            col(IdentityRow.member_id) == member_id,
            col(IdentityRow.active).is_(True),
            col(IdentityRow.unreachable_since).is_(None),
            col(InstallationRow.active).is_(True),
        )
        .order_by(
            col(IdentityRow.chosen_at).is_(None),
            col(IdentityRow.chosen_at).desc(),
            col(IdentityRow.id),
        )
    )
    found = (await u.session.exec(query)).first()
    if found is None or found[0] is None:
        return None
    return found[0], found[1], f"member:{member_id}"


def whole_lane(platform: str, installation: int) -> str:
    """The lane of all calls of an installation, on a chat that counts them together."""
    return f"{platform}:{installation}"


def _lane(platform: str, installation: int, name: str) -> str:
    """The lane of a call: of its own conversation, or of all of the installation's."""
    whole = whole_lane(platform, installation)
    return whole if platform in _ONE_LANE else f"{whole}:{name}"


async def _platform(u: Unit, installation: int) -> str:
    row = await u.session.get(InstallationRow, installation)
    return "" if row is None else row.platform


def _value(row: DeliveryRow) -> Delivery:
    assert row.id is not None  # noqa: S101 - rows that were read have their key
    return Delivery(
        id=row.id,
        key=row.key,
        installation=row.installation_id,
        place_id=row.place_id,
        member_id=row.member_id,
        screen=row.screen,
        revision=row.revision,
        shown_revision=row.shown_revision,
        state=DeliveryState(row.state),
        message_place=row.message_place,
        message_id=row.message_id,
        armed_at=row.armed_at,
        created_at=row.created_at,
    )

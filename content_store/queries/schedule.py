"""Shares that wait for a time of their own, and what else goes out around it.

Must not know how a time is found, nor how a share is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, func, or_, select, update

from content_store.queries import captions
from content_store.queries.writing import changed
from content_store.tables.items import ItemRow
from content_store.tables.shares import ShareRow
from content_store.unit import Unit
from programme.states import ShareState
from programme.timing import Timing


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedShare:
    """A share that goes out later, with the title of what is shared."""

    id: int
    item_id: int
    network: str
    title: str
    scheduled_for: datetime


def _is_planned(member_id: int, now: datetime) -> ColumnElement[bool]:
    return and_(
        col(ShareRow.member_id) == member_id,
        col(ShareRow.state) == ShareState.QUEUED.value,
        col(ShareRow.scheduled_for) > now,
    )


async def planned(
    u: Unit, member_id: int, *, limit: int, skip: int = 0
) -> tuple[PlannedShare, ...]:
    """A person's shares that wait for their time, the next first."""
    found = await u.session.execute(
        select(ShareRow, col(ItemRow.title))
        .join(ItemRow, col(ItemRow.id) == col(ShareRow.item_id))
        .where(_is_planned(member_id, u.now))
        .order_by(col(ShareRow.scheduled_for), col(ShareRow.id))
        .limit(limit)
        .offset(skip)
        .execution_options(populate_existing=True)
    )
    return tuple(_planned(row, title) for row, title in found.all())


def _planned(row: ShareRow, title: str) -> PlannedShare:
    assert row.id is not None  # noqa: S101 - rows that were read have their key
    assert row.scheduled_for is not None  # noqa: S101 - by `_is_planned`
    return PlannedShare(
        id=row.id,
        item_id=row.item_id,
        network=row.network,
        title=title,
        scheduled_for=row.scheduled_for,
    )


async def count(u: Unit, member_id: int) -> int:
    """How many shares of a person wait for their time."""
    found = await u.session.exec(
        select(func.count(col(ShareRow.id))).where(_is_planned(member_id, u.now))
    )
    return int(found.one())


async def put_off(
    u: Unit, share_id: int, *, timing: Timing, scheduled_for: datetime | None
) -> bool:
    """Give a share that waits another time; False when it does not wait any more."""
    return await changed(
        u,
        update(ShareRow)
        .where(col(ShareRow.id) == share_id, col(ShareRow.state) == ShareState.QUEUED.value)
        .values(timing=timing.value, scheduled_for=scheduled_for),
    )


async def around(
    u: Unit, *, item_id: int, network: str, member_id: int, since: datetime
) -> tuple[datetime, ...]:
    """When, from then on, a network shows the item, or anything of the person's.

    The person's own share of the item is left out: its time is what is looked for. A share with a
    time of its own counts at that time, any other when it went out, or was confirmed.
    """
    at = func.coalesce(ShareRow.published_at, ShareRow.scheduled_for, ShareRow.confirmed_at)
    others = col(ShareRow.member_id) != member_id
    found = await u.session.exec(
        select(at).where(
            col(ShareRow.network) == network,
            col(ShareRow.state).in_([state.value for state in captions.OUT]),
            at >= since,
            or_(
                and_(others, col(ShareRow.item_id) == item_id),
                and_(~others, col(ShareRow.item_id) != item_id),
            ),
        )
    )
    return tuple(found.all())

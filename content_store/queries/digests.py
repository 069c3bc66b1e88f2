"""What could be in a digest, what was in it, and what people hid.

An audience is a channel (`place:3`) or a person (`member:9`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy
from sqlalchemy import func, or_
from sqlmodel import col, delete, select, update

from content_store.inserts import insert_each_once, insert_once
from content_store.queries.deliveries import LOST
from content_store.tables.deliveries import DeliveryRow
from content_store.tables.items import HiddenItemRow, ItemRow, ShownItemRow
from content_store.tables.people import MemberTopicRow
from content_store.tables.shares import ShareRow
from content_store.unit import Unit
from programme.digests import Candidate
from programme.states import SHARED, ItemState


def audience_of(*, place: int | None = None, member: int | None = None) -> str:
    """The name of an audience."""
    return f"place:{place}" if place is not None else f"member:{member}"


async def candidates(
    u: Unit, audience: str, *, member_id: int | None = None
) -> tuple[Candidate, ...]:
    """Every approved item as this audience would see it.

    `last_shown_at` counts digests that were seen, or still may be: what a failed delivery
    held comes again.
    """
    # Columns, not rows: this is asked for each of thousands of people every morning.
    rows = await u.session.execute(
        sqlalchemy.select(
            col(ItemRow.id),
            col(ItemRow.decided_at),
            col(ItemRow.created_at),
            col(ItemRow.topic_id),
            col(ItemRow.evergreen),
            col(ItemRow.expires_at),
            col(ItemRow.embargo_until),
        )
        .where(
            col(ItemRow.state) == ItemState.APPROVED,
            or_(col(ItemRow.expires_at).is_(None), col(ItemRow.expires_at) > u.now),
        )
        .order_by(col(ItemRow.id))
    )
    shown = await _last_shown(u, audience)
    hidden = frozenset[int]() if member_id is None else await hidden_by(u, member_id)
    done = frozenset[int]() if member_id is None else await shared_by(u, member_id)
    return tuple(
        Candidate(
            item=row.id,
            live=True,
            live_since=row.decided_at or row.created_at,
            topics=frozenset() if row.topic_id is None else frozenset({row.topic_id}),
            evergreen=row.evergreen,
            expires_at=row.expires_at,
            embargo_until=row.embargo_until,
            last_shown_at=shown.get(row.id),
            hidden=row.id in hidden,
            done=row.id in done,
        )
        for row in rows
    )


async def _last_shown(u: Unit, audience: str) -> dict[int, datetime]:
    found = await u.session.exec(
        select(col(ShownItemRow.item_id), func.max(col(ShownItemRow.due_at)))
        .join(DeliveryRow, col(DeliveryRow.id) == col(ShownItemRow.delivery_id))
        .where(col(ShownItemRow.audience) == audience, col(DeliveryRow.state).not_in(LOST))
        .group_by(col(ShownItemRow.item_id))
    )
    return dict(found.all())


async def shared_by(u: Unit, member_id: int) -> frozenset[int]:
    """The items that a person shared."""
    found = await u.session.exec(
        select(col(ShareRow.item_id)).where(
            col(ShareRow.member_id) == member_id, col(ShareRow.state).in_(SHARED)
        )
    )
    return frozenset(found)


async def member_topics(u: Unit, member_id: int) -> frozenset[int]:
    """The topics a person follows; none means all."""
    found = await u.session.exec(
        select(col(MemberTopicRow.topic_id)).where(col(MemberTopicRow.member_id) == member_id)
    )
    return frozenset(found)


async def put(
    u: Unit, audience: str, due: datetime, items: Sequence[int], *, delivery: int
) -> None:
    """Write down what a digest holds, in its order."""
    rows = [
        {"audience": audience, "item_id": item, "due_at": due, "delivery_id": delivery}
        for item in items
    ]
    await insert_each_once(u, ShownItemRow, rows)


async def held(u: Unit, audience: str, due: datetime) -> tuple[int, ...]:
    """The items of a digest, in its order; empty when there was none."""
    found = await u.session.exec(
        select(col(ShownItemRow.item_id))
        .where(col(ShownItemRow.audience) == audience, col(ShownItemRow.due_at) == due)
        .order_by(col(ShownItemRow.id))
    )
    return tuple(found)


async def hide(u: Unit, item_id: int, member_id: int) -> bool:
    """Hide an item from a person; False when it was hidden before."""
    row = HiddenItemRow(
        workspace_id=u.workspace or 0, item_id=item_id, member_id=member_id, at=u.now
    )
    return await insert_once(u, row)


async def say_why(u: Unit, item_id: int, member_id: int, reason: str) -> None:
    """Keep why a person hid an item."""
    await u.session.execute(
        update(HiddenItemRow)
        .where(col(HiddenItemRow.item_id) == item_id, col(HiddenItemRow.member_id) == member_id)
        .values(reason=reason)
    )


async def unhide(u: Unit, item_id: int, member_id: int) -> None:
    """Show an item to a person again."""
    await u.session.execute(
        delete(HiddenItemRow).where(
            col(HiddenItemRow.item_id) == item_id, col(HiddenItemRow.member_id) == member_id
        )
    )


async def hidden_by(u: Unit, member_id: int) -> frozenset[int]:
    """The items that a person hid."""
    found = await u.session.exec(
        select(col(HiddenItemRow.item_id)).where(col(HiddenItemRow.member_id) == member_id)
    )
    return frozenset(found)


async def feedback(u: Unit, item_id: int) -> dict[str, int]:
    """How many people hid an item, by reason; "" counts those who gave none."""
    found = await u.session.exec(
        select(col(HiddenItemRow.reason), func.count())
        .where(col(HiddenItemRow.item_id) == item_id)
        .group_by(col(HiddenItemRow.reason))
    )
    return dict(found.all())

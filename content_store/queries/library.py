"""What people may look up: approved content that may be shown now, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlmodel import col

from content_store.tables.items import ItemRow, TopicRow
from content_store.unit import Unit
from programme.states import ItemState


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An item with everything it can be found by."""

    item: int
    words: str


async def entries(u: Unit, *, limit: int) -> tuple[Entry, ...]:
    """The newest `limit` items that may be shown now, without those still embargoed or expired."""
    rows = await u.session.execute(
        select(
            col(ItemRow.id),
            col(ItemRow.title),
            col(ItemRow.summary),
            col(ItemRow.source),
            col(TopicRow.name),
        )
        .outerjoin(TopicRow, col(TopicRow.id) == col(ItemRow.topic_id))
        .where(
            col(ItemRow.state) == ItemState.APPROVED,
            or_(col(ItemRow.expires_at).is_(None), col(ItemRow.expires_at) > u.now),
            or_(col(ItemRow.embargo_until).is_(None), col(ItemRow.embargo_until) <= u.now),
        )
        .order_by(col(ItemRow.decided_at).desc(), col(ItemRow.id).desc())
        .limit(limit)
    )
    return tuple(
        Entry(item=row[0], words="\n".join(part for part in row[1:] if part))
        for row in rows
        if row[0] is not None
    )

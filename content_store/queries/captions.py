"""Which suggested text each person was given, so that colleagues differ.

Which one it should be is decided in `programme.captions`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import col, func, select

from content_store.inserts import insert_once
from content_store.tables.items import CaptionAssignmentRow, ItemRow
from content_store.tables.shares import ShareRow
from content_store.unit import Unit
from programme.states import ShareState

OUT = (
    ShareState.CONFIRMED,
    ShareState.QUEUED,
    ShareState.ARMED,
    ShareState.PUBLISHED,
    ShareState.UNCONFIRMED,
)
"""The states in which a text is out, on its way, or may be out."""


async def assigned(u: Unit, *, item_id: int, member_id: int, network: str) -> int | None:
    """The caption a person was given for an item on a network."""
    found = await u.session.exec(
        select(col(CaptionAssignmentRow.caption_id)).where(
            col(CaptionAssignmentRow.item_id) == item_id,
            col(CaptionAssignmentRow.member_id) == member_id,
            col(CaptionAssignmentRow.network) == network,
        )
    )
    return found.one_or_none()


async def assign(
    u: Unit,
    *,
    item_id: int,
    member_id: int,
    network: str,
    choose: Callable[[Mapping[int, int]], int],
) -> int:
    """The caption a person was given, given now unless they have one.

    `choose` picks from how often each caption was given so far on this network. The item's row is
    locked meanwhile, so that two people who come at once do not both count the same past.
    """
    known = await assigned(u, item_id=item_id, member_id=member_id, network=network)
    if known is not None:
        return known
    await lock_item(u, item_id)
    counted = await u.session.exec(
        select(col(CaptionAssignmentRow.caption_id), func.count())
        .where(
            col(CaptionAssignmentRow.item_id) == item_id,
            col(CaptionAssignmentRow.network) == network,
        )
        .group_by(col(CaptionAssignmentRow.caption_id))
    )
    chosen = choose({caption: int(number) for caption, number in counted.all()})
    given = CaptionAssignmentRow(
        workspace_id=u.workspace or 0,
        item_id=item_id,
        member_id=member_id,
        network=network,
        caption_id=chosen,
    )
    if await insert_once(u, given):
        return chosen
    known = await assigned(u, item_id=item_id, member_id=member_id, network=network)
    return chosen if known is None else known


async def lock_item(u: Unit, item_id: int) -> None:
    """Let one transaction at a time judge and change what people share of an item.

    The weaker of PostgreSQL's row locks: inserting a row that refers to the item must not wait.
    On SQLite a unit that writes has the whole database to itself.
    """
    if u.dialect == "sqlite":
        return
    await u.session.exec(
        select(col(ItemRow.id)).where(col(ItemRow.id) == item_id).with_for_update(key_share=True)
    )


async def colleagues_texts(
    u: Unit, *, member_id: int, network: str, since: datetime, limit: int = 500
) -> tuple[str, ...]:
    """What colleagues posted to a network since then, or are about to, the newest first."""
    found = await u.session.exec(
        select(col(ShareRow.caption))
        .where(
            col(ShareRow.network) == network,
            col(ShareRow.member_id) != member_id,
            col(ShareRow.state).in_([state.value for state in OUT]),
            col(ShareRow.confirmed_at) >= since,
            col(ShareRow.caption) != "",
        )
        .order_by(col(ShareRow.confirmed_at).desc())
        .limit(limit)
    )
    return tuple(found.all())

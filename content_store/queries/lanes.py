"""Lanes: the shared pace of calls to one channel, tenant or account, over all processes.

Times here are the machine's own, never the programme's. Knows no vendor's limits: the pace comes
from the caller.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, update
from sqlmodel import col

from content_store.inserts import insert_into
from content_store.tables.jobs import LaneRow
from content_store.unit import Unit


async def book(
    u: Unit, name: str, *, wall: datetime, pace: timedelta, latest: datetime, most: int = 1
) -> list[datetime]:
    """Take the next slots of a lane, `most` at most; when they begin, none later than `latest`.

    Slots of a lane begin at least `pace` apart, whoever takes them. The lane is held against
    other bookings until the transaction ends.
    """
    begins = max(await _lock(u, name, wall), wall)
    slots: list[datetime] = []
    while len(slots) < most and begins <= latest:
        slots.append(begins)
        begins += pace
    if slots:
        await _move(u, name, begins)
    return slots


async def charge(u: Unit, name: str, *, wall: datetime, by: timedelta) -> None:
    """Count something that took its turn without a slot: the lane is free so much later."""
    await _move(u, name, max(await _lock(u, name, wall), wall) + by)


async def _move(u: Unit, name: str, free_at: datetime) -> None:
    await u.session.execute(
        update(LaneRow)
        .where(col(LaneRow.name) == name)
        .values(next_free_at=free_at)
        .execution_options(synchronize_session=False)
    )


async def _lock(u: Unit, name: str, wall: datetime) -> datetime:
    """When a lane is free, having made sure that nobody else moves it meanwhile."""
    statement: Any = insert_into(u, LaneRow).values(name=name, next_free_at=wall)
    # An update that changes nothing locks the row and returns it; DO NOTHING does neither.
    statement = statement.on_conflict_do_update(
        index_elements=["name"], set_={"next_free_at": col(LaneRow.next_free_at)}
    ).returning(col(LaneRow.next_free_at))
    free_at: datetime = (await u.session.execute(statement)).scalar_one()
    return free_at


async def hold(u: Unit, name: str, *, until: datetime) -> None:
    """Keep a lane closed for everyone until then; a later opening that is known stays."""
    free_at = col(LaneRow.next_free_at)
    statement: Any = insert_into(u, LaneRow).values(name=name, next_free_at=until)
    statement = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={"next_free_at": case((free_at > until, free_at), else_=until)},
    )
    await u.session.execute(statement)


async def forget(u: Unit, before: datetime) -> None:
    """Delete lanes that have been free since before then: a lane without a row is free."""
    await u.session.execute(
        delete(LaneRow)
        .where(col(LaneRow.next_free_at) < before)
        .execution_options(synchronize_session=False)
    )

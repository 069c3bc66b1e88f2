"""Events that a platform may deliver again, remembered for as long as it might."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col

from content_store.inserts import insert_once
from content_store.tables.jobs import StimulusRow
from content_store.unit import Unit


async def first_time(u: Unit, key: str) -> bool:
    """Whether this event was not seen before; remembers it, unless the unit is rolled back."""
    return await insert_once(u, StimulusRow(key=key, at=u.now))


async def seen(u: Unit, key: str) -> bool:
    """Whether this event is remembered."""
    return await u.session.get(StimulusRow, key) is not None


async def forget(u: Unit, before: datetime) -> int:
    """Delete what was remembered before then; how many events that were."""
    statement = (
        delete(StimulusRow)
        .where(col(StimulusRow.at) < before)
        .returning(col(StimulusRow.key))
        .execution_options(synchronize_session=False)
    )
    return len((await u.session.execute(statement)).all())

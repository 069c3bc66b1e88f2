"""The moments of schedules that were dealt with. Whoever inserts one may queue its work.

Two unique keys decide races between processes: a moment is stored once, and a schedule queues
work once per local day, also when its time was changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from content_store.inserts import insert_each_once
from content_store.tables.jobs import OccurrenceRow
from content_store.unit import Unit


class Outcome(StrEnum):
    """What became of a moment."""

    BEGAN = "began"
    """Not a due moment: the schedule was seen for the first time, and counts from here."""
    QUEUED = "queued"
    SKIPPED = "skipped"
    """Too late, by the schedule's policy."""
    REPEATED = "repeated"
    """The schedule had queued its work on that local day already, before its time was changed."""


async def latest(u: Unit, schedules: Collection[str]) -> dict[str, datetime]:
    """The last stored moment of each of these schedules that has one."""
    statement = (
        select(col(OccurrenceRow.schedule), func.max(col(OccurrenceRow.due_at)))
        .where(col(OccurrenceRow.schedule).in_(list(schedules)))
        .group_by(col(OccurrenceRow.schedule))
    )
    found = await u.session.execute(statement)
    return {row[0]: row[1] for row in found.all()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A moment of a schedule, and what becomes of it."""

    schedule: str
    due_at: datetime
    day: date
    """The local day it belongs to."""
    outcome: Outcome


async def store(u: Unit, found: Sequence[Moment]) -> set[tuple[str, datetime]]:
    """Store moments; (schedule, due_at) of those that this call stored.

    Not stored is a moment that is stored already, and one to be QUEUED whose schedule has queued
    work on that day.
    """
    rows = [
        {
            "schedule": moment.schedule,
            "due_at": moment.due_at,
            "day": moment.day,
            "outcome": moment.outcome.value,
            "at": u.now,
        }
        for moment in found
    ]
    return {(key[0], key[1]) for key in await insert_each_once(u, OccurrenceRow, rows)}


async def forget(u: Unit, before: datetime) -> int:
    """Delete moments before then, but each schedule's last: later ones are counted from it."""
    later = aliased(OccurrenceRow)
    newer = (
        select(col(later.schedule))
        .where(
            col(later.schedule) == col(OccurrenceRow.schedule),
            col(later.due_at) > col(OccurrenceRow.due_at),
        )
        .exists()
    )
    statement = (
        delete(OccurrenceRow)
        .where(col(OccurrenceRow.due_at) < before, newer)
        .returning(col(OccurrenceRow.schedule))
        .execution_options(synchronize_session=False)
    )
    return len((await u.session.execute(statement)).all())

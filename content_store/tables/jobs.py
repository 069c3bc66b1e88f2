"""Durable work: the queue, the moments that fell due, the lanes that pace calls."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class JobRow(SQLModel, table=True):
    """A task to be carried out once, and where it stands."""

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_jobs_due", "state", "run_at", "priority"),
        Index("ix_jobs_lease", "state", "lease_until"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: int | None = Field(default=None, foreign_key="workspaces.id", index=True)
    task: str
    payload: str
    key: str
    """The meaning of the job; the same meaning can't be queued twice."""
    lane: str | None = None
    run_at: datetime
    priority: int = 0
    state: str = "queued"
    leased_by: str | None = None
    lease_until: datetime | None = None
    attempt: int = 0
    last_error: str = ""
    created_at: datetime
    ended_at: datetime | None = None


class OccurrenceRow(SQLModel, table=True):
    """A moment of a schedule; whoever inserts it queues its work."""

    __tablename__ = "occurrences"
    __table_args__ = (
        # Also when its time is changed, a schedule queues its work once a day.
        Index(
            "uq_occurrences_schedule_day",
            "schedule",
            "day",
            unique=True,
            sqlite_where=text("outcome = 'queued'"),
            postgresql_where=text("outcome = 'queued'"),
        ),
    )

    schedule: str = Field(primary_key=True)
    due_at: datetime = Field(primary_key=True)
    day: date
    """The local day that the moment belongs to, in the schedule's zone at that time."""
    outcome: str
    at: datetime


class LaneRow(SQLModel, table=True):
    """A shared pace: the next moment at which a call in this lane may begin."""

    __tablename__ = "lanes"

    name: str = Field(primary_key=True)
    next_free_at: datetime


class StimulusRow(SQLModel, table=True):
    """An event that a platform may deliver again."""

    __tablename__ = "stimuli"

    key: str = Field(primary_key=True)
    at: datetime = Field(index=True)

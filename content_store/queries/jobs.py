"""The job queue's statements: put in, claim, renew, finish, free.

One wording for both databases. `u.now` is the programme's time and decides what is due; leases
end by the machine's own time, passed in as `wall`, because the programme's may be moved. Knows no
task: names and payloads are text here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, and_, bindparam, delete, func, or_, select, tuple_, update
from sqlmodel import col

from content_store.inserts import insert_each_once
from content_store.queries.writing import changed
from content_store.tables.jobs import JobRow, LaneRow
from content_store.unit import Unit


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A job as it was claimed or read."""

    id: int
    workspace: int | None
    task: str
    payload: str
    key: str
    lane: str | None
    run_at: datetime
    state: JobState
    attempt: int
    """1 in the first run; above that, an earlier run may have got anywhere."""
    last_error: str
    created_at: datetime
    ended_at: datetime | None


_FIELDS = (
    col(JobRow.id),
    col(JobRow.workspace_id),
    col(JobRow.task),
    col(JobRow.payload),
    col(JobRow.key),
    col(JobRow.lane),
    col(JobRow.run_at),
    col(JobRow.state),
    col(JobRow.attempt),
    col(JobRow.last_error),
    col(JobRow.created_at),
    col(JobRow.ended_at),
)


def _job(row: Sequence[Any]) -> Job:
    return Job(
        id=row[0],
        workspace=row[1],
        task=row[2],
        payload=row[3],
        key=row[4],
        lane=row[5],
        run_at=row[6],
        state=JobState(row[7]),
        attempt=row[8],
        last_error=row[9],
        created_at=row[10],
        ended_at=row[11],
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class NewJob:
    """A job to be queued."""

    task: str
    payload: str
    key: str
    run_at: datetime
    lane: str | None = None
    priority: int = 0


async def insert(u: Unit, job: NewJob) -> bool:
    """Queue a job unless its key was ever queued; whether this call queued it."""
    return await insert_all(u, [job]) == 1


async def insert_all(u: Unit, jobs: Sequence[NewJob]) -> int:
    """Queue those jobs whose keys were never queued; how many that were."""
    return len(await insert_each_once(u, JobRow, [_values(u, job) for job in jobs]))


def _values(u: Unit, job: NewJob) -> dict[str, object]:
    return {
        "workspace_id": u.workspace,
        "task": job.task,
        "payload": job.payload,
        "key": job.key,
        "lane": job.lane,
        "run_at": job.run_at,
        "priority": job.priority,
        "state": JobState.QUEUED.value,
        "attempt": 0,
        "last_error": "",
        "created_at": u.now,
    }


async def find(u: Unit, key: str) -> Job | None:
    """The job with this key."""
    row = (await u.session.execute(select(*_FIELDS).where(col(JobRow.key) == key))).first()
    return _job(row) if row else None


async def cancel(u: Unit, key: str) -> bool:
    """Cancel a job that has not begun; whether this call did."""
    return await _change(
        u,
        and_(col(JobRow.key) == key, col(JobRow.state) == JobState.QUEUED.value),
        state=JobState.CANCELLED.value,
        ended_at=u.now,
    )


async def reschedule(u: Unit, key: str, run_at: datetime) -> bool:
    """Move a job that has not begun to another moment; whether there was one."""
    return await _change(
        u,
        and_(col(JobRow.key) == key, col(JobRow.state) == JobState.QUEUED.value),
        run_at=run_at,
    )


_DUE = (
    select(col(JobRow.id))
    .outerjoin(LaneRow, col(LaneRow.name) == col(JobRow.lane))
    .where(
        col(JobRow.state) == JobState.QUEUED.value,
        col(JobRow.run_at) <= bindparam("now"),
        or_(col(LaneRow.name).is_(None), col(LaneRow.next_free_at) <= bindparam("free_by")),
    )
    .order_by(col(JobRow.priority).desc(), col(JobRow.run_at), col(JobRow.id))
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(skip_locked=True, of=JobRow)
    .cte("due")
)
_CLAIM = (
    update(JobRow)
    .where(col(JobRow.id).in_(select(_DUE.c.id)))
    .values(
        state=JobState.RUNNING.value,
        leased_by=bindparam("by"),
        lease_until=bindparam("until"),
        attempt=col(JobRow.attempt) + 1,
    )
    .returning(*_FIELDS, col(JobRow.priority))
    .execution_options(synchronize_session=False)
)


async def claim(
    u: Unit, *, by: str, wall: datetime, lease: timedelta, limit: int, lanes_free_by: datetime
) -> list[Job]:
    """Take up to `limit` due jobs whose lanes are free by then, for one worker.

    One statement: rows that another worker is taking are passed over, and taking counts as an
    attempt. The common table expression is kept whole by both databases; a bare sub-select with
    LIMIT might be evaluated again for each row.
    """
    asked: dict[str, object] = {
        "now": u.now,
        "free_by": lanes_free_by,
        "most": limit,
        "by": by,
        "until": wall + lease,
    }
    rows = (await u.session.execute(_CLAIM, asked)).all()
    # RETURNING promises no order.
    return [_job(row) for row in sorted(rows, key=lambda row: (-row[12], row[6], row[0]))]


async def renew(
    u: Unit, jobs: Collection[tuple[int, int]], *, by: str, until: datetime
) -> set[tuple[int, int]]:
    """Extend the leases of running jobs, given as (id, attempt); those that are still held."""
    if not jobs:
        return set()
    statement = (
        update(JobRow)
        .where(
            tuple_(col(JobRow.id), col(JobRow.attempt)).in_(list(jobs)),
            col(JobRow.leased_by) == by,
            col(JobRow.state) == JobState.RUNNING.value,
        )
        .values(lease_until=until)
        .returning(col(JobRow.id), col(JobRow.attempt))
        .execution_options(synchronize_session=False)
    )
    rows = (await u.session.execute(statement)).all()
    return {(job, attempt) for job, attempt in rows if job is not None}


_FINISH = (
    update(JobRow)
    .where(
        col(JobRow.id) == bindparam("job"),
        col(JobRow.leased_by) == bindparam("by"),
        col(JobRow.attempt) == bindparam("run"),
        col(JobRow.state) == JobState.RUNNING.value,
    )
    .values(
        state=bindparam("end"),
        leased_by=None,
        lease_until=None,
        last_error=bindparam("error"),
        ended_at=bindparam("at"),
    )
    .execution_options(synchronize_session=False)
)


async def finish(u: Unit, job: Job, *, by: str, state: JobState, error: str = "") -> bool:
    """End a job that this worker still holds; False if its lease was lost meanwhile."""
    ended: dict[str, object] = {
        "job": job.id,
        "by": by,
        "run": job.attempt,
        "end": state.value,
        "error": error,
        "at": u.now,
    }
    return await changed(u, _FINISH, ended)


async def put_back(
    u: Unit, job: Job, *, by: str, run_at: datetime, counts: bool, reason: str
) -> bool:
    """Queue a job again that this worker still holds; False if its lease was lost meanwhile.

    `counts` tells whether the run remains counted as an attempt.
    """
    done = await _change(
        u,
        _held(job, by),
        state=JobState.QUEUED.value,
        leased_by=None,
        lease_until=None,
        run_at=run_at,
        last_error=reason,
        attempt=job.attempt if counts else job.attempt - 1,
    )
    if done:
        # Also for later: whoever waits must know for how long.
        u.announce_work()
    return done


async def return_unbegun(u: Unit, jobs: Collection[Job], *, by: str) -> None:
    """Queue again what this worker has just taken and did not begin, as if it had not."""
    await u.session.execute(
        update(JobRow)
        .where(
            col(JobRow.id).in_([job.id for job in jobs]),
            col(JobRow.leased_by) == by,
            col(JobRow.state) == JobState.RUNNING.value,
        )
        .values(
            state=JobState.QUEUED.value,
            leased_by=None,
            lease_until=None,
            attempt=col(JobRow.attempt) - 1,
        )
        .execution_options(synchronize_session=False)
    )


async def free_lapsed(u: Unit, *, wall: datetime) -> int:
    """Queue again what was running under leases that have lapsed; how many jobs that were."""
    statement = (
        update(JobRow)
        .where(col(JobRow.state) == JobState.RUNNING.value, col(JobRow.lease_until) <= wall)
        .values(
            state=JobState.QUEUED.value,
            leased_by=None,
            lease_until=None,
            last_error="lease lapsed",
        )
        .returning(col(JobRow.id))
        .execution_options(synchronize_session=False)
    )
    freed = len((await u.session.execute(statement)).all())
    if freed:
        u.announce_work()
    return freed


async def forget_ended(u: Unit, before: datetime) -> int:
    """Delete jobs that ended before then; how many. Their keys can be queued again afterwards."""
    statement = (
        delete(JobRow)
        .where(
            col(JobRow.state).in_([state.value for state in ENDED]),
            col(JobRow.ended_at) < before,
        )
        .returning(col(JobRow.id))
        .execution_options(synchronize_session=False)
    )
    return len((await u.session.execute(statement)).all())


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """When there may be something to claim again."""

    next_run_at: datetime | None
    """The programme's time at which the next job falls due."""
    next_free_at: datetime | None
    """The machine's time at which a lane opens that due jobs wait for."""


_QUEUED = col(JobRow.state) == JobState.QUEUED.value
_OUTLOOK = select(
    select(func.min(col(JobRow.run_at)))
    .where(_QUEUED, col(JobRow.run_at) > bindparam("since"))
    .scalar_subquery(),
    select(func.min(col(LaneRow.next_free_at)))
    .join(JobRow, col(JobRow.lane) == col(LaneRow.name))
    .where(_QUEUED, col(JobRow.run_at) <= bindparam("since"))
    .scalar_subquery(),
)


async def outlook(u: Unit, *, since: datetime | None = None) -> Outlook:
    """What a worker waits for that has claimed all it could, in this unit or at `since`.

    `since` is the programme's time; a job that fell due after it was not seen by that claim.
    """
    asked = {"since": since or u.now}
    run_at, free_at = (await u.session.execute(_OUTLOOK, asked)).one()
    return Outlook(next_run_at=run_at, next_free_at=free_at)


async def counts(u: Unit) -> dict[JobState, int]:
    """How many jobs stand where; a state in which none is has no entry."""
    counted = await u.session.execute(
        select(col(JobRow.state), func.count()).group_by(col(JobRow.state))
    )
    return {JobState(state): number for state, number in counted.all()}


async def oldest_due_at(u: Unit) -> datetime | None:
    """The moment since which the longest-waiting due job has been waiting; None when none is."""
    oldest = await u.session.execute(
        select(func.min(col(JobRow.run_at))).where(_QUEUED, col(JobRow.run_at) <= u.now)
    )
    return oldest.scalar()


def _held(job: Job, by: str) -> Any:
    """The condition that fences off a worker whose lease was given to another run."""
    return and_(
        col(JobRow.id) == job.id,
        col(JobRow.leased_by) == by,
        col(JobRow.attempt) == job.attempt,
        col(JobRow.state) == JobState.RUNNING.value,
    )


async def _change(u: Unit, condition: Any, **values: object) -> bool:
    statement = (
        update(JobRow)
        .where(condition)
        .values(**values)
        .returning(col(JobRow.id))
        .execution_options(synchronize_session=False)
    )
    return (await u.session.execute(statement)).first() is not None

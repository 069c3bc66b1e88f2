"""Putting work into the durable queue, in the transaction that makes it necessary.

Knows no feature: a task is plain data, and its key says what it means.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from content_store.queries import jobs
from content_store.queries.jobs import Job, NewJob
from content_store.unit import Unit
from programme import tasks
from programme.tasks import Task

TO_EVERYBODY = -1
"""The priority of work for thousands at once: it goes on while nothing else is due."""


async def enqueue(
    u: Unit,
    task: Task,
    *,
    key: str,
    run_at: datetime | None = None,
    lane: str | None = None,
    priority: int = 0,
) -> bool:
    """Queue a task for the unit's workspace; whether this call did.

    The key says what the job means ("publish share 7"): the same meaning is queued once, so False
    comes back if it waits, runs or has ended, however it ended. `run_at` is the earliest moment,
    now if left out; `lane` names a shared pace; a higher `priority` runs first among what is due.
    """
    due = run_at or u.now
    queued = await jobs.insert(
        u,
        NewJob(
            task=task.name,
            payload=tasks.dumps(task),
            key=_own(u, key),
            run_at=due,
            lane=lane,
            priority=priority,
        ),
    )
    if queued and due <= u.now:
        u.announce_work()
    return queued


async def enqueue_all(u: Unit, work: Sequence[tuple[Task, str]]) -> int:
    """Queue many tasks with their keys, due now; how many were new."""
    queued = await jobs.insert_all(
        u,
        [
            NewJob(task=task.name, payload=tasks.dumps(task), key=_own(u, key), run_at=u.now)
            for task, key in work
        ],
    )
    if queued:
        u.announce_work()
    return queued


async def cancel(u: Unit, key: str) -> bool:
    """Cancel the queued job of this meaning; False if it has begun, ended or never was.

    A cancelled meaning stays cancelled: `enqueue` with its key is False from now on.
    """
    return await jobs.cancel(u, _own(u, key))


async def reschedule(u: Unit, key: str, run_at: datetime) -> bool:
    """Move the queued job of this meaning; False if it has begun, ended or never was."""
    moved = await jobs.reschedule(u, _own(u, key), run_at)
    if moved and run_at <= u.now:
        u.announce_work()
    return moved


async def find(u: Unit, key: str) -> Job | None:
    """The job of this meaning, wherever it stands; None if there never was one."""
    return await jobs.find(u, _own(u, key))


def _own(u: Unit, key: str) -> str:
    # Two companies may mean different things by the same words.
    return f"{u.workspace or 0}:{key}"

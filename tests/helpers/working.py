"""Workers on a test's store, tasks that do as they are told, and looks at what became of jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypedDict, Unpack

from content_store.queries.jobs import Job, JobState
from content_store.unit import Store, inside_unit
from programme.clock import wall
from programme.tasks import Deliver, Task
from scheduler import lanes, queue
from scheduler.lanes import Pace
from scheduler.worker import Again, Run, Worker


@dataclass
class Runs:
    """Carries out tasks as told, and remembers them."""

    answer: Callable[[Job, Task], Awaitable[Again | None]] | None = None
    seen: list[tuple[Job, Task]] = field(default_factory=list)

    async def __call__(self, job: Job, task: Task) -> Again | None:
        assert not inside_unit()
        self.seen.append((job, task))
        return await self.answer(job, task) if self.answer else None

    def has_run(self, times: int) -> bool:
        """Whether there were exactly so many runs."""
        return len(self.seen) == times

    @property
    def attempts(self) -> list[int]:
        """The attempts, run by run."""
        return [job.attempt for job, _ in self.seen]


class Terms(TypedDict, total=False):
    """What a test can set of a worker."""

    concurrency: int
    poll_interval: timedelta
    lease: timedelta
    time_limit: timedelta
    attempts: int
    pace: Pace
    on_give_up: Callable[[Job], object]


@asynccontextmanager
async def working(store: Store, run: Run, **terms: Unpack[Terms]) -> AsyncIterator[Worker]:
    """A worker at work, stopped at the end."""
    settings: Terms = {
        "poll_interval": timedelta(milliseconds=30),
        "pace": lambda _: timedelta(0),
        **terms,
    }
    worker = Worker(
        store,
        run,
        name="worker",
        wall=wall,
        random=Random(1),  # noqa: S311 - delays need no secrecy
        **settings,
    )
    worker.start()
    try:
        yield worker
    finally:
        await worker.stop(timedelta(seconds=5))


async def job_of(store: Store, key: str, workspace: int = 1) -> Job:
    """The job with this key."""
    async with store.reading(workspace) as u:
        job = await queue.find(u, key)
    assert job is not None
    return job


async def state_of(store: Store, key: str) -> JobState:
    """Where the job with this key stands."""
    return (await job_of(store, key)).state


async def add(
    store: Store,
    key: str,
    *,
    run_at: datetime | None = None,
    lane: str | None = None,
    priority: int = 0,
) -> bool:
    """Queue a delivery in workspace 1."""
    async with store.unit(1) as u:
        return await queue.enqueue(
            u, Deliver(delivery=7), key=key, run_at=run_at, lane=lane, priority=priority
        )


async def is_in(store: Store, key: str, state: JobState) -> bool:
    """Whether the job with this key stands there."""
    return await state_of(store, key) is state


async def failed_once(store: Store) -> bool:
    """Whether job "a" has failed for the first time, and waits."""
    job = await job_of(store, "a")
    return job.state is JobState.QUEUED and job.attempt == 1


async def not_running(store: Store) -> bool:
    """Whether nobody is at job "a"."""
    return await state_of(store, "a") is not JobState.RUNNING


@dataclass
class Wall:
    """The machine's time, moved by hand."""

    at: datetime | None = None
    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return (self.at or wall()) + self.ahead


async def claim(store: Store, by: str, machine: Wall) -> list[Job]:
    """Claim as a worker does."""
    return [found.job for found in await claims(store, by, machine)]


async def claims(
    store: Store, by: str, machine: Wall, *, limit: int = 10, **pace: float
) -> list[lanes.Claim]:
    """Claim as a worker does, with the moments at which the jobs may begin."""
    async with store.system() as u:
        return await lanes.claim(
            u,
            by=by,
            wall=machine(),
            lease=timedelta(seconds=60),
            limit=limit,
            pace=lambda _: timedelta(**pace),
        )

"""Our queue as a contestant: store, queue and worker with the program's own settings."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from random import SystemRandom

from bot import wiring
from content_store.queries import jobs, workspaces
from content_store.queries.jobs import Job, JobState
from content_store.unit import Store
from programme.clock import wall
from programme.tasks import RefreshHome, Task
from scheduler import queue
from scheduler.worker import Again, Worker


class Own:
    """A worker as `bot.wiring.worker_of` makes it, whose tasks do nothing.

    With `reads_company` each run reads its company first, as every task of the program does.
    """

    def __init__(self, url: str, *, concurrency: int, reads_company: bool = False) -> None:
        self._store = Store.open(url, clock=wall)
        self._concurrency = concurrency
        self._reads_company = reads_company
        self._workspace = 0

    async def open(self) -> None:
        """Found a company whose jobs they are."""
        async with self._store.system() as u:
            self._workspace = await workspaces.create(
                u, name="Bench", zone="UTC", locale="en", country=""
            )

    async def close(self) -> None:
        """Disconnect."""
        await self._store.close()

    async def add(self, number: int) -> None:
        """Queue a job in a transaction of its own."""
        async with self._store.unit(self._workspace) as u:
            assert await queue.enqueue(u, RefreshHome(member=number), key=f"refresh:{number}")

    async def add_all(self, numbers: Sequence[int]) -> None:
        """Queue jobs in one transaction."""
        work = [(RefreshHome(member=number), f"refresh:{number}") for number in numbers]
        async with self._store.unit(self._workspace) as u:
            assert await queue.enqueue_all(u, work) == len(work)

    async def left(self) -> int:
        """How many jobs have not ended well."""
        async with self._store.system_reading() as u:
            found = await jobs.counts(u)
        return sum(number for state, number in found.items() if state is not JobState.DONE)

    @asynccontextmanager
    async def working(self, begun: Callable[[int], None]) -> AsyncIterator[None]:
        """Carry out jobs inside the block; what was begun is recorded when it is left."""

        async def run(job: Job, task: Task) -> Again | None:
            assert isinstance(task, RefreshHome)
            assert job.workspace is not None
            if self._reads_company:
                async with self._store.reading(job.workspace) as u:
                    await workspaces.get(u)
            begun(task.member)
            return None

        worker = Worker(
            self._store,
            run,
            name=f"worker-{secrets.token_hex(4)}",
            concurrency=self._concurrency,
            wall=wall,
            lease=wiring.LEASE,
            random=SystemRandom(),
            pace=wiring.pace_of,
        )
        worker.start()
        try:
            yield
        finally:
            await worker.stop()

"""The queue: jobs that do nothing, claimed and finished by a worker, against plain SQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter, process_time

from sqlalchemy import Engine, event

from bench import figures, floor_queue
from bench.databases import Databases
from bench.figures import Row, Table
from content_store.queries import workspaces
from content_store.queries.jobs import Job
from content_store.unit import Store
from programme import tasks
from programme.tasks import Task
from scheduler import queue
from scheduler.worker import Again, Worker

NAME = "queue"

_JOBS = 2000
_BATCH = 500
_CONCURRENCY = 4
"""As many as `glasnik serve` carries out at once unless told otherwise."""


@dataclass(kw_only=True, slots=True)
class _Counted:
    claims: int = 0


async def run(stores: Databases, *, kinds: Sequence[str], scale: float) -> Table:
    """Measure it on each database."""
    rows: list[Row] = []
    number = max(round(_JOBS * scale), 20)
    for kind in kinds:
        url = await stores.fresh(kind, "queue")
        await _fill(url, number)
        used = process_time()
        took, claims = await _by_worker(url, number)
        used = process_time() - used
        floor_url = await stores.fresh(kind, "queue-floor")
        await _fill(floor_url, number)
        floor_used = process_time()
        floor = await asyncio.to_thread(floor_queue.seconds, floor_url, claims=claims, jobs=number)
        floor_used = process_time() - floor_used
        rows += [
            _row(f"{kind}: plain SQL", number, claims, (floor, floor_used), (floor, floor_used)),
            _row(f"{kind}: worker", number, claims, (took, used), (floor, floor_used)),
        ]
    return Table(
        name=NAME,
        title=f"{number} jobs that do nothing, claimed and finished",
        columns=("jobs/s", "ms a job", "CPU ms a job", "claims", "time ÷ SQL", "CPU ÷ SQL"),
        rows=tuple(rows),
        note="Each claim and each finish is a durable transaction of its own.",
    )


def _row(
    name: str, number: int, claims: int, took: tuple[float, float], floor: tuple[float, float]
) -> Row:
    """`took` and `floor` are seconds, and seconds of processor time."""
    seconds, cpu = took
    return Row(
        name=name,
        values=(
            number / seconds,
            seconds / number * 1000,
            cpu / number * 1000,
            claims,
            figures.ratio(seconds, floor[0]),
            figures.ratio(cpu, floor[1]),
        ),
    )


async def _by_worker(url: str, number: int) -> tuple[float, int]:
    """The seconds that a worker takes for all jobs, and in how many claims it took them."""
    store = Store.open(url, clock=lambda: datetime.now(UTC))
    left = number
    done = asyncio.Event()

    async def run_one(_job: Job, _task: Task) -> Again | None:
        nonlocal left
        left -= 1
        if left == 0:
            done.set()
        return None

    worker = Worker(
        store,
        run_one,
        name="bench",
        wall=lambda: datetime.now(UTC),
        random=Random(1),  # noqa: S311 - repeatable
        pace=lambda _: timedelta(0),
        concurrency=_CONCURRENCY,
    )
    try:
        with _claims_counted() as counted:
            began = perf_counter()
            worker.start()
            await done.wait()
            await worker.stop()
            took = perf_counter() - began
    finally:
        await store.close()
    return took, counted.claims


@contextmanager
def _claims_counted() -> Iterator[_Counted]:
    counted = _Counted()

    def look(_c: object, _cursor: object, sql: str, *_more: object) -> None:
        counted.claims += sql.startswith("WITH due")

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield counted
    finally:
        event.remove(Engine, "before_cursor_execute", look)


async def _fill(url: str, number: int) -> None:
    store = Store.open(url, clock=lambda: datetime.now(UTC))
    try:
        async with store.system() as u:
            workspace = await workspaces.create(
                u, name="Bench", zone="UTC", locale="en", country=""
            )
        for start in range(0, number, _BATCH):
            async with store.unit(workspace) as u:
                for one in range(start, min(start + _BATCH, number)):
                    await queue.enqueue(u, tasks.RefreshHome(member=one), key=f"bench:{one}")
    finally:
        await store.close()

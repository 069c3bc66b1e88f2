"""Several processes on one queue: each job once, and none lost when a process is killed."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from content_store.queries import jobs
from content_store.queries.jobs import JobState
from content_store.unit import Store
from programme.clock import wall
from programme.tasks import Deliver
from scheduler import queue
from tests.helpers import queue_process
from tests.helpers.databases import add_workspaces
from tests.helpers.waiting import until

ROOT = Path(queue_process.__file__).parents[2]


@pytest.fixture
async def real_time(store_url: str) -> AsyncIterator[Store]:
    """A store whose clock is the machine's, as that of the processes is."""
    store = Store.open(store_url, clock=wall)
    await add_workspaces(store, 1)
    yield store
    await store.close()


@asynccontextmanager
async def processes(
    url: str, file: Path, names: list[str], *, pause: float
) -> AsyncIterator[dict[str, asyncio.subprocess.Process]]:
    """Processes with a worker each, ended at the end; their exit codes must be 0 unless killed."""
    started = {
        name: await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-m",
                "tests.helpers.queue_process",
                url,
                name,
                str(file),
                str(pause),
            ),
            cwd=ROOT,
        )
        for name in names
    }
    try:
        yield started
    finally:
        for process in started.values():
            if process.returncode is None:
                process.terminate()
        codes = await asyncio.gather(*(process.wait() for process in started.values()))
    assert set(codes) <= {0, -9}


async def fill(store: Store, number: int) -> None:
    """Queue so many jobs."""
    for start in range(0, number, 100):
        async with store.unit(1) as u:
            for place in range(start, min(start + 100, number)):
                assert await queue.enqueue(u, Deliver(delivery=place), key=str(place))


async def counts(store: Store) -> dict[JobState, int]:
    """How many jobs stand where."""
    async with store.system() as u:
        return await jobs.counts(u)


async def test_two_processes_run_each_job_exactly_once(
    real_time: Store, store_url: str, tmp_path: Path
) -> None:
    """600 jobs, two processes with four workers each: 600 runs of 600 jobs."""
    await fill(real_time, 600)
    file = tmp_path / "runs"

    async def all_done() -> bool:
        return await counts(real_time) == {JobState.DONE: 600}

    async with processes(store_url, file, ["one", "two"], pause=0.001):
        await until(all_done, "600 jobs", within=60)
    runs = [line.split() for line in file.read_text().splitlines()]
    assert len(runs) == 600
    assert len({key for key, _ in runs}) == 600
    assert {attempt for _, attempt in runs} == {"1"}


@pytest.mark.faults
async def test_killed_processes_lose_nothing(
    real_time: Store, store_url: str, tmp_path: Path
) -> None:
    """Processes are killed in the middle: another finishes all, and repeats only what had begun."""
    await fill(real_time, 300)
    file = tmp_path / "runs"

    async def done(number: int) -> bool:
        return (await counts(real_time)).get(JobState.DONE, 0) >= number

    async with processes(store_url, file, ["one", "two", "three"], pause=0.02) as started:
        for name, number in (("one", 50), ("two", 120)):
            await until(partial(done, number), f"{number} jobs", within=60)
            started[name].kill()
        await until(lambda: done(300), "the rest", within=60)
    assert await counts(real_time) == {JobState.DONE: 300}
    runs = Counter(line.split()[0] for line in file.read_text().splitlines())
    assert len(runs) == 300
    repeated = [key for key, times in runs.items() if times > 1]
    assert len(repeated) <= 2 * 4
    second = {line.split()[0] for line in file.read_text().splitlines() if line.endswith(" 2")}
    assert set(repeated) <= second

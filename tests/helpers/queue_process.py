"""A process with one worker, for tests that run several and kill some.

Each run appends a line to a file once it is through: the job's key and the attempt. Ends on
SIGTERM as the program does.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from random import Random

from content_store.queries import jobs
from content_store.unit import Store
from programme.clock import wall
from programme.tasks import Task
from scheduler.worker import Job, Worker

LEASE = timedelta(seconds=2)


async def main(url: str, name: str, path: Path, pause: float) -> None:
    """Work until told to stop."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def run(job: Job, _task: Task) -> None:
        over = asyncio.Event()
        asyncio.get_running_loop().call_later(pause, over.set)
        await over.wait()
        os.write(file, f"{job.key} {job.attempt}\n".encode())

    store = Store.open(url, clock=wall)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    worker = Worker(
        store,
        run,
        name=name,
        wall=wall,
        random=Random(name),  # noqa: S311 - delays need no secrecy
        pace=lambda _: timedelta(0),
        poll_interval=timedelta(milliseconds=200),
        lease=LEASE,
    )
    worker.start()
    while not stopped.is_set():
        async with store.system() as u:
            await jobs.free_lapsed(u, wall=wall())
        try:
            await asyncio.wait_for(stopped.wait(), 0.5)
        except TimeoutError:
            continue
    await worker.stop()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), float(sys.argv[4])))

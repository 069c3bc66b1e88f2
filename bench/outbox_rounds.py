"""What is measured of a durable queue in a round, and what must come out of it.

Knows no contestant: only that each job is begun exactly once and recorded as ended well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from random import Random
from time import perf_counter, process_time
from typing import Protocol, TypeVar

from bench.figures import Round

T = TypeVar("T")

_SETTLED_S = 0.3
"""After so long a worker that was just started waits for work, and listens if it does."""
_PAUSE_S = 0.01
_PATIENCE_S = 120.0


class Contestant(Protocol):
    """A durable queue in one database."""

    async def add(self, number: int) -> None:
        """Queue a job in a transaction of its own."""

    async def add_all(self, numbers: Sequence[int]) -> None:
        """Queue jobs in one transaction."""

    async def left(self) -> int:
        """How many jobs have not ended well."""

    def working(self, begun: Callable[[int], None]) -> AbstractAsyncContextManager[None]:
        """Carry out jobs inside the block; what was begun is recorded when it is left."""


async def each(do: Callable[[T], Awaitable[None]], things: Sequence[T], *, jobs: int) -> Round:
    """Do one after the other, which queues so many jobs in all."""
    began, used = perf_counter(), process_time()
    for thing in things:
        await do(thing)
    return _round(jobs, perf_counter() - began, process_time() - used)


async def carried_out(contestant: Contestant, waiting: set[int], jobs: int) -> Round:
    """Have the next `jobs` of those that wait carried out, and take them out of `waiting`.

    Counts from the worker's start to its clean end. Wrong is what was begun twice or never
    queued, and what is not recorded as ended well.
    """
    seen: list[int] = []
    enough = asyncio.Event()

    def begun(number: int) -> None:
        seen.append(number)
        if len(seen) >= jobs:
            enough.set()

    began, used = perf_counter(), process_time()
    async with asyncio.timeout(_PATIENCE_S), contestant.working(begun):
        await enough.wait()
    seconds, used = perf_counter() - began, process_time() - used
    # What was begun while it stopped counts, too.
    wrong = len(seen) - len(waiting.intersection(seen))
    waiting.difference_update(seen)
    wrong += abs(await contestant.left() - len(waiting))
    return _round(len(seen), seconds, used, wrong=wrong)


async def from_rest(
    contestant: Contestant, sender: Contestant, numbers: Sequence[int], *, random: Random | None
) -> Round:
    """Milliseconds from each job's commit to its beginning, by a worker that has nothing to do.

    `sender` queues them; with `random` at moments that have nothing to do with the job before.
    """
    at: dict[int, float] = {}
    seen: list[int] = []
    woken = asyncio.Event()
    taken: list[float] = []

    def begun(number: int) -> None:
        at[number] = perf_counter()
        seen.append(number)
        woken.set()

    async with asyncio.timeout(_PATIENCE_S), contestant.working(begun):
        await asyncio.sleep(_SETTLED_S)
        for number in numbers:
            woken.clear()
            await sender.add(number)
            committed = perf_counter()
            await woken.wait()
            # A listener may hear of the commit before whoever committed does.
            taken.append(max(at[number] - committed, 0) * 1000)
            await asyncio.sleep(random.random() if random else _PAUSE_S)
    again = len(seen) - len(set(seen).intersection(numbers))
    return Round(
        seconds=sum(taken) / 1000,
        latencies=tuple(taken),
        wrong=again + await contestant.left(),
    )


def _round(jobs: int, seconds: float, cpu_seconds: float, *, wrong: int = 0) -> Round:
    # Each answer's own time is not of interest here, only that of all.
    return Round(
        seconds=seconds,
        latencies=(seconds / jobs * 1000,) * jobs,
        wrong=wrong,
        cpu_seconds=cpu_seconds,
    )

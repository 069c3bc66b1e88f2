"""How long `glasnik serve` takes until it is ready, and what it uses while nothing happens.

Against a Python process that only imports the libraries that it stands on.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
from asyncio.subprocess import Process
from collections.abc import Sequence
from time import perf_counter

from bench import company, figures, machine, processes
from bench.databases import Databases
from bench.figures import Row, Table
from bench.processes import Talk
from bot.settings import Settings

NAME = "start"

_ROUNDS = 5
_IDLE_SECONDS = 10.0
_SETTLE_SECONDS = 2.0
"""After the start, for what the program does first."""
_IMPORTS = "import slack_bolt, aiohttp, sqlmodel"
_STAY = f"{_IMPORTS}; print('null', flush=True); input()"


async def run(stores: Databases, *, scale: float) -> Table:
    """Measure both in turns, on SQLite, then leave both alone for a while."""
    async with processes.module("bench.outside") as outside:
        port = processes.free_port()
        chosen = company.settings_for(
            await stores.fresh("sqlite", "start"), slack=outside.port, port=port
        )
        await company.found(chosen)
        served, imported = await _starts(chosen, max(round(_ROUNDS * scale), 1))
        used, floor = await _idle(chosen, _IDLE_SECONDS * scale)
    return Table(
        name=NAME,
        title="Starting, and doing nothing",
        columns=("start ms", "memory MB", "idle CPU %", "start ÷ imports", "memory ÷ imports"),
        rows=(
            _row("imports only", imported, floor, imported, floor),
            _row("glasnik serve", served, used, imported, floor),
        ),
        note=f"Imports only: {_IMPORTS}. Ready is the first 200 of /readyz.",
    )


async def _starts(chosen: Settings, rounds: int) -> tuple[float, float]:
    served: list[float] = []
    imported: list[float] = []
    for _ in range(rounds + 1):
        imported.append(await _import())
        served.append(await _start(chosen))
    # The first of each filled the caches.
    return statistics.median(served[1:]) * 1000, statistics.median(imported[1:]) * 1000


async def _start(chosen: Settings) -> float:
    began = perf_counter()
    async with processes.running(
        *processes.glasnik("serve"), env=company.environment(chosen)
    ) as process:
        await processes.until_ready(process, chosen.port)
        return perf_counter() - began


async def _import() -> float:
    began = perf_counter()
    async with processes.running(sys.executable, "-c", _IMPORTS) as process:
        await process.wait()
        return perf_counter() - began


async def _idle(
    chosen: Settings, seconds: float
) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    """Memory (MB) and processor time (%) of the program and of the floor, after doing nothing."""
    async with (
        processes.running(*processes.glasnik("serve"), env=company.environment(chosen)) as program,
        processes.running(sys.executable, "-c", _STAY) as floor,
    ):
        await processes.until_ready(program, chosen.port)
        await Talk(floor).hear()
        await asyncio.sleep(_SETTLE_SECONDS)
        both = (program, floor)
        before = [machine.cpu_seconds(one.pid) for one in both]
        await asyncio.sleep(seconds)
        used = tuple(_used(one, then, seconds) for one, then in zip(both, before, strict=True))
        assert floor.stdin is not None
        floor.stdin.write(b"\n")
    return used[0], used[1]


def _used(process: Process, before: float | None, seconds: float) -> tuple[float | None, ...]:
    now = machine.cpu_seconds(process.pid)
    share = None if now is None or before is None else (now - before) / seconds * 100
    return machine.memory_mb(process.pid), share


def _row(
    name: str,
    took: float,
    used: Sequence[float | None],
    floor_took: float,
    floor_used: Sequence[float | None],
) -> Row:
    memory, floor_memory = used[0], floor_used[0]
    more = None if memory is None or floor_memory is None else figures.ratio(memory, floor_memory)
    return Row(name=name, values=(took, memory, used[1], figures.ratio(took, floor_took), more))

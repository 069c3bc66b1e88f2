"""Processes of a measurement: started, spoken to by lines of JSON, and ended whatever happens."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import wire
from bot.settings import PREFIX

ROOT = Path(__file__).parents[1]

_COMPILED = Path(tempfile.gettempdir()) / "glasnik-bench-compiled"
"""An installation compiles its modules once; a checkout may be told not to, or be read-only."""
_STOP_SECONDS = 10.0
_START_SECONDS = 30.0
_LOOK_SECONDS = 0.005
_LINE_BYTES = 64 * 1024 * 1024


class DidNotStart(Exception):
    """A process ended, or was not ready in time; the message holds what it said."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def running(*command: str, env: Mapping[str, str] | None = None) -> AsyncIterator[Process]:
    """A process with the given settings and none of ours, and with compiled modules at hand."""
    inherited = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(PREFIX) and key != "PYTHONDONTWRITEBYTECODE"
    }
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env={"PYTHONPYCACHEPREFIX": str(_COMPILED), **inherited, **(env or {})},
        stdin=PIPE,
        stdout=PIPE,
        limit=_LINE_BYTES,
    )
    try:
        yield process
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


@asynccontextmanager
async def module(name: str, *arguments: str) -> AsyncIterator[Talk]:
    """A module of this package as a process that has said that it is ready."""
    async with running(sys.executable, "-m", name, *arguments) as process:
        talk = Talk(process)
        talk.said = await talk.hear()
        talk.port = talk.said["port"]
        yield talk


class Talk:
    """A process that is told things, one line each, and answers each with a line."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.port = 0
        self.said: dict[str, Any] = {}
        """What it told when it was ready."""

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    async def tell(self, order: Mapping[str, Any]) -> Any:
        """Give an order; what it answers."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        await self._process.stdin.drain()
        return await self.hear()

    async def hear(self) -> Any:
        """The next line. Raises DidNotStart when there is none."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise DidNotStart("a process of the measurement ended by itself")
        return json.loads(line)


def glasnik(*arguments: str) -> tuple[str, ...]:
    """The command that runs the program with this interpreter."""
    return (sys.executable, "-c", "from bot.cli import main; main()", *arguments)


async def until_ready(process: Process, port: int) -> float:
    """Ask `/readyz` until it answers 200; the seconds that took. Raises DidNotStart."""
    began = perf_counter()
    asked = wire.request("GET", "/readyz")
    while (took := perf_counter() - began) < _START_SECONDS:
        if process.returncode is not None:
            raise DidNotStart(f"the program ended with {process.returncode}")
        client = wire.Client(port)
        try:
            if await client.ask(asked) == 200:
                return perf_counter() - began
        except (OSError, EOFError):
            pass
        finally:
            await client.close()
        await asyncio.sleep(_LOOK_SECONDS)
    raise DidNotStart(f"the program was not ready after {took:.0f} s")

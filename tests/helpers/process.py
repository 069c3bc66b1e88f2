"""The program as a real process of its own, for tests that kill it or stop it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

from bot.settings import PREFIX, Settings
from tests.architecture.source import ROOT


def environment(settings: Settings) -> dict[str, str]:
    """A process's environment that leads to the same settings."""
    given: dict[str, str] = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if value in (None, "", ()):
            continue
        values = value if isinstance(value, tuple) else (value,)
        plain = [v.get_secret_value() if hasattr(v, "get_secret_value") else str(v) for v in values]
        given[PREFIX + name.upper()] = ",".join(plain)
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
    return {**inherited, **given}


class Process:
    """One running program."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.returncode is None

    async def dies(self, within: float = 30.0) -> int:
        """Wait until it is gone, and its exit code."""
        return await asyncio.wait_for(self._process.wait(), within)

    async def stop(self, within: float = 10.0) -> int:
        """Ask it to stop (SIGTERM), and its exit code. Raises TimeoutError."""
        if self.alive:
            self._process.send_signal(signal.SIGTERM)
        return await self.dies(within)

    def freeze(self) -> None:
        """Let it stand still, as a machine that is out of memory or moved elsewhere does."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on as if no time had passed."""
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it without a word."""
        if self.alive:
            self._process.kill()


@asynccontextmanager
async def program(
    settings: Settings, step: str = "", *, log: Path | None = None
) -> AsyncIterator[Process]:
    """The program, ready, dying at `step` if one is given; killed at the end if it still runs.

    What it logs goes into the file `log`, if one is given.
    """
    logged = await asyncio.to_thread(_opened, log)
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.durability.killable",
        step,
        cwd=ROOT,
        env=environment(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=logged,
    )
    process = Process(started)
    try:
        assert started.stdout is not None
        line = await asyncio.wait_for(started.stdout.readline(), 30)
        if step == "" or line:
            assert line == b"ready\n", "the program did not start"
        yield process
    finally:
        process.kill()
        await started.wait()
        if logged is not None:
            logged.close()


def _opened(log: Path | None) -> BinaryIO | None:
    return None if log is None else log.open("ab")

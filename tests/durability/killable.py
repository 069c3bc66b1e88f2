"""The program in a process of its own that kills itself, without a word, at a given step.

`python -m tests.durability.killable STEP`: settings come from the environment as always; with an
empty STEP it just serves.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta

from bot import logs, loop, main, settings
from bot.wiring import Working

LEASE = timedelta(seconds=2)
"""Short, so that a test need not wait for a dead worker's lease to lapse."""


def dying_at(step: str) -> Callable[[str], None]:
    """Kills this process with SIGKILL when the step is reached."""

    def reached(here: str) -> None:
        if here == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


async def serve(step: str) -> None:
    """Serve until SIGTERM, or until the step is reached."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    working = Working(
        reached=dying_at(step),
        lease=LEASE,
        pace=lambda _: timedelta(0),
        # A program that has only just begun is slow to answer on a busy machine.
        decide_seconds=2.3,
    )
    loaded = settings.load()
    logs.configure(form=loaded.log_format, level=loaded.log_level)
    async with main.serving(loaded, working=working):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    loop.run(serve(sys.argv[1]))

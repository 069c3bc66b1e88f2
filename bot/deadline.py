"""One answer in time, or later: work that takes too long goes on and reports when it is done.

Work is never cancelled, because it may be in the middle of a commit; whoever stops the program
drains what still runs. Must not know any platform.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import TypeVar

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

DECIDE_SECONDS = 1.0
"""What an answer may take before the person is told to wait; the platforms allow three to ten."""


class Deadline:
    """Owns everything that runs beyond its time."""

    def __init__(self, seconds: float = DECIDE_SECONDS) -> None:
        self.seconds = seconds
        self._running: set[asyncio.Task[object]] = set()

    @property
    def running(self) -> int:
        """How many pieces of work go on beyond their time."""
        return len(self._running)

    async def answer_within(
        self, work: Coroutine[object, object, _T], late: Callable[[_T], Awaitable[None]]
    ) -> _T | None:
        """The result of `work` if it comes in time, else None; then `late` gets it at its end.

        An exception of `work` is raised when it comes in time, and logged when it comes late.
        """
        task = self._start(work)
        await asyncio.wait({task}, timeout=self.seconds)
        if task.done():
            return task.result()
        self.own(_hand_over(task, late))
        return None

    def own(self, work: Coroutine[object, object, _T]) -> asyncio.Task[_T]:
        """Run something to its end; its failure is logged, and `drain` waits for it."""
        task = self._start(work)
        task.add_done_callback(_log_failure)
        return task

    async def finish(self, work: Coroutine[object, object, None], seconds: float) -> bool:
        """Wait at most `seconds` for something that goes on anyhow; whether it is done."""
        task = self.own(work)
        await asyncio.wait({task}, timeout=max(seconds, 0.0))
        return task.done()

    async def drain(self, seconds: float) -> int:
        """Wait at most `seconds` for all that still runs; how many pieces were left behind."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self._running and (left := end - loop.time()) > 0:
            await asyncio.wait(set(self._running), timeout=left)
            # Lets the callbacks of what has just ended take it out of the set.
            await asyncio.sleep(0)
        if self._running:
            _log.warning("stopped with work unfinished", extra={"left": len(self._running)})
        return len(self._running)

    def _start(self, work: Coroutine[object, object, _T]) -> asyncio.Task[_T]:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task


def _log_failure(task: asyncio.Task[_T]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("work beyond its time failed", exc_info=error)


async def _hand_over(task: asyncio.Task[_T], late: Callable[[_T], Awaitable[None]]) -> None:
    await late(await task)

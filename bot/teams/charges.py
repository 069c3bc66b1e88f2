"""Calls that had no slot in the tenant's lane are charged to it afterwards, so that jobs give way.

Answers to people go at once. Each of them makes the queue wait for one slot more, in all processes,
so that both together stay within what Teams allows: see `bot.teams.pacing`. Must not know calls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.teams.references import References
from chat.people import Platform
from content_store.queries import deliveries
from content_store.unit import Store
from programme.clock import Clock
from scheduler import lanes
from scheduler.lanes import Pace
from scheduler.runs import report

GATHER_SECONDS = 0.1
"""How long calls are gathered before they are written down: one write for all of a burst."""


class Charges:
    """Counts calls and writes them down in the background."""

    def __init__(
        self,
        store: Store,
        references: References,
        *,
        wall: Clock,
        pace: Pace,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Make the counter; `wall` is the machine's time, which lanes go by."""
        self._store = store
        self._references = references
        self._wall = wall
        self._pace = pace
        self._sleep = sleep
        self._calls = 0
        self._writing: asyncio.Task[None] | None = None

    def count(self) -> None:
        """One more call that had no slot."""
        self._calls += 1
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(), name="teams: charge the lane")
            self._writing.add_done_callback(_told)

    async def close(self) -> None:
        """Write down what was counted."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def _write(self) -> None:
        while self._calls:
            await self._sleep(GATHER_SECONDS)
            calls, self._calls = self._calls, 0
            home = await self._references.installation()
            if home is None:
                return
            lane = deliveries.whole_lane(Platform.TEAMS.value, home[1])
            async with self._store.system() as u:
                await lanes.charge(u, lane, wall=self._wall(), calls=calls, pace=self._pace)


def _told(writing: asyncio.Task[None]) -> None:
    """What could not be charged is only a pace a little too fast for a moment."""
    if not writing.cancelled() and isinstance(error := writing.exception(), Exception):
        report("calls_not_charged", error)

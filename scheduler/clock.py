"""The program's pulse: APScheduler calls `tick` and `sweep`; all that matters is in the database.

Any number of processes may have one. Its own jobs live in memory: APScheduler's job stores must
not be shared between schedulers (apscheduler.readthedocs.io/en/3.x/faq.html). Knows no feature.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from content_store.queries import accounts, jobs, lanes, stimuli
from content_store.queries import occurrences as moments
from content_store.unit import Store
from programme.clock import Clock
from scheduler import occurrences
from scheduler.occurrences import Schedule
from scheduler.runs import report

log = structlog.get_logger(__name__)

ReadSchedules = Callable[[], Awaitable[Sequence[Schedule]]]

SWEEP_EVERY = timedelta(seconds=60)
KEEP_JOBS = timedelta(days=90)
"""For so long the meaning of an ended job can't be queued again."""
KEEP_STIMULI = timedelta(days=3)
"""Platforms repeat an event within minutes or hours: docs.slack.dev/apis/events-api (retries)."""
KEEP_MOMENTS = timedelta(days=14)
KEEP_LANES = timedelta(hours=1)
KEEP_BEGUN = timedelta(days=1)
"""Consents that nobody finished: by then a late one has long been told that it ran out."""


class Pulse:
    """Ticks and sweeps until it is stopped."""

    def __init__(
        self,
        store: Store,
        schedules: ReadSchedules,
        *,
        clock: Clock,
        wall: Clock,
        tick_seconds: float = 15,
    ) -> None:
        """Make a pulse; `start` sets it going.

        `clock` is the programme's time, by which moments fall due; `wall` is the machine's own, by
        which leases lapse.
        """
        self._store = store
        self._schedules = schedules
        self._clock = clock
        self._wall = wall
        self.last_tick_at: datetime | None = None
        """When, by the machine's clock, the last tick ended well."""
        self._ticking, self._sweeping = asyncio.Lock(), asyncio.Lock()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )
        now = wall()
        for job, seconds in ((self.tick, tick_seconds), (self.sweep, SWEEP_EVERY.total_seconds())):
            self._scheduler.add_job(
                job, "interval", seconds=seconds, id=job.__name__, next_run_time=now
            )

    def start(self) -> None:
        """Begin, in the running event loop; the first tick and sweep come at once."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin no further tick or sweep, and let one that runs end; both are short."""
        if self._scheduler.running:
            self._scheduler.remove_all_jobs()
            async with self._ticking, self._sweeping:
                self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Queue what fell due."""
        try:
            async with self._ticking:
                schedules = await self._schedules()
                await occurrences.tick(self._store, schedules, self._clock())
        except Exception as error:  # noqa: BLE001 — the next tick makes up for this one
            report("tick_failed", error)
        else:
            self.last_tick_at = self._wall()

    async def sweep(self) -> None:
        """Free lapsed leases, and forget what is over."""
        try:
            async with self._sweeping, self._store.system() as u:
                freed = await jobs.free_lapsed(u, wall=self._wall())
                await jobs.forget_ended(u, u.now - KEEP_JOBS)
                await stimuli.forget(u, u.now - KEEP_STIMULI)
                await moments.forget(u, u.now - KEEP_MOMENTS)
                await lanes.forget(u, self._wall() - KEEP_LANES)
                await accounts.forget_begun(u, u.now - KEEP_BEGUN)
        except Exception as error:  # noqa: BLE001 — the next sweep makes up for this one
            report("sweep_failed", error)
        else:
            if freed:
                log.warning("leases lapsed", action="leases_lapsed", jobs=freed)

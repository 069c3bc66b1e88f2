"""Claims queued jobs as there is room and has them carried out, until it is stopped.

A worker that dies lets its leases lapse, and another takes over with the next `attempt`. Knows no
feature: what a task does is given as `run`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from content_store.queries import jobs
from content_store.queries.jobs import Job, Outlook
from content_store.unit import Store
from programme.clock import Clock
from scheduler import backoff, lanes
from scheduler.lanes import Pace
from scheduler.runs import Again, Run, Runs, Terms, report

__all__ = ["Again", "Job", "Run", "Worker"]

_SHORTEST_WAIT_S = 0.01


class Worker:
    """Claims jobs and carries them out."""

    def __init__(
        self,
        store: Store,
        run: Run,
        *,
        name: str,
        wall: Clock,
        random: Random,
        pace: Pace,
        concurrency: int = 4,
        poll_interval: timedelta = timedelta(seconds=1),
        lease: timedelta = timedelta(seconds=60),
        time_limit: timedelta = timedelta(minutes=10),
        attempts: int = backoff.ATTEMPTS,
        on_give_up: Callable[[Job], object] | None = None,
    ) -> None:
        """Make a worker; `start` sets it to work.

        `name` must differ from that of every other living worker, in all processes. `wall` is the
        machine's own time: leases and lanes must not follow a rehearsal's clock. `time_limit` ends
        a run that hangs. `attempts` is how often a job is run in all before it is given up;
        `on_give_up` (plain or async) is told after the commit.
        """
        self._store = store
        self._name = name
        self._wall = wall
        self._pace = pace
        self._concurrency = concurrency
        self._poll_interval = poll_interval
        self._lease = lease
        self._wake = asyncio.Event()
        self._crowded = False
        """Whether the last look ended because there was no room for more."""
        self._stopping = False
        self._loops: tuple[asyncio.Task[None], ...] = ()
        self._unsubscribe: Callable[[], None] = lambda: None
        self._runs = Runs(
            store,
            run,
            Terms(worker=name, lease=lease, time_limit=time_limit, attempts=attempts),
            wall=wall,
            random=random,
            on_free=self._on_free,
            on_give_up=on_give_up,
        )

    @property
    def busy(self) -> int:
        """How many jobs run here now."""
        return len(self._runs)

    def start(self) -> None:
        """Begin to claim jobs, in the running event loop."""
        if self._loops:
            raise RuntimeError("a worker starts once")
        self._unsubscribe = self._store.on_work(self._wake.set)
        self._loops = (
            asyncio.create_task(self._claim_loop(), name=f"{self._name}: claim"),
            asyncio.create_task(self._renew_loop(), name=f"{self._name}: renew"),
        )

    async def stop(self, grace: timedelta = timedelta(seconds=20)) -> None:
        """Stop claiming, let runs finish for so long, interrupt the rest and hand it back."""
        if not self._loops or self._stopping:
            return
        self._stopping = True
        self._unsubscribe()
        self._wake.set()
        claiming, renewing = self._loops
        # Not cancelled: a claim that was just committed must still reach the runs.
        await claiming
        await self._runs.wait(grace.total_seconds())
        await self._runs.hand_back()
        renewing.cancel()
        await asyncio.wait([renewing])

    def _on_free(self) -> None:
        # Where there was room before, one more place changes nothing.
        if self._crowded:
            self._wake.set()

    async def _claim_loop(self) -> None:
        while not self._stopping:
            self._wake.clear()
            wait = self._poll_interval.total_seconds()
            if self.busy < self._concurrency:
                try:
                    wait = await self._claim()
                except Exception as error:  # noqa: BLE001 — outlives the database's absence
                    report("claim_failed", error)
            try:
                await asyncio.wait_for(self._wake.wait(), wait)
            except TimeoutError:
                continue

    async def _claim(self) -> float:
        """Claim and begin what there is room for; the seconds until it is worth asking again."""
        room = self._concurrency - self.busy
        wall = self._wall()
        self._crowded = True
        async with self._store.system() as u:
            claims = await lanes.claim(
                u, by=self._name, wall=wall, lease=self._lease, limit=room, pace=self._pace
            )
            now = u.now
            outlook = None if claims else await jobs.outlook(u)
        for claim in claims:
            self._runs.begin(claim, lease_until=wall + self._lease)
        # With no room left the next look comes when a run ends, not by time.
        self._crowded = len(claims) >= room
        if claims and not self._crowded:
            # Only now: what was claimed need not wait for it.
            async with self._store.system_reading() as u:
                outlook = await jobs.outlook(u, since=now)
        return self._wait_of(outlook, now, wall)

    def _wait_of(self, outlook: Outlook | None, now: datetime, wall: datetime) -> float:
        waits = [self._poll_interval]
        if outlook is not None and outlook.next_run_at is not None:
            waits.append(outlook.next_run_at - now)
        if outlook is not None and outlook.next_free_at is not None:
            waits.append(outlook.next_free_at - lanes.LOOK_AGAIN - wall)
        return max(min(waits).total_seconds(), _SHORTEST_WAIT_S)

    async def _renew_loop(self) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            await self._runs.renew_leases()

"""The jobs that one worker is carrying out: their leases, and the record of how each ended.

A run that lost its lease can't record anything: leases are fenced by worker and attempt. Knows no
feature and never claims a job.
"""

from __future__ import annotations

import asyncio
import inspect
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import structlog

from content_store.queries import jobs
from content_store.queries.jobs import Job, JobState
from content_store.unit import Store
from programme import tasks
from programme.clock import Clock
from programme.tasks import Task
from scheduler import backoff, lanes
from scheduler.lanes import Claim

log = structlog.get_logger(__name__)

_RECORD_AGAIN_S = 0.5
_UNWIND_S = 5.0
"""How long an interrupted run may take to clean up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """A task's answer: nothing failed, but run me again. It does not count as an attempt."""

    run_at: datetime
    """By the programme's clock."""
    reason: str
    """A word for logs; nothing that a person wrote."""
    hold_lane: bool = False
    """Keep the job's whole lane closed until then: the platform asked everyone to wait."""


Run = Callable[[Job, Task], Awaitable[Again | None]]
"""Carries out the task of a job. An exception means that it failed and may be tried again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """The terms on which jobs are carried out."""

    worker: str
    """Differs from that of every other living worker."""
    lease: timedelta
    time_limit: timedelta
    """A run that takes longer hangs, and has failed."""
    attempts: int
    """How often a job is run in all before it is given up."""


@dataclass(kw_only=True, slots=True, eq=False)
class _Running:
    job: Job
    lease_until: datetime
    recording: bool = False
    """The run is over, and how it ended is being written."""
    work: asyncio.Task[None]


class Runs:
    """What one worker is carrying out at the moment."""

    def __init__(
        self,
        store: Store,
        run: Run,
        terms: Terms,
        *,
        wall: Clock,
        random: Random,
        on_free: Callable[[], object],
        on_give_up: Callable[[Job], object] | None,
    ) -> None:
        self._store = store
        self._run = run
        self._terms = terms
        self._wall = wall
        self._random = random
        self._on_free = on_free
        self._on_give_up = on_give_up
        # By attempt too: a job may come back while the run that lost it still cleans up.
        self._running: dict[tuple[int, int], _Running] = {}

    def __len__(self) -> int:
        return len(self._running)

    def begin(self, claim: Claim, *, lease_until: datetime) -> None:
        """Carry out a claimed job in the background, when its slot begins."""
        job = claim.job
        work = asyncio.create_task(self._carry_out(claim), name=f"job {job.id}")
        self._running[job.id, job.attempt] = _Running(job=job, lease_until=lease_until, work=work)
        work.add_done_callback(lambda _: self._over(job))

    async def wait(self, seconds: float) -> None:
        """Wait until nothing runs any more, at most so long."""
        if self._running:
            await asyncio.wait(
                [running.work for running in self._running.values()], timeout=seconds
            )

    async def hand_back(self) -> None:
        """Interrupt what still runs and queue it again; its next run knows that it is not first."""
        interrupted = list(self._running.values())
        for running in interrupted:
            running.work.cancel()
        await self.wait(_UNWIND_S)
        for running in interrupted:
            try:
                await self._hand_back(running.job)
            except Exception as error:  # noqa: BLE001 — then its lease lapses instead
                report("job_not_handed_back", error, **_ids(running.job))

    async def _hand_back(self, job: Job) -> None:
        async with self._store.system() as u:
            handed_back = await jobs.put_back(
                u,
                job,
                by=self._terms.worker,
                run_at=job.run_at,
                counts=True,
                reason="interrupted",
            )
        if handed_back:
            log.info("job handed back", action="job_handed_back", **_ids(job))

    async def renew_leases(self) -> None:
        """Renew the leases of all that runs; interrupt what another worker may have begun."""
        asked = list(self._running.values())
        until = self._wall() + self._terms.lease
        try:
            async with self._store.system() as u:
                held = await jobs.renew(
                    u,
                    [(running.job.id, running.job.attempt) for running in asked],
                    by=self._terms.worker,
                    until=until,
                )
        except Exception as error:  # noqa: BLE001 — the next renewal may find the database again
            report("leases_not_renewed", error)
        else:
            for running in asked:
                named = (running.job.id, running.job.attempt)
                running.lease_until = until if named in held else self._wall()
        for running in asked:
            if running.lease_until <= self._wall() and not running.recording:
                log.warning("lease lost", action="job_lease_lost", **_ids(running.job))
                running.work.cancel()

    def _over(self, job: Job) -> None:
        self._running.pop((job.id, job.attempt), None)
        self._on_free()

    async def _carry_out(self, claim: Claim) -> None:
        job = claim.job
        with structlog.contextvars.bound_contextvars(**_ids(job)):
            if job.attempt > self._terms.attempts:
                # Each run before ended with its process, so nothing else has counted them.
                await self._record(job, lambda: self._give_up(job, "every run was interrupted"))
                return
            await asyncio.sleep(max((claim.begin_at - self._wall()).total_seconds(), 0))
            try:
                async with asyncio.timeout(self._terms.time_limit.total_seconds()):
                    again = await self._run(job, tasks.loads(job.task, job.payload))
            except Exception as error:  # noqa: BLE001 — whatever a task raises, the job failed
                failure = _about(error)
                await self._record(job, lambda: self._failed(job, failure))
            else:
                await self._record(job, lambda: self._ended(job, again))

    async def _record(self, job: Job, write: Callable[[], Awaitable[None]]) -> None:
        """Write how a run ended, again and again while its lease lasts."""
        running = self._running[job.id, job.attempt]
        running.recording = True
        while True:
            try:
                await write()
            except Exception as error:  # noqa: BLE001 — a job that ran must not run again for this
                report("job_not_recorded", error)
                if running.lease_until <= self._wall():
                    return
                await asyncio.sleep(_RECORD_AGAIN_S)
            else:
                return

    async def _ended(self, job: Job, again: Again | None) -> None:
        by, wall = self._terms.worker, self._wall()
        async with self._store.system() as u:
            if again is None:
                recorded = await jobs.finish(u, job, by=by, state=JobState.DONE)
            else:
                recorded = await jobs.put_back(
                    u, job, by=by, run_at=again.run_at, counts=False, reason=again.reason
                )
                if recorded and again.hold_lane and job.lane is not None:
                    await lanes.hold(u, job.lane, wall=wall, delay=again.run_at - u.now)
        if not recorded:
            log.warning("job ended without its lease", action="job_fenced")
        elif again is None:
            log.info("job done", action="job_done")
        else:
            log.info("job again", action="job_again", reason=again.reason)

    async def _failed(self, job: Job, failure: dict[str, str]) -> None:
        error = f"{failure['error']} at {failure['where']}"
        if job.attempt >= self._terms.attempts:
            await self._give_up(job, error)
            return
        delay = backoff.delay(job.attempt, self._random)
        async with self._store.system() as u:
            await jobs.put_back(
                u, job, by=self._terms.worker, run_at=u.now + delay, counts=True, reason=error
            )
        log.warning("job failed", action="job_failed", retry_in_s=delay.total_seconds(), **failure)

    async def _give_up(self, job: Job, error: str) -> None:
        async with self._store.system() as u:
            given_up = await jobs.finish(
                u, job, by=self._terms.worker, state=JobState.FAILED, error=error
            )
        if not given_up:
            return
        log.error("job given up", action="job_given_up", error=error)
        if self._on_give_up is not None:
            told = self._on_give_up(job)
            if inspect.isawaitable(told):
                await told


def report(action: str, error: Exception, **ids: object) -> None:
    """Log what a loop survived: the exception's type and place, never its message."""
    log.error(action.replace("_", " "), action=action, **ids, **_about(error))


def _about(error: Exception) -> dict[str, str]:
    # A message may quote a caption or a token; where it happened says enough.
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-4:]]
    return {"error": type(error).__name__, "where": " > ".join(places) or "unknown"}


def _ids(job: Job) -> dict[str, object]:
    return {
        "job": job.id,
        "task": job.task,
        "workspace": job.workspace,
        "attempt": job.attempt,
    }

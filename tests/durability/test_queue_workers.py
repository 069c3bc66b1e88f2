"""The queue and its workers: what is run, how often, and what happens when it goes wrong."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from structlog.testing import capture_logs

from content_store.queries import jobs
from content_store.queries.jobs import Job, JobState
from content_store.unit import Store
from programme.tasks import Deliver, RefreshHome, Task
from scheduler import backoff, queue
from scheduler.worker import Again
from tests.helpers.databases import START, ManualClock
from tests.helpers.waiting import until
from tests.helpers.working import (
    Runs,
    add,
    failed_once,
    is_in,
    job_of,
    not_running,
    state_of,
    working,
)


async def test_a_queued_task_is_carried_out_once(store: Store) -> None:
    """A task that was queued is run with its data, its workspace and attempt 1, and is done."""
    run = Runs()
    async with working(store, run):
        assert await add(store, "a")
        await until(lambda: is_in(store, "a", JobState.DONE), "the job")
    [(job, task)] = run.seen
    assert (task, job.workspace, job.attempt) == (Deliver(delivery=7), 1, 1)
    assert (await job_of(store, "a")).ended_at == START


async def test_a_meaning_is_queued_once(store: Store) -> None:
    """The same key is queued once per workspace, also after its job has ended."""
    assert await add(store, "a")
    assert not await add(store, "a")
    async with store.unit(2) as u:
        assert await queue.enqueue(u, RefreshHome(member=1), key="a")
    async with working(store, Runs()):
        await until(lambda: is_in(store, "a", JobState.DONE), "the job")
    assert not await add(store, "a")


async def test_a_rolled_back_unit_queues_nothing(store: Store) -> None:
    """The task of a unit that failed is not there."""

    async def failing_unit() -> None:
        async with store.unit(1) as u:
            await queue.enqueue(u, Deliver(delivery=7), key="a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing_unit()
    assert await add(store, "a")


async def test_a_commit_wakes_the_worker(store: Store) -> None:
    """A worker of the same process begins at once, without waiting for its next look."""
    run = Runs()
    async with working(store, run, poll_interval=timedelta(hours=1)):
        await add(store, "a")
        await until(lambda: run.seen, "the job", within=5)


async def test_what_fell_due_since_a_claim_is_not_overlooked(
    store: Store, clock: ManualClock
) -> None:
    """A worker that looks ahead a moment after its claim still sees what fell due in between."""
    claimed_at, due_at = clock(), START + timedelta(milliseconds=3)
    await add(store, "a", run_at=due_at)
    clock.forward(seconds=1)
    async with store.system_reading() as u:
        assert (await jobs.outlook(u)).next_run_at is None
        assert (await jobs.outlook(u, since=claimed_at)).next_run_at == due_at


async def test_a_job_waits_for_its_moment(store: Store, clock: ManualClock) -> None:
    """A job for later runs when the programme's clock gets there, moved jobs at the new time."""
    run = Runs()
    later = START + timedelta(hours=3)
    async with working(store, run):
        await add(store, "later", run_at=later)
        await add(store, "moved", run_at=later)
        async with store.unit(1) as u:
            assert await queue.reschedule(u, "moved", START)
        await until(lambda: is_in(store, "moved", JobState.DONE), "the moved job")
        assert await state_of(store, "later") is JobState.QUEUED
        clock.forward(hours=3)
        await until(lambda: is_in(store, "later", JobState.DONE), "the later job")


async def test_a_cancelled_job_does_not_run(store: Store, clock: ManualClock) -> None:
    """Cancelling works until the job begins, and only then tells that it did."""
    run = Runs()
    await add(store, "a", run_at=START + timedelta(hours=1))
    async with store.unit(2) as u:
        assert not await queue.cancel(u, "a")
    async with store.unit(1) as u:
        assert await queue.cancel(u, "a")
        assert not await queue.cancel(u, "a")
        assert not await queue.reschedule(u, "a", START)
    clock.forward(hours=2)
    async with working(store, run):
        await add(store, "b")
        await until(lambda: is_in(store, "b", JobState.DONE), "the other job")
    assert len(run.seen) == 1
    assert await state_of(store, "a") is JobState.CANCELLED


async def test_what_matters_more_goes_first(store: Store) -> None:
    """Of what is due, the higher priority is run first, then what has waited longer."""
    run = Runs()
    await add(store, "late", run_at=START - timedelta(minutes=1))
    await add(store, "early", run_at=START - timedelta(minutes=2))
    await add(store, "urgent", priority=5)
    async with working(store, run, concurrency=1):
        await until(lambda: len(run.seen) == 3, "three jobs")
    assert [job.key for job, _ in run.seen] == ["1:urgent", "1:early", "1:late"]


async def test_a_failure_is_tried_again_and_given_up_at_last(
    store: Store, clock: ManualClock
) -> None:
    """A task that keeps failing is run as often as allowed, each time knowing that it is again."""
    told: list[Job] = []

    async def fail(_job: Job, _task: Task) -> None:
        raise RuntimeError("with a secret: xoxb-1")

    run = Runs(fail)
    with capture_logs() as logs:
        async with working(store, run, attempts=3, on_give_up=told.append):
            await add(store, "a")
            for attempt in (1, 2, 3):
                await until(partial(run.has_run, attempt), "a run")
                state = JobState.FAILED if attempt == 3 else JobState.QUEUED
                await until(partial(is_in, store, "a", state), "its record")
                clock.forward(hours=1)
    assert run.attempts == [1, 2, 3]
    assert [job.key for job in told] == ["1:a"]
    assert "xoxb" not in str(logs)
    assert "xoxb" not in (await job_of(store, "a")).last_error
    assert {"job_failed", "job_given_up"} <= {line["action"] for line in logs}


async def test_a_failure_waits_before_it_is_tried_again(store: Store) -> None:
    """After a failure the job is due again only after its delay."""

    async def fail(_job: Job, _task: Task) -> None:
        raise RuntimeError

    async with working(store, Runs(fail)):
        await add(store, "a")
        await until(lambda: failed_once(store), "the failure")
    job = await job_of(store, "a")
    assert START < job.run_at <= START + backoff.BASE


async def test_again_is_no_failure(store: Store, clock: ManualClock) -> None:
    """A task that asks for another run gets it then, as often as it likes, as a first attempt."""

    async def answer(_job: Job, _task: Task) -> Again | None:
        if len(run.seen) < 5:
            return Again(run_at=clock() + timedelta(hours=1), reason="not yet")
        return None

    run = Runs(answer)
    async with working(store, run, attempts=2):
        await add(store, "a")
        for number in range(1, 6):
            await until(partial(run.has_run, number), "a run")
            await until(lambda: not_running(store), "its record")
            clock.forward(hours=1)
        await until(lambda: is_in(store, "a", JobState.DONE), "the end")
    assert run.attempts == [1] * 5


async def test_a_task_that_hangs_has_failed(store: Store) -> None:
    """A run that exceeds its time is ended and counts as a failure."""

    async def hang(_job: Job, _task: Task) -> None:
        await asyncio.Event().wait()

    async with working(store, Runs(hang), time_limit=timedelta(milliseconds=50)):
        await add(store, "a")
        await until(lambda: failed_once(store), "the failure")
    assert (await job_of(store, "a")).last_error.startswith("TimeoutError")


async def test_no_more_run_at_once_than_allowed(store: Store) -> None:
    """A worker runs as many jobs at once as it was told, and fills up what gets free."""
    gate = asyncio.Event()

    async def wait(_job: Job, _task: Task) -> None:
        await gate.wait()

    run = Runs(wait)
    async with working(store, run, concurrency=3) as worker:
        for number in range(7):
            await add(store, str(number))
        await until(lambda: worker.busy == 3, "three runs")
        async with store.reading(1) as u:
            counts = await jobs.counts(u)
        assert counts == {JobState.RUNNING: 3, JobState.QUEUED: 4}
        gate.set()
        await until(lambda: len(run.seen) == 7, "all runs")


async def test_stopping_lets_runs_finish(store: Store) -> None:
    """A worker that is stopped begins nothing more and finishes what runs in time."""
    gate = asyncio.Event()

    async def wait(_job: Job, _task: Task) -> None:
        await gate.wait()

    run = Runs(wait)
    async with working(store, run, concurrency=1) as worker:
        await add(store, "a")
        await add(store, "b")
        await until(lambda: worker.busy == 1, "a run")
        stopping = asyncio.create_task(worker.stop(timedelta(seconds=20)))
        asyncio.get_running_loop().call_soon(gate.set)
        await stopping
    assert await state_of(store, "a") is JobState.DONE
    assert await state_of(store, "b") is JobState.QUEUED


async def test_stopping_hands_back_what_does_not_finish(store: Store) -> None:
    """What is still running after the grace is queued again at once, and knows it was begun."""
    cleaned: list[str] = []

    async def hang(_job: Job, _task: Task) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append("up")

    async with working(store, Runs(hang)) as worker:
        await add(store, "a")
        await until(lambda: worker.busy == 1, "a run")
        await worker.stop(timedelta(milliseconds=10))
    assert cleaned == ["up"]
    assert await state_of(store, "a") is JobState.QUEUED
    second = Runs()
    async with working(store, second):
        await until(lambda: is_in(store, "a", JobState.DONE), "the job")
    assert second.attempts == [2]


async def test_ended_jobs_are_forgotten_in_time(store: Store, clock: ManualClock) -> None:
    """Only jobs that ended before the given moment are deleted."""
    async with working(store, Runs()):
        await add(store, "a")
        await until(lambda: is_in(store, "a", JobState.DONE), "the job")
    await add(store, "waiting")
    clock.forward(days=90)
    async with store.system() as u:
        assert await jobs.forget_ended(u, START) == 0
        assert await jobs.forget_ended(u, START + timedelta(days=1)) == 1
    assert await state_of(store, "waiting") is JobState.QUEUED

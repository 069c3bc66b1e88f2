"""Leases and lanes: who may finish a job, and how far apart calls begin."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from itertools import pairwise

from sqlalchemy import event

from content_store.queries import jobs
from content_store.queries.jobs import Job, JobState
from content_store.unit import Store
from programme.clock import wall
from programme.tasks import Task
from scheduler.worker import Again
from tests.helpers.databases import START, ManualClock
from tests.helpers.waiting import until
from tests.helpers.working import (
    Runs,
    Wall,
    add,
    claim,
    claims,
    is_in,
    job_of,
    not_running,
    state_of,
    working,
)


async def test_a_lapsed_lease_goes_to_another_and_fences_the_first_off(store: Store) -> None:
    """A worker that lost its lease can't finish the job that another has taken over."""
    machine = Wall()
    await add(store, "a")
    [first] = await claim(store, "one", machine)
    assert await claim(store, "two", machine) == []
    machine.ahead = timedelta(seconds=61)
    async with store.system() as u:
        assert await jobs.free_lapsed(u, wall=machine()) == 1
    [second] = await claim(store, "two", machine)
    assert (first.attempt, second.attempt) == (1, 2)
    async with store.system() as u:
        assert not await jobs.finish(u, first, by="one", state=JobState.DONE)
        assert not await jobs.finish(u, first, by="two", state=JobState.DONE)
        assert not await jobs.finish(u, second, by="one", state=JobState.DONE)
        assert await jobs.renew(u, [(second.id, 2)], by="one", until=machine()) == set()
        assert not await jobs.put_back(u, first, by="one", run_at=u.now, counts=True, reason="")
        assert await jobs.renew(u, [(first.id, 1)], by="one", until=machine()) == set()
        assert await jobs.renew(u, [(second.id, 2)], by="two", until=machine()) == {(second.id, 2)}
        assert await jobs.finish(u, second, by="two", state=JobState.DONE)
        assert not await jobs.finish(u, second, by="two", state=JobState.FAILED)


async def test_a_living_worker_keeps_its_leases(store: Store) -> None:
    """A run that takes longer than its lease keeps it, however far the programme's clock moves."""
    gate = asyncio.Event()

    async def wait(_job: Job, _task: Task) -> None:
        await gate.wait()

    run = Runs(wait)
    async with working(store, run, lease=timedelta(milliseconds=600)) as worker:
        await add(store, "a")
        await until(lambda: worker.busy == 1, "a run")
        ends = wall() + timedelta(milliseconds=1500)
        while wall() < ends:
            await until(lambda: _swept(store), "a sweep")
        gate.set()
        await until(lambda: is_in(store, "a", JobState.DONE), "the end")
    assert run.attempts == [1]


async def _swept(store: Store) -> bool:
    async with store.system() as u:
        return await jobs.free_lapsed(u, wall=wall()) == 0


async def test_a_run_that_lost_its_lease_is_interrupted(store: Store) -> None:
    """Once another worker may have the job, its first run is ended and records nothing."""
    started, ended = asyncio.Event(), asyncio.Event()

    async def hang(_job: Job, _task: Task) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with working(store, Runs(hang), lease=timedelta(milliseconds=300)) as worker:
        await add(store, "a")
        await started.wait()
        async with store.system() as u:
            await jobs.free_lapsed(u, wall=wall() + timedelta(hours=1))
            [taken] = await jobs.claim(
                u,
                by="other",
                wall=wall(),
                lease=timedelta(hours=1),
                limit=1,
                lanes_free_by=wall(),
            )
        await asyncio.wait_for(ended.wait(), 5)
        await until(lambda: worker.busy == 0, "the run's end")
    async with store.system() as u:
        assert await jobs.finish(u, taken, by="other", state=JobState.DONE)


async def test_a_job_that_kills_its_worker_each_time_is_given_up(store: Store) -> None:
    """Attempts that ended with their process count: such a job does not come back for ever."""
    machine = Wall()
    await add(store, "a")
    for attempt in (1, 2, 3):
        [job] = await claim(store, "doomed", machine)
        assert job.attempt == attempt
        machine.ahead += timedelta(minutes=2)
        async with store.system() as u:
            await jobs.free_lapsed(u, wall=machine())
    run = Runs()
    async with working(store, run, attempts=3):
        await until(lambda: is_in(store, "a", JobState.FAILED), "the end")
    assert run.seen == []


async def test_jobs_of_a_lane_keep_its_pace(store: Store) -> None:
    """Jobs of one lane are given slots at least a pace apart; other lanes and no lane go on."""
    machine = Wall(at=wall())
    for number in range(6):
        await add(store, f"a{number}", lane="channel:1")
    await add(store, "b", lane="channel:2")
    await add(store, "c")
    taken = await claims(store, "one", machine, milliseconds=100)
    begins = sorted(found.begin_at for found in taken if found.job.lane == "channel:1")
    assert len(begins) == 3
    assert [later - earlier for earlier, later in pairwise(begins)] == [
        timedelta(milliseconds=100)
    ] * 2
    assert {found.job.key for found in taken} >= {"1:b", "1:c"}
    assert await claims(store, "two", machine, milliseconds=100) == []
    async with store.system() as u:
        outlook = await jobs.outlook(u)
    assert outlook.next_free_at == begins[-1] + timedelta(milliseconds=100)
    assert (await job_of(store, "a5")).attempt == 0


async def test_a_crowded_lane_does_not_keep_others_waiting(store: Store) -> None:
    """However many jobs of a slow lane come first, what is behind them is taken all the same."""
    for number in range(20):
        await add(store, f"a{number}", lane="channel:1", priority=1)
    await add(store, "b")
    taken = await claims(store, "one", Wall(at=wall()), limit=3, seconds=1)
    assert {found.job.key for found in taken} == {"1:a0", "1:b"}


async def test_a_held_lane_is_closed_for_everyone(store: Store, clock: ManualClock) -> None:
    """A task that was told to wait can close its whole lane for as long; others go on."""

    async def answer(job: Job, _task: Task) -> Again | None:
        if job.lane == "channel:1":
            return Again(
                run_at=clock() + timedelta(seconds=30), reason="rate_limited", hold_lane=True
            )
        return None

    run = Runs(answer)
    async with working(store, run, concurrency=1):
        await add(store, "a", lane="channel:1")
        await until(lambda: not_running(store), "the first")
        await add(store, "b", lane="channel:1")
        await add(store, "c", lane="channel:2")
        await until(lambda: is_in(store, "c", JobState.DONE), "the other lane")
        assert await state_of(store, "b") is JobState.QUEUED
    async with store.system() as u:
        closed_until = (await jobs.outlook(u)).next_free_at
    assert closed_until is not None
    assert timedelta(seconds=20) < closed_until - wall() <= timedelta(seconds=30)


async def test_several_slots_are_taken_in_one_look(store: Store) -> None:
    """A lane of many calls a second costs far fewer looks into the queue than it has jobs."""
    looks = 0

    def count(_c: object, _cursor: object, sql: str, *_more: object) -> None:
        nonlocal looks
        looks += sql.startswith("WITH due")

    event.listen(store._engines.writing.sync_engine, "before_cursor_execute", count)
    number = 40
    for each in range(number):
        await add(store, f"a{each}", lane="teams:1")
    run = Runs()
    calm = timedelta(seconds=30)
    pace = timedelta(milliseconds=10)
    async with working(store, run, concurrency=30, poll_interval=calm, pace=lambda _: pace):
        await until(partial(run.has_run, number), "all jobs")
    assert looks < number / 2


async def test_a_job_put_back_wakes_whoever_waits(store: Store) -> None:
    """A job that is to be run again is work like any other: workers look for it at once."""
    await add(store, "a")
    [taken] = await claim(store, "one", Wall())
    woken: list[bool] = []
    store.on_work(lambda: woken.append(True))
    async with store.system() as u:
        await jobs.put_back(u, taken, by="one", run_at=START, counts=False, reason="opened")
    assert woken == [True]

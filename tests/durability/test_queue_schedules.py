"""Schedules over outages, clock changes, holidays, moved clocks, changed times and replicas."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlmodel import col

from content_store.queries import jobs, stimuli
from content_store.queries import occurrences as moments
from content_store.tables.jobs import JobRow, OccurrenceRow
from content_store.unit import Store
from programme.calendars import EVERY_DAY, WORKING_WEEK
from programme.clock import wall
from programme.tasks import BuildDigest, Task
from scheduler import queue
from scheduler.clock import Pulse
from scheduler.occurrences import ALL, LATEST, DropAfter, Schedule, tick
from tests.helpers.databases import ManualClock
from tests.helpers.waiting import until

LJUBLJANA = ZoneInfo("Europe/Ljubljana")


def _digest(due: datetime) -> tuple[Task, str]:
    return BuildDigest(due=due.isoformat(), place=1), f"digest:{due.isoformat()}"


def local(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    """A moment of 2026 in Ljubljana, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=LJUBLJANA).astimezone(UTC)


DIGEST = Schedule(
    name="digest",
    workspace=1,
    at=time(9),
    zone=LJUBLJANA,
    days=WORKING_WEEK,
    misfire=LATEST,
    make_task=_digest,
)


async def queued(store: Store, workspace: int = 1) -> list[datetime]:
    """The due moments for which work was queued, in order."""
    async with store.reading(workspace) as u:
        keys = (await u.session.execute(select(col(JobRow.key)))).scalars()
        return sorted(datetime.fromisoformat(key.partition("digest:")[2]) for key in keys)


async def outcomes(store: Store) -> list[tuple[datetime, str]]:
    """All stored moments, in order."""
    async with store.system() as u:
        rows = await u.session.execute(
            select(col(OccurrenceRow.due_at), col(OccurrenceRow.outcome)).order_by(
                col(OccurrenceRow.due_at)
            )
        )
        return [(due, outcome) for due, outcome in rows.all()]


async def test_a_new_schedule_makes_up_for_nothing(store: Store) -> None:
    """The first tick only begins to count; the next due moment is the first that is queued."""
    assert await tick(store, [DIGEST], local(2, 12)) == 0
    assert await tick(store, [DIGEST], local(3, 8, 59)) == 0
    assert await tick(store, [DIGEST], local(3, 9)) == 1
    assert await tick(store, [DIGEST], local(3, 9, 1)) == 0
    assert await queued(store) == [local(3, 9)]


async def test_ticking_every_quarter_hour_queues_each_day_once(store: Store) -> None:
    """Over a week with the change to summer time, nine o'clock stays nine o'clock."""
    now = local(26, 0)
    while now < local(2, 0, month=4):
        await tick(store, [DIGEST], now)
        now += timedelta(minutes=15)
    expected = [local(day, 9) for day in (26, 27, 30, 31)] + [local(1, 9, month=4)]
    assert await queued(store) == expected
    assert {due.hour for due in expected} == {7, 8}


async def test_a_skipped_hour_runs_once_and_a_doubled_hour_runs_once(store: Store) -> None:
    """A time that the clocks skip runs after the gap; one that comes twice runs the first time."""
    night = replace(DIGEST, name="night", at=time(2, 30), days=EVERY_DAY)
    now = local(28, 12)
    while now < local(29, 12):
        await tick(store, [night], now)
        now += timedelta(minutes=10)
    assert await queued(store) == [datetime(2026, 3, 29, 1, 0, tzinfo=UTC)]
    now = local(24, 12, month=10)
    await tick(store, [night], now)
    while now < local(25, 12, month=10):
        await tick(store, [night], now)
        now += timedelta(minutes=10)
    autumn = [due for due in await queued(store) if due.month == 10]
    assert autumn == [datetime(2026, 10, day, 0, 30, tzinfo=UTC) for day in (24, 25)]


async def test_after_an_outage_today_is_made_up_for(store: Store) -> None:
    """After five days away, only the last digest goes out if its day is still on."""
    await tick(store, [DIGEST], local(2, 8))
    assert await tick(store, [DIGEST], local(6, 15)) == 1
    assert await queued(store) == [local(6, 9)]
    assert [outcome for _, outcome in await outcomes(store)] == [
        "began",
        *["skipped"] * 4,
        "queued",
    ]


async def test_after_an_outage_yesterday_is_not_made_up_for(store: Store) -> None:
    """A digest whose local day is over is recorded as skipped, and not sent."""
    await tick(store, [DIGEST], local(5, 8))
    assert await tick(store, [DIGEST], local(7, 0, 30)) == 0
    assert await queued(store) == []
    assert (local(6, 9), "skipped") in await outcomes(store)


async def test_the_local_day_counts_not_the_day_in_utc(store: Store) -> None:
    """Late in the evening in Honolulu it is still the day of the digest."""
    honolulu = replace(DIGEST, zone=ZoneInfo("Pacific/Honolulu"))
    await tick(store, [honolulu], datetime(2026, 3, 2, 0, tzinfo=UTC))
    assert await tick(store, [honolulu], datetime(2026, 3, 3, 9, 30, tzinfo=UTC)) == 1
    assert await queued(store) == [datetime(2026, 3, 2, 19, tzinfo=UTC)]


async def test_a_policy_of_all_makes_up_for_everything(store: Store) -> None:
    """Closing a period is done for each missed moment, in order."""
    closing = replace(DIGEST, misfire=ALL)
    await tick(store, [closing], local(2, 8))
    assert await tick(store, [closing], local(5, 15)) == 4
    assert await queued(store) == [local(day, 9) for day in (2, 3, 4, 5)]


async def test_a_policy_of_dropping_makes_up_for_what_is_fresh(store: Store) -> None:
    """A reminder is made up for only while it is at most so old."""
    nudge = replace(DIGEST, misfire=DropAfter(timedelta(hours=2)))
    await tick(store, [nudge], local(2, 8))
    assert await tick(store, [nudge], local(3, 11)) == 1
    assert await tick(store, [nudge], local(4, 11, 1)) == 0
    assert await queued(store) == [local(3, 9)]


async def test_nothing_falls_due_on_a_public_holiday(store: Store) -> None:
    """On a holiday of the schedule's country there is no digest, elsewhere there is."""
    home = replace(DIGEST, holidays="SI")
    away = replace(DIGEST, name="away", workspace=2, holidays="DE")
    # 27 April is Resistance Day in Slovenia, a Monday in 2026.
    await tick(store, [home, away], local(26, 12, month=4))
    await tick(store, [home, away], local(27, 9, month=4))
    assert await queued(store) == []
    assert await queued(store, 2) == [local(27, 9, month=4)]
    await tick(store, [home, away], local(28, 9, month=4))
    assert await queued(store) == [local(28, 9, month=4)]


async def test_a_clock_that_jumps_ahead_brings_only_the_latest(store: Store) -> None:
    """A rehearsal's clock that is moved on by two weeks posts one digest, not ten."""
    await tick(store, [DIGEST], local(2, 8))
    assert await tick(store, [DIGEST], local(16, 9, 5)) == 1
    assert await queued(store) == [local(16, 9)]


async def test_a_clock_that_jumps_years_ahead_is_no_flood(store: Store) -> None:
    """What was missed longer ago than the horizon is not even recorded."""
    await tick(store, [replace(DIGEST, misfire=ALL)], local(2, 8).replace(year=2016))
    await tick(store, [replace(DIGEST, misfire=ALL)], local(2, 8))
    assert 40 <= len(await queued(store)) <= 44


async def test_a_clock_that_goes_back_repeats_nothing(store: Store) -> None:
    """A day that was dealt with is not dealt with again."""
    await tick(store, [DIGEST], local(2, 8))
    await tick(store, [DIGEST], local(4, 9))
    assert await tick(store, [DIGEST], local(3, 9)) == 0
    assert await tick(store, [DIGEST], local(4, 10)) == 0
    assert await tick(store, [DIGEST], local(5, 9)) == 1
    assert await queued(store) == [local(4, 9), local(5, 9)]


async def test_a_later_time_does_not_repeat_the_day(store: Store) -> None:
    """Moving the digest from nine to two, after today's went out, gives no second one today."""
    moved = replace(DIGEST, at=time(14))
    await tick(store, [DIGEST], local(2, 8))
    await tick(store, [DIGEST], local(2, 9))
    assert await tick(store, [moved], local(2, 14)) == 0
    assert await tick(store, [moved], local(2, 14, 1)) == 0
    assert await tick(store, [moved], local(3, 14)) == 1
    assert await queued(store) == [local(2, 9), local(3, 14)]
    assert (local(2, 14), "repeated") in await outcomes(store)


async def test_an_earlier_time_still_runs_today(store: Store) -> None:
    """Moving the digest from two to nine, at ten, sends today's at once and tomorrow's at nine."""
    afternoon = replace(DIGEST, at=time(14))
    await tick(store, [afternoon], local(2, 8))
    await tick(store, [afternoon], local(2, 9, 55))
    assert await tick(store, [DIGEST], local(2, 10)) == 1
    assert await tick(store, [DIGEST], local(2, 14)) == 0
    assert await tick(store, [DIGEST], local(3, 9)) == 1
    assert await queued(store) == [local(2, 9), local(3, 9)]


async def test_a_replica_with_the_old_time_does_not_repeat_the_day(store: Store) -> None:
    """While one process still ticks with the old time, the day is queued once all the same."""
    moved = replace(DIGEST, at=time(9, 30))
    await tick(store, [DIGEST], local(2, 8))
    assert await tick(store, [DIGEST], local(2, 9, 45)) == 1
    assert await tick(store, [moved], local(2, 9, 45)) == 0
    assert len(await queued(store)) == 1


@pytest.mark.parametrize("seed", range(6))
async def test_no_local_day_is_queued_twice(store: Store, seed: int) -> None:
    """Whatever times a lead sets and whenever the program looks, a local day has one digest."""
    chance = Random(seed)  # noqa: S311 - only has to differ from seed to seed
    now = local(27, 0)
    for _ in range(20):
        now += timedelta(minutes=chance.choice([1, 30, 300, 700, 1500]))
        schedule = replace(DIGEST, at=time(chance.randrange(24)), days=EVERY_DAY)
        await tick(store, [schedule], now)
    days = [due.astimezone(LJUBLJANA).date() for due in await queued(store)]
    assert len(days) > 1
    assert len(days) == len(set(days))


async def test_two_replicas_queue_a_moment_once(store_url: str, store: Store) -> None:
    """Processes that tick at the same instant queue one task between them."""
    others = [Store.open(store_url, clock=store._clock) for _ in range(3)]
    everyone = [replace(DIGEST, name=f"digest {number}") for number in range(20)]
    try:
        await tick(store, everyone, local(2, 8))
        ticks = await asyncio.gather(
            *(tick(other, everyone, local(2, 9)) for other in (store, *others))
        )
    finally:
        for other in others:
            await other.close()
    assert sum(ticks) == 20
    assert len([o for _, o in await outcomes(store) if o == "queued"]) == 20


async def test_a_bad_schedule_does_not_stop_the_others(store: Store) -> None:
    """A schedule whose task can't be made, or whose country is unknown, fails alone."""

    def broken(_due: datetime) -> tuple[Task, str]:
        raise RuntimeError

    every = [
        replace(DIGEST, name="broken", make_task=broken),
        replace(DIGEST, name="nowhere", holidays="XX"),
        DIGEST,
    ]
    await tick(store, every, local(2, 8))
    assert await tick(store, every, local(2, 9)) == 1


async def test_two_schedules_of_one_name_are_refused(store: Store) -> None:
    """Two schedules with the same name would hide each other's moments."""
    with pytest.raises(ValueError, match="1:digest"):
        await tick(store, [DIGEST, replace(DIGEST, at=time(10))], local(2, 8))


async def test_forgetting_moments_keeps_the_last_of_each_schedule(store: Store) -> None:
    """After old moments were forgotten a schedule goes on from its last one."""
    for day in (2, 3, 4):
        await tick(store, [DIGEST], local(day, 9, 1))
    async with store.system() as u:
        assert await moments.forget(u, local(30, 0)) == 2
    assert [due for due, _ in await outcomes(store)] == [local(4, 9)]
    assert await tick(store, [DIGEST], local(5, 9)) == 1


async def test_an_event_is_new_once(store: Store, clock: ManualClock) -> None:
    """A repeated event is recognised until it is forgotten."""
    async with store.system() as u:
        assert await stimuli.first_time(u, "slack:E1")
        assert not await stimuli.first_time(u, "slack:E1")
    clock.forward(days=1)
    async with store.system() as u:
        assert await stimuli.forget(u, u.now - timedelta(hours=1)) == 1
        assert await stimuli.first_time(u, "slack:E1")


async def test_the_pulse_ticks_and_sweeps(store: Store, clock: ManualClock) -> None:
    """The clock queues what falls due and frees lapsed leases, and stops cleanly."""
    clock.now = local(2, 8)

    async def schedules() -> list[Schedule]:
        return [DIGEST]

    async with store.unit(1) as u:
        await queue.enqueue(u, BuildDigest(due="", place=1), key="digest:2026-01-01T00:00:00+00:00")
    async with store.system() as u:
        lapsed = wall() - timedelta(hours=1)
        await jobs.claim(
            u, by="dead", wall=lapsed, lease=timedelta(minutes=1), limit=1, lanes_free_by=lapsed
        )
    pulse = Pulse(store, schedules, clock=clock, wall=wall, tick_seconds=0.05)
    pulse.start()
    try:
        await until(lambda: pulse.last_tick_at, "a tick")
        clock.now = local(2, 9)

        async def two() -> bool:
            async with store.system() as u:
                return await jobs.counts(u) == {jobs.JobState.QUEUED: 2}

        await until(two, "both jobs")
    finally:
        await pulse.stop()
    assert (await queued(store))[-1] == local(2, 9)

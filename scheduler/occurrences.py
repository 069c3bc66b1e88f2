"""Schedules: which local moments fell due, and what becomes of those that were missed.

Every process may tick: a moment is a unique row, and whoever inserts it queues its work in the
same transaction. Knows no feature: a schedule makes its own task.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import assert_never
from zoneinfo import ZoneInfo

import structlog

from content_store.queries import occurrences
from content_store.queries.occurrences import Moment, Outcome
from content_store.unit import Store, Unit
from programme import calendars
from programme.tasks import Task
from scheduler import queue
from scheduler.runs import report

log = structlog.get_logger(__name__)

HORIZON = timedelta(days=60)
"""Moments missed longer ago than this are not even recorded, whatever the policy."""
_BATCH = 200
"""Schedules per transaction: on SQLite nobody else writes while one is open."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Latest:
    """Of several missed moments only the last, and only on its own local day (digests, boards)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class All:
    """Every missed moment (closing a period)."""


@dataclass(frozen=True, slots=True)
class DropAfter:
    """Every missed moment that is at most this old (reminders)."""

    age: timedelta


Misfire = Latest | All | DropAfter
LATEST = Latest()
ALL = All()


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """A local time of day on some days, for something that is done at most once a local day."""

    name: str
    """Unique in its workspace, and the same for as long as it means the same."""
    workspace: int
    at: time
    zone: ZoneInfo
    days: frozenset[int]
    """ISO weekdays, Monday is 1."""
    misfire: Misfire
    make_task: Callable[[datetime], tuple[Task, str]]
    """The task for a due moment, and the key that says what it means."""
    holidays: str | None = None
    """The country on whose public holidays nothing falls due, as `programme.calendars` names it."""

    @property
    def stored_as(self) -> str:
        """What its moments are stored under."""
        return f"{self.workspace}:{self.name}"


async def tick(store: Store, schedules: Sequence[Schedule], now: datetime) -> int:
    """Queue what fell due since each schedule's last stored moment; how many tasks that were.

    A schedule that was never seen begins to count at `now`: nothing is made up for. One whose time
    was changed does not run twice on one local day; if its new time has passed today and it has
    not run yet, it runs now. Raises ValueError if two schedules share a name.
    """
    names = Counter(schedule.stored_as for schedule in schedules)
    shared = sorted(name for name, times in names.items() if times > 1)
    if shared:
        raise ValueError(f"several schedules are called {', '.join(shared)}")
    by_workspace: dict[int, list[Schedule]] = defaultdict(list)
    for schedule in schedules:
        by_workspace[schedule.workspace].append(schedule)
    queued = 0
    for workspace, own in by_workspace.items():
        for start in range(0, len(own), _BATCH):
            queued += await _tick_batch(store, workspace, own[start : start + _BATCH], now)
    return queued


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """A moment, and the task that it brings if it is to be queued."""

    moment: Moment
    work: tuple[Task, str] | None = None


async def _tick_batch(
    store: Store, workspace: int, schedules: Sequence[Schedule], now: datetime
) -> int:
    async with store.reading(workspace) as u:
        latest = await occurrences.latest(u, [schedule.stored_as for schedule in schedules])
    steps: list[_Step] = []
    for schedule in schedules:
        try:
            steps += _steps(schedule, latest.get(schedule.stored_as), now)
        except Exception as error:  # noqa: BLE001 — one bad schedule must not stop the others
            report("schedule_failed", error, workspace=workspace, schedule=schedule.name)
    if not steps:
        return 0
    # In one order everywhere, or two processes could each wait for the other's row.
    steps.sort(key=lambda step: (step.moment.schedule, step.moment.due_at))
    async with store.unit(workspace) as u:
        queued = await _take(u, steps)
    log.info(
        "moments taken",
        action="moments_taken",
        workspace=workspace,
        moments=len(steps),
        queued=queued,
    )
    return queued


def _steps(schedule: Schedule, last: datetime | None, now: datetime) -> Iterator[_Step]:
    if last is None:
        yield _Step(moment=_moment(schedule, now, Outcome.BEGAN))
        return
    missed = _moments(
        max(last, now - HORIZON),
        now,
        at=schedule.at,
        zone=schedule.zone,
        days=schedule.days,
        country=schedule.holidays,
    )
    for due in missed:
        if _wanted(schedule, due, now, is_last=due == missed[-1]):
            yield _Step(moment=_moment(schedule, due, Outcome.QUEUED), work=schedule.make_task(due))
        else:
            yield _Step(moment=_moment(schedule, due, Outcome.SKIPPED))


def _moment(schedule: Schedule, due: datetime, outcome: Outcome) -> Moment:
    day = calendars.local_date(due, schedule.zone)
    return Moment(schedule=schedule.stored_as, due_at=due, day=day, outcome=outcome)


def _wanted(schedule: Schedule, due: datetime, now: datetime, *, is_last: bool) -> bool:
    match schedule.misfire:
        case Latest():
            today = calendars.local_date(now, schedule.zone)
            return is_last and calendars.local_date(due, schedule.zone) == today
        case All():
            return True
        case DropAfter(age):
            return now - due <= age
        case _ as never:
            assert_never(never)


# Thousands of people's schedules share a few times and zones, and ask the same at each tick.
@lru_cache(maxsize=1024)
def _moments(
    start: datetime,
    end: datetime,
    *,
    at: time,
    zone: ZoneInfo,
    days: frozenset[int],
    country: str | None,
) -> tuple[datetime, ...]:
    return tuple(
        moment
        for moment in calendars.occurrences_between(start, end, at, zone, days)
        if not (
            country and calendars.is_public_holiday(calendars.local_date(moment, zone), country)
        )
    )


async def _take(u: Unit, steps: Sequence[_Step]) -> int:
    """Store moments and queue the work of those that no other process stored before."""
    stored = await occurrences.store(u, [step.moment for step in steps])
    work: list[tuple[Task, str]] = []
    repeated: list[Moment] = []
    for step in steps:
        if step.work is None:
            continue
        if (step.moment.schedule, step.moment.due_at) in stored:
            work.append(step.work)
        else:
            repeated.append(replace(step.moment, outcome=Outcome.REPEATED))
    await occurrences.store(u, repeated)
    await queue.enqueue_all(u, work)
    return len(work)

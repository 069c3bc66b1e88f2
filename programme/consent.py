"""Whether a person may be written to at this moment, and with what.

Pure: standing, clock and earlier nudges are passed in. Writing to somebody who did not ask for
it is the one mistake that cannot be taken back, so each rule here fails towards silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import assert_never
from zoneinfo import ZoneInfo

from programme import calendars
from programme.values import Member

MAX_NUDGES = 2
"""Nudges a person may get within any seven days."""

NUDGE_WINDOW = timedelta(days=7)

UNTIL_RESUMED = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of a pause without an end."""


class Purpose(StrEnum):
    """Why somebody would be written to."""

    ANSWER = "answer"
    """The outcome of something the person did or asked for themselves."""
    DIGEST = "digest"
    NUDGE = "nudge"


class Verdict(StrEnum):
    """Whether to write, and if not, why not."""

    YES = "yes"
    INACTIVE = "inactive"
    NOT_OPTED_IN = "not_opted_in"
    LEFT = "left"
    PAUSED = "paused"
    ENOUGH_NUDGES = "enough_nudges"
    DAY_OFF = "day_off"
    OUTSIDE_HOURS = "outside_hours"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A person's own decisions about being written to."""

    active: bool
    """Not deactivated in the workspace."""
    opted_in_at: datetime | None
    left_at: datetime | None
    paused_until: datetime | None


def standing_of(member: Member) -> Standing:
    """What a member decided."""
    return Standing(
        active=member.active,
        opted_in_at=member.opted_in_at,
        left_at=member.left_at,
        paused_until=member.paused_until,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkingHours:
    """When a person works, on their own clock."""

    zone: ZoneInfo
    start: time = time(9)
    end: time = time(17)
    """The first minute after work."""
    country: str | None = None
    days: frozenset[int] | None = None
    """ISO weekdays of work where they are not the country's usual ones."""

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("working hours end after they start")


def has_opted_in(standing: Standing) -> bool:
    """Whether the person takes part: said yes, and did not leave since."""
    if standing.opted_in_at is None:
        return False
    return standing.left_at is None or standing.left_at < standing.opted_in_at


def takes_part(standing: Standing) -> bool:
    """Whether something may be done for the person: still with the company, and opted in."""
    return standing.active and has_opted_in(standing)


def is_paused(standing: Standing, now: datetime) -> bool:
    """Whether the person asked for silence at `now`."""
    return standing.paused_until is not None and now < standing.paused_until


def may_write(
    standing: Standing,
    purpose: Purpose,
    *,
    now: datetime,
    hours: WorkingHours,
    nudges: Iterable[datetime] = (),
) -> Verdict:
    """Whether to write to this person at `now`; `nudges` are the moments of earlier ones.

    An answer goes to anybody active: they asked. A digest needs consent and no pause, and keeps
    to working days (its hour is the person's own choice). A nudge keeps to working hours too.
    """
    if not standing.active:
        return Verdict.INACTIVE
    match purpose:
        case Purpose.ANSWER:
            return Verdict.YES
        case Purpose.DIGEST:
            return _unasked(standing, now) or _on_day(now, hours) or Verdict.YES
        case Purpose.NUDGE:
            return (
                _unasked(standing, now)
                or _few_nudges(nudges, now)
                or _on_day(now, hours)
                or _in_hours(now, hours)
                or Verdict.YES
            )
    assert_never(purpose)


def _unasked(standing: Standing, now: datetime) -> Verdict | None:
    if standing.opted_in_at is None:
        return Verdict.NOT_OPTED_IN
    if not has_opted_in(standing):
        return Verdict.LEFT
    return Verdict.PAUSED if is_paused(standing, now) else None


def _few_nudges(nudges: Iterable[datetime], now: datetime) -> Verdict | None:
    # Any seven days, not the calendar's week: never four nudges between Thursday and Tuesday.
    recent = sum(now - NUDGE_WINDOW < nudge for nudge in nudges)
    return Verdict.ENOUGH_NUDGES if recent >= MAX_NUDGES else None


def _on_day(now: datetime, hours: WorkingHours) -> Verdict | None:
    today = calendars.local_date(now, hours.zone)
    return None if calendars.is_working_day(today, hours.country, hours.days) else Verdict.DAY_OFF


def _in_hours(now: datetime, hours: WorkingHours) -> Verdict | None:
    clock = now.astimezone(hours.zone).time()
    return None if hours.start <= clock < hours.end else Verdict.OUTSIDE_HOURS


def next_working_moment(now: datetime, hours: WorkingHours) -> datetime:
    """`now` if the person is at work, else the next moment at which their work begins, in UTC."""
    if _on_day(now, hours) is None and _in_hours(now, hours) is None:
        return now.astimezone(UTC)
    moment = now
    while True:
        moment = calendars.next_local(moment, hours.start, hours.zone)
        if _on_day(moment, hours) is None:
            return moment


def next_escalation(submitted: datetime, hours: WorkingHours) -> datetime:
    """One working day after `submitted`, in UTC.

    From working hours: the same time of day on the next working day. From any other moment:
    the end of the first working day that follows.
    """
    begin = next_working_moment(submitted, hours)
    if begin > submitted:
        return calendars.instant(calendars.local_date(begin, hours.zone), hours.end, hours.zone)
    local = submitted.astimezone(hours.zone)
    day = calendars.next_working_day(local.date(), hours.country, hours.days)
    return calendars.instant(day, local.time(), hours.zone)

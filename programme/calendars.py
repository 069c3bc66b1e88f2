"""Local times, weeks, working days and public holidays, as instants in UTC.

Pure: "now" is always passed in. Knows nothing of digests or people. Weekdays are ISO numbers,
Monday is 1. A country is an ISO 3166-1 code, with `-` and a subdivision where it matters ("SI",
"DE-BY").
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

_DAY = timedelta(days=1)


class Weekday(IntEnum):
    """ISO 8601 weekday numbers."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6
    SUNDAY = 7


EVERY_DAY: frozenset[int] = frozenset(Weekday)
WORKING_WEEK: frozenset[int] = frozenset(Weekday) - {Weekday.SATURDAY, Weekday.SUNDAY}


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment


def is_known_zone(name: str) -> bool:
    """Whether `name` is a zone of the IANA time zone database."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # ZoneInfo answers a folder's name ("Europe") with an OSError.
        return False
    return True


def keep_same_time(one: str, other: str, now: datetime) -> bool:
    """Whether the clocks of two zones agree now and over the year ahead.

    Clients name one time by many names: Windows knows a single zone for all of Central Europe.
    """
    if one == other:
        return True
    if not (is_known_zone(one) and is_known_zone(other)):
        return False
    zones = ZoneInfo(one), ZoneInfo(other)
    moments = (_aware(now) + timedelta(days=30 * month) for month in range(12))
    return all(
        m.astimezone(zones[0]).utcoffset() == m.astimezone(zones[1]).utcoffset() for m in moments
    )


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The date on a wall calendar in `zone` at `moment`."""
    return _aware(moment).astimezone(zone).date()


def week_of(moment: datetime, zone: ZoneInfo) -> date:
    """The Monday with which the week of `moment` began in `zone` (ISO 8601)."""
    day = local_date(moment, zone)
    return day - timedelta(days=day.isoweekday() - 1)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment at which a clock in `zone` shows `at` on `day`, in UTC.

    A time that the clocks skip becomes the first minute after the gap; of a time that comes
    twice, the first is taken.
    """
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks jumped over the wall time `wall`.

    Read with the offset of before and of after the jump, a skipped wall time gives two instants
    on either side of it; halving the stretch between them finds the jump to the second.
    """
    after_jump = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    before_jump = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset_after = after_jump.astimezone(zone).utcoffset()
    second = timedelta(seconds=1)
    while after_jump - before_jump > second:
        middle = before_jump + (after_jump - before_jump) // second // 2 * second
        if middle.astimezone(zone).utcoffset() == offset_after:
            after_jump = middle
        else:
            before_jump = middle
    return after_jump


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Whether the calendar of `zone` has this day: Samoa never had 30 December 2011."""
    return instant(day, time(0), zone).astimezone(zone).date() == day


def _from(moment: datetime, at: time, zone: ZoneInfo) -> Iterator[tuple[date, datetime]]:
    """Day after day from the day before `moment`: the date and its instant of `at`."""
    day = local_date(moment, zone) - _DAY
    while True:
        if _exists(day, zone):
            yield day, instant(day, at, zone)
        day += _DAY


def next_local(after: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The first moment later than `after` at which a clock in `zone` shows `at`, in UTC.

    Skipped and doubled times are resolved as by `instant`; a day that a zone left out of its
    calendar has no such moment.
    """
    return next(moment for _, moment in _from(after, at, zone) if moment > after)


def occurrences_between(
    start: datetime,
    end: datetime,
    at: time,
    zone: ZoneInfo,
    days: frozenset[int] = EVERY_DAY,
) -> list[datetime]:
    """All moments later than `start`, up to and with `end`, at `at` on `days`, in UTC.

    Half-open to the left, so that stretches laid end to end give each moment exactly once.
    """
    found: list[datetime] = []
    for day, moment in _from(start, at, zone):
        if moment > end:
            return found
        if moment > start and day.isoweekday() in days:
            found.append(moment)
    return found


def is_known_country(country: str) -> bool:
    """Whether public holidays are known for this country, and subdivision where one is named."""
    code, _, subdivision = country.partition("-")
    supported = holidays.list_supported_countries(include_aliases=True)
    if code not in supported:
        return False
    return subdivision in supported[code] if subdivision else "-" not in country


@lru_cache(maxsize=256)
def _calendar(country: str, year: int) -> holidays.HolidayBase:
    code, _, subdivision = country.partition("-")
    return holidays.country_holidays(code, subdiv=subdivision or None, years=year, expand=False)


def _holidays(country: str, year: int) -> holidays.HolidayBase:
    if not is_known_country(country):
        raise ValueError(f"no public holidays are known for {country!r}")
    return _calendar(country, year)


def is_public_holiday(day: date, country: str) -> bool:
    """Whether offices in `country` are shut on `day` by law.

    Raises ValueError for a country that `is_known_country` does not know.
    """
    return day in _holidays(country, day.year)


def is_working_day(
    day: date,
    country: str | None = None,
    days: frozenset[int] | None = None,
) -> bool:
    """Whether people work on `day`: on `days`, and not on a public holiday of `country`.

    Without `days`, the weekend is the country's own (Friday and Saturday in some), and working
    days moved by law count as moved; without a country too, it is Saturday and Sunday.
    Raises ValueError for an unknown country.
    """
    if days is None and country is not None:
        return bool(_holidays(country, day.year).is_working_day(day))
    if day.isoweekday() not in (WORKING_WEEK if days is None else days):
        return False
    return country is None or not is_public_holiday(day, country)


def next_working_day(
    after: date,
    country: str | None = None,
    days: frozenset[int] | None = None,
) -> date:
    """The first working day later than `after`. Raises ValueError for empty `days`."""
    if days is not None and not days:
        raise ValueError("nobody works on no day of the week")
    day = after + _DAY
    while not is_working_day(day, country, days):
        day += _DAY
    return day

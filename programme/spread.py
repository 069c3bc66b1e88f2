"""A good time for a share: in the person's working hours, apart from what else goes out.

Pure: the present, what is planned already and the randomness are passed in. Knows neither where
shares are kept nor who shares.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from programme import calendars
from programme.timing import MOST_AHEAD, Bounds

START, END = time(9), time(16)
"""The hours in which posts are put, on the person's clock; the last is the first minute after."""
DAYS = 5
"""Working days among which a share is put, the first with any time left among them."""
APART = (30, 15, 5, 1, 0)
"""Minutes between two shares: the first of these for which there is room. Each divides the one
before, so that a day that is full at one fills up evenly at the next. All numbers are ours."""
LEAD = timedelta(minutes=5)
"""How soon a good time can be: long enough to change one's mind."""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stretch:
    """What is open of one working day, and what is planned in it; `end` is the first minute after.

    `opens` is where the whole day's hours begin.
    """

    opens: datetime
    start: datetime
    end: datetime
    taken: Sequence[datetime]


def slot(
    *,
    now: datetime,
    zone: ZoneInfo,
    country: str | None,
    bounds: Bounds,
    taken: Sequence[datetime],
    random: Random,
) -> datetime | None:
    """A good time for a share of somebody in `zone`, in UTC; None where none is left.

    `country` has the public holidays; `taken` are the times of what is out or planned. The day
    with the least of it is taken, the soonest first, and in it the place farthest from any.
    """
    planned = sorted(taken)
    stretches = tuple(_open(now, zone, country, bounds, planned))
    for minutes in APART:
        apart = timedelta(minutes=minutes)
        places = ((s, _places(s, planned, apart, random)) for s in stretches)
        open_places = [(stretch, found) for stretch, found in places if found]
        if open_places:
            stretch, found = min(open_places, key=lambda place: len(place[0].taken))
            return _farthest(found, stretch.taken, random)
    return None


def _open(
    now: datetime,
    zone: ZoneInfo,
    country: str | None,
    bounds: Bounds,
    planned: Sequence[datetime],
) -> Iterator[_Stretch]:
    earliest, latest = now + LEAD, now + MOST_AHEAD
    if bounds.embargo_until is not None:
        earliest = max(earliest, bounds.embargo_until)
    if bounds.expires_at is not None:
        latest = min(latest, bounds.expires_at)
    left, day = DAYS, calendars.local_date(earliest, zone)
    while left and calendars.instant(day, START, zone) < latest:
        opens, closes = (calendars.instant(day, at, zone) for at in (START, END))
        if _is_worked(day, country) and earliest < closes:
            left -= 1
            start, end = max(opens, _whole_minute(earliest)), min(closes, latest)
            if start < end:
                inside = planned[bisect_left(planned, opens) : bisect_left(planned, closes)]
                yield _Stretch(opens=opens, start=start, end=end, taken=inside)
        day += timedelta(days=1)


def _is_worked(day: date, country: str | None) -> bool:
    return calendars.is_working_day(day, country, calendars.WORKING_WEEK)


def _whole_minute(moment: datetime) -> datetime:
    """The moment itself, or the next full minute."""
    floor = moment.replace(second=0, microsecond=0)
    return floor if floor == moment else floor + _MINUTE


def _places(
    stretch: _Stretch, planned: Sequence[datetime], apart: timedelta, random: Random
) -> list[datetime]:
    """The minutes of a stretch that are `apart` from all that is planned.

    First those in step with what is planned in it, so that a day holds as many as it can.
    """
    step = apart or _MINUTE
    if stretch.taken:
        anchor = _whole_minute(stretch.taken[0])
    else:
        anchor = stretch.opens + random.randrange(step // _MINUTE) * _MINUTE
    first = stretch.start + (anchor - stretch.start) % step
    in_step = [m for m in _every(first, stretch.end, step) if _distance(m, planned) >= apart]
    if in_step or step == _MINUTE:
        return in_step
    minutes = _every(stretch.start, stretch.end, _MINUTE)
    return [minute for minute in minutes if _distance(minute, planned) >= apart]


def _every(start: datetime, end: datetime, step: timedelta) -> Iterator[datetime]:
    moment = start
    while moment < end:
        yield moment
        moment += step


def _distance(moment: datetime, planned: Sequence[datetime]) -> timedelta:
    """How far away the nearest of what is planned is."""
    after = bisect_left(planned, moment)
    return min(
        (abs(moment - other) for other in planned[max(after - 1, 0) : after + 1]),
        default=timedelta.max,
    )


def _farthest(places: Sequence[datetime], taken: Sequence[datetime], random: Random) -> datetime:
    distances = [_distance(place, taken) for place in places]
    most = max(distances)
    return random.choice(
        [place for place, distance in zip(places, distances, strict=True) if distance == most]
    )

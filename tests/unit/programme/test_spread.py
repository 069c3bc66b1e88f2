"""Good times for shares: in working hours, apart from each other, evenly over the days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from programme import calendars, spread
from programme.timing import Bounds

ZONES = ("Europe/Ljubljana", "America/St_Johns", "Asia/Kolkata", "Pacific/Apia", "UTC")
HALF_HOUR = timedelta(minutes=30)
MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
"""Eight in the morning in Ljubljana."""

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from(ZONES).map(ZoneInfo)
countries = st.sampled_from([None, "SI", "GB", "US"])


@st.composite
def around(draw: st.DrawFn, now: datetime) -> list[datetime]:
    """Shares from yesterday until ten days ahead, in any order, to the second."""
    offsets = st.integers(-86_400, 10 * 86_400).map(lambda s: now + timedelta(seconds=s))
    return draw(st.lists(offsets, max_size=60))


def find(
    now: datetime = MONDAY,
    *,
    zone: ZoneInfo = ZoneInfo("Europe/Ljubljana"),  # noqa: B008 - immutable
    country: str | None = "SI",
    bounds: Bounds | None = None,
    taken: Sequence[datetime] = (),
    seed: int = 1,
) -> datetime | None:
    return spread.slot(
        now=now,
        zone=zone,
        country=country,
        bounds=bounds or Bounds(),
        taken=taken,
        random=Random(seed),  # noqa: S311 - repeatable
    )


def filled(number: int, now: datetime = MONDAY) -> list[datetime]:
    """What so many colleagues get, one after the other."""
    found: list[datetime] = []
    for seed in range(number):
        moment = find(now, taken=found, seed=seed)
        assert moment is not None
        found.append(moment)
    return found


def working_days(now: datetime, until: datetime, zone: ZoneInfo, country: str | None) -> int:
    """On how many working days there is any time left from `now` until then."""
    day, last = calendars.local_date(now, zone), calendars.local_date(until, zone)
    number = 0
    while day <= last:
        open_still = now < calendars.instant(day, time(16), zone)
        number += open_still and calendars.is_working_day(day, country, calendars.WORKING_WEEK)
        day += timedelta(days=1)
    return number


@given(data=st.data(), now=moments, zone=zones, country=countries, seed=st.integers())
@example(
    data=None, now=datetime(2026, 3, 29, tzinfo=UTC), zone=ZoneInfo("UTC"), country=None, seed=1
)
def test_a_good_time_is_in_the_persons_working_hours(
    data: st.DataObject | None, now: datetime, zone: ZoneInfo, country: str | None, seed: int
) -> None:
    """Always ahead, on one of the next five working days, between nine and four on their clock."""
    taken = [] if data is None else data.draw(around(now))
    moment = find(now, zone=zone, country=country, taken=taken, seed=seed)
    assert moment is not None
    assert moment > now
    local = moment.astimezone(zone)
    assert time(9) <= local.time() < time(16)
    assert calendars.is_working_day(local.date(), country, calendars.WORKING_WEEK)
    assert 1 <= working_days(now, moment, zone, country) <= 6
    assert 1 <= working_days(now + spread.LEAD, moment, zone, country) <= 5


@given(
    data=st.data(), now=moments, zone=zones, begin=st.integers(0, 80), length=st.integers(0, 200)
)
def test_embargo_and_expiry_are_kept(
    data: st.DataObject, now: datetime, zone: ZoneInfo, begin: int, length: int
) -> None:
    """Never before an embargo ends nor once the item is over; nothing where neither can be."""
    until = now + timedelta(days=begin)
    bounds = Bounds(embargo_until=until, expires_at=until + timedelta(hours=length))
    moment = find(now, zone=zone, bounds=bounds, taken=data.draw(around(until)))
    if moment is not None:
        assert until <= moment < until + timedelta(hours=length)
        assert moment <= now + timedelta(days=60)
    elif length >= 24 * 5 and begin <= 50:
        # No stretch of five days is without a working one (holidays of SI are at most two in one).
        pytest.fail("there was room")


@given(data=st.data(), now=moments, seed=st.integers())
def test_the_same_gives_the_same(data: st.DataObject, now: datetime, seed: int) -> None:
    """Equal circumstances and equal randomness give one time, in whatever order they are told."""
    taken = data.draw(around(now))
    again = data.draw(st.permutations(taken))
    assert find(now, taken=taken, seed=seed) == find(now, taken=again, seed=seed)


@given(data=st.data(), now=moments, zone=zones)
def test_half_an_hour_is_kept_while_there_is_room(
    data: st.DataObject, now: datetime, zone: ZoneInfo
) -> None:
    """Closer than half an hour only where no minute of the five days is that far from all."""
    taken = data.draw(around(now))
    moment = find(now, zone=zone, taken=taken)
    assert moment is not None
    if min((abs(moment - other) for other in taken), default=HALF_HOUR) < HALF_HOUR:
        minute = now.replace(second=0, microsecond=0) + spread.LEAD + timedelta(minutes=1)
        while working_days(now + spread.LEAD, minute, zone, "SI") <= 5:
            local = minute.astimezone(zone)
            is_open = time(9) <= local.time() < time(16) and calendars.is_working_day(
                local.date(), "SI", calendars.WORKING_WEEK
            )
            assert not is_open or any(abs(minute - other) < HALF_HOUR for other in taken)
            minute += timedelta(minutes=10)


def test_seventy_colleagues_are_half_an_hour_apart() -> None:
    """A working week holds fourteen a day; no two are nearer than half an hour."""
    found = sorted(filled(70))
    assert min(b - a for a, b in pairwise(found)) >= HALF_HOUR
    assert set(Counter(moment.date() for moment in found).values()) == {14}


def test_a_full_week_closes_ranks_evenly() -> None:
    """Twice as many are a quarter of an hour apart, on every day alike."""
    found = sorted(filled(140))
    assert min(b - a for a, b in pairwise(found)) >= HALF_HOUR / 2
    assert set(Counter(moment.date() for moment in found).values()) == {28}


@pytest.mark.parametrize("number", [3, 7, 23, 68])
def test_days_are_filled_alike(number: int) -> None:
    """No day has two more than another."""
    counts = Counter(moment.date() for moment in filled(number))
    assert max(counts.values()) - (min(counts.values()) if len(counts) == 5 else 0) <= 1


def test_within_a_day_the_farthest_place_is_taken() -> None:
    """The second share of a day is hours away from the first."""
    friday = datetime(2026, 3, 6, 7, 0, tzinfo=UTC)
    noon = datetime(2026, 3, 6, 11, 15, tzinfo=UTC)
    moment = find(friday, taken=[noon], bounds=Bounds(expires_at=friday + timedelta(days=1)))
    assert moment is not None
    assert abs(moment - noon) >= timedelta(hours=3)


def test_holidays_are_left_out() -> None:
    """From Slovenia's May holidays on Friday, the next good time is on Monday."""
    thursday = datetime(2026, 4, 30, 15, 0, tzinfo=UTC)
    moment = find(thursday)
    assert moment is not None
    assert moment.date() == datetime(2026, 5, 4, tzinfo=UTC).date()


def test_nothing_is_left_on_the_last_evening() -> None:
    """An item that is over before the next working morning has no good time."""
    evening = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    assert find(evening, bounds=Bounds(expires_at=evening + timedelta(hours=6))) is None

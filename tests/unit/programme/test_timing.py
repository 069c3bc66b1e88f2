"""Times that people choose: what is wrong with one, and where to start from."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme import timing
from programme.timing import Bounds, Unfit, Where, Why

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
NOW = datetime(2026, 3, 2, 8, 0, 30, tzinfo=UTC)
"""Half a minute past nine in Ljubljana."""
TODAY = date(2026, 3, 2)
NO_BOUNDS = Bounds()


def chosen(
    day: date | None, at: time | None, bounds: Bounds = NO_BOUNDS, now: datetime = NOW
) -> datetime | Unfit:
    return timing.chosen(day, at, zone=LJUBLJANA, now=now, bounds=bounds)


def test_a_time_is_on_the_persons_own_clock() -> None:
    """Twenty past ten in Ljubljana is twenty past nine in UTC."""
    assert chosen(date(2026, 3, 3), time(10, 20)) == datetime(2026, 3, 3, 9, 20, tzinfo=UTC)


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    """Half past two on the night when summer time ends is taken before the clocks go back."""
    now = datetime(2026, 10, 20, tzinfo=UTC)
    found = chosen(date(2026, 10, 25), time(2, 30), now=now)
    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


EMBARGO = Bounds(embargo_until=datetime(2026, 3, 4, 9, 0, tzinfo=UTC))
EXPIRY = Bounds(expires_at=datetime(2026, 3, 10, 23, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "at", "bounds", "why", "where"),
    [
        (None, time(9), NO_BOUNDS, Why.MISSING, Where.DAY),
        (TODAY, None, NO_BOUNDS, Why.MISSING, Where.TIME),
        (date(2026, 3, 1), time(23), NO_BOUNDS, Why.PAST, Where.DAY),
        (date.min, time(23), NO_BOUNDS, Why.PAST, Where.DAY),
        (TODAY, time(9, 0), NO_BOUNDS, Why.PAST, Where.TIME),
        (date(2026, 5, 1), time(10, 1), NO_BOUNDS, Why.FAR, Where.TIME),
        (date(2026, 5, 2), time(9), NO_BOUNDS, Why.FAR, Where.DAY),
        (date.max, time(9), NO_BOUNDS, Why.FAR, Where.DAY),
        (date(2026, 3, 3), time(9), EMBARGO, Why.EMBARGO, Where.DAY),
        (date(2026, 3, 4), time(9, 59), EMBARGO, Why.EMBARGO, Where.TIME),
        (date(2026, 3, 11), time(0), EXPIRY, Why.EXPIRED, Where.TIME),
        (date(2026, 3, 12), time(9), EXPIRY, Why.EXPIRED, Where.DAY),
        (date(2026, 3, 29), time(2, 30), NO_BOUNDS, Why.SKIPPED, Where.TIME),
    ],
)
def test_what_can_not_be_is_said_where_it_is_changed(
    day: date | None, at: time | None, bounds: Bounds, why: Why, where: Where
) -> None:
    """Each impossible time has its reason, at the day or at the time that has to change."""
    found = chosen(day, at, bounds)
    assert isinstance(found, Unfit)
    assert (found.why, found.where) == (why, where)
    assert (found.limit is None) == (why in {Why.MISSING, Why.PAST})


@pytest.mark.parametrize(
    ("day", "at", "bounds"),
    [
        (TODAY, time(9, 1), NO_BOUNDS),
        (date(2026, 5, 1), time(10, 0), NO_BOUNDS),
        (date(2026, 3, 4), time(10), EMBARGO),
        (date(2026, 3, 10), time(23, 59), EXPIRY),
    ],
)
def test_the_limits_themselves_can_be_chosen(day: date, at: time, bounds: Bounds) -> None:
    """The next minute, the sixtieth day, the end of an embargo, the last minute of an item."""
    assert isinstance(chosen(day, at, bounds), datetime)


def test_the_next_time_there_is_is_named() -> None:
    """Where the clocks jump from two to three, three o'clock is what comes next."""
    found = chosen(date(2026, 3, 29), time(2, 30))
    assert isinstance(found, Unfit)
    assert found.limit == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


zones = st.sampled_from(["Europe/Ljubljana", "Asia/Kathmandu", "America/New_York"]).map(ZoneInfo)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(now=moments, zone=zones, embargo=st.none() | st.integers(-900, 900))
def test_what_one_starts_from_could_be_chosen(
    now: datetime, zone: ZoneInfo, embargo: int | None
) -> None:
    """The fields begin with a quarter of an hour that is fine as it stands."""
    until = None if embargo is None else now + timedelta(hours=embargo)
    bounds = Bounds(embargo_until=until)
    day, at = timing.first_guess(now, zone, bounds)
    found = timing.chosen(day, at, zone=zone, now=now, bounds=bounds)
    assert isinstance(found, datetime)
    assert at.minute % 15 == 0
    assert found - max(now + timedelta(hours=1), until or now) < timedelta(minutes=75)

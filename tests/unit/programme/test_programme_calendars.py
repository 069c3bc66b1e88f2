"""Local times, weeks and working days."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme import calendars

LJUBLJANA = ZoneInfo("Europe/Ljubljana")
ZONES = [
    LJUBLJANA,
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Pacific/Apia"),
    ZoneInfo("America/Nuuk"),
    ZoneInfo("America/Sao_Paulo"),
    ZoneInfo("Asia/Kathmandu"),
    ZoneInfo("UTC"),
]
zones = st.sampled_from(ZONES)
moments = st.integers(0, 27 * 365 * 24 * 60).map(
    lambda minutes: datetime(2008, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
# Near the changes of the clocks, where mistakes live.
changes = st.sampled_from(
    [
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
        datetime(2026, 3, 8, 7, tzinfo=UTC),
        datetime(2026, 11, 1, 6, tzinfo=UTC),
        datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
        datetime(2026, 4, 4, 15, tzinfo=UTC),
        datetime(2011, 12, 30, 10, tzinfo=UTC),
        datetime(2024, 3, 31, 1, tzinfo=UTC),
        datetime(2017, 10, 15, 3, tzinfo=UTC),
    ]
)
near_changes = st.builds(
    lambda moment, minutes: moment + timedelta(minutes=minutes), changes, st.integers(-3000, 3000)
)
clock_times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def found_by_looking(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first minute whose wall clock reads `day` and `at` or later, found by looking."""
    # Clocks run from 12 hours behind UTC to 14 ahead of it.
    moment = datetime.combine(day, at, UTC) - timedelta(hours=15)
    wanted = datetime.combine(day, at)
    while moment.astimezone(zone).replace(tzinfo=None) < wanted:
        moment += timedelta(minutes=1)
    return moment


@given(near_changes | moments, clock_times, zones)
def test_next_local_is_later_and_shows_the_wanted_time(
    after: datetime, at: time, zone: ZoneInfo
) -> None:
    """The next occurrence lies ahead and shows the wanted time unless the clocks skip it."""
    moment = calendars.next_local(after, at, zone)

    assert moment > after
    assert moment.tzinfo is UTC
    assert moment - after <= timedelta(days=3)
    wall = moment.astimezone(zone)
    skipped = wall.time() != at
    if skipped:
        minute_before = (moment - timedelta(minutes=1)).astimezone(zone)
        assert minute_before.utcoffset() != wall.utcoffset()


@settings(max_examples=40)
@given(changes, st.integers(-2, 2), clock_times, zones)
def test_an_instant_is_the_first_minute_found_by_looking(
    change: datetime, days: int, at: time, zone: ZoneInfo
) -> None:
    """Gaps give the first minute after them and doubled times their first turn."""
    day = (change + timedelta(days=days)).date()

    assert calendars.instant(day, at, zone) == found_by_looking(day, at, zone)


@given(near_changes | moments, clock_times, zones, st.lists(st.integers(0, 6000), max_size=4))
def test_stretches_laid_end_to_end_give_each_occurrence_once(
    start: datetime, at: time, zone: ZoneInfo, minutes: list[int]
) -> None:
    """However a period is cut into ticks, the same occurrences come out, each once."""
    cuts = [start]
    for step in minutes:
        cuts.append(cuts[-1] + timedelta(minutes=step))

    whole = calendars.occurrences_between(start, cuts[-1], at, zone)
    pieces = [
        moment
        for left, right in itertools.pairwise(cuts)
        for moment in calendars.occurrences_between(left, right, at, zone)
    ]

    assert pieces == whole
    assert whole == sorted(set(whole))


def test_the_next_occurrence_is_not_the_present_one() -> None:
    """Asked at nine sharp, the next nine o'clock is tomorrow's."""
    nine = datetime(2026, 11, 24, 8, tzinfo=UTC)

    assert calendars.next_local(nine, time(9), LJUBLJANA) == nine + timedelta(days=1)


def test_a_skipped_time_becomes_the_first_minute_after_the_gap() -> None:
    """Half past two on the night of the change to summer time is three o'clock."""
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)

    moment = calendars.next_local(before, time(2, 30), LJUBLJANA)

    assert moment == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert moment.astimezone(LJUBLJANA).time() == time(3)


def test_a_doubled_time_happens_once_at_its_first_turn() -> None:
    """Half past two comes twice in October; only the first counts."""
    found = calendars.occurrences_between(
        datetime(2026, 10, 24, 12, tzinfo=UTC),
        datetime(2026, 10, 25, 12, tzinfo=UTC),
        time(2, 30),
        LJUBLJANA,
    )

    assert found == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


def test_lord_howe_moves_by_half_an_hour() -> None:
    """A quarter past two is skipped on Lord Howe Island and becomes half past two."""
    zone = ZoneInfo("Australia/Lord_Howe")

    moment = calendars.instant(date(2026, 10, 4), time(2, 15), zone)

    assert moment.astimezone(zone).time() == time(2, 30)


def test_samoa_had_no_thirtieth_of_december() -> None:
    """A day that a country left out has no occurrence."""
    zone = ZoneInfo("Pacific/Apia")

    found = calendars.occurrences_between(
        datetime(2011, 12, 29, 12, tzinfo=UTC),
        datetime(2012, 1, 1, 12, tzinfo=UTC),
        time(9),
        zone,
    )

    assert [moment.astimezone(zone).date().day for moment in found] == [29, 31, 1]


def test_a_gap_across_midnight_keeps_its_day() -> None:
    """In Nuuk the last hour of a day was skipped: its half past eleven is midnight."""
    zone = ZoneInfo("America/Nuuk")
    day = date(2024, 3, 30)

    assert calendars.instant(day, time(23, 30), zone) == datetime(2024, 3, 31, 1, tzinfo=UTC)


def test_occurrences_keep_to_the_chosen_weekdays() -> None:
    """A digest on working days does not fall on a weekend."""
    found = calendars.occurrences_between(
        datetime(2026, 11, 20, tzinfo=UTC),
        datetime(2026, 11, 25, tzinfo=UTC),
        time(9),
        LJUBLJANA,
        calendars.WORKING_WEEK,
    )

    assert [moment.astimezone(LJUBLJANA).day for moment in found] == [20, 23, 24]


def test_the_start_is_left_out_and_the_end_belongs() -> None:
    """A moment exactly at the last tick was handled then; one exactly now is due."""
    nine = datetime(2026, 11, 24, 8, tzinfo=UTC)

    assert calendars.occurrences_between(nine, nine, time(9), LJUBLJANA) == []
    assert calendars.occurrences_between(nine - timedelta(seconds=1), nine, time(9), LJUBLJANA) == [
        nine
    ]


def test_a_moment_without_a_zone_is_refused() -> None:
    """Naive times are a mistake of ours, never a guess."""
    with pytest.raises(ValueError, match="zone"):
        calendars.local_date(datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None), LJUBLJANA)


@given(moments, zones)
def test_a_week_begins_on_a_monday_and_holds_its_day(moment: datetime, zone: ZoneInfo) -> None:
    """The week of a moment starts on the Monday before or on its local day."""
    monday = calendars.week_of(moment, zone)

    assert monday.isoweekday() == calendars.Weekday.MONDAY
    assert 0 <= (calendars.local_date(moment, zone) - monday).days < 7


def test_the_local_date_decides_the_week() -> None:
    """Sunday evening in UTC is Monday in Ljubljana, so it belongs to the next week."""
    moment = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    assert calendars.week_of(moment, LJUBLJANA) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("country", "known"),
    [
        ("SI", True),
        ("DE-BY", True),
        ("DE-XX", False),
        ("XX", False),
        ("", False),
        ("si", False),
        ("SI-", False),
    ],
)
def test_a_country_is_known_or_refused(country: str, known: bool) -> None:
    """A code is known only where its public holidays are."""
    assert calendars.is_known_country(country) is known
    if not known:
        with pytest.raises(ValueError, match="no public holidays"):
            calendars.is_public_holiday(date(2026, 1, 1), country)


def test_public_holidays_are_no_working_days() -> None:
    """Christmas is off in Slovenia, and Corpus Christi in Bavaria but not in Berlin."""
    assert not calendars.is_working_day(date(2026, 12, 25), "SI")
    assert calendars.is_working_day(date(2026, 12, 24), "SI")
    assert not calendars.is_working_day(date(2026, 6, 4), "DE-BY")
    assert calendars.is_working_day(date(2026, 6, 4), "DE-BE")


def test_weekends_are_the_countrys_own() -> None:
    """In Egypt people work on Sundays, not on Fridays."""
    assert calendars.is_working_day(date(2026, 11, 22), "EG")
    assert not calendars.is_working_day(date(2026, 11, 20), "EG")


def test_own_working_days_replace_the_weekend_only() -> None:
    """A company that works on Saturdays still rests on a holiday."""
    six = calendars.WORKING_WEEK | {calendars.Weekday.SATURDAY}

    assert calendars.is_working_day(date(2026, 11, 28), "SI", six)
    assert not calendars.is_working_day(date(2026, 12, 26), "SI", six)


def test_the_next_working_day_jumps_over_weekend_and_holidays() -> None:
    """From Christmas Eve 2026, a Thursday, the next working day is Monday."""
    assert calendars.next_working_day(date(2026, 12, 24), "SI") == date(2026, 12, 28)
    assert calendars.next_working_day(date(2026, 11, 20)) == date(2026, 11, 23)
    with pytest.raises(ValueError, match="no day"):
        calendars.next_working_day(date(2026, 11, 20), days=frozenset())


@pytest.mark.parametrize(
    ("name", "known"),
    [("Europe/Ljubljana", True), ("Europe", False), ("Mars/Olympus", False), ("../etc", False)],
)
def test_zone_names_are_recognised(name: str, known: bool) -> None:
    """Only zones of the database count, whatever a platform sends."""
    assert calendars.is_known_zone(name) is known


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Europe/Ljubljana", "Europe/Ljubljana", True),
        ("Europe/Ljubljana", "Europe/Budapest", True),
        ("Europe/London", "Africa/Abidjan", False),
        ("Europe/Ljubljana", "Africa/Lagos", False),
        ("America/Phoenix", "America/Denver", False),
        ("Europe/Ljubljana", "No/Where", False),
        ("No/Where", "Europe/Ljubljana", False),
    ],
)
def test_zones_are_the_same_when_their_clocks_agree_all_year(
    one: str, other: str, same: bool
) -> None:
    """Not only today: in winter London and Abidjan agree, in summer they do not."""
    assert calendars.keep_same_time(one, other, datetime(2026, 1, 15, tzinfo=UTC)) is same

"""A programme's week closes with its board."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard import weeks
from programme.values import Workspace

ZONE = ZoneInfo("Europe/Ljubljana")
WORKSPACE = Workspace(
    id=1,
    name="Lipa",
    zone="Europe/Ljubljana",
    locale="sl",
    country="SI",
    digest_at=time(9),
    digest_days=frozenset({1, 2, 3, 4, 5}),
    digest_size=5,
    board_day=5,
    board_at=time(16),
    held=False,
)


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        (datetime(2026, 11, 27, 15, 59, tzinfo=ZONE), date(2026, 11, 27)),
        (datetime(2026, 11, 27, 16, 0, tzinfo=ZONE), date(2026, 12, 4)),
        (datetime(2026, 11, 28, 12, 0, tzinfo=ZONE), date(2026, 12, 4)),
        (datetime(2026, 11, 23, 0, 5, tzinfo=ZONE), date(2026, 11, 27)),
    ],
)
def test_a_share_counts_for_the_next_board(moment: datetime, closes: date) -> None:
    """Everything up to the board counts for it, everything from it on for the next."""
    assert weeks.closing_day(moment, WORKSPACE) == closes


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31)))
def test_every_moment_lies_in_the_week_that_it_counts_for(naive: datetime) -> None:
    """Between two boards there is no gap and no overlap, whatever the clocks do."""
    moment = naive.replace(tzinfo=ZONE)
    closes = weeks.closing_day(moment, WORKSPACE)

    assert weeks.closes_at(closes - weeks.WEEK, WORKSPACE) <= moment
    assert moment < weeks.closes_at(closes, WORKSPACE)

"""The movable clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.clock import Clock

WALL = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # a Tuesday, 8:00 in Ljubljana


def clock() -> Clock:
    return Clock(wall=lambda: WALL)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("tomorrow_9", "2026-11-25T09:00:00+01:00"),
        ("friday_16", "2026-11-27T16:00:00+01:00"),
        ("plus_1h", "2026-11-24T09:00:00+01:00"),
        ("2027-03-28T12:00:00+02:00", "2027-03-28T12:00:00+02:00"),
        ("2027-07-01T12:00", "2027-07-01T12:00:00+02:00"),
    ],
)
def test_a_jump_lands_at_the_local_hour(to: str, expected: str) -> None:
    """Jumps are meant in the company's own time, summer time included."""
    moved = clock()
    moved.jump(to)
    assert moved.local().isoformat() == expected


def test_friday_afternoon_twice_is_two_fridays() -> None:
    """Jumping to Friday at four from Friday at four goes a week further."""
    moved = clock()
    moved.jump("friday_16")
    moved.jump("friday_16")
    assert moved.local().isoformat() == "2026-12-04T16:00:00+01:00"


def test_the_wall_stays_where_it_is() -> None:
    """Signatures use the wall's time, which no jump moves."""
    moved = clock()
    moved.advance(timedelta(days=3))
    assert moved.wall() == WALL
    assert moved.now() == WALL + timedelta(days=3)


def test_a_time_without_a_zone_is_refused() -> None:
    """A naive time cannot be the programme's time."""
    with pytest.raises(ValueError, match="zone"):
        clock().move_to(datetime(2026, 11, 24, 7, 0))

"""A programme's week: from one weekly board to the next, so that no share falls between two."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from programme import calendars
from programme.values import Workspace

WEEK = timedelta(days=7)


def closing_day(moment: datetime, workspace: Workspace) -> date:
    """The local day on which the week of `moment` closes with the workspace's board.

    What happens at the very moment of the board belongs to the next week.
    """
    zone = ZoneInfo(workspace.zone)
    day = calendars.local_date(moment, zone)
    day += timedelta(days=(workspace.board_day - day.isoweekday()) % 7)
    if closes_at(day, workspace) <= moment:
        day += WEEK
    return day


def closes_at(day: date, workspace: Workspace) -> datetime:
    """The moment (UTC) at which the week that closes on `day` does so."""
    return calendars.instant(day, workspace.board_at, ZoneInfo(workspace.zone))

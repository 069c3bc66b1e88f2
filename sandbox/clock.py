"""Two times: the programme's, which can be moved, and the wall's, which signatures use.

Knows nothing of who reads it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_MORNING = 9
_AFTERNOON = 16
_FRIDAY = 4


def _system_wall() -> datetime:
    return datetime.now(UTC)


class Clock:
    """The movable clock of the fake world.

    `now` runs with the wall clock at an offset; `ticks` are seconds that never jump and measure
    short lives (triggers, codes, rate limits).
    """

    def __init__(
        self,
        *,
        start: datetime | None = None,
        zone: str = "Europe/Ljubljana",
        wall: Callable[[], datetime] = _system_wall,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._ticks = ticks
        self.zone = zone
        self._offset = timedelta(0)
        if start is not None:
            self.move_to(start)
        self.started = self.now()

    def now(self) -> datetime:
        """Return the programme's time, aware UTC."""
        return self._wall() + self._offset

    def wall(self) -> datetime:
        """Return the real time, aware UTC: what request signatures carry."""
        return self._wall()

    def ticks(self) -> float:
        """Return seconds on a clock that is never moved."""
        return self._ticks()

    @property
    def offset(self) -> timedelta:
        """How far the programme's time is ahead of the wall's."""
        return self._offset

    def move_to(self, moment: datetime) -> None:
        """Set the programme's time. Raises ValueError when `moment` has no time zone."""
        if moment.tzinfo is None:
            message = "a time without a zone"
            raise ValueError(message)
        self._offset = moment.astimezone(UTC) - self._wall()

    def advance(self, by: timedelta) -> None:
        """Move the programme's time on by this much."""
        self._offset += by

    def local(self) -> datetime:
        """Return the programme's time in the company's zone."""
        return self.now().astimezone(ZoneInfo(self.zone))

    def jump(self, to: str) -> None:
        """Move to `tomorrow_9`, `friday_16`, `plus_1h` or an ISO time. Raises ValueError."""
        here = self.local()
        match to:
            case "tomorrow_9":
                day = here.date() + timedelta(days=1)
                self.move_to(_at(here, day_offset=(day - here.date()).days, hour=_MORNING))
            case "friday_16":
                ahead = (_FRIDAY - here.weekday()) % 7
                target = _at(here, day_offset=ahead, hour=_AFTERNOON)
                if target <= here:
                    target = _at(here, day_offset=ahead + 7, hour=_AFTERNOON)
                self.move_to(target)
            case "plus_1h":
                self.advance(timedelta(hours=1))
            case _:
                moment = datetime.fromisoformat(to)
                self.move_to(moment if moment.tzinfo else moment.replace(tzinfo=here.tzinfo))


def _at(here: datetime, *, day_offset: int, hour: int) -> datetime:
    day = here.date() + timedelta(days=day_offset)
    return datetime(day.year, day.month, day.day, hour, tzinfo=here.tzinfo)

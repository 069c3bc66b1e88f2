"""Rate limits: what was used of each in its current window of time.

Knows nothing of what is limited, nor of how a network says that it is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.clock import Clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """So many points in so many seconds. `aligned`: windows begin at multiples of their length."""

    name: str
    points: int
    seconds: int
    aligned: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How a limit stands after a call; `over` when the call was one too many."""

    limit: Limit
    remaining: int
    ends: datetime
    over: bool


@dataclass(kw_only=True, slots=True)
class _Window:
    ends: datetime
    used: int = 0


class Windows:
    """The windows of everyone who is counted, by the programme's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, str], _Window] = {}

    def spend(self, limit: Limit, who: str, points: int = 1) -> Standing:
        """Count a call that costs so many points, and say how the limit stands then."""
        now = self._clock.now()
        window = self._windows.get((limit.name, who))
        if window is None or now >= window.ends:
            window = _Window(ends=_end(limit, now))
            self._windows[limit.name, who] = window
        window.used += points
        return Standing(
            limit=limit,
            remaining=max(0, limit.points - window.used),
            ends=window.ends,
            over=window.used > limit.points,
        )

    def use_up(self, limit: Limit, who: str) -> None:
        """Leave nothing of a limit until its window ends."""
        self.spend(limit, who, limit.points)


def _end(limit: Limit, now: datetime) -> datetime:
    if not limit.aligned:
        return now + timedelta(seconds=limit.seconds)
    started = int(now.timestamp()) // limit.seconds
    return datetime.fromtimestamp((started + 1) * limit.seconds, UTC)

"""Rate limits as Teams counts them: so many calls within the last so many seconds.

Knows nothing of what is called. Runs on a clock that is never moved.
Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from typing import Final, TypeAlias

Windows: TypeAlias = tuple[tuple[int, float], ...]

SEND: Final[Windows] = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
"""Calls and seconds, for each conversation: sending to it, and creating it."""
MEMBERS: Final[Windows] = ((14, 1.0), (16, 2.0), (120, 30.0), (3600, 3600.0))
"""Asking for the members of a conversation."""
TENANT: Final[Windows] = ((50, 1.0),)
"""Everything that one app does in one tenant."""


class Throttle:
    """The calls of the last hour, by key."""

    def __init__(self, ticks: Callable[[], float], *, enabled: bool) -> None:
        self._ticks = ticks
        self._enabled = enabled
        self._calls: dict[str, deque[float]] = {}

    def wait(self, keys: dict[str, Windows]) -> float:
        """Count one call under all keys: 0 when every window has room for it.

        Else nothing is counted, and the seconds are returned after which there will be room.
        """
        if not self._enabled:
            return 0.0
        now = self._ticks()
        longest = max(self._missing(key, windows, now) for key, windows in keys.items())
        if longest <= 0:
            for key in keys:
                self._calls.setdefault(key, deque()).append(now)
        return longest

    def _missing(self, key: str, windows: Windows, now: float) -> float:
        calls = self._calls.get(key)
        if not calls:
            return 0.0
        while calls and calls[0] <= now - windows[-1][1]:
            calls.popleft()
        missing = 0.0
        for most, seconds in windows:
            if len(calls) >= most:
                missing = max(missing, calls[-most] + seconds - now)
        return missing


def whole_seconds(wait: float) -> int:
    """Return the wait as a Retry-After header says it."""
    return max(1, math.ceil(wait))

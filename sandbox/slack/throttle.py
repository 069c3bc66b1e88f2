"""Rate limits as token buckets on a clock that is never moved.

Knows nothing of Slack's methods: it is told a key and a rate.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

_MINUTE = 60.0


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Throttle:
    """One bucket per key."""

    def __init__(self, ticks: Callable[[], float], *, enabled: bool) -> None:
        self._ticks = ticks
        self._enabled = enabled
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, key: str, *, per_minute: int, burst: int) -> int:
        """Take one token: 0 when there was one, else the whole seconds until there is."""
        if not self._enabled:
            return 0
        now = self._ticks()
        rate = per_minute / _MINUTE
        bucket = self._buckets.setdefault(key, _Bucket(float(burst), now))
        bucket.left = min(float(burst), bucket.left + (now - bucket.at) * rate)
        bucket.at = now
        if bucket.left >= 1.0:
            bucket.left -= 1.0
            return 0
        return max(1, math.ceil((1.0 - bucket.left) / rate))

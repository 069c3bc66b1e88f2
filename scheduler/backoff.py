"""When to try again after a failure: full jitter, so that many failures do not return at once."""

from __future__ import annotations

from datetime import timedelta
from random import Random

BASE = timedelta(seconds=10)
FACTOR = 3
CEILING = timedelta(hours=1)
ATTEMPTS = 8
"""Runs in all. The last comes an hour after the first on average and two at most: longer than most
outages of a platform, short enough that a person still remembers what they asked for."""


def delay(attempt: int, random: Random) -> timedelta:
    """How long to wait after the failed run number `attempt` (1-based).

    Anything from nothing to a limit that grows with every run, up to the ceiling:
    aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter ("Full Jitter").
    """
    highest = min(BASE * FACTOR ** min(attempt - 1, 20), CEILING)
    return timedelta(seconds=random.uniform(0, highest.total_seconds()))

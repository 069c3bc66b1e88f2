"""How long failures wait before they are tried again."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from scheduler import backoff


@given(attempt=st.integers(1, 10_000), seed=st.integers())
def test_a_delay_stays_within_its_limit(attempt: int, seed: int) -> None:
    """A delay is never negative and never above the limit of its attempt."""
    delay = backoff.delay(attempt, Random(seed))  # noqa: S311 - delays need no secrecy
    assert timedelta(0) <= delay <= backoff.CEILING
    assert delay <= backoff.BASE * 3 ** min(attempt - 1, 10)


def test_delays_are_spread_over_their_whole_range() -> None:
    """Jobs that failed together do not come back together."""
    random = Random(1)  # noqa: S311 - delays need no secrecy
    delays = sorted(backoff.delay(3, random) for _ in range(200))
    assert delays[20] < timedelta(seconds=20)
    assert delays[180] > timedelta(seconds=70)

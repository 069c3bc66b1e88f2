"""What a clock is. The rules never read one: the moment is always passed in to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment, aware and in UTC. Rehearsals and tests pass one that they move."""


def wall() -> datetime:
    """The machine's own time: the clock of every real run."""
    return datetime.now(UTC)

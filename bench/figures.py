"""What was measured: rounds, medians, percentiles and ratios. Knows nothing of how."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """One round under load: how long it took, and how long each answer took (milliseconds)."""

    seconds: float
    latencies: tuple[float, ...]
    wrong: int = 0
    """Answers that were not what was asked for."""
    cpu_seconds: float | None = None
    """Processor time of the process that answered, where it can be read."""

    @property
    def throughput(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds


@dataclass(kw_only=True, slots=True)
class Series:
    """Rounds of one contestant under the same conditions."""

    rounds: list[Round] = field(default_factory=list)

    @property
    def throughput(self) -> float:
        """Answers per second: the median of the rounds."""
        return statistics.median(one.throughput for one in self.rounds)

    @property
    def wrong(self) -> int:
        """Answers that were not what was asked for, in all rounds."""
        return sum(one.wrong for one in self.rounds)

    @property
    def cpu_ms(self) -> float | None:
        """Processor time per answer (milliseconds), over all rounds; None where it is not known.

        Hardly changed by whatever else the machine does.
        """
        used = [one.cpu_seconds for one in self.rounds if one.cpu_seconds is not None]
        answers = sum(len(one.latencies) for one in self.rounds)
        return sum(used) / answers * 1000 if used else None

    def percentile(self, share: float) -> float:
        """The latency (milliseconds) that `share` of all answers stayed below."""
        return percentile([each for one in self.rounds for each in one.latencies], share)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of a table: numbers by column, in the column's unit; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """The outcome of one suite."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    wrong: int = 0


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; `share` is between 0 and 1. Raises ValueError for no values."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def ratio(value: float | None, floor: float | None) -> float | None:
    """How many times the floor a value is; None where that can't be said."""
    return value / floor if value is not None and floor else None

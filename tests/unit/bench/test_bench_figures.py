"""What a measurement makes of its rounds."""

from __future__ import annotations

import pytest

from bench import figures
from bench.figures import Round, Series


def test_a_percentile_is_a_value_that_was_measured() -> None:
    """The nearest rank: no value is made up between two."""
    values = [float(n) for n in range(1, 101)]
    assert figures.percentile(values, 0.5) == 50
    assert figures.percentile(values, 0.99) == 99
    assert figures.percentile([7.0], 0.99) == 7
    with pytest.raises(ValueError, match="nothing"):
        figures.percentile([], 0.5)


def test_a_series_stands_for_its_rounds() -> None:
    """Throughput is the median round's; latencies and processor time count over all rounds."""
    rounds = [
        Round(seconds=1.0, latencies=(1.0,) * number, cpu_seconds=0.3, wrong=number % 2)
        for number in (10, 20, 90)
    ]
    series = Series(rounds=rounds)
    assert series.throughput == 20
    assert series.cpu_ms == pytest.approx(0.9 / 120 * 1000)
    assert series.wrong == 0


def test_what_is_not_known_has_no_ratio() -> None:
    """A ratio needs both numbers, and a floor that is something."""
    assert figures.ratio(6, 2) == 3
    assert figures.ratio(None, 2) is None
    assert figures.ratio(1, 0) is None

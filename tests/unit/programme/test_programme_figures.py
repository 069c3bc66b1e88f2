"""Graded numbers, reach and media value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme import figures, reach
from programme.figures import UNKNOWN, Figure, Grade
from programme.reach import Prices, Span, exactly

known = st.builds(
    lambda value, grade: Figure(value=value, grade=grade),
    st.integers(0, 10_000),
    st.sampled_from([grade for grade in Grade if grade is not Grade.UNKNOWN]),
)
anything = known | st.just(UNKNOWN)


@given(st.lists(anything))
def test_a_sum_is_never_a_number_where_nothing_is_known(parts: list[Figure]) -> None:
    """Sums add what is known, say "at least" of gaps, and are unknown without any part."""
    total = figures.total(parts)
    values = [part.value for part in parts if part.value is not None]

    if not values:
        assert total == UNKNOWN
    else:
        assert total.value == sum(values)
        assert total.at_least is (len(values) < len(parts))
        assert total.grade is figures.weakest(
            part.grade for part in parts if part.value is not None
        )


@given(anything, anything, anything)
def test_the_order_of_adding_does_not_matter(a: Figure, b: Figure, c: Figure) -> None:
    """Addition of figures is associative and commutative, bounds included."""
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a


def test_a_sum_is_as_firm_as_its_weakest_part() -> None:
    """A measured and an estimated number make an estimate."""
    total = figures.measured(3) + Figure(value=4, grade=Grade.ESTIMATED)

    assert total == Figure(value=7, grade=Grade.ESTIMATED)


def test_unknown_is_no_zero() -> None:
    """What a network does not report stays unknown; a reported zero is a zero."""
    assert figures.measured(None) == UNKNOWN
    assert figures.measured(0) == Figure(value=0, grade=Grade.MEASURED)
    with pytest.raises(ValueError, match="unknown"):
        Figure(value=0, grade=Grade.UNKNOWN)
    with pytest.raises(ValueError, match="unknown"):
        Figure(value=None, grade=Grade.MEASURED)
    with pytest.raises(ValueError, match="bound"):
        Figure(value=None, grade=Grade.UNKNOWN, at_least=True)


def test_a_median_counts_what_is_known() -> None:
    """The middle of the known figures, with how many there were."""
    parts = [figures.measured(value) for value in (10, None, 2, 7, 5)]

    middle = figures.median(parts)

    assert middle.figure == Figure(value=6, grade=Grade.MEASURED)
    assert (middle.known, middle.of) == (4, 5)
    assert figures.median([figures.measured(1), figures.measured(2)]).figure.value == 1.5
    assert figures.median([UNKNOWN]).figure == UNKNOWN


def test_a_rate_of_nobody_is_unknown() -> None:
    """Nobody of nobody is no percentage."""
    assert figures.rate(1, 4).value == 0.25
    assert figures.rate(0, 0) == UNKNOWN
    with pytest.raises(ValueError, match="within"):
        figures.rate(5, 4)


def test_reach_follows_its_formula() -> None:
    """With every assumption fixed, the calculator multiplies what it says it multiplies."""
    assumptions = reach.Assumptions(
        adoption=exactly(0.5),
        share_rate=exactly(0.4),
        shares_per_sharer=exactly(6),
        networks={
            "linkedin": reach.NetworkReach(
                followers=exactly(400), share_of_network=exactly(0.9), view_rate=exactly(0.1)
            ),
            "x": reach.NetworkReach(
                followers=exactly(100), share_of_network=exactly(0.1), view_rate=exactly(0.2)
            ),
        },
    )

    assert reach.quarterly_reach(500, assumptions).base == pytest.approx(
        500 * 0.5 * 0.4 * 6 * (400 * 0.9 * 0.1 + 100 * 0.1 * 0.2)
    )


@given(st.integers(0, 100_000))
def test_reach_is_always_a_range(people: int) -> None:
    """Low, base and high keep their order for a company of any size."""
    span = reach.quarterly_reach(people)

    assert 0 <= span.low <= span.base <= span.high


def test_a_range_keeps_its_order() -> None:
    """Bounds the wrong way round, and negative companies, are refused."""
    with pytest.raises(ValueError, match="low"):
        Span(low=2, base=1, high=3)
    with pytest.raises(ValueError, match="negative"):
        reach.quarterly_reach(-1)


PRICES = Prices(
    per_thousand_views=Span(low=4, base=6, high=10),
    per_click=Span(low=1, base=2, high=4),
    reaction_weight=exactly(0.5),
)


def test_media_value_follows_its_formula() -> None:
    """Views by the thousand, and clicks with weighted reactions, at their prices."""
    value = reach.earned_media_value(
        impressions=figures.measured(2000),
        reactions=figures.measured(10),
        clicks=Figure(value=7, grade=Grade.CLICKED),
        prices=PRICES,
    )

    assert value == reach.MediaValue(
        value=Span(low=4 * 2 + 12, base=6 * 2 + 24, high=10 * 2 + 48), at_least=False
    )


def test_media_value_counts_no_guesses() -> None:
    """Estimated views are left out and make the rest a bound; without any number there is none."""
    guess = Figure(value=1_000_000, grade=Grade.ESTIMATED)

    value = reach.earned_media_value(
        impressions=guess, reactions=UNKNOWN, clicks=figures.measured(1), prices=PRICES
    )

    assert value == reach.MediaValue(value=Span(low=1, base=2, high=4), at_least=True)
    assert (
        reach.earned_media_value(
            impressions=guess, reactions=UNKNOWN, clicks=UNKNOWN, prices=PRICES
        )
        is None
    )

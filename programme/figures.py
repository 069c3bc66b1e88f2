"""Numbers that say how they are known.

A figure that nobody knows is a value of its own, never 0; a sum in which something is unknown
says "at least". Knows nothing of networks or of where a figure was read.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How a figure is known, from the firmest to none at all."""

    MEASURED = "measured"
    """Read from the network itself."""
    CLICKED = "clicked"
    """Counted on our own short links."""
    SELF_REPORTED = "self_reported"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


_FIRMNESS = {grade: rank for rank, grade in enumerate(Grade)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A number of something, with its grade. Raises ValueError where the two contradict."""

    value: float | None
    """None exactly where the grade is unknown."""
    grade: Grade
    at_least: bool = False
    """Something that belongs to the number is unknown: the true one may be higher."""

    def __post_init__(self) -> None:
        if (self.value is None) != (self.grade is Grade.UNKNOWN):
            raise ValueError("exactly the unknown figure has no value")
        if self.value is None and self.at_least:
            raise ValueError("nothing is known of an unknown figure, not even a bound")

    def __add__(self, other: Figure) -> Figure:
        return total((self, other))


UNKNOWN = Figure(value=None, grade=Grade.UNKNOWN)


def measured(value: int | None) -> Figure:
    """What a network reported, or unknown where it reported nothing."""
    return UNKNOWN if value is None else Figure(value=value, grade=Grade.MEASURED)


def weakest(grades: Iterable[Grade]) -> Grade:
    """The least firm of the grades; unknown where there are none."""
    return max(grades, key=_FIRMNESS.__getitem__, default=Grade.UNKNOWN)


def total(figures: Iterable[Figure]) -> Figure:
    """The sum of the known figures, as firm as the weakest of them.

    "At least" where one of them is unknown; unknown where all are, or where there are none.
    """
    parts = tuple(figures)
    known = [part for part in parts if part.value is not None]
    if not known:
        return UNKNOWN
    return Figure(
        value=sum(part.value for part in known if part.value is not None),
        grade=weakest(part.grade for part in known),
        at_least=len(known) < len(parts) or any(part.at_least for part in known),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Median:
    """The middle of several figures, and how many of them were known."""

    figure: Figure
    known: int
    of: int


def median(figures: Iterable[Figure]) -> Median:
    """The median of the known figures; unknown where none is.

    Bounds count with their lower end, so the median of any bound is a bound itself. A figure
    that is wholly unknown says nothing about the middle: `known` and `of` tell the reader.
    """
    parts = tuple(figures)
    known = [part for part in parts if part.value is not None]
    if not known:
        return Median(figure=UNKNOWN, known=0, of=len(parts))
    middle = statistics.median(part.value for part in known if part.value is not None)
    return Median(
        figure=Figure(
            value=int(middle) if middle == int(middle) else middle,
            grade=weakest(part.grade for part in known),
            at_least=any(part.at_least for part in known),
        ),
        known=len(known),
        of=len(parts),
    )


def rate(part: int, whole: int) -> Figure:
    """The share of `whole` that `part` makes up, between 0 and 1; unknown of an empty whole.

    Adoption is people opted in of people invited; the share rate is people who shared at least
    once in the period of people opted in at its end.
    """
    if not 0 <= part <= max(whole, 0):
        raise ValueError("the part must lie within the whole")
    return UNKNOWN if whole == 0 else Figure(value=part / whole, grade=Grade.MEASURED)

"""What a look at one thing found, and what whoever runs the program should do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a thing is."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that was looked at."""

    health: Health
    what: str
    detail: str
    advice: str = ""


def good(what: str, detail: str) -> Finding:
    """A finding that is as it should be."""
    return Finding(health=Health.GOOD, what=what, detail=detail)


def warning(what: str, detail: str, advice: str) -> Finding:
    """A finding that is worth a look."""
    return Finding(health=Health.WARNING, what=what, detail=detail, advice=advice)


def bad(what: str, detail: str, advice: str) -> Finding:
    """A finding that is to be mended."""
    return Finding(health=Health.BAD, what=what, detail=detail, advice=advice)

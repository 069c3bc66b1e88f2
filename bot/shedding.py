"""In which order a screen that is too large loses its parts. Must not know any platform."""

from __future__ import annotations

from collections.abc import Sequence


def order(readiness: Sequence[int]) -> list[int]:
    """The places of what may be left out, the most readily left out first, from the end.

    `readiness` tells of each part how readily that is: 2 before 1, and 0 never.
    """
    return [
        place
        for wanted in (2, 1)
        for place in range(len(readiness) - 1, -1, -1)
        if readiness[place] == wanted
    ]

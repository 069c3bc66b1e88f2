"""What travels with a press or a form and comes back: names to strings, made by us.

It comes back through the platform, perhaps from an older release, so it is read and never trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from programme.errors import Missing

_MOST_DIGITS = 18
"""Every number of so many digits is one of the databases' big integers."""


def number(carried: Mapping[str, str], name: str) -> int:
    """A whole number that travelled under `name`. Raises Missing where there is none."""
    text = carried.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise Missing("form")
    return int(text)


def moment(carried: Mapping[str, str], name: str) -> datetime:
    """An instant that travelled under `name`. Raises Missing where there is none."""
    try:
        found = datetime.fromisoformat(carried.get(name, ""))
    except ValueError:
        raise Missing("form") from None
    if found.tzinfo is None:
        raise Missing("form")
    return found

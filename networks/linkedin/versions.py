"""How long each version of LinkedIn's API lives.

Pure. A version is a month, `YYYYMM`; it is supported for at least a year and then switched off in
the middle of its month (learn.microsoft.com/linkedin/marketing/versioning). From that day every
call answers 426, so whoever runs the program has to hear of it before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

DEFAULT: Final = "202609"
NOTICE: Final = timedelta(days=60)
"""How long before the end a version counts as ending soon; ours."""

# The announced days (learn.microsoft.com/linkedin/marketing/integrations/migrations).
_ANNOUNCED: Final[Mapping[str, date]] = MappingProxyType(
    {
        "202511": date(2026, 11, 16),
        "202601": date(2027, 1, 15),
        "202602": date(2027, 2, 15),
        "202603": date(2027, 3, 16),
    }
)
_USUAL_DAY = 15


def sunset(version: str) -> date:
    """The day a version is switched off: as announced, else the middle of its month a year on.

    Raises ValueError for what is no month.
    """
    if len(version) != 6 or not (version.isascii() and version.isdigit()):
        raise ValueError(f"not a version: {version!r}")
    usual = date(int(version[:4]) + 1, int(version[4:]), _USUAL_DAY)
    return _ANNOUNCED.get(version, usual)


def is_over(version: str, today: date) -> bool:
    """Whether LinkedIn no longer answers this version."""
    return today >= sunset(version)


def expires_soon(version: str, today: date) -> bool:
    """Whether the version is over, or ends within `NOTICE`."""
    return today >= sunset(version) - NOTICE


def warning(version: str, today: date) -> str | None:
    """What the log should say about a version when the program starts; None while all is well."""
    if not expires_soon(version, today):
        return None
    ends = sunset(version).isoformat()
    if is_over(version, today):
        return f"LinkedIn's API version {version} ended on {ends}: nothing can be posted with it"
    return f"LinkedIn's API version {version} ends on {ends}: choose a newer one before that"

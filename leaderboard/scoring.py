"""What earns how many points. Pure; audience size never counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why points were given: part of what makes a ledger entry happen only once."""

    SHARE = "share"
    """A share is out: the network took it, or the first click proved it."""
    FIRST_CLICK = "first_click"
    """Somebody followed the link of a share."""


POINTS: dict[Reason, int] = {Reason.SHARE: 10, Reason.FIRST_CLICK: 5}
"""Ours: a share is worth two proofs that somebody read it."""

DAILY_SHARES = 5
"""Shares that earn points within one local day; more are welcome and earn none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Award:
    """The points for one event; `capped` when the day's limit took them."""

    points: int
    capped: bool


def award(reason: Reason, *, scored_today: int) -> Award:
    """The points for an event of this reason after `scored_today` that counted already today."""
    if reason is Reason.SHARE and scored_today >= DAILY_SHARES:
        return Award(points=0, capped=True)
    return Award(points=POINTS[reason], capped=False)

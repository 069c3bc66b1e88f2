"""When a share goes out: at once, at a time of the person's own, or at a good time of ours.

Knows what is wrong with a time that somebody chose; a good time is found by `programme.spread`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from programme import calendars

MOST_AHEAD = timedelta(days=60)
"""How far ahead a share can be planned: ours, as long as LinkedIn's consents last."""
_AHEAD = timedelta(hours=1)
_QUARTER = 15


class Timing(StrEnum):
    """When the person wanted a share to go out."""

    NOW = "now"
    AT = "at"
    SPREAD = "spread"
    """At a good time of their working day, apart from colleagues' shares of the same item."""


class Why(StrEnum):
    """What is wrong with a time."""

    MISSING = "missing"
    PAST = "past"
    FAR = "far"
    EMBARGO = "embargo"
    EXPIRED = "expired"
    SKIPPED = "skipped"
    """No clock shows it: on that day they jump over it."""
    NO_ROOM = "no_room"
    """No good time is left while the item is offered."""


class Where(StrEnum):
    """Which of the answers has to be changed."""

    TIMING = "timing"
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfit:
    """A time at which a share can't go out.

    `limit` is the moment that matters: the end of an embargo or of an item, the furthest that can
    be planned, the next time that there is.
    """

    why: Why
    where: Where
    limit: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """What limits the time of a share besides the present: when its item may be shared."""

    embargo_until: datetime | None = None
    expires_at: datetime | None = None


def chosen(
    day: date | None, at: time | None, *, zone: ZoneInfo, now: datetime, bounds: Bounds
) -> datetime | Unfit:
    """The instant of a day and time that somebody in `zone` chose, or why it can't be that."""
    if day is None or at is None:
        return Unfit(why=Why.MISSING, where=Where.DAY if day is None else Where.TIME)
    today = calendars.local_date(now, zone)
    if day < today:
        return Unfit(why=Why.PAST, where=Where.DAY)
    if day > today + MOST_AHEAD + timedelta(days=1):
        # So far away that no calendar need be asked for its clock.
        return Unfit(why=Why.FAR, where=Where.DAY, limit=now + MOST_AHEAD)
    moment = calendars.instant(day, at, zone)
    if moment <= now:
        return Unfit(why=Why.PAST, where=Where.TIME)
    if moment.astimezone(zone).replace(tzinfo=None) != datetime.combine(day, at):
        return Unfit(why=Why.SKIPPED, where=Where.TIME, limit=moment)
    return _bounded(moment, day, zone=zone, now=now, bounds=bounds)


def _bounded(
    moment: datetime, day: date, *, zone: ZoneInfo, now: datetime, bounds: Bounds
) -> datetime | Unfit:
    begin, end, last = bounds.embargo_until, bounds.expires_at, now + MOST_AHEAD
    if begin is not None and moment < begin:
        return Unfit(why=Why.EMBARGO, where=_where(begin, day, zone), limit=begin)
    if end is not None and moment >= end:
        return Unfit(why=Why.EXPIRED, where=_where(end, day, zone), limit=end)
    if moment > last:
        return Unfit(why=Why.FAR, where=_where(last, day, zone), limit=last)
    return moment


def _where(limit: datetime, day: date, zone: ZoneInfo) -> Where:
    """Whether another time of the same day would do."""
    return Where.TIME if calendars.local_date(limit, zone) == day else Where.DAY


def first_guess(now: datetime, zone: ZoneInfo, bounds: Bounds) -> tuple[date, time]:
    """A day and time to start from: about an hour ahead, or after an embargo, on a quarter."""
    earliest = now + _AHEAD
    if bounds.embargo_until is not None:
        earliest = max(earliest, bounds.embargo_until)
    local = earliest.astimezone(zone).replace(second=0, microsecond=0)
    late = -local.minute % _QUARTER
    if late == 0 and local < earliest:
        late = _QUARTER
    # On the instants' own line, so that a jump of the clocks on the way is no trouble.
    moment = (local.astimezone(earliest.tzinfo) + timedelta(minutes=late)).astimezone(zone)
    return moment.date(), moment.time()

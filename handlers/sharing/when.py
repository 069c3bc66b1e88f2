"""The question when a share goes out, in any form that asks it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Final, assert_never
from zoneinfo import ZoneInfo

from chat.fields import ChoiceField, DateField, Field, Option, TimeField
from chat.press import Press
from chat.say import DateStyle, Moment, Say, say
from chat.stimuli import Values
from programme import timing
from programme.timing import Bounds, Timing, Unfit, Where, Why

TIMING, DAY, TIME = "when", "when_day", "when_time"

FIELDS: Final[Mapping[Where, str]] = MappingProxyType(
    {Where.TIMING: TIMING, Where.DAY: DAY, Where.TIME: TIME}
)
"""The field in which an answer is changed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """What somebody answered; day and time are on their own clock."""

    timing: Timing = Timing.NOW
    day: date | None = None
    at: time | None = None

    def moment(self, *, zone: ZoneInfo, now: datetime, bounds: Bounds) -> datetime | Unfit | None:
        """The time they chose, or what is wrong with it; None where they chose none."""
        if self.timing is not Timing.AT:
            return None
        return timing.chosen(self.day, self.at, zone=zone, now=now, bounds=bounds)

    def filled(self, *, zone: ZoneInfo, now: datetime, bounds: Bounds) -> When:
        """The same with something to start from where a day or a time is still to be chosen."""
        if self.timing is not Timing.AT or (self.day is not None and self.at is not None):
            return self
        day, at = timing.first_guess(now, zone, bounds)
        return replace(self, day=self.day or day, at=at if self.at is None else self.at)


def at(moment: datetime, zone: ZoneInfo) -> When:
    """The answer that means this moment."""
    local = moment.astimezone(zone)
    return When(timing=Timing.AT, day=local.date(), at=local.time().replace(second=0))


def read(values: Values) -> When:
    """What stands in the fields; at once where they ask nothing, or hold what is none of ours."""
    chosen = values.choice(TIMING)
    if chosen not in set(Timing):
        return When()
    return When(timing=Timing(chosen), day=values.date(DAY), at=values.time(TIME))


def fields(answer: When, unfit: Unfit | None, *, on_change: Press) -> tuple[Field, ...]:
    """The question, and what it leads to; `on_change` paints them anew."""
    errors = {} if unfit is None or unfit.why is Why.MISSING else {FIELDS[unfit.where]: why(unfit)}
    question = ChoiceField(
        name=TIMING,
        label=say("when.label"),
        options=(
            Option(value=Timing.NOW.value, label=say("when.now")),
            Option(
                value=Timing.SPREAD.value, label=say("when.spread"), detail=say("when.spread_how")
            ),
            Option(value=Timing.AT.value, label=say("when.at")),
        ),
        value=answer.timing.value,
        error=errors.get(TIMING),
        on_change=on_change,
    )
    if answer.timing is not Timing.AT:
        return (question,)
    return (
        question,
        DateField(name=DAY, label=say("when.day"), value=answer.day, error=errors.get(DAY)),
        TimeField(name=TIME, label=say("when.time"), value=answer.at, error=errors.get(TIME)),
    )


def error(unfit: Unfit) -> tuple[str, Say]:
    """What is wrong with an answer, and at which field that is said."""
    return FIELDS[unfit.where], why(unfit)


def why(unfit: Unfit) -> Say:
    """What is wrong with an answer, as a sentence that helps."""
    match unfit.why:
        case Why.MISSING:
            return say("when.missing")
        case Why.PAST:
            return say("when.past")
        case Why.NO_ROOM:
            return say("when.no_room")
        case Why.FAR:
            return say("when.far", last=_shown(unfit))
        case Why.EMBARGO:
            return say("when.embargo", until=_shown(unfit))
        case Why.EXPIRED:
            return say("when.expired", until=_shown(unfit))
        case Why.SKIPPED:
            return say("when.skipped", next=_shown(unfit))
        case _:
            assert_never(unfit.why)


def _shown(unfit: Unfit) -> Moment:
    assert unfit.limit is not None  # noqa: S101 - those that are told with a moment have one
    return Moment(value=unfit.limit, style=DateStyle.FULL)


def moment(value: datetime) -> Moment:
    """A time at which something goes out, with its weekday."""
    return Moment(value=value, style=DateStyle.NEAR)

"""What stands in a card's inputs, read as its field reads it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from bot.teams import values
from bot.teams.action_data import OfForm, Reading
from chat.stimuli import Values


def _read(how: Reading, **data: Any) -> Values:
    return values.of_data(data, OfForm(form="f", fields={"x": how}))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        (" 2026-11-24 ", date(2026, 11, 24)),
        ("24. 11. 2026", None),
        ("2026-02-30", None),
        ("", None),
    ],
)
def test_days(written: str, day: date | None) -> None:
    """A day is read as Adaptive Cards write it; anything else is no day."""
    assert _read(Reading.DATE, x=written).date("x") == day


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("09:30", time(9, 30)),
        ("09:30:15", time(9, 30, 15)),
        ("09:30+02:00", time(9, 30)),
        ("9h", None),
        ("", None),
    ],
)
def test_times(written: str, clock: time | None) -> None:
    """A time of day belongs to no zone."""
    assert _read(Reading.TIME, x=written).time("x") == clock


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("-7", -7),
        ("7.0", 7),
        ("7.5", None),
        ("7e3", None),
        ("seven", None),
        ("", None),
        ("9" * 5000, None),
        (7, 7),
        (7.0, 7),
        ([7], None),
    ],
)
def test_numbers(written: Any, number: int | None) -> None:
    """A whole number is read as clients write it; what is none is left empty."""
    assert _read(Reading.NUMBER, x=written).number("x") == number


@pytest.mark.parametrize(
    ("written", "ticked"),
    [("true", True), (True, True), ("false", False), (False, False), ("yes", False), ("", False)],
)
def test_ticks(written: Any, ticked: bool) -> None:
    """A box is ticked only by what a ticked one sends."""
    assert _read(Reading.TICK, x=written).ticked("x") is ticked


def test_choices() -> None:
    """Several choices come in one string, in which commas of their own are escaped."""
    assert _read(Reading.CHOICES, x="a,b%2Cc,").choices("x") == ("a", "b,c")
    assert _read(Reading.CHOICES).choices("x") == ()
    assert _read(Reading.CHOICE, x="b%2Cc").choice("x") == "b,c"
    assert _read(Reading.CHOICE).choice("x") is None


def test_places() -> None:
    """A channel's link stands for the channel."""
    link = "https://teams.microsoft.com/l/channel/19%3Aabc%40thread.tacv2/News?groupId=1"
    assert _read(Reading.PLACE, x=link).choice("x") == "19:abc@thread.tacv2"
    assert _read(Reading.PLACE, x="somewhere").choice("x") is None


def test_what_somebody_wrote_is_told_in_the_order_of_the_form() -> None:
    """Only words count, and only where there are some."""
    of_form = OfForm(
        form="f",
        fields={"b": Reading.TEXT, "a": Reading.TEXT, "n": Reading.NUMBER, "c": Reading.TEXT},
    )
    typed = values.of_data({"a": "second", "b": "first", "n": "7", "c": "  "}, of_form)
    assert values.texts_of(typed, of_form) == ("first", "second")
    assert values.texts_of(typed, None) == ()

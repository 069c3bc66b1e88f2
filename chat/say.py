"""Lazy messages: a key with named arguments, resolved when a screen is painted.

One screen value serves every language, because it holds `Say` and `Verbatim` instead of text.
Must not know catalogues, platforms or markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from chat.people import PersonRef


class DateStyle(StrEnum):
    """How much of a date or moment is shown, as CLDR names the lengths."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"
    FULL = "full"
    NEAR = "near"
    """As full, without the year: for days that can only be meant of the weeks to come."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A calendar day, shown in the reader's language."""

    value: date
    style: DateStyle = DateStyle.LONG


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """An instant (aware), shown in the reader's time zone and language."""

    value: datetime
    style: DateStyle = DateStyle.MEDIUM


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeOfDay:
    """A wall-clock time such as a digest time; belongs to no zone."""

    value: time


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link inside a sentence; both the text and the address are data."""

    text: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """Words that somebody may give as a command, shown as their chat wants them written."""

    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verbatim:
    """Text that a person or another site wrote; painters escape it, nobody translates it."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """Several texts joined as the language joins them: a, b and c."""

    items: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Say:
    """A message of the catalogue with its arguments; `n` selects the plural form."""

    key: str
    args: tuple[tuple[str, Argument], ...] = ()
    n: int | None = None


Text = Say | Verbatim
Argument = (
    str | int | Day | Moment | TimeOfDay | Link | Command | Verbatim | Listed | Say | PersonRef
)


def say(key: str, /, **args: Argument) -> Say:
    """A message without a plural."""
    return Say(key=key, args=tuple(args.items()))


def count(key: str, n: int, /, **args: Argument) -> Say:
    """A message whose form depends on `n`, which is also its argument `{n}`."""
    return Say(key=key, args=(("n", n), *args.items()), n=n)


def verbatim(text: str) -> Verbatim:
    """Text as somebody wrote it."""
    return Verbatim(text=text)

"""The fields that forms are made of. They carry value and error, so that a form can be painted
again with everything a person typed still in it. Must not know any platform's widgets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from chat.press import Press
from chat.say import Say, Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One thing to choose; `detail` is a second, quieter line."""

    value: str
    label: Text
    detail: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TextField:
    """Words. `on_change` is pressed while the person writes, where the platform can."""

    name: str
    label: Text
    value: str = ""
    hint: Text | None = None
    error: Text | None = None
    placeholder: Say | None = None
    multiline: bool = False
    max_length: int = 3000
    required: bool = True
    on_change: Press | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceField:
    """One of several; `open` shows all of them at once."""

    name: str
    label: Text
    options: tuple[Option, ...]
    value: str | None = None
    hint: Text | None = None
    error: Text | None = None
    open: bool = False
    required: bool = True
    on_change: Press | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoicesField:
    """Any number of several; `open` shows all of them at once (at most ten)."""

    name: str
    label: Text
    options: tuple[Option, ...]
    values: tuple[str, ...] = ()
    hint: Text | None = None
    error: Text | None = None
    open: bool = True
    required: bool = True
    on_change: Press | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DateField:
    """A day."""

    name: str
    label: Text
    value: date | None = None
    hint: Text | None = None
    error: Text | None = None
    required: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeField:
    """A time of day."""

    name: str
    label: Text
    value: time | None = None
    hint: Text | None = None
    error: Text | None = None
    required: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberField:
    """A whole number between two bounds."""

    name: str
    label: Text
    value: int | None = None
    minimum: int = 0
    maximum: int = 1_000_000
    hint: Text | None = None
    error: Text | None = None
    required: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonField:
    """Somebody of the company, by platform id."""

    name: str
    label: Text
    value: str | None = None
    hint: Text | None = None
    error: Text | None = None
    required: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceField:
    """A channel, by platform id."""

    name: str
    label: Text
    value: str | None = None
    hint: Text | None = None
    error: Text | None = None
    required: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class TickField:
    """Yes or no, as one box to tick."""

    name: str
    label: Text
    text: Text
    value: bool = False
    hint: Text | None = None
    error: Text | None = None


Field = (
    TextField
    | ChoiceField
    | ChoicesField
    | DateField
    | TimeField
    | NumberField
    | PersonField
    | PlaceField
    | TickField
)

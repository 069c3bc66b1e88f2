"""What people do, as handlers see it. Made by a platform's edge out of a verified payload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from chat.people import MessageRef, PersonRef, PlaceRef

Value = str | tuple[str, ...] | bool | int | date | time | None


class Values:
    """What stands in a form's fields, by field name; a missing field reads as empty."""

    def __init__(self, found: Mapping[str, Value] | None = None) -> None:
        self._found = dict(found or {})

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Values) and other._found == self._found

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._found)))

    def __repr__(self) -> str:
        return f"Values({sorted(self._found)})"

    def text(self, name: str) -> str:
        """Words as typed, "" where none are."""
        value = self._found.get(name)
        return value if isinstance(value, str) else ""

    def choice(self, name: str) -> str | None:
        """The option chosen."""
        value = self._found.get(name)
        return value if isinstance(value, str) and value else None

    def choices(self, name: str) -> tuple[str, ...]:
        """The options chosen, in the form's order."""
        value = self._found.get(name)
        return value if isinstance(value, tuple) else ()

    def ticked(self, name: str) -> bool:
        """Whether the box is ticked."""
        return self._found.get(name) is True

    def number(self, name: str) -> int | None:
        """The whole number entered."""
        value = self._found.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def time(self, name: str) -> time | None:
        """The time of day chosen."""
        value = self._found.get(name)
        return value if isinstance(value, time) else None

    def date(self, name: str) -> date | None:
        """The day chosen."""
        value = self._found.get(name)
        return value if isinstance(value, date) else None


class Surface(StrEnum):
    """Where a button was."""

    MESSAGE = "message"
    FORM = "form"
    HOME = "home"


@dataclass(frozen=True, kw_only=True, slots=True)
class Stimulus:
    """Who did it, in which of the platform's workspaces, and where."""

    workspace: str
    """The platform's id of the workspace or tenant."""
    person: PersonRef
    place: PlaceRef | None = None
    retry_key: str | None = None
    """Equal for repeated deliveries of one event; None where the platform never repeats."""
    locale: str | None = None
    """The language of the person's client, where the platform tells it with each stimulus."""
    zone: str | None = None
    """The time zone (IANA) of the person's client, likewise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said(Stimulus):
    """A command: the words after its name."""

    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Pressed(Stimulus):
    """A button, or a field that reports its changes."""

    name: str
    args: Mapping[str, str]
    surface: Surface
    message: MessageRef | None = None
    form: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    values: Values = field(default_factory=Values)
    automatic: bool = False
    """The platform asked by itself, because somebody looks at a message."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Submitted(Stimulus):
    """A form sent off."""

    form: str
    context: Mapping[str, str]
    values: Values


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought(Stimulus):
    """Words typed into a search box; `skip` results were shown already, `count` are wanted."""

    words: str
    skip: int = 0
    count: int = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class HomeOpened(Stimulus):
    """Somebody looks at their own page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived(Stimulus):
    """Somebody came to the company, or the bot (`is_bot`) to a place."""

    is_bot: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Left(Stimulus):
    """Somebody left the company, or the bot (`is_bot`) a place."""

    is_bot: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Disconnected(Stimulus):
    """The app was removed from the workspace, or its tokens were taken back."""


AnyStimulus = Said | Pressed | Submitted | Sought | HomeOpened | Arrived | Left | Disconnected


def surface_of(stimulus: AnyStimulus | None) -> Surface:
    """Where somebody acted; a message where nothing else is known."""
    match stimulus:
        case Pressed(surface=surface):
            return surface
        case HomeOpened():
            return Surface.HOME
        case _:
            return Surface.MESSAGE

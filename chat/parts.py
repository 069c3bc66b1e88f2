"""The semantic parts that screens are made of.

A part says what something means (a content card, a ranking, a proof), never how it is laid out:
no colours, columns or blocks. Parts own their buttons. Each platform has one painter per part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chat.people import PersonRef
from chat.press import Press
from chat.say import Say, Text


class Tone(StrEnum):
    """How much a button wants to be pressed."""

    MAIN = "main"
    PLAIN = "plain"
    DANGER = "danger"


class Level(StrEnum):
    """What a notice tells: success, information, a warning, a failure."""

    GOOD = "good"
    INFO = "info"
    CAREFUL = "careful"
    BAD = "bad"


class StepState(StrEnum):
    """Where a step of a procedure stands."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"
    FAILED = "failed"


class Trust(StrEnum):
    """How far a figure can be trusted."""

    MEASURED = "measured"
    CLICKED = "clicked"
    SELF_REPORTED = "self_reported"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


class ChartKind(StrEnum):
    """The shapes both platforms can draw."""

    BAR = "bar"
    LINE = "line"
    PIE = "pie"


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirm:
    """A question asked before a press that can't be undone."""

    title: Say
    text: Say
    yes: Say
    no: Say


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """Something to press, or a link to open (`url`); exactly one of the two leads somewhere.

    With both, the link is opened and the press is told about it.
    """

    label: Say
    press: Press | None = None
    url: str | None = None
    tone: Tone = Tone.PLAIN
    confirm: Confirm | None = None
    spoken: Text | None = None
    """What a screen reader says instead of the label, when the label alone is ambiguous."""

    def __post_init__(self) -> None:
        if self.press is None and self.url is None:
            raise ValueError("a button leads nowhere")


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """An image by address; without alternative text it can't be made."""

    url: str
    alt: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """What the screen, or a stretch of it, is about."""

    text: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Prose:
    """One or more sentences; `quiet` for what only some readers need."""

    text: Text
    quiet: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """A text as it would be, or was, published."""

    text: Text
    caption: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentCard:
    """One content item with everything a person needs to decide, and its buttons."""

    title: Text
    url: str | None = None
    summary: Text | None = None
    picture: Picture | None = None
    details: tuple[Text, ...] = ()
    """Source, topic, dates and marks, in reading order."""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A label and its value."""

    label: Text
    value: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """A short table of labelled values."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A number with its grade; an unknown one has no value, which is not 0."""

    label: Text
    value: int | None
    trust: Trust
    at_least: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Numbers side by side, each with its grade."""

    items: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rank:
    """One row of a ranking; people with equal scores share the place."""

    place: int
    who: PersonRef | Text
    score: Text
    detail: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """An ordered list of people or teams."""

    title: Text
    rows: tuple[Rank, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Meter:
    """How far something is: `value` of `total`."""

    label: Text
    value: int
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ChartPoint:
    """One bar, point or slice."""

    label: Text
    value: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A small picture of numbers, always with a sentence that says the same."""

    title: Text
    kind: ChartKind
    points: tuple[ChartPoint, ...]
    spoken: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of a procedure."""

    text: Text
    state: StepState


@dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """A procedure and where it stands."""

    items: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """Values that let anyone check a claim, exact to the character, and where to check it."""

    claim: Text
    values: tuple[tuple[Text, str], ...]
    link: Button | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Something the reader should notice."""

    level: Level
    text: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Buttons:
    """Things to press that belong to no other part."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLine:
    """A person with a sentence about them, and when."""

    who: PersonRef
    text: Text
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A change of subject between neighbouring parts."""


Part = (
    Headline
    | Prose
    | Quote
    | ContentCard
    | Facts
    | Figures
    | Ranking
    | Meter
    | Chart
    | Steps
    | Proof
    | Notice
    | Buttons
    | PersonLine
    | Rule
)

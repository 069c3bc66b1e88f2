"""Screens as lines of plain text, for notifications, logs of tests and screen readers.

Must not know any platform. Addresses are left out unless they are all a button has to say.
"""

from __future__ import annotations

from typing import assert_never

from chat import catalogue
from chat.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    Field,
    NumberField,
    Option,
    PersonField,
    PlaceField,
    TextField,
    TickField,
    TimeField,
)
from chat.parts import (
    Button,
    Buttons,
    Chart,
    ContentCard,
    Facts,
    Figure,
    Figures,
    Headline,
    Meter,
    Notice,
    Part,
    PersonLine,
    Proof,
    Prose,
    Quote,
    Rank,
    Ranking,
    Rule,
    Steps,
)
from chat.people import PersonRef, Reader
from chat.say import Day, Text, TimeOfDay, say
from chat.screens import Form, Home, Post


def text(value: Text, reader: Reader) -> str:
    """One text in the reader's language."""
    return catalogue.plain(value, reader)


def summary(post: Post, reader: Reader) -> str:
    """What a notification says of a post."""
    return text(post.summary, reader)


def post_lines(post: Post, reader: Reader) -> list[str]:
    """A message, line by line; the summary is not repeated."""
    return _body(post.parts, reader)


def home_lines(home: Home, reader: Reader) -> list[str]:
    """A home page, line by line."""
    return _body(home.parts, reader)


def form_lines(form: Form, reader: Reader) -> list[str]:
    """A form, line by line: title, body with what stands in the fields, and its buttons."""
    lines = [text(form.title, reader), *_body(form.body, reader)]
    if form.submit is not None:
        lines.append(f"[{text(form.submit, reader)}]")
    return lines


def _body(body: tuple[Part | Field, ...], reader: Reader) -> list[str]:
    lines: list[str] = []
    for item in body:
        lines += _field(item, reader) if isinstance(item, Field) else _part(item, reader)
    return lines


def _part(part: Part, reader: Reader) -> list[str]:  # noqa: C901, PLR0911, PLR0912 - one case per part
    match part:
        case Headline() | Prose() | Notice():
            return [text(part.text, reader)]
        case Quote():
            caption = [] if part.caption is None else [text(part.caption, reader)]
            return [*caption, f"“{text(part.text, reader)}”"]
        case ContentCard():
            return _content_card(part, reader)
        case Facts():
            return [f"{text(r.label, reader)}: {text(r.value, reader)}" for r in part.rows]
        case Figures():
            return [_figure(figure, reader) for figure in part.items]
        case Ranking():
            return [text(part.title, reader), *(_rank(rank, reader) for rank in part.rows)]
        case Meter():
            told = text(say("paint.meter", value=part.value, total=part.total), reader)
            return [f"{text(part.label, reader)}: {told}"]
        case Chart():
            return [text(part.title, reader), text(part.spoken, reader)]
        case Steps():
            return [f"({step.state.value}) {text(step.text, reader)}" for step in part.items]
        case Proof():
            values = [f"{text(label, reader)}: {value}" for label, value in part.values]
            link = [] if part.link is None else [_button(part.link, reader)]
            return [text(part.claim, reader), *values, *link]
        case Buttons():
            return _buttons(part.buttons, reader)
        case PersonLine():
            return [f"{part.who.name or part.who.id} {text(part.text, reader)}"]
        case Rule():
            return []
        case _:
            assert_never(part)


def _content_card(card: ContentCard, reader: Reader) -> list[str]:
    lines = [text(card.title, reader)]
    if card.summary is not None:
        lines.append(text(card.summary, reader))
    if card.picture is not None:
        lines.append(f"({text(card.picture.alt, reader)})")
    if card.details:
        lines.append(" · ".join(text(detail, reader) for detail in card.details))
    return lines + _buttons(card.buttons, reader)


def _buttons(buttons: tuple[Button, ...], reader: Reader) -> list[str]:
    return [" ".join(_button(button, reader) for button in buttons)] if buttons else []


def _button(button: Button, reader: Reader) -> str:
    return f"[{text(button.label, reader)}]"


def _figure(figure: Figure, reader: Reader) -> str:
    label = text(figure.label, reader)
    if figure.value is None:
        return f"{label}: {text(say('paint.trust.unknown'), reader)}"
    key = "paint.at_least" if figure.at_least else "paint.number"
    value = text(say(key, n=figure.value), reader)
    return f"{label}: {value} ({text(say(f'paint.trust.{figure.trust.value}'), reader)})"


def _rank(rank: Rank, reader: Reader) -> str:
    who = rank.who.name if isinstance(rank.who, PersonRef) else text(rank.who, reader)
    detail = "" if rank.detail is None else f" · {text(rank.detail, reader)}"
    return f"{rank.place}. {who}: {text(rank.score, reader)}{detail}"


def _field(field: Field, reader: Reader) -> list[str]:
    lines = [f"{text(field.label, reader)}: {_value(field, reader)}".rstrip()]
    if field.hint is not None:
        lines.append(text(field.hint, reader))
    if field.error is not None:
        lines.append(f"! {text(field.error, reader)}")
    return lines


def _value(field: Field, reader: Reader) -> str:  # noqa: C901 - one case per field
    match field:
        case TextField():
            return field.value
        case ChoiceField():
            chosen = () if field.value is None else (field.value,)
            return _options(field.options, chosen, reader)
        case ChoicesField():
            return _options(field.options, field.values, reader)
        case DateField():
            if field.value is None:
                return ""
            return text(say("paint.when", at=Day(value=field.value)), reader)
        case TimeField():
            if field.value is None:
                return ""
            return text(say("paint.when", at=TimeOfDay(value=field.value)), reader)
        case NumberField():
            return "" if field.value is None else text(say("paint.number", n=field.value), reader)
        case PersonField() | PlaceField():
            return field.value or ""
        case TickField():
            return f"[{'x' if field.value else ' '}] {text(field.text, reader)}"
        case _:
            assert_never(field)


def _options(options: tuple[Option, ...], chosen: tuple[str, ...], reader: Reader) -> str:
    shown = (f"({'x' if o.value in chosen else ' '}) {text(o.label, reader)}" for o in options)
    return " ".join(shown)

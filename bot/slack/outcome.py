"""Replies taken apart into what has to be shown, and forms made ready to be shown again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from bot.slack import values
from bot.slack.payloads import ViewPayload
from chat.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    Field,
    NumberField,
    PersonField,
    PlaceField,
    TextField,
    TickField,
    TimeField,
)
from chat.parts import Level, Notice, Part, Prose
from chat.replies import (
    Close,
    FieldErrors,
    Later,
    NextForm,
    Nothing,
    OpenForm,
    Replace,
    Reply,
    ShowHome,
    Whisper,
)
from chat.say import Listed, Text, say
from chat.screens import Form, Home, Post
from chat.stimuli import Values

NOTE = "note"
"""The name of a dialog that only says something."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """Everything a reply wants to be seen.

    `new_form` when the form goes on top of the one at hand, `closes` when one that was sent off
    goes away, `ends` when one goes away in any case.
    """

    form: Form | None = None
    new_form: bool = False
    errors: tuple[tuple[str, Text], ...] = ()
    note: Post | None = None
    home: Home | None = None
    replacement: Post | None = None
    closes: bool = True
    ends: bool = False


def of(reply: Reply) -> Outcome:
    """What a reply wants to be seen."""
    match reply:
        case Nothing():
            return Outcome(closes=False)
        case OpenForm():
            return Outcome(form=reply.form, new_form=True)
        case NextForm():
            return Outcome(form=reply.form)
        case FieldErrors():
            return Outcome(form=reply.form, errors=reply.errors)
        case Close():
            return Outcome(note=reply.note, home=reply.home, ends=True)
        case Replace():
            return Outcome(replacement=reply.post)
        case Whisper():
            return Outcome(note=reply.post)
        case ShowHome():
            return Outcome(note=reply.note, home=reply.home)
        case Later():
            return Outcome(note=reply.note)
        case _:
            assert_never(reply)


def with_errors(form: Form, errors: tuple[tuple[str, Text], ...]) -> Form:
    """The form with each error at its field, and those that belong to no field at the top."""
    told = dict(errors)
    body = tuple(
        replace(item, error=told.pop(item.name))
        if isinstance(item, Field) and item.name in told
        else item
        for item in form.body
    )
    if told:
        homeless = say("paint.check_form", errors=Listed(items=tuple(told.values())))
        return replace(form, body=(Notice(level=Level.BAD, text=homeless), *body))
    return replace(form, body=body)


def note_form(note: Post | None) -> Form:
    """A dialog that only says something: what became of it."""
    body = note.parts if note is not None else (Prose(text=say("paint.done")),)
    return Form(name=NOTE, title=say("paint.title"), body=body)


def waiting_form() -> Form:
    """A dialog for the time until the answer is there."""
    return Form(name="waiting", title=say("paint.title"), body=(Prose(text=say("paint.working")),))


def brief(name: str, text: Text) -> Post:
    """A message of one sentence."""
    return Post(name=name, summary=text, parts=(Prose(text=text),))


def kept(form: Form, view: ViewPayload) -> tuple[Form, Mapping[str, int]]:
    """The form with what is typed in its empty fields, and how often we put in each value.

    Slack keeps what is typed while a field's ids stay equal, so a field with another value than
    the typed one gets the next turn in its action id.
    """
    typed, turns = values.of_view(view), values.turns_of_view(view)
    body: list[Part | Field] = []
    next_turns: dict[str, int] = {}
    for item in form.body:
        if not isinstance(item, Field) or item.name not in typed:
            body.append(item)
            continue
        field = item if _value(item) else _filled(item, typed)
        next_turns[field.name] = turns.get(field.name, 0) + (_value(field) != _typed(field, typed))
        body.append(field)
    return replace(form, body=tuple(body)), next_turns


def input_names(view: ViewPayload) -> set[str]:
    """The names of the fields that a modal shows."""
    return {
        str(block.get("block_id"))
        for block in view.get("blocks", [])
        if block.get("type") == "input"
    }


def _value(field: Field) -> object:
    return field.values if isinstance(field, ChoicesField) else field.value


def _typed(field: Field, typed: Values) -> object:
    match field:
        case TextField():
            return typed.text(field.name)
        case ChoiceField() | PersonField() | PlaceField():
            return typed.choice(field.name)
        case ChoicesField():
            return typed.choices(field.name)
        case DateField():
            return typed.date(field.name)
        case TimeField():
            return typed.time(field.name)
        case NumberField():
            return typed.number(field.name)
        case TickField():
            return typed.ticked(field.name)
        case _:
            assert_never(field)


def _filled(field: Field, typed: Values) -> Field:
    """The field with the typed value; options that are not offered any more are dropped."""
    match field:
        case TextField():
            return replace(field, value=typed.text(field.name))
        case ChoiceField():
            offered = {option.value for option in field.options}
            choice = typed.choice(field.name)
            return replace(field, value=choice if choice in offered else None)
        case ChoicesField():
            offered = {option.value for option in field.options}
            return replace(
                field, values=tuple(v for v in typed.choices(field.name) if v in offered)
            )
        case PersonField() | PlaceField():
            return replace(field, value=typed.choice(field.name))
        case DateField():
            return replace(field, value=typed.date(field.name))
        case TimeField():
            return replace(field, value=typed.time(field.name))
        case NumberField():
            return replace(field, value=typed.number(field.name))
        case TickField():
            return replace(field, value=typed.ticked(field.name))
        case _:
            assert_never(field)

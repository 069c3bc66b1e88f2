"""Replies taken apart into what has to be shown, and forms made ready to be shown again. Pure.

The same for every chat platform; must not know any.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

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
from chat.parts import Level, Notice, Prose
from chat.replies import (
    Close,
    FieldErrors,
    Found,
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
    found: Found | None = None
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
        case Found():
            return Outcome(found=reply)
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


def filled(form: Form, typed: Values) -> Form:
    """The form with what is typed in those of its fields that have no value of their own."""
    body = tuple(
        _filled(item, typed)
        if isinstance(item, Field) and item.name in typed and not value_of(item)
        else item
        for item in form.body
    )
    return replace(form, body=body)


def value_of(field: Field) -> object:
    """What stands in a field, as `typed_in` gives what was typed."""
    return field.values if isinstance(field, ChoicesField) else field.value


def typed_in(field: Field, typed: Values) -> object:
    """What was typed into a field."""
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

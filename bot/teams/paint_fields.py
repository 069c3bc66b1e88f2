"""One painter per field, each a pure function from the field to an input and what is under it.

The input's id is the field's name; `readings` says how its string is read when it comes back.
Clients refuse every press while a required input is empty, so inputs are required only in forms
that can do nothing but be sent off: where more can be pressed, handlers check anyway.
Source: learn.microsoft.com/adaptive-cards/authoring-cards/input-validation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from bot import texts
from bot.teams import limits, paint_buttons
from bot.teams.action_data import CHOICE_SEPARATOR, Json, Reading, choice_value
from bot.teams.brush import (
    ALARM,
    QUIET,
    STRONG,
    Brush,
    and_more,
    close_by,
    element,
    plain,
    runs_of,
    words,
)
from chat.catalogue import Run
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
from chat.press import Press
from chat.say import Say, say, verbatim

_ERROR = "⚠️ "
_BETWEEN = " – "


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What the rest of a form means for its fields."""

    demanding: bool
    """Whether a client may refuse to send the form off without a field."""
    offered: frozenset[Press]
    """What the form has buttons for."""


def field(painted: Field, brush: Brush, rules: Rules) -> list[Json]:
    """The elements of a field, with its error and its hint under it."""
    found = [_input(painted, brush, demanding=rules.demanding)]
    if isinstance(painted, ChoiceField | ChoicesField) and not painted.options:
        found = _nothing_to_choose(painted, brush)
    if painted.error is not None:
        runs = runs_of(painted.error, brush, limits.HINT)
        found.append(close_by(element((Run(text=_ERROR), *runs), brush, ALARM)))
    if isinstance(painted, ChoiceField | ChoicesField):
        left = len(painted.options) - len(_shown(painted.options, painted, brush))
        found += [close_by(and_more(left, brush))] if left else []
    if isinstance(painted, TextField) and texts.width(painted.value) > brush.detail.value:
        found.append(close_by(words(say("paint.field_cut"), brush, limits.HINT, ALARM)))
    if painted.hint is not None:
        found.append(close_by(words(painted.hint, brush, limits.HINT, QUIET)))
    pressed = on_change(painted)
    if pressed is None or (isinstance(painted, TextField) and pressed in rules.offered):
        # Whoever wrote a text presses the form's own button that does the same.
        return found
    return [*found, _update(pressed, painted, brush)]


def on_change(painted: Field) -> Press | None:
    """What a field presses when it is changed."""
    match painted:
        case TextField() | ChoiceField() | ChoicesField():
            return painted.on_change
        case _:
            return None


def readings(body: Iterable[object]) -> dict[str, Reading]:
    """How the input of each field is read."""
    return {
        item.name: _reading(item)
        for item in body
        if isinstance(item, Field)
        and not (isinstance(item, ChoiceField | ChoicesField) and not item.options)
    }


def _reading(painted: Field) -> Reading:
    match painted:
        case TextField():
            return Reading.TEXT
        case PlaceField():
            return Reading.PLACE
        case ChoiceField() | PersonField():
            return Reading.CHOICE
        case ChoicesField():
            return Reading.CHOICES
        case DateField():
            return Reading.DATE
        case TimeField():
            return Reading.TIME
        case NumberField():
            return Reading.NUMBER
        case TickField():
            return Reading.TICK
        case _:
            assert_never(painted)


def _update(pressed: Press, painted: Field, brush: Brush) -> Json:
    """No client tells that a field was changed, so there is a button for it."""
    title = plain(say("paint.update"), brush, limits.BUTTON_TEXT)
    name = verbatim("".join(run.text for run in runs_of(painted.label, brush, limits.LABEL)))
    spoken = plain(say("paint.update_spoken", label=name), brush, limits.BUTTON_SPOKEN)
    action = paint_buttons.press(pressed, title, brush, spoken=spoken)
    return close_by({"type": "ActionSet", "actions": [action]})


def _nothing_to_choose(painted: ChoiceField | ChoicesField, brush: Brush) -> list[Json]:
    return [
        words(painted.label, brush, limits.LABEL, STRONG),
        close_by(words(say("paint.no_options"), brush, limits.HINT, QUIET)),
    ]


def _input(painted: Field, brush: Brush, *, demanding: bool) -> Json:
    found: Json = {
        **_element(painted, brush),
        "id": painted.name,
        "label": plain(painted.label, brush, limits.LABEL),
    }
    if isinstance(painted, NumberField):
        found["errorMessage"] = plain(_missing(painted), brush, limits.HINT)
    if demanding and not isinstance(painted, TickField) and painted.required:
        found |= {
            "isRequired": True,
            "errorMessage": plain(_missing(painted), brush, limits.HINT),
        }
    return found


def _missing(painted: Field) -> Say:
    """What a client says where nothing, or nothing that fits, is filled in."""
    match painted:
        case TextField() | PlaceField():
            return say("paint.fill_in")
        case ChoiceField() | PersonField():
            return say("paint.pick_one")
        case ChoicesField() | TickField():
            return say("paint.pick_some")
        case DateField():
            return say("paint.pick_date")
        case TimeField():
            return say("paint.pick_time")
        case NumberField():
            return say("paint.number_between", least=painted.minimum, most=painted.maximum)
        case _:
            assert_never(painted)


def _element(painted: Field, brush: Brush) -> Json:
    match painted:
        case TextField():
            return _text(painted, brush)
        case ChoiceField():
            return _choice(painted, brush)
        case ChoicesField():
            return _choices(painted, brush)
        case DateField():
            day = None if painted.value is None else painted.value.isoformat()
            return _filled("Input.Date", day)
        case TimeField():
            clock = None if painted.value is None else painted.value.strftime("%H:%M")
            return _filled("Input.Time", clock)
        case NumberField():
            return _number(painted)
        case PersonField():
            return _person(painted, brush)
        case PlaceField():
            asked = plain(say("paint.place_link"), brush, limits.PLACEHOLDER)
            return {**_filled("Input.Text", _typed(painted.value or "")), "placeholder": asked}
        case TickField():
            return {
                "type": "Input.Toggle",
                "title": plain(painted.text, brush, limits.LINE),
                "value": "true" if painted.value else "false",
                "valueOn": "true",
                "valueOff": "false",
                "wrap": True,
            }
        case _:
            assert_never(painted)


def _filled(kind: str, value: str | None) -> Json:
    return {"type": kind, "value": value} if value else {"type": kind}


def _typed(text: str) -> str:
    """What a person typed, exactly, as far as JSON can hold it."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _text(painted: TextField, brush: Brush) -> Json:
    value = texts.cut(_typed(painted.value), brush.detail.value)
    found = _filled("Input.Text", value)
    # What a person wrote stays whole even where it is too long: the rules will say so.
    found["maxLength"] = max(painted.max_length, texts.width(value), 1)
    if painted.multiline:
        found["isMultiline"] = True
    if painted.placeholder is not None:
        found["placeholder"] = plain(painted.placeholder, brush, limits.PLACEHOLDER)
    return found


def _number(painted: NumberField) -> Json:
    found: Json = {"type": "Input.Number"}
    if painted.value is None or painted.minimum <= painted.value <= painted.maximum:
        found |= {"min": painted.minimum, "max": painted.maximum}
    return found if painted.value is None else {**found, "value": painted.value}


def _person(painted: PersonField, brush: Brush) -> Json:
    """Teams' own people picker, whose value is an Entra id.

    Source: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/people-picker.
    """
    return {
        **_filled("Input.ChoiceSet", choice_value(painted.value or "")),
        "choices": [],
        "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"},
        "placeholder": plain(say("paint.person_search"), brush, limits.PLACEHOLDER),
    }


def _choice(painted: ChoiceField, brush: Brush) -> Json:
    found = _choice_set(painted, brush)
    if any(option.value == painted.value for option in painted.options):
        found["value"] = choice_value(painted.value or "")
    return found


def _choices(painted: ChoicesField, brush: Brush) -> Json:
    found = _choice_set(painted, brush)
    offered = (option.value for option in _shown(painted.options, painted, brush))
    chosen = [choice_value(value) for value in offered if value in painted.values]
    if chosen:
        found["value"] = CHOICE_SEPARATOR.join(chosen)
    return {**found, "isMultiSelect": True}


def _choice_set(painted: ChoiceField | ChoicesField, brush: Brush) -> Json:
    opened = painted.open and len(painted.options) <= limits.OPEN_OPTIONS
    found: Json = {
        "type": "Input.ChoiceSet",
        "style": "expanded" if opened else "compact",
        "choices": [_option(o, brush) for o in _shown(painted.options, painted, brush)],
        "wrap": True,
    }
    if not opened:
        found["placeholder"] = plain(say("paint.choose"), brush, limits.PLACEHOLDER)
    return found


def _shown(
    options: Sequence[Option], painted: ChoiceField | ChoicesField, brush: Brush
) -> Sequence[Option]:
    """As many options as there is room for; those that are chosen are always among them."""
    chosen = (
        painted.values
        if isinstance(painted, ChoicesField)
        else (() if painted.value is None else (painted.value,))
    )
    must = [at for at, option in enumerate(options) if option.value in chosen]
    may = [at for at, option in enumerate(options) if option.value not in chosen]
    kept = {*must, *may[: max(brush.detail.options - len(must), 0)]}
    return [option for at, option in enumerate(options) if at in kept]


def _option(option: Option, brush: Brush) -> Json:
    """A choice has one line here, so the second of an option follows in it."""
    if texts.width(option.value) > limits.OPTION_VALUE:
        raise texts.TooLong("the value of an option is too long to travel")
    # There are so many of them that they must make room before other texts do.
    tight = replace(brush, detail=replace(brush.detail, room=brush.detail.room // 4))
    title = plain(option.label, tight, limits.OPTION_TEXT)
    if option.detail is not None:
        title += f"{_BETWEEN}{plain(option.detail, tight, limits.OPTION_TEXT)}"
    return {"title": title, "value": choice_value(option.value)}

"""One painter per field, each a pure function from the field to blocks.

The block id is the field's name, because Slack shows errors by block id; the action id tells a
changed field from an unchanged one, because Slack keeps what a person typed while both are equal
(docs.slack.dev/reference/methods/views.update).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from bot import texts
from bot.slack import limits
from bot.slack.brush import (
    Brush,
    Json,
    and_more,
    context,
    groups_of,
    markup,
    mrkdwn_object,
    plain,
    plain_object,
    section,
)
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
from chat.say import say

VALUE = "value"
TICK = "tick"
"""The action id of a single box, which reads as yes or no instead of a list."""
TICKED = "yes"
_OPTIONS = 500
"""How many options of a list are shown: more would not fit into a view, nor help anybody."""
TURN = "~"
"""Between an action id and the number of times the field's value was put in by us."""


def field(painted: Field, brush: Brush, turn: int = 0) -> list[Json]:
    """The blocks of a field, with its error under it."""
    if isinstance(painted, ChoiceField | ChoicesField) and not painted.options:
        blocks = [_nothing_to_choose(painted, brush)]
    else:
        blocks = [_input(painted, brush, turn)]
    if isinstance(painted, ChoiceField | ChoicesField) and len(painted.options) > _OPTIONS:
        left = len(painted.options) - _OPTIONS
        blocks.append(context(plain_object(and_more(left, brush))))
    if isinstance(painted, TextField) and texts.width(painted.value) > limits.INPUT_TEXT:
        blocks.append(context(plain(say("paint.field_cut"), brush, limits.CONTEXT_TEXT)))
    if painted.error is not None:
        error = texts.line(painted.error, brush.reader, limits.CONTEXT_TEXT - 10, brush.room)
        blocks.append(context(plain_object(f"⚠️ {error}")))
    return blocks


def on_change(painted: Field) -> Press | None:
    """What a field presses when it is changed."""
    match painted:
        case TextField() | ChoiceField() | ChoicesField():
            return painted.on_change
        case _:
            return None


def _input(painted: Field, brush: Brush, turn: int) -> Json:
    press = on_change(painted)
    base = TICK if isinstance(painted, TickField) else VALUE
    element = _element(painted, brush)
    element["action_id"] = (base if press is None else press.name) + (
        f"{TURN}{turn}" if turn else ""
    )
    block: Json = {
        "type": "input",
        "block_id": painted.name,
        "label": plain(painted.label, brush, limits.INPUT_LABEL),
        "element": element,
        "optional": isinstance(painted, TickField) or not painted.required,
    }
    if painted.hint is not None:
        block["hint"] = plain(painted.hint, brush, limits.INPUT_HINT)
    if press is not None:
        block["dispatch_action"] = True
    return block


def _nothing_to_choose(painted: ChoiceField | ChoicesField, brush: Brush) -> Json:
    """Slack refuses a list without options, so the form says that there are none."""
    label = markup(painted.label, brush, limits.INPUT_LABEL)
    nothing = markup(say("paint.no_options"), brush, limits.INPUT_HINT)
    return section(mrkdwn_object(f"{label}\n_{nothing}_"))


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
            return _filled("datepicker", "initial_date", day)
        case TimeField():
            clock = None if painted.value is None else painted.value.strftime("%H:%M")
            return _filled("timepicker", "initial_time", clock)
        case NumberField():
            return _number(painted)
        case PersonField():
            return _filled("users_select", "initial_user", painted.value)
        case PlaceField():
            select = _filled("conversations_select", "initial_conversation", painted.value)
            select["filter"] = {"include": ["public", "private"], "exclude_bot_users": True}
            return select
        case TickField():
            return _tick(painted, brush)
        case _:
            assert_never(painted)


def _filled(kind: str, initial: str, value: object) -> Json:
    return {"type": kind} if not value else {"type": kind, initial: value}


def _text(painted: TextField, brush: Brush) -> Json:
    value = texts.cut(painted.value, limits.INPUT_TEXT)
    element: Json = {
        "type": "plain_text_input",
        "multiline": painted.multiline,
        # What a person wrote stays whole even where it is too long: the rules will say so.
        "max_length": min(max(painted.max_length, texts.width(value), 1), limits.INPUT_TEXT),
    }
    if value:
        element["initial_value"] = value
    if painted.placeholder is not None:
        element["placeholder"] = plain(painted.placeholder, brush, limits.PLACEHOLDER)
    if painted.on_change is not None:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    return element


def _number(painted: NumberField) -> Json:
    element: Json = {"type": "number_input", "is_decimal_allowed": False}
    within = painted.value is None or painted.minimum <= painted.value <= painted.maximum
    if within:
        element["min_value"] = str(painted.minimum)
        element["max_value"] = str(painted.maximum)
    if painted.value is not None:
        element["initial_value"] = str(painted.value)
    return element


def _choice(painted: ChoiceField, brush: Brush) -> Json:
    shown = painted.open and len(painted.options) <= limits.OPEN_OPTIONS
    element: Json = {"type": "radio_buttons" if shown else "static_select"}
    element |= _listed(painted.options, brush, grouped=not shown)
    for option in painted.options[:_OPTIONS]:
        if option.value == painted.value:
            element["initial_option"] = _option(option, brush)
            break
    return element


def _choices(painted: ChoicesField, brush: Brush) -> Json:
    shown = painted.open and len(painted.options) <= limits.OPEN_OPTIONS
    element: Json = {"type": "checkboxes" if shown else "multi_static_select"}
    element |= _listed(painted.options, brush, grouped=not shown)
    shown_options = painted.options[:_OPTIONS]
    chosen = [_option(option, brush) for option in shown_options if option.value in painted.values]
    if chosen:
        element["initial_options"] = chosen
    return element


def _tick(painted: TickField, brush: Brush) -> Json:
    option: Json = {"text": plain(painted.text, brush, limits.OPTION_TEXT), "value": TICKED}
    element: Json = {"type": "checkboxes", "options": [option]}
    if painted.value:
        element["initial_options"] = [option]
    return element


def _listed(options: Sequence[Option], brush: Brush, *, grouped: bool) -> Json:
    """The options, or groups of a hundred where there are more than a list may have."""
    if not grouped or len(options) <= limits.SELECT_OPTIONS:
        return {"options": [_option(option, brush) for option in options]}
    groups: list[Json] = []
    for index, group in enumerate(groups_of(limits.SELECT_OPTIONS, options[:_OPTIONS])):
        first = index * limits.SELECT_OPTIONS + 1
        name = say("paint.options_range", first=first, last=first + len(group) - 1)
        groups.append(
            {
                "label": plain(name, brush, limits.OPTION_GROUP_LABEL),
                "options": [_option(option, brush) for option in group],
            }
        )
    return {"option_groups": groups}


def _option(option: Option, brush: Brush) -> Json:
    if texts.width(option.value) > limits.OPTION_VALUE:
        raise texts.TooLong("the value of an option is too long to travel")
    # There are so many of them that they must make room before other texts do.
    tight = replace(brush, room=brush.room // 4)
    painted: Json = {"text": plain(option.label, tight, limits.OPTION_TEXT), "value": option.value}
    if option.detail is not None:
        painted["description"] = plain(option.detail, tight, limits.OPTION_DETAIL)
    return painted

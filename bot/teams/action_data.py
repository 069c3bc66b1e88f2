"""What our buttons carry in their `data`, written when a card is painted and read when it returns.

The data comes back from somebody's client, so nothing in it is believed beyond its shape: handlers
decide what that person may do. Must not know activities, cards or handlers.

Inputs arrive beside our key, each as one string
(learn.microsoft.com/adaptive-cards/authoring-cards/input-validation).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote

from chat.press import Press
from chat.stimuli import Surface

KEY = "glasnik"
TEAMS_KEY = "msteams"
"""What Teams itself reads in `data`, for instance that a dialog is wanted."""
CHOICE_SEPARATOR = ","
"""Between the values of several choices."""

_CHANNEL = re.compile(r"19:[\w\-.]+@thread\.(?:tacv2|skype|v2)")

Json = dict[str, object]


class Do(StrEnum):
    """What an action asks for; all but a press are also the `verb` of the action."""

    PRESS = "press"
    SUBMIT = "submit"
    CANCEL = "cancel"
    VIEW = "view"
    HOME = "home"


class Reading(StrEnum):
    """How the string of an input is read."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    TICK = "tick"
    PLACE = "place"
    """The link to a channel, which stands for its id."""


class NotOurs(ValueError):
    """Data that no card of ours carries; says where, never what."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OfForm:
    """The form that an action belongs to.

    `fields` says how each input is read; `origin` has `place` and `message` of the card from which
    the form was opened, as far as they are known.
    """

    form: str
    context: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Reading] = field(default_factory=dict)
    origin: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pressing:
    """A button, or the renewal of a form whose field was changed."""

    name: str
    args: Mapping[str, str]
    surface: Surface
    of_form: OfForm | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Submitting:
    """A form sent off."""

    of_form: OfForm


@dataclass(frozen=True, kw_only=True, slots=True)
class Cancelling:
    """A form in a conversation put away."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Viewing:
    """The automatic renewal of a post for one viewer."""

    name: str
    args: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ViewingHome:
    """The automatic renewal of a person's page."""


ActionData = Pressing | Submitting | Cancelling | Viewing | ViewingHome


def pressing(press: Press, surface: Surface, of_form: OfForm | None = None) -> Json:
    """The data of a button."""
    packed: Json = {"do": Do.PRESS.value, "name": press.name, "args": dict(press.args)}
    packed["surface"] = surface.value
    return {KEY: packed | _packed(of_form)}


def submitting(of_form: OfForm) -> Json:
    """The data that sends a form off."""
    return {KEY: {"do": Do.SUBMIT.value} | _packed(of_form)}


def cancelling() -> Json:
    """The data that puts a form away."""
    return {KEY: {"do": Do.CANCEL.value}}


def viewing(press: Press) -> Json:
    """The data that renews a post for one viewer."""
    return {KEY: {"do": Do.VIEW.value, "name": press.name, "args": dict(press.args)}}


def viewing_home() -> Json:
    """The data that renews a person's page."""
    return {KEY: {"do": Do.HOME.value}}


def opening_dialog(data: Json) -> Json:
    """The same data for a button that opens a dialog.

    Source: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules.
    """
    return {**data, TEAMS_KEY: {"type": "task/fetch"}}


def is_ours(data: object) -> bool:
    """Whether data was put into a card by us."""
    return isinstance(data, Mapping) and KEY in data


def read(data: object) -> ActionData:
    """What an action's data asks for.

    Raises NotOurs for data that no card of ours carries.
    """
    if not isinstance(data, Mapping):
        raise NotOurs("data: not an object")
    found = data.get(KEY)
    if not isinstance(found, Mapping):
        raise NotOurs(f"data.{KEY}: missing")
    match found.get("do"):
        case Do.PRESS.value:
            return Pressing(
                name=_string(found, "name"),
                args=_strings(found, "args"),
                surface=_surface(found),
                of_form=_of_form(found) if "form" in found else None,
            )
        case Do.SUBMIT.value:
            return Submitting(of_form=_of_form(found))
        case Do.CANCEL.value:
            return Cancelling()
        case Do.VIEW.value:
            return Viewing(name=_string(found, "name"), args=_strings(found, "args"))
        case Do.HOME.value:
            return ViewingHome()
        case _:
            raise NotOurs(f"data.{KEY}.do: unknown")


def inputs(data: Mapping[str, object], of_form: OfForm) -> dict[str, str]:
    """What stands in the inputs of a form that came back; others are left out.

    Some clients send numbers and ticks as such, and nothing for an empty input.
    """
    found: dict[str, str] = {}
    for name in of_form.fields:
        match data.get(name):
            case bool() as ticked:
                found[name] = "true" if ticked else "false"
            case str() | int() | float() as value:
                found[name] = str(value)
            case _:
                continue
    return found


def choice_value(value: str) -> str:
    """An option's value as it can stand among several, which commas separate."""
    return value.replace("%", "%25").replace(CHOICE_SEPARATOR, "%2C")


def read_choice(written: str) -> str:
    """The option's value that `choice_value` wrote."""
    return written.replace("%2C", CHOICE_SEPARATOR).replace("%25", "%")


def read_choices(written: str) -> tuple[str, ...]:
    """The values of several options, in the order in which the client gives them."""
    return tuple(read_choice(part) for part in written.split(CHOICE_SEPARATOR) if part)


def place_id(written: str) -> str | None:
    """The id of a channel from the link that Teams gives of it, or from the id itself.

    Source: learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams.
    """
    found = _CHANNEL.search(unquote(written))
    return None if found is None else found.group()


def _packed(of_form: OfForm | None) -> Json:
    """Only what there is: a card has room for 25 kB, and this stands in each of its buttons."""
    if of_form is None:
        return {}
    packed: Json = {"form": of_form.form}
    if of_form.context:
        packed["context"] = dict(of_form.context)
    if of_form.fields:
        packed["fields"] = {name: reading.value for name, reading in of_form.fields.items()}
    if of_form.origin:
        packed["origin"] = dict(of_form.origin)
    return packed


def _of_form(found: Mapping[str, object]) -> OfForm:
    return OfForm(
        form=_string(found, "form"),
        context=_strings(found, "context"),
        fields=_readings(found),
        origin=_strings(found, "origin"),
    )


def _string(found: Mapping[str, object], key: str) -> str:
    value = found.get(key)
    if not isinstance(value, str) or not value:
        raise NotOurs(f"data.{KEY}.{key}: not a name")
    return value


def _strings(found: Mapping[str, object], key: str) -> dict[str, str]:
    value = found.get(key, {})
    if not isinstance(value, Mapping):
        raise NotOurs(f"data.{KEY}.{key}: not an object")
    strings = {k: v for k, v in value.items() if isinstance(k, str) and isinstance(v, str)}
    if len(strings) != len(value):
        raise NotOurs(f"data.{KEY}.{key}: not strings")
    return strings


def _surface(found: Mapping[str, object]) -> Surface:
    try:
        return Surface(_string(found, "surface"))
    except ValueError:
        raise NotOurs(f"data.{KEY}.surface: unknown") from None


def _readings(found: Mapping[str, object]) -> dict[str, Reading]:
    try:
        return {name: Reading(kind) for name, kind in _strings(found, "fields").items()}
    except NotOurs:
        raise
    except ValueError:
        raise NotOurs(f"data.{KEY}.fields: unknown reading") from None

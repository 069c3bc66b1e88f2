"""A form, what Teams sends back of it, and the words in what is shown, for tests of the edge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.teams import action_data, paint
from chat.fields import ChoiceField, ChoicesField, Field, Option, TextField, TickField
from chat.parts import Button, Buttons, Headline, Prose
from chat.people import PersonRef, Platform, Reader
from chat.press import Press
from chat.press import press as a_press
from chat.say import say, verbatim
from chat.screens import Form, Home, Post
from chat.stimuli import Surface
from tests.helpers.teams_sender import ANA

READER = Reader(locale="sl-SI", zone="Europe/Ljubljana", command_prefix="")
ANA_REF = PersonRef(platform=Platform.TEAMS, id=ANA, name="Ana")
NOTE = Post(name="note", summary=verbatim("Noted."), parts=(Prose(text=verbatim("Noted.")),))
PAGE = Home(name="home", parts=(Headline(text=verbatim("Your page.")),))
TROUBLE = "abc123"
"""The reference that the test's edge gives to every fault."""


def rich_note() -> Post:
    """A note with something to press, which words alone can't hold."""
    button = Button(label=say("paint.submit"), press=a_press("more", item=7))
    return Post(
        name="rich",
        summary=verbatim("Noted."),
        parts=(Prose(text=verbatim("Noted.")), Buttons(buttons=(button,))),
    )


def form(**values: str) -> Form:
    """A form with a caption, a network, times and a box to tick."""
    options = tuple(Option(value=v, label=verbatim(v)) for v in ("linkedin", "x"))
    fields: tuple[Field, ...] = (
        TextField(
            name="caption",
            label=verbatim("Caption"),
            value=values.get("caption", ""),
            required=False,
            on_change=a_press("caption.check", item=7),
        ),
        ChoiceField(name="network", label=verbatim("Network"), options=options),
        ChoicesField(name="days", label=verbatim("Days"), options=options),
        TickField(name="sure", label=verbatim("Sure"), text=verbatim("Sure?")),
    )
    return Form(
        name="share",
        title=say("paint.title"),
        body=fields,
        submit=say("paint.submit"),
        context=(("item", "7"),),
    )


TYPED = {"caption": "My words", "network": "x", "days": "linkedin,x", "sure": "true"}


def pressing(press: Press, surface: Surface = Surface.MESSAGE) -> dict[str, Any]:
    """The data of a button outside forms."""
    return action_data.pressing(press, surface)


def data_of(card: Any, do: str, name: str | None = None) -> dict[str, Any]:
    """The data of the first action in a painted card that asks for this."""
    for found in dicts(card):
        data = found.get("data")
        ours = data.get(action_data.KEY) if isinstance(data, dict) else None
        if ours is not None and ours["do"] == do and name in (None, ours.get("name")):
            assert isinstance(data, dict)
            return data
    raise AssertionError(f"no action asks for {do} {name or ''}")


def sent(painted: Any, **typed: str) -> dict[str, Any]:
    """What comes back of a painted form that is sent off, with everything typed in it."""
    return {**data_of(painted, "submit"), **TYPED, **typed}


HIDE = pressing(a_press("share.hide", item=7))
"""The data of a button that acts at once."""
OPEN = pressing(a_press("share.open", item=7, opens_form=True))
"""The data of one that opens a form."""


def inline_form(origin: dict[str, str] | None = None) -> dict[str, Any]:
    """The form as a card in a conversation."""
    return paint.inline_form(form(), READER, origin=origin).card


def dialog_form(origin: dict[str, str] | None = None) -> dict[str, Any]:
    """The form as a dialog."""
    return paint.dialog(form(), READER, origin=origin)


def dicts(found: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document, from the outside in."""
    if isinstance(found, dict):
        yield found
        for value in found.values():
            yield from dicts(value)
    elif isinstance(found, list):
        for value in found:
            yield from dicts(value)


def words(found: Any) -> str:
    """All words that are shown in a document."""
    shown = ("text", "title", "label", "errorMessage", "value", "placeholder")
    return " ".join(
        value
        for one in dicts(found)
        for key, value in one.items()
        if key in shown and isinstance(value, str)
    )


def input_of(card: Any, name: str) -> dict[str, Any]:
    """An input of a painted card."""
    return next(
        one
        for one in dicts(card)
        if one.get("id") == name and str(one.get("type", "")).startswith("Input.")
    )

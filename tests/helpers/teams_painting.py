"""Screens and their painted cards, for tests of the Teams painters."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from bot.teams import paint, safety
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
    Part,
    Tone,
)
from chat.people import PersonRef, Platform, Reader
from chat.press import press
from chat.say import say, verbatim
from chat.screens import Form, Post
from tests.helpers import card_schema

EN = Reader(locale="en-GB", zone="Europe/London")
SL = Reader(locale="sl-SI", zone="Europe/Ljubljana")
ANA = PersonRef(platform=Platform.TEAMS, id="29:1abc", name="Ana Novak")
SHARE = Button(
    label=say("paint.submit"),
    press=press("share.open", opens_form=True, item=7),
    tone=Tone.MAIN,
    spoken=verbatim("Share Wind"),
)
HIDE = Button(label=say("paint.again"), press=press("digest.hide", item=7))


def a_post(*parts: Part) -> Post:
    """A post of these parts."""
    return Post(name="p", summary=verbatim("Sum"), parts=parts)


def card_of(*parts: Part, reader: Reader = EN) -> dict[str, Any]:
    """A message's card, which is right."""
    card = paint.message(a_post(*parts), reader).card
    assert card_schema.faults(card) == []
    return dict(card)


def painted(*parts: Part, reader: Reader = EN) -> list[dict[str, Any]]:
    """The elements of a message."""
    body = card_of(*parts, reader=reader)["body"]
    assert isinstance(body, list)
    return body


def a_form(*body: Part | Field) -> Form:
    """A form with these parts and fields."""
    return Form(
        name="f",
        title=say("paint.title"),
        body=body,
        submit=say("paint.submit"),
        context=(("item", "7"),),
    )


def inline(*body: Part | Field) -> dict[str, Any]:
    """A form's card in a conversation, which is right."""
    card = paint.inline_form(a_form(*body), EN).card
    assert card_schema.faults(card) == []
    return dict(card)


def dialog(*body: Part | Field) -> dict[str, Any]:
    """A form's card in a dialog, which is right."""
    card = dict(paint.dialog(a_form(*body), EN))["card"]
    assert isinstance(card, dict)
    content = dict(card["content"])
    assert card_schema.faults(content) == []
    return content


def shown(value: Any) -> str:
    """Every text that people see, without signs that nobody sees."""
    return "\n".join(card_schema.texts(value)).replace(safety.JOINER, "")


FIELDS: tuple[Field, ...] = (
    TextField(name="t", label=verbatim("T"), value="x, y", multiline=True, max_length=280),
    ChoiceField(
        name="c",
        label=verbatim("C"),
        options=(
            Option(value="a,b", label=verbatim("A"), detail=verbatim("More")),
            Option(value="c", label=verbatim("C")),
        ),
        value="a,b",
        open=True,
    ),
    ChoicesField(
        name="m",
        label=verbatim("M"),
        options=(Option(value="a,b", label=verbatim("A")), Option(value="c", label=verbatim("C"))),
        values=("c", "a,b"),
    ),
    DateField(name="d", label=verbatim("D"), value=date(2026, 2, 3)),
    TimeField(name="h", label=verbatim("H"), value=time(8, 5)),
    NumberField(name="n", label=verbatim("N"), value=7, maximum=100),
    PersonField(name="p", label=verbatim("P"), value="29:x"),
    PlaceField(name="w", label=verbatim("W"), value="19:abc@thread.tacv2"),
    TickField(name="k", label=verbatim("K"), text=verbatim("Yes?"), value=True),
)

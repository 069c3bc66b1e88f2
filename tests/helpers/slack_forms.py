"""A form, what Slack sends back of it, and the words in what is shown, for tests of the edge."""

from __future__ import annotations

import json
from typing import Any

from bot.slack import paint
from chat.fields import ChoiceField, Field, Option, TextField, TickField
from chat.parts import Prose
from chat.people import Reader
from chat.press import press as a_press
from chat.say import say, verbatim
from chat.screens import Form, Home, Post
from tests.helpers.block_kit import all_texts
from tests.helpers.slack_api import modal, press

READER = Reader(locale="sl-SI", zone="Europe/Ljubljana")
NOTE = Post(name="note", summary=verbatim("Noted."), parts=(Prose(text=verbatim("Noted.")),))
PAGE = Home(name="home", parts=(Prose(text=verbatim("Your page.")),))
TROUBLE = "abc123"
"""The reference that the test's edge gives to every fault."""


def form(**values: str) -> Form:
    """A form with a caption and a network."""
    options = tuple(Option(value=v, label=verbatim(v)) for v in ("linkedin", "x"))
    fields: tuple[Field, ...] = (
        TextField(
            name="caption",
            label=verbatim("Caption"),
            value=values.get("caption", ""),
            on_change=a_press("caption.check", item=7),
        ),
        ChoiceField(name="network", label=verbatim("Network"), options=options),
        TickField(name="sure", label=verbatim("Sure"), text=verbatim("Sure?")),
    )
    return Form(
        name="share",
        title=say("paint.title"),
        body=fields,
        submit=say("paint.submit"),
        context=(("item", "7"),),
    )


def typed(caption: str = "My words", **origin: str) -> Any:
    """The form as Slack sends it back, with a caption typed and a network chosen."""
    painted = paint.view(form(), READER, origin={"place": "C1", **origin})
    return modal(
        painted,
        {
            "caption": {"value": caption},
            "network": {"selected_option": {"value": "x"}},
            "sure": {"selected_options": [{"value": "yes"}]},
        },
    )


def in_form(view: Any, action_id: str, kind: str = "button", value: str = "{}") -> dict[str, Any]:
    """A press on something in a modal."""
    action = {"type": kind, "action_id": action_id, "block_id": "b", "value": value}
    return press(action_id, actions=[action], view=view, container={"type": "view"}, channel=None)


def words(call: dict[str, Any]) -> str:
    """All words of a call's blocks, whether they came as JSON or inside a form body."""
    blocks = call.get("blocks") or call.get("view", {}).get("blocks", [])
    return " ".join(all_texts(json.loads(blocks) if isinstance(blocks, str) else blocks))


def element(call: dict[str, Any], name: str) -> dict[str, Any]:
    element = next(b for b in call["view"]["blocks"] if b.get("block_id") == name)["element"]
    assert isinstance(element, dict)
    return element

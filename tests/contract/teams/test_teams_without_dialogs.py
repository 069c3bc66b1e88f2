"""Microsoft's test client knows no dialogs: forms are cards in the conversation there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.teams import action_data
from chat.parts import Button, Buttons
from chat.press import press
from chat.replies import OpenForm, Replace
from chat.say import say, verbatim
from chat.screens import Post
from chat.stimuli import Pressed, Surface
from tests.contract.teams.conftest import Bench
from tests.helpers.teams_forms import form, words
from tests.helpers.teams_sender import OWN

SHARE = press("share.open", opens_form=True, item="1")
POST = Post(
    name="offer",
    summary=verbatim("A story"),
    parts=(Buttons(buttons=(Button(label=say("share.submit"), press=SHARE),)),),
)


def buttons(card: Any) -> list[dict[str, Any]]:
    """The actions of the card's one row."""
    [row] = [element for element in card["body"] if element["type"] == "ActionSet"]
    found: list[dict[str, Any]] = row["actions"]
    return found


@pytest.fixture(params=[True, False])
def unsigned(request: pytest.FixtureRequest) -> bool:
    """Before the test client, and before Teams."""
    return bool(request.param)


async def test_only_the_test_client_is_given_no_dialogs(bench: Bench, unsigned: bool) -> None:
    """What is answered and what is sent opens a dialog in Teams, and is pressed elsewhere."""
    bench.handlers.reply = Replace(post=POST)
    _, body = await bench.sender.execute(action_data.pressing(SHARE, Surface.MESSAGE))
    (put,) = bench.teams.of("update")
    for card in (body["value"], put.body["attachments"][0]["content"]):
        [button] = buttons(card)
        assert button["type"] == ("Action.Execute" if unsigned else "Action.Submit")
        assert ("task/fetch" in json.dumps(card)) is not unsigned


async def test_the_press_is_answered_with_the_form_in_the_chat(bench: Bench) -> None:
    """A press that would open a dialog brings the form as a message."""
    bench.handlers.reply = Replace(post=POST)
    _, body = await bench.sender.execute(action_data.pressing(SHARE, Surface.MESSAGE))
    [button] = buttons(body["value"])
    bench.handlers.reply = OpenForm(form=form())
    await bench.sender.execute(button["data"])
    asked = bench.handlers.seen[-1]
    assert isinstance(asked, Pressed)
    assert (asked.name, dict(asked.args)) == ("share.open", {"item": "1"})
    (sent,) = bench.teams.of("send")
    assert sent.parts[0] == OWN
    assert words(sent.body)

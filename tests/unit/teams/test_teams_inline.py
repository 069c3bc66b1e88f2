"""Cards for clients without dialogs."""

from __future__ import annotations

import json

import pytest

from bot.teams import action_data, inline
from tests.helpers import teams_cards
from tests.helpers.real_content import Content

_OURS = {"do": "press", "name": "share.open", "args": {"item": "1"}, "surface": "message"}
_OPENS: dict[str, object] = {
    "type": "Action.Submit",
    "title": "Share",
    "style": "positive",
    "data": {action_data.KEY: _OURS, action_data.TEAMS_KEY: {"type": "task/fetch"}},
}


def test_what_opens_a_dialog_becomes_a_press() -> None:
    """The button keeps its look and data, is answered in the conversation, and works everywhere."""
    told = inline.without_dialogs({"body": [{"type": "ActionSet", "actions": [_OPENS]}]})

    submit = {**_OPENS, "data": {action_data.KEY: _OURS}}
    pressed = {**submit, "type": "Action.Execute", "verb": "share.open", "fallback": submit}
    assert told == {"body": [{"type": "ActionSet", "actions": [pressed]}]}


def test_the_painted_card_stays_as_it_was() -> None:
    """The change is made in a copy."""
    before = json.dumps(_OPENS)
    inline.without_dialogs({"actions": [_OPENS]})

    assert json.dumps(_OPENS) == before


@pytest.mark.parametrize("content", Content)
def test_nothing_else_changes(content: Content) -> None:
    """No card opens a dialog afterwards, and one that opened none is the same."""
    for shown in teams_cards.all_cards(content):
        changed = inline.without_dialogs(shown.card)
        assert "task/fetch" not in json.dumps(changed)
        assert (changed == shown.card) is ("task/fetch" not in json.dumps(shown.card))

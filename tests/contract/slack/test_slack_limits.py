"""Whatever people write, every painted screen keeps every limit of Slack, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack import paint
from chat.people import Reader
from chat.screens import Form, Home, Post
from sandbox.slack.kit import blocks as sandbox_blocks
from tests.helpers import block_kit, screens

_thorough = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("kind", screens.PARTS)
@_thorough
@given(data=st.data(), reader=screens.readers)
def test_every_part_keeps_the_limits_of_a_message(kind: str, data: Any, reader: Reader) -> None:
    """A message of one part is accepted, however long or odd the texts in it are."""
    part = data.draw(screens.PARTS[kind])
    summary = data.draw(screens.texts)
    painted = paint.message(Post(name="p", summary=summary, parts=(part,)), reader)
    assert _message_faults(painted) == []


@pytest.mark.parametrize("kind", screens.PARTS)
@_thorough
@given(data=st.data(), reader=screens.readers)
def test_every_part_keeps_the_limits_of_a_form(kind: str, data: Any, reader: Reader) -> None:
    """A form may hold any part, however long or odd the texts in it are."""
    form = data.draw(screens.forms(screens.PARTS[kind], screens.FIELDS["TickField"]))
    assert _view_faults(paint.view(form, reader)) == []


@pytest.mark.parametrize("kind", screens.FIELDS)
@_thorough
@given(data=st.data(), reader=screens.readers)
def test_every_field_keeps_the_limits_of_a_form(kind: str, data: Any, reader: Reader) -> None:
    """A form may hold any field with any value, hint, error and list of options."""
    form: Form = data.draw(screens.forms(screens.FIELDS[kind]))
    assert _view_faults(paint.view(form, reader)) == []


@settings(_thorough, max_examples=25)
@given(post=screens.posts, reader=screens.readers)
def test_a_crowded_message_is_shortened_until_it_fits(post: Post, reader: Reader) -> None:
    """Many parts at once are shortened to fifty blocks and the characters of one message."""
    assert _message_faults(paint.message(post, reader)) == []


@settings(_thorough, max_examples=12)
@given(home=screens.homes, reader=screens.readers)
def test_a_crowded_home_page_is_shortened_until_it_fits(home: Home, reader: Reader) -> None:
    """A home page keeps its hundred blocks."""
    assert _view_faults(paint.home(home, reader)) == []


@settings(_thorough, max_examples=12)
@given(post=screens.posts, reader=screens.readers)
def test_nobody_can_ring_the_whole_channel(post: Post, reader: Reader) -> None:
    """No text of a person turns into a mention of a channel, wherever it stands."""
    painted = paint.message(post, reader)
    assert isinstance(painted["text"], str)
    marked = [painted["text"], *_mrkdwn(painted["blocks"])]
    assert not [text for text in marked if "<!" in text]


def _message_faults(message: dict[str, Any]) -> list[str]:
    """What either of two independent readers of Slack's documentation finds wrong."""
    return block_kit.message_faults(message) + _seconded(message, "message")


def _view_faults(view: dict[str, Any]) -> list[str]:
    """What either of two independent readers of Slack's documentation finds wrong."""
    return block_kit.view_faults(view) + _seconded(view, view["type"])


def _seconded(painted: dict[str, Any], surface: str) -> list[str]:
    rule = sandbox_blocks.rule(sandbox_blocks.Surface(surface))
    faults: list[str] = []
    for index, block in enumerate(painted["blocks"]):
        rule(block, f"/blocks/{index}", faults)
    return faults


def _mrkdwn(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _mrkdwn(item)]
    if not isinstance(value, dict):
        return []
    if value.get("type") == "mrkdwn":
        return [value["text"]]
    return [text for inner in value.values() for text in _mrkdwn(inner)]

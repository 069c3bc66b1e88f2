"""Whatever people write, every painted screen is a right and light card, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.teams import brush, paint
from chat.people import Reader
from chat.replies import Result
from chat.screens import Form, Home, Post
from tests.helpers import card_schema, screens

_thorough = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_heavy = settings(_thorough, max_examples=20)


@pytest.mark.parametrize("kind", screens.PARTS)
@_thorough
@given(data=st.data(), reader=screens.readers)
def test_every_part_is_right_in_a_message(kind: str, data: Any, reader: Reader) -> None:
    """A message of one part is a right card, however long or odd the texts in it are."""
    part = data.draw(screens.PARTS[kind])
    post = Post(name="p", summary=data.draw(screens.texts), parts=(part,))
    assert _message_faults(post, reader) == []


@pytest.mark.parametrize("kind", screens.PARTS)
@_thorough
@given(data=st.data(), reader=screens.readers)
def test_every_part_is_right_in_a_form(kind: str, data: Any, reader: Reader) -> None:
    """A form may hold any part, as a dialog and in a conversation."""
    form = data.draw(screens.forms(screens.PARTS[kind], screens.FIELDS["TickField"]))
    assert _form_faults(form, reader) == []


@pytest.mark.parametrize("kind", screens.FIELDS)
@_thorough
@given(data=st.data(), reader=screens.readers)
def test_every_field_is_right_in_a_form(kind: str, data: Any, reader: Reader) -> None:
    """A form may hold any field with any value, hint, error and list of options."""
    assert _form_faults(data.draw(screens.forms(screens.FIELDS[kind])), reader) == []


@_heavy
@given(post=screens.posts, reader=screens.readers)
def test_a_crowded_message_is_shortened_until_it_fits(post: Post, reader: Reader) -> None:
    """Many parts at once are shortened to what Teams takes in one message."""
    assert _message_faults(post, reader) == []


@_thorough
@given(home=screens.homes, reader=screens.readers)
def test_a_crowded_page_is_shortened_until_it_fits(home: Home, reader: Reader) -> None:
    """A person's page keeps the limits of a message."""
    painted = paint.home(home, reader, viewer="29:ana")
    assert card_schema.faults(painted.card, 24_000) == []


@_thorough
@given(post=screens.posts, title=screens.texts, reader=screens.readers)
def test_a_result_of_a_search_is_small(post: Post, title: Any, reader: Reader) -> None:
    """Twenty-five results travel in one answer, so each is lighter than a message."""
    preview = paint.preview(Result(title=title, summary=title, post=post), reader)
    card = preview["content"]
    assert isinstance(card, dict)
    assert card_schema.faults(card, 9_000) == []


def _message_faults(post: Post, reader: Reader) -> list[str]:
    painted = paint.message(post, reader)
    activity = painted.activity()
    found = card_schema.faults(painted.card)
    if brush.weight(activity) > 25_000:
        found.append("the activity is too heavy")
    if not painted.summary.strip():
        found.append("no summary")
    return found


def _form_faults(form: Form, reader: Reader) -> list[str]:
    value = paint.dialog(form, reader)
    card = value["card"]
    assert isinstance(card, dict)
    faults = card_schema.faults(card["content"])
    return faults + card_schema.faults(paint.inline_form(form, reader).card)

"""Screens as plain lines, in the reader's language."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import plain
from chat.fields import ChoiceField, Option, TextField
from chat.parts import Button, Buttons, Figure, Figures, Headline, Trust
from chat.people import Reader
from chat.press import press
from chat.say import say, verbatim
from chat.screens import Form, Home, Post
from tests.helpers import screens

SL = Reader(locale="sl-SI", zone="Europe/Ljubljana")


def test_a_post_reads_line_by_line() -> None:
    """Headline, numbers with their grade and buttons are each one line."""
    button = Button(label=say("paint.again"), press=press("x"))
    post = Post(
        name="p",
        summary=verbatim("s"),
        parts=(
            Headline(text=verbatim("Teden")),
            Figures(items=(Figure(label=verbatim("Kliki"), value=None, trust=Trust.CLICKED),)),
            Buttons(buttons=(button, button)),
        ),
    )
    assert plain.summary(post, SL) == "s"
    assert plain.post_lines(post, SL) == [
        "Teden",
        "Kliki: ni znano",
        "[Poskusi znova] [Poskusi znova]",
    ]


def test_a_form_shows_what_stands_in_it() -> None:
    """Values, choices and errors are read together with their labels."""
    options = (Option(value="a", label=verbatim("A")), Option(value="b", label=verbatim("B")))
    form = Form(
        name="f",
        title=say("paint.title"),
        body=(
            TextField(name="t", label=verbatim("Words"), value="Hi", error=verbatim("Too short")),
            ChoiceField(name="c", label=verbatim("One"), options=options, value="b"),
        ),
        submit=say("paint.submit"),
    )
    assert plain.form_lines(form, SL) == [
        "Glasnik",
        "Words: Hi",
        "! Too short",
        "One: ( ) A (x) B",
        "[Končano]",
    ]


@settings(max_examples=30, deadline=None)
@given(
    post=screens.posts,
    home=screens.homes,
    form=st.one_of([screens.forms(field) for field in screens.FIELDS.values()]),
    reader=screens.readers,
)
def test_every_screen_can_be_read(post: Post, home: Home, form: Form, reader: Reader) -> None:
    """No part or field is without plain lines, in either language."""
    assert isinstance(plain.post_lines(post, reader), list)
    assert isinstance(plain.home_lines(home, reader), list)
    assert plain.form_lines(form, reader)

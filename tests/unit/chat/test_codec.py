"""Screens that were stored come back equal."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time

import pytest

from chat import codec
from chat.fields import TimeField
from chat.parts import (
    Button,
    Buttons,
    Chart,
    ChartKind,
    ChartPoint,
    Confirm,
    ContentCard,
    Fact,
    Facts,
    Figure,
    Figures,
    Headline,
    Level,
    Meter,
    Notice,
    PersonLine,
    Picture,
    Proof,
    Prose,
    Quote,
    Rank,
    Ranking,
    Rule,
    Step,
    Steps,
    StepState,
    Tone,
    Trust,
)
from chat.people import PersonRef, Platform
from chat.press import press
from chat.say import Day, Link, Listed, Moment, TimeOfDay, count, say, verbatim
from chat.screens import Form, Post, context_of

ANA = PersonRef(platform=Platform.SLACK, id="U1", name="Ana “Ančka” <!channel>")
WORDS = verbatim("x")

EVERY_PART = (
    Headline(text=say("a", when=Moment(value=datetime(2026, 11, 24, tzinfo=UTC)))),
    Prose(text=count("b", 2, name=ANA, link=Link(text="t", url="u")), quiet=True),
    Quote(text=WORDS),
    ContentCard(
        title=WORDS,
        picture=Picture(url="https://example.com/p.png", alt=WORDS),
        details=(say("d", day=Day(value=date(2026, 1, 2))), say("e", at=TimeOfDay(value=time(9)))),
        buttons=(
            Button(
                label=say("f"),
                press=press("share.open", item=7, opens_form=True),
                tone=Tone.MAIN,
                confirm=Confirm(title=say("g"), text=say("h"), yes=say("i"), no=say("j")),
            ),
        ),
    ),
    Facts(rows=(Fact(label=WORDS, value=say("k", items=Listed(items=(WORDS, WORDS)))),)),
    Figures(items=(Figure(label=WORDS, value=None, trust=Trust.UNKNOWN),)),
    Ranking(title=WORDS, rows=(Rank(place=1, who=ANA, score=WORDS),)),
    Meter(label=WORDS, value=1, total=2),
    Chart(
        title=WORDS, kind=ChartKind.BAR, points=(ChartPoint(label=WORDS, value=1),), spoken=WORDS
    ),
    Steps(items=(Step(text=WORDS, state=StepState.DONE),)),
    Proof(claim=WORDS, values=((WORDS, "abc"),)),
    Notice(level=Level.GOOD, text=WORDS),
    Buttons(buttons=(Button(label=say("l"), url="https://example.com"),)),
    PersonLine(who=ANA, text=WORDS, at=datetime(2026, 1, 1, tzinfo=UTC)),
    Rule(),
)


def test_a_post_of_every_part_comes_back_equal() -> None:
    """Storing a screen loses nothing, whatever it is made of."""
    post = Post(name="n", summary=WORDS, parts=EVERY_PART)

    assert codec.loads_post(codec.dumps(post)) == post


def test_only_posts_are_read_back() -> None:
    """Something else in a delivery's row is an error, not a guess."""
    form = Form(
        name="n",
        title=say("t"),
        body=(TimeField(name="at", label=WORDS, value=time(9)),),
        context=context_of(item=1),
    )

    with pytest.raises(ValueError, match="not a post"):
        codec.loads_post(codec.dumps(form))


def test_stored_screens_are_small() -> None:
    """Defaults are left out, so that a digest's row stays a few kilobytes."""
    stored = json.loads(codec.dumps(Post(name="n", summary=WORDS, parts=(Prose(text=WORDS),))))

    assert stored["parts"] == [{"_": "Prose", "text": {"_": "Verbatim", "text": "x"}}]

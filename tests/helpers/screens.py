"""Hypothesis strategies for every part, field and screen, with the worst that people can write."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from hypothesis import strategies as st

from chat.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
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
from chat.people import PersonRef, Platform, Reader
from chat.press import press
from chat.say import Verbatim, say, verbatim
from chat.screens import Form, Home, Post

UNITS = (
    "a",
    "Donaudampfschifffahrtsgesellschaftskapitän ",
    "👩‍👩‍👧‍👦",
    "𝔛",
    "e\u0301\u0302\u0323",
    "שלום ",
    "مرحبا",
    "<!channel>",
    "<@U1>",
    "&",
    "*bold* _it_ ~s~ `c` ",
    "\n> ",
    ":smile:",
    "\u202e",
    " ",
)
READERS = (
    Reader(locale="en-GB", zone="Europe/London"),
    Reader(locale="sl-SI", zone="Europe/Ljubljana"),
)

readers = st.sampled_from(READERS)
# Texts of about these lengths, made of one unit each: long texts are the worst, not varied ones.
_words = st.builds(
    lambda unit, size, tail: unit * (size // len(unit) + 1) * (size > 0) + tail,
    st.sampled_from(UNITS),
    st.sampled_from((0, 1, 40, 90, 700, 3_500)),
    st.sampled_from(("", "x", "…", "*")),
)
texts: st.SearchStrategy[Verbatim] = st.builds(verbatim, _words)
people = st.builds(
    lambda id_, name: PersonRef(platform=Platform.SLACK, id=id_, name=name),
    st.sampled_from(("U0123ABCD", "W1", "not-an-id")),
    _words,
)
urls = st.sampled_from(
    (
        "https://example.com/a?b=c&d=e|f",
        "https://example.com/" + "x" * 2_500,
        "https://example.com/" + "x" * 5_000,
        "javascript:alert(1)",
    )
)
_confirms = st.builds(
    Confirm,
    title=st.just(say("paint.title")),
    text=st.just(say("paint.expired")),
    yes=st.just(say("paint.submit")),
    no=st.just(say("paint.cancel")),
)
buttons = st.builds(
    Button,
    label=st.builds(lambda t: say("paint.link_too_long", label=t), texts),
    press=st.sampled_from((press("a.b", opens_form=True, item=1), press("c.d", x="y" * 1_500))),
    url=st.none() | urls,
    tone=st.sampled_from(Tone),
    confirm=st.none() | _confirms,
    spoken=st.none() | texts,
)
_rows = st.sampled_from((0, 1, 3, 12, 55))


def _many(one: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """The same thing many times: worst cases are long, not varied."""
    return st.builds(lambda item, n: (item,) * n, one, _rows)


_options = st.builds(
    lambda label, detail, n: tuple(
        Option(value=f"v{i}", label=label, detail=detail) for i in range(n)
    ),
    texts,
    st.none() | texts,
    st.sampled_from((0, 1, 10, 11, 100, 101, 700)),
)
_points = st.builds(
    lambda label, n, value: tuple(
        ChartPoint(label=verbatim(f"{i}{label.text}"), value=value + i) for i in range(n)
    ),
    texts,
    st.sampled_from((0, 1, 12, 13, 20, 21)),
    st.sampled_from((0, 7, 10**9)),
)

PARTS: dict[str, st.SearchStrategy[object]] = {
    "Headline": st.builds(Headline, text=texts),
    "Prose": st.builds(Prose, text=texts, quiet=st.booleans()),
    "Quote": st.builds(Quote, text=texts, caption=st.none() | texts),
    "ContentCard": st.builds(
        ContentCard,
        title=texts,
        url=st.none() | urls,
        summary=st.none() | texts,
        picture=st.none() | st.builds(Picture, url=urls, alt=texts),
        details=_many(texts),
        buttons=_many(buttons),
    ),
    "Facts": st.builds(Facts, rows=_many(st.builds(Fact, label=texts, value=texts))),
    "Figures": st.builds(
        Figures,
        items=_many(
            st.builds(
                Figure,
                label=texts,
                value=st.none() | st.integers(0, 10**12),
                trust=st.sampled_from(Trust),
                at_least=st.booleans(),
            )
        ),
    ),
    "Ranking": st.builds(
        Ranking,
        title=texts,
        rows=_many(
            st.builds(
                Rank,
                place=st.integers(1, 10_000),
                who=people | texts,
                score=texts,
                detail=st.none() | texts,
            )
        ),
    ),
    "Meter": st.builds(Meter, label=texts, value=st.integers(0, 200), total=st.integers(0, 100)),
    "Chart": st.builds(
        Chart, title=texts, kind=st.sampled_from(ChartKind), points=_points, spoken=texts
    ),
    "Steps": st.builds(
        Steps, items=_many(st.builds(Step, text=texts, state=st.sampled_from(StepState)))
    ),
    "Proof": st.builds(
        Proof,
        claim=texts,
        values=_many(st.tuples(texts, _words)),
        link=st.none() | buttons,
    ),
    "Notice": st.builds(Notice, level=st.sampled_from(Level), text=texts),
    "Buttons": st.builds(Buttons, buttons=_many(buttons)),
    "PersonLine": st.builds(
        PersonLine,
        who=people,
        text=texts,
        at=st.none() | st.just(datetime(2026, 11, 24, 9, tzinfo=UTC)),
    ),
    "Rule": st.just(Rule()),
}

_hints = {"hint": st.none() | texts, "error": st.none() | texts, "required": st.booleans()}
_changes = st.none() | st.just(press("field.changed", item=1))
FIELDS: dict[str, st.SearchStrategy[object]] = {
    "TextField": st.builds(
        TextField,
        name=st.just("text"),
        label=texts,
        value=_words,
        multiline=st.booleans(),
        max_length=st.sampled_from((1, 280, 3000, 9000)),
        placeholder=st.none() | st.just(say("paint.expired")),
        on_change=_changes,
        **_hints,
    ),
    "ChoiceField": st.builds(
        ChoiceField,
        name=st.just("choice"),
        label=texts,
        options=_options,
        value=st.sampled_from((None, "v0", "v440", "gone")),
        open=st.booleans(),
        on_change=_changes,
        **_hints,
    ),
    "ChoicesField": st.builds(
        ChoicesField,
        name=st.just("choices"),
        label=texts,
        options=_options,
        values=st.sampled_from(((), ("v0", "v9"), ("gone",))),
        open=st.booleans(),
        on_change=_changes,
        **_hints,
    ),
    "DateField": st.builds(
        DateField,
        name=st.just("date"),
        label=texts,
        value=st.none() | st.just(date(2026, 2, 3)),
        **_hints,
    ),
    "TimeField": st.builds(
        TimeField,
        name=st.just("time"),
        label=texts,
        value=st.none() | st.just(time(0, 0)) | st.just(time(8, 30)),
        **_hints,
    ),
    "NumberField": st.builds(
        NumberField,
        name=st.just("number"),
        label=texts,
        value=st.none() | st.integers(-5, 10**7),
        **_hints,
    ),
    "PersonField": st.builds(
        PersonField,
        name=st.just("person"),
        label=texts,
        value=st.none() | st.just("U1"),
        **_hints,
    ),
    "PlaceField": st.builds(
        PlaceField, name=st.just("place"), label=texts, value=st.none() | st.just("C1"), **_hints
    ),
    "TickField": st.builds(
        TickField,
        name=st.just("tick"),
        label=texts,
        text=texts,
        value=st.booleans(),
        hint=st.none() | texts,
        error=st.none() | texts,
    ),
}

_any_part = st.one_of(*PARTS.values())
_bodies = st.lists(_any_part, min_size=1, max_size=6).map(tuple) | st.builds(
    lambda part, n: (part,) * n, _any_part, st.sampled_from((3, 60))
)
posts = st.builds(Post, name=st.just("post"), summary=texts, parts=_bodies)
homes = st.builds(Home, name=st.just("home"), parts=_bodies)


def forms(*pieces: st.SearchStrategy[object]) -> st.SearchStrategy[Form]:
    """Forms whose body is one of each."""
    return st.builds(
        Form,
        name=st.just("form"),
        title=st.just(say("paint.title")),
        body=st.tuples(*pieces),
        submit=st.none() | st.just(say("paint.submit")),
        context=st.just((("item", "1"),)),
    )

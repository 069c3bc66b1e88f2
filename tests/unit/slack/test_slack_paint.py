"""Screens painted for Slack: what stands where, and what happens when there is too much."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot import texts
from bot.slack import paint
from chat.fields import ChoiceField, NumberField, Option, TextField
from chat.parts import (
    Button,
    Buttons,
    Chart,
    ChartKind,
    ChartPoint,
    Confirm,
    ContentCard,
    Figure,
    Figures,
    Headline,
    Meter,
    Part,
    Picture,
    Proof,
    Prose,
    Quote,
    Rank,
    Ranking,
    Tone,
    Trust,
)
from chat.people import PersonRef, Platform, Reader
from chat.press import press
from chat.say import say, verbatim
from chat.screens import Form, Home, Post
from tests.helpers.block_kit import all_texts

EN = Reader(locale="en-GB", zone="Europe/London")
SL = Reader(locale="sl-SI", zone="Europe/Ljubljana")
ANA = PersonRef(platform=Platform.SLACK, id="U1", name="Ana")


def painted(*parts: Part, reader: Reader = EN) -> list[dict[str, Any]]:
    """The blocks of a message."""
    post = Post(name="p", summary=verbatim("s"), parts=parts)
    blocks = paint.message(post, reader)["blocks"]
    assert isinstance(blocks, list)
    return blocks


def the_view(form: Form) -> dict[str, Any]:
    """A painted modal."""
    return dict(paint.view(form, EN))


def a_form(*body: Any) -> Form:
    """A form with these parts and fields."""
    return Form(name="f", title=say("paint.title"), body=body, submit=say("paint.submit"))


def test_a_message_carries_its_summary_harmlessly() -> None:
    """The text of notifications is the summary, in which nothing can ring a channel."""
    post = Post(name="p", summary=verbatim("Read <!channel>"), parts=(Prose(text=verbatim("x")),))
    assert paint.message(post, EN)["text"] == "Read &lt;!channel&gt;"


def test_a_content_card_has_everything_needed_to_decide() -> None:
    """Title with link, summary, picture with words, details and buttons, in this order."""
    card = ContentCard(
        title=verbatim("Wind"),
        url="https://e.si/wind",
        summary=verbatim("We build."),
        picture=Picture(url="https://e.si/w.png", alt=verbatim("A turbine")),
        details=(verbatim("Product news"),),
        buttons=(
            Button(
                label=say("paint.submit"),
                press=press("share.open", opens_form=True, item=7),
                tone=Tone.MAIN,
                spoken=verbatim("Share Wind"),
            ),
        ),
    )
    section, context, actions = painted(card)
    assert section["text"]["text"] == "*<https://e.si/wind|Wind>*\nWe build."
    assert section["accessory"] == {
        "type": "image",
        "image_url": "https://e.si/w.png",
        "alt_text": "A turbine",
    }
    assert all_texts(context) == ["Product news"]
    assert actions["elements"] == [
        {
            "type": "button",
            "text": {"type": "plain_text", "text": "Done", "emoji": False},
            "action_id": "+share.open",
            "value": '{"item":"7"}',
            "style": "primary",
            "accessibility_label": "Share Wind",
        }
    ]


def test_equal_buttons_are_told_apart() -> None:
    """Buttons with the same press in one message have different action ids."""
    button = Button(label=say("paint.submit"), press=press("a.b"))
    blocks = painted(Buttons(buttons=(button, button)), Buttons(buttons=(button,)))
    ids = [element["action_id"] for block in blocks for element in block["elements"]]
    assert ids == ["a.b", "a.b#2", "a.b#3"]


def test_an_address_too_long_for_a_button_is_not_dropped_silently() -> None:
    """The person reads that there would be a link, instead of missing it unknowingly."""
    long = Button(label=say("paint.again"), url="https://e.si/" + "x" * 4_000)
    (note,) = painted(Buttons(buttons=(long,)))
    assert all_texts(note) == ["The link for “Try again” is too long to be shown here."]


def test_a_dangerous_button_asks_first() -> None:
    """A confirmation has its four texts, and looks as serious as its button."""
    confirm = Confirm(
        title=say("paint.title"),
        text=say("paint.expired"),
        yes=say("paint.submit"),
        no=say("paint.cancel"),
    )
    button = Button(label=say("paint.submit"), press=press("x"), tone=Tone.DANGER, confirm=confirm)
    (block,) = painted(Buttons(buttons=(button,)))
    assert block["elements"][0]["confirm"]["style"] == "danger"
    assert block["elements"][0]["confirm"]["confirm"]["text"] == "Done"


def test_a_quote_is_exact() -> None:
    """A text to be published stands in the message as it will stand on the network."""
    caption = "*Look* at _this_ <b> :tada: `now`\nhttps://e.si"
    (block,) = painted(Quote(text=verbatim(caption)))
    assert block["elements"][0]["elements"] == [{"type": "text", "text": caption}]


def test_figures_say_how_far_they_can_be_trusted() -> None:
    """Each number has its grade, and an unknown one is not nought."""
    figures = Figures(
        items=(
            Figure(label=verbatim("Clicks"), value=1234, trust=Trust.CLICKED),
            Figure(label=verbatim("Reach"), value=90, trust=Trust.ESTIMATED, at_least=True),
            Figure(label=verbatim("Likes"), value=None, trust=Trust.MEASURED),
        )
    )
    assert all_texts(painted(figures)) == [
        "Clicks\n*1,234* · confirmed by clicks",
        "Reach\n*at least 90* · estimated",
        "Likes\n*not known*",
    ]
    assert "1.234* · potrjeno s kliki" in all_texts(painted(figures, reader=SL))[0]


def test_a_ranking_gives_medals_by_place() -> None:
    """People with equal scores share their medal; the fourth place has a number."""
    rows = tuple(
        Rank(place=place, who=ANA if place == 1 else verbatim("Team"), score=verbatim("9"))
        for place in (1, 1, 3, 4)
    )
    _, lines = painted(Ranking(title=verbatim("Top"), rows=rows))
    assert lines["text"]["text"].split("\n") == [
        "🥇 *<@U1>* — 9",
        "🥇 *<@U1>* — 9",
        "🥉 *Team* — 9",
        "4. *Team* — 9",
    ]


@pytest.mark.parametrize(
    ("value", "total", "filled"), [(0, 10, 0), (1, 900, 1), (5, 10, 5), (899, 900, 9), (12, 10, 10)]
)
def test_a_meter_is_full_only_at_the_end(value: int, total: int, filled: int) -> None:
    """The bar shows anything above nothing, and is full only when all is there."""
    (block,) = painted(Meter(label=verbatim("Shares"), value=value, total=total))
    assert block["text"]["text"].count("▰") == filled


def test_proof_values_keep_every_character() -> None:
    """A value is shown in code, and one that code can't hold in a block of its own."""
    awkward = " a`b\n"
    proof = Proof(
        claim=verbatim("Drawn"),
        values=((verbatim("Hash"), "ab<12>"), (verbatim("Odd"), awkward)),
    )
    blocks = painted(proof)
    assert blocks[1]["text"]["text"] == "Hash\n`ab&lt;12&gt;`"
    assert blocks[3]["elements"][0]["elements"] == [{"type": "text", "text": awkward}]


def chart(n: int, kind: ChartKind = ChartKind.BAR) -> Chart:
    """A chart of n points."""
    points = tuple(ChartPoint(label=verbatim(f"W{i}"), value=i) for i in range(n))
    return Chart(title=verbatim("Weeks"), kind=kind, points=points, spoken=verbatim("It rose."))


def test_a_chart_always_has_its_sentence() -> None:
    """Whether drawn or not, what a chart says is there in words."""
    for blocks in (painted(chart(3)), painted(chart(30)), painted(chart(0))):
        assert "It rose." in all_texts(blocks)


def test_at_most_two_charts_are_drawn() -> None:
    """Slack draws two charts in a message; the third is bars of text."""
    kinds = [block["type"] for block in painted(chart(3), chart(3), chart(3))]
    assert kinds.count("data_visualization") == 2


def test_a_form_has_no_drawn_charts() -> None:
    """In a modal, where Slack draws none, a chart is bars of text."""
    view = the_view(a_form(chart(3)))
    assert "data_visualization" not in [block["type"] for block in view["blocks"]]
    assert any("▰" in text for text in all_texts(view["blocks"]))


def test_a_field_is_known_by_its_name() -> None:
    """The block id is the field's name, for errors; a change presses with kept arguments."""
    field = TextField(
        name="caption", label=verbatim("Caption"), on_change=press("caption.check", item=7)
    )
    view = the_view(a_form(field))
    (block,) = view["blocks"]
    assert (block["block_id"], block["element"]["action_id"]) == ("caption", "caption.check")
    assert block["dispatch_action"] is True
    metadata = json.loads(view["private_metadata"])
    assert metadata["presses"] == {"caption.check": {"item": "7"}}


def test_a_text_over_its_limit_stays_whole() -> None:
    """What a person wrote is not cut to the field's limit: the rules will tell them."""
    field = TextField(name="t", label=verbatim("T"), value="x" * 400, max_length=280)
    (block,) = the_view(a_form(field))["blocks"]
    assert block["element"]["initial_value"] == "x" * 400
    assert block["element"]["max_length"] == 400


def test_a_text_over_slacks_own_limit_is_cut_visibly() -> None:
    """Where Slack can't hold a text, the form says that its end is missing."""
    field = TextField(name="t", label=verbatim("T"), value="x" * 4000)
    block, note = the_view(a_form(field))["blocks"]
    assert block["element"]["initial_value"].endswith("…")
    assert all_texts(note) == ["The end of this text did not fit in here."]


def test_a_number_out_of_bounds_can_be_mended() -> None:
    """A refused number comes back as it was typed, which Slack allows without bounds only."""
    field = NumberField(name="n", label=verbatim("N"), value=500, maximum=100)
    (block,) = the_view(a_form(field))["blocks"]
    assert block["element"]["initial_value"] == "500"
    assert "max_value" not in block["element"]


def test_an_empty_list_says_so() -> None:
    """Slack refuses a list of nothing; people read that there is nothing to choose yet."""
    field = ChoiceField(name="c", label=verbatim("Campaign"), options=())
    (block,) = the_view(a_form(field))["blocks"]
    assert "There is nothing to choose from yet." in all_texts(block)[0]


def test_many_options_are_grouped() -> None:
    """More than a hundred options come in groups of a hundred."""
    options = tuple(Option(value=f"v{i}", label=verbatim(f"L{i}")) for i in range(150))
    field = ChoiceField(name="c", label=verbatim("C"), options=options)
    (block,) = the_view(a_form(field))["blocks"]
    groups = block["element"]["option_groups"]
    assert [group["label"]["text"] for group in groups] == ["1 to 100", "101 to 150"]


def test_too_many_parts_are_counted() -> None:
    """What there is no room for is counted, and buttons at the end stay."""
    last = Buttons(buttons=(Button(label=say("paint.again"), press=press("x")),))
    parts: tuple[Part, ...] = (
        Headline(text=verbatim("H")),
        *(Prose(text=verbatim(f"P{i}")) for i in range(80)),
        last,
    )
    blocks = painted(*parts)
    assert len(blocks) == 50
    assert blocks[0]["type"] == "header"
    assert blocks[-1]["type"] == "actions"
    assert all_texts(blocks[-2]) == ["and 33 more"]


def test_long_texts_are_shortened_before_parts_are_left_out() -> None:
    """Six long texts all stay, each shorter, with an ellipsis."""
    blocks = painted(*(Prose(text=verbatim("word " * 600)) for _ in range(6)))
    assert len(blocks) == 6
    assert all(block["text"]["text"].endswith("…") for block in blocks)


def test_our_own_sentences_stay_whole() -> None:
    """However little room there is, only what people wrote is shortened."""
    ours = say("paint.not_shown", code="x")
    crowd = [Prose(text=verbatim("word " * 600)), Prose(text=ours)] * 20
    shown = all_texts(painted(*crowd))
    assert shown.count(texts.line(ours, EN, 3_000)) == 20


def test_a_chart_with_long_words_of_ours_is_told_in_text() -> None:
    """A title too long for a drawn chart does not lose the chart."""
    long = Chart(
        title=say("paint.not_shown", code="x"),
        kind=ChartKind.LINE,
        points=(ChartPoint(label=verbatim("W1"), value=2),),
        spoken=verbatim("It rose."),
    )
    assert "data_visualization" not in [block["type"] for block in painted(long)]


def test_a_home_page_and_a_form_are_views() -> None:
    """A home page is named by its screen; a form without a submit button only shows something."""
    page = paint.home(Home(name="me", parts=(Prose(text=verbatim("x")),)), EN)
    assert (page["type"], page["callback_id"]) == ("home", "me")
    quiet = Form(name="q", title=say("paint.title"), body=(Prose(text=verbatim("x")),))
    assert "submit" not in paint.view(quiet, EN)
    assert paint.view(quiet, SL)["close"] == {
        "type": "plain_text",
        "text": "Zapri",
        "emoji": False,
    }


def test_a_context_that_cannot_travel_is_a_mistake() -> None:
    """A form whose context is over Slack's limit is refused while it is painted."""
    form = Form(name="f", title=say("paint.title"), body=(), context=(("x", "y" * 3_000),))
    with pytest.raises(texts.TooLong, match="context"):
        paint.view(form, EN)

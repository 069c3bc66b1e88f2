"""Posts and pages painted for Teams: what stands where, and what happens when it is too much."""

from __future__ import annotations

import json

import pytest

from bot import texts
from bot.teams import action_data, paint, safety
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
    Level,
    Meter,
    Notice,
    Part,
    Picture,
    Prose,
    Rank,
    Ranking,
    Rule,
    Tone,
    Trust,
)
from chat.people import PersonRef, Platform
from chat.press import press
from chat.replies import Result
from chat.say import Link, say, verbatim
from chat.screens import Home, Post
from chat.stimuli import Surface
from tests.helpers.teams_painting import (
    ANA,
    EN,
    HIDE,
    SHARE,
    SL,
    a_post,
    card_of,
    painted,
    shown,
)


def test_a_message_says_what_it_is_about() -> None:
    """Notifications, screen readers and clients without cards have the summary."""
    activity = paint.message(a_post(Prose(text=verbatim("x"))), EN).activity()
    assert (activity["type"], activity["summary"]) == ("message", "Sum")
    assert "text" not in activity
    card = card_of(Prose(text=verbatim("x")))
    assert (card["speak"], card["fallbackText"], card["lang"]) == ("Sum", "Sum", "en")


def test_a_post_without_parts_shows_its_summary() -> None:
    """No card is ever empty."""
    assert shown(painted()) == "Sum"


def test_a_content_card_has_everything_needed_to_decide() -> None:
    """Title with link, summary, details and the picture with its words, then the buttons."""
    (card,) = painted(
        ContentCard(
            title=verbatim("Wind"),
            url="https://e.si/wind",
            summary=verbatim("We build."),
            picture=Picture(url="https://e.si/w.png", alt=verbatim("A turbine")),
            details=(verbatim("News"), verbatim("Today")),
            buttons=(SHARE, HIDE),
        )
    )
    columns, actions = card["items"]
    title, summary, details = columns["columns"][0]["items"]
    (image,) = columns["columns"][1]["items"]
    (run,) = title["inlines"]
    assert (run["text"], run["selectAction"]["url"]) == ("Wind", "https://e.si/wind")
    assert shown(summary) == "We build."
    assert shown(details) == "News · Today"
    assert (image["url"], image["altText"]) == ("https://e.si/w.png", "A turbine")
    assert [action["title"] for action in actions["actions"]] == ["Done", "Try again"]


def test_a_picture_that_cannot_be_shown_is_told() -> None:
    """What a picture shows is there in words where its address is none."""
    picture = Picture(url="javascript:x", alt=verbatim("A turbine"))
    assert "A turbine" in shown(painted(ContentCard(title=verbatim("T"), picture=picture)))


def test_a_button_that_opens_a_form_fetches_a_dialog() -> None:
    """The press travels in the data, next to what Teams reads to open a dialog."""
    (row,) = painted(Buttons(buttons=(SHARE,)))
    (action,) = row["actions"]
    assert (action["type"], action["style"], action["tooltip"]) == (
        "Action.Submit",
        "positive",
        "Share Wind",
    )
    assert action["data"]["msteams"] == {"type": "task/fetch"}
    meant = action_data.read(action["data"])
    assert meant == action_data.read(
        action_data.pressing(press("share.open", item=7), Surface.MESSAGE)
    )


def test_every_other_button_is_answered_by_all_clients() -> None:
    """An Execute with its verb, and a Submit with the same data for clients without it."""
    (row,) = painted(Buttons(buttons=(HIDE,)))
    (action,) = row["actions"]
    assert (action["type"], action["verb"]) == ("Action.Execute", "digest.hide")
    assert action["fallback"]["type"] == "Action.Submit"
    assert action["fallback"]["data"] == action["data"]


def test_a_link_is_opened_even_where_a_press_is_meant_as_well() -> None:
    """Teams tells nobody that a link was opened."""
    both = Button(label=say("paint.again"), press=press("x"), url="https://e.si")
    (row,) = painted(Buttons(buttons=(both,)))
    assert [action["type"] for action in row["actions"]] == ["Action.OpenUrl"]


def test_an_address_too_long_for_a_button_is_not_dropped_silently() -> None:
    """The person reads that there would be a link, instead of missing it unknowingly."""
    long = Button(label=say("paint.again"), url="https://e.si/" + "x" * 4_000)
    assert shown(painted(Buttons(buttons=(long,)))) == (
        "The link for “Try again” is too long to be shown here."
    )


def test_many_buttons_stand_in_even_rows() -> None:
    """Clients drop what is over their limit, so seven buttons are rows of four and three."""
    rows = painted(Buttons(buttons=(HIDE,) * 7))
    assert [len(row["actions"]) for row in rows] == [4, 3]


def test_a_dangerous_button_asks_first() -> None:
    """The button shows a question whose yes is the press, and whose no hides it again."""
    confirm = Confirm(
        title=say("paint.title"),
        text=say("paint.expired"),
        yes=say("paint.submit"),
        no=say("paint.cancel"),
    )
    asking = Button(
        label=say("paint.again"), press=press("leave"), tone=Tone.DANGER, confirm=confirm
    )
    row, question, *others = painted(Buttons(buttons=(asking, HIDE)), Buttons(buttons=(asking,)))
    toggle, _ = row["actions"]
    yes, no = question["items"][-1]["actions"]
    assert toggle["targetElements"] == no["targetElements"] == [question["id"]]
    assert question["isVisible"] is False
    assert (toggle["style"], question["style"]) == ("destructive", "attention")
    assert (yes["verb"], yes["title"], yes["fallback"]["title"]) == ("leave", "Done", "Done")
    assert no["title"] == "Cancel"
    assert others[1]["id"] != question["id"]


def test_notices_have_a_sign_besides_their_colour() -> None:
    """Who sees no colours sees the sign."""
    notices = painted(*(Notice(level=level, text=verbatim("x")) for level in Level))
    assert [(n["style"], shown(n)) for n in notices] == [
        ("good", "✅ x"),
        ("accent", "ℹ️ x"),
        ("warning", "⚠️ x"),
        ("attention", "❌ x"),
    ]


def test_headlines_are_headings() -> None:
    """Screen readers can jump from headline to headline, and lines stay one."""
    (heading,) = painted(Headline(text=verbatim("Two\nlines")))
    assert (heading["style"], heading["text"], heading["wrap"]) == ("heading", "Two lines", True)


def test_a_rule_sets_the_next_part_apart() -> None:
    """A line is drawn before what follows; a last rule draws none."""
    first, second = painted(
        Prose(text=verbatim("a")), Rule(), Rule(), Prose(text=verbatim("b")), Rule()
    )
    assert "separator" not in first
    assert second["separator"] is True


def test_links_in_sentences_open() -> None:
    """A link is a run of its own, with a name for screen readers."""
    (block,) = painted(Prose(text=say("home.hello", name=Link(text="here", url="https://e.si"))))
    assert block["inlines"][1]["selectAction"] == {
        "type": "Action.OpenUrl",
        "url": "https://e.si",
        "title": "here",
    }


def test_a_mention_rings_whom_it_names() -> None:
    """A person in a sentence is a mention with its entity; in another chat's id, only a name."""
    card = card_of(Prose(text=say("home.hello", name=ANA)))
    assert card["body"][0]["text"] == "Hello, <at>Ana Novak</at>"
    assert card["msteams"]["entities"] == [
        {
            "type": "mention",
            "text": "<at>Ana Novak</at>",
            "mentioned": {"id": "29:1abc", "name": "Ana Novak"},
        }
    ]
    slack = PersonRef(platform=Platform.SLACK, id="U1", name="Ana")
    assert "msteams" not in card_of(Prose(text=say("home.hello", name=slack)))


def a_ranking(rows: int) -> Ranking:
    """A ranking of Ana and teams, with a shared first place."""
    return Ranking(
        title=verbatim("Top"),
        rows=tuple(
            Rank(place=max(n - 1, 1), who=ANA if n == 1 else verbatim(f"T{n}"), score=verbatim("9"))
            for n in range(1, rows + 1)
        ),
    )


def test_a_ranking_is_a_table_or_lines() -> None:
    """A table with a head where there are tables; on phones a line for each place."""
    _, table = painted(a_ranking(3))
    places = [row["cells"][0]["items"][0]["inlines"][0]["text"] for row in table["rows"]]
    assert places == ["Place", "🥇", "🥇", "🥈"]
    lines = table["fallback"]["items"]
    assert lines[0]["text"] == "🥇 <at>Ana Novak</at> — 9"
    assert shown(lines[2]) == "🥈 T3 — 9"


def test_a_long_ranking_counts_the_rest() -> None:
    """What has no room is counted, not dropped."""
    elements = painted(a_ranking(53))
    assert shown(elements[-1]) == "and 3 more"


def test_figures_say_how_far_they_can_be_trusted() -> None:
    """Each number has its grade, and an unknown one is not nought."""
    figures = Figures(
        items=(
            Figure(label=verbatim("Clicks"), value=1234, trust=Trust.CLICKED),
            Figure(label=verbatim("Reach"), value=90, trust=Trust.ESTIMATED, at_least=True),
            Figure(label=verbatim("Likes"), value=None, trust=Trust.MEASURED),
        )
    )
    (row,) = painted(figures)
    assert [shown(column).split("\n") for column in row["columns"]] == [
        ["1,234", "Clicks", "confirmed by clicks"],
        ["at least 90", "Reach", "estimated"],
        ["not known", "Likes"],
    ]
    assert "1.234" in shown(painted(figures, reader=SL))


def a_chart(n: int, kind: ChartKind = ChartKind.BAR) -> Chart:
    """A chart of n points."""
    points = tuple(ChartPoint(label=verbatim(f"W{i}"), value=i) for i in range(n))
    return Chart(title=verbatim("Weeks"), kind=kind, points=points, spoken=verbatim("It rose."))


@pytest.mark.parametrize("kind", ChartKind)
def test_a_chart_says_the_same_in_words(kind: ChartKind) -> None:
    """A client that draws no charts shows every point, and all have the sentence."""
    drawn, spoken = painted(a_chart(3, kind))
    assert drawn["type"].startswith("Chart.")
    assert all(f" W{i}" in shown(drawn["fallback"]).replace("\n", " ") for i in range(3))
    assert shown(spoken) == "It rose."


@pytest.mark.parametrize("n", [0, 31])
def test_a_chart_that_nobody_could_read_is_told(n: int) -> None:
    """Nothing, or more bars than have room, is words only."""
    told, spoken = painted(a_chart(n))
    assert told["type"] == "Container"
    assert shown(spoken) == "It rose."


@pytest.mark.parametrize(("value", "total", "filled"), [(0, 10, 0), (1, 900, 1), (12, 10, 10)])
def test_a_meter_is_full_only_at_the_end(value: int, total: int, filled: int) -> None:
    """The bar and its words agree, and nothing is fuller than full."""
    _, bar, told = painted(Meter(label=verbatim("Shares"), value=value, total=total))
    assert shown(bar["fallback"]).count("▰") == filled
    assert 0 <= bar["value"] <= bar["max"]
    assert shown(told) == f"{value} of {total}"


def test_a_posts_own_view_is_asked_for() -> None:
    """In a channel everybody's client asks, in a one-to-one chat only its person's."""
    post = Post(name="p", summary=verbatim("s"), parts=(), personal=press("digest.mine", place=1))
    refresh = dict(paint.message(post, EN).card)["refresh"]
    assert isinstance(refresh, dict)
    assert "userIds" not in refresh
    assert (refresh["action"]["verb"], action_data.read(refresh["action"]["data"])) == (
        "digest.mine",
        action_data.Viewing(name="digest.mine", args={"place": "1"}),
    )
    own = dict(paint.message(post, EN, viewer="29:ana").card)["refresh"]
    assert isinstance(own, dict)
    assert own["userIds"] == ["29:ana"]


def test_a_page_renews_itself_for_its_person() -> None:
    """A person's page is asked for anew when they look at it; its buttons know where they are."""
    page = Home(name="h", parts=(Headline(text=verbatim("Hi")), Buttons(buttons=(HIDE,))))
    painted_page = paint.home(page, EN, viewer="29:ana")
    card = json.loads(json.dumps(painted_page.card))
    assert painted_page.summary == "Hi"
    assert card["refresh"]["userIds"] == ["29:ana"]
    assert action_data.read(card["refresh"]["action"]["data"]) == action_data.ViewingHome()
    meant = action_data.read(card["body"][1]["actions"][0]["data"])
    assert isinstance(meant, action_data.Pressing)
    assert meant.surface == "home"


def test_only_what_loses_nothing_is_said_in_words() -> None:
    """Sentences and notices are plain words; anything to press, look at or open is a card."""
    plain = a_post(Headline(text=verbatim("H")), Notice(level=Level.GOOD, text=verbatim("*N*")))
    told = paint.words(plain, EN)
    assert told is not None
    assert told.replace(safety.JOINER, "").replace("\u200a", "") == "H\n\n✅ *N*"
    link = say("home.hello", name=Link(text="x", url="https://e.si"))
    for part in (Buttons(buttons=(HIDE,)), Prose(text=link), a_chart(2)):
        assert paint.words(a_post(Prose(text=verbatim("x")), part), EN) is None


def test_a_search_result_has_its_look_in_the_list() -> None:
    """The card is what is sent; title, words and picture are what the list shows."""
    picture = Picture(url="https://e.si/w.png", alt=verbatim("A turbine"))
    result = Result(
        title=verbatim("Wind"),
        summary=verbatim("We build."),
        post=a_post(Prose(text=verbatim("x"))),
        picture=picture,
    )
    found = json.loads(json.dumps(paint.preview(result, EN)))
    assert found["contentType"] == paint.CARD_TYPE
    assert found["preview"] == {
        "contentType": paint.THUMBNAIL_TYPE,
        "content": {
            "title": "Wind",
            "text": "We build.",
            "images": [{"url": "https://e.si/w.png", "alt": "A turbine"}],
        },
    }


def test_doubled_things_go_before_any_word_is_lost() -> None:
    """A table for new clients gives way to lines for all, before texts are shortened."""
    prose = Prose(text=verbatim("word " * 1_200))
    elements = painted(a_ranking(20), prose, prose, prose)
    assert "Table" not in {element["type"] for element in elements}
    assert "…" not in shown(elements)


def test_too_many_parts_are_counted() -> None:
    """What there is no room for is counted, and headline, notices and buttons stay."""
    parts: tuple[Part, ...] = (
        Headline(text=verbatim("H")),
        *(Prose(text=verbatim(f"P{i} " + "x" * 70)) for i in range(300)),
        Notice(level=Level.BAD, text=verbatim("N")),
        Buttons(buttons=(HIDE,)),
    )
    elements = painted(*parts)
    left = sum(shown(element).startswith("P") for element in elements)
    assert elements[0]["type"] == "TextBlock"
    assert shown(elements[-3]) == f"and {300 - left} more"
    assert elements[-1]["type"] == "ActionSet"


def test_long_texts_are_shortened_before_parts_are_left_out() -> None:
    """Twenty long texts all stay, each shorter, with an ellipsis."""
    elements = painted(*(Prose(text=verbatim("word " * 1_000)) for _ in range(20)))
    assert len(elements) == 20
    assert all(shown(element).endswith("…") for element in elements)


def test_our_own_sentences_stay_whole() -> None:
    """However little room there is, only what people wrote is shortened."""
    ours = say("paint.not_shown", code="x")
    crowd = [Prose(text=verbatim("word " * 1_000)), Prose(text=ours)] * 40
    assert shown(painted(*crowd)).count(texts.line(ours, EN, 3_000)) == 40

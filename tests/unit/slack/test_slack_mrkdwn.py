"""Runs become mrkdwn in which only what we marked is markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import texts
from bot.slack import mrkdwn
from chat.catalogue import Run
from chat.people import PersonRef, Platform, Reader
from chat.say import say, verbatim

ANA = PersonRef(platform=Platform.SLACK, id="U0AB12", name="Ana")
READER = Reader(locale="en", zone="UTC")


def seen(text: str) -> str:
    """A text without what nobody sees."""
    return text.replace("\ufeff", "").replace("\u200b", "")


def test_angle_brackets_are_escaped() -> None:
    """A mention of the whole channel that somebody typed stays what they typed."""
    assert mrkdwn.render((Run(text="<!channel> & <@U1>"),), 100) == (
        "&lt;!channel&gt; &amp; &lt;@U1&gt;"
    )


@pytest.mark.parametrize("sign", ["*", "_", "~"])
def test_signs_of_emphasis_are_set_apart(sign: str) -> None:
    """A sign of emphasis at the edge of a word gets something invisible on both sides."""
    shown = mrkdwn.render((Run(text=f"{sign}bold{sign} a{sign}b"),), 100)
    assert seen(shown) == f"{sign}bold{sign} a{sign}b"
    assert shown.startswith(f"\ufeff{sign}\ufeff")
    assert shown.endswith(f"a{sign}b")


def test_code_quotes_and_emoji_are_harmless() -> None:
    """Backticks, quoted lines and emoji names do nothing, times of day are left alone."""
    shown = mrkdwn.render((Run(text="`x`\n> quoted :smile: at 12:30:00"),), 100)
    assert "`" not in shown
    assert "\n\ufeff&gt;" in shown
    assert ":smile:" not in shown
    assert shown.endswith("12:30:00")


def test_bold_touches_letters_invisibly() -> None:
    """Bold inside a word is parted from its letters, or Slack would show the stars."""
    runs = (Run(text="pre"), Run(text="bold", strong=True), Run(text="post"))
    assert mrkdwn.render(runs, 100) == "pre\u200b*bold*\u200bpost"


def test_bold_stands_between_punctuation_as_it_is() -> None:
    """Nothing is added where Slack sees the edge of the word anyway."""
    runs = (Run(text="("), Run(text="bold", strong=True), Run(text=")."))
    assert mrkdwn.render(runs, 100) == "(*bold*)."


def test_neighbouring_bold_runs_share_their_stars() -> None:
    """A name inside a bold sentence does not end the bold."""
    runs = (Run(text="Thanks, ", strong=True), Run(text="Ana", strong=True, person=ANA))
    assert mrkdwn.render(runs, 100) == "*Thanks, <@U0AB12>*"


def test_spaces_stay_outside_the_stars() -> None:
    """Stars that touch a space are no stars to Slack."""
    runs = (Run(text="a"), Run(text=" b ", strong=True), Run(text="c"))
    assert mrkdwn.render(runs, 100) == "a *b* c"


def test_a_person_is_mentioned_only_by_a_real_id() -> None:
    """Ids that could be anything else are shown as the person's name."""
    odd = PersonRef(platform=Platform.SLACK, id="U1> <!here", name="Eve <!here>")
    teams = PersonRef(platform=Platform.TEAMS, id="U1", name="Tom")
    assert mrkdwn.render((Run(text="Ana", person=ANA),), 100) == "<@U0AB12>"
    assert "<" not in mrkdwn.render((Run(text="Eve", person=odd),), 100)
    assert mrkdwn.render((Run(text="Tom", person=teams),), 100) == "Tom"


def test_a_link_cannot_be_broken_out_of() -> None:
    """Neither address nor text can end the link and begin something else."""
    run = Run(text="a>|<!here>", url="https://e.si/?a=1&b=<|>")
    assert mrkdwn.render((run,), 200) == ("<https://e.si/?a=1&amp;b=%3C%7C%3E|a&gt;|&lt;!here&gt;>")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "slack://x", "https://a b", "tel:1"])
def test_only_web_and_mail_addresses_are_links(url: str) -> None:
    """Any other address is left out, its text stays."""
    assert mrkdwn.render((Run(text="there", url=url),), 100) == "there"


@given(
    text=st.text(alphabet=st.sampled_from("ab *_~`<>&:\n👩‍👩‍👧e\u0301ש|"), max_size=200),
    strong=st.booleans(),
    url=st.sampled_from([None, "https://e.si/x"]),
    limit=st.integers(30, 120),
)
def test_any_text_keeps_the_limit_and_its_meaning(
    text: str, strong: bool, url: str | None, limit: int
) -> None:
    """Rendered text is never over its limit, and cut only with an ellipsis."""
    shown = mrkdwn.render((Run(text=text, strong=strong, url=url),), limit)
    assert texts.width(shown) <= limit
    bare = re.sub(r"<https://e\.si/x\|(.*?)>", r"\1", shown, flags=re.DOTALL)
    assert "<" not in bare
    if not shown.endswith("…"):
        unescaped = seen(bare).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        squeezed = re.sub(r"\s", "", text.replace("`", "ˋ"))
        if squeezed and not strong:
            assert re.sub(r"\s", "", unescaped) == squeezed


def test_graphemes_are_never_divided() -> None:
    """A family or a letter with its marks is shown whole or not at all."""
    family = "👩‍👩‍👧‍👦"
    assert texts.cut(family * 3, 25) == family * 2 + "…"
    assert texts.cut("e\u0301" * 5, 4) == "e\u0301…"


def test_our_own_text_over_a_limit_is_a_mistake() -> None:
    """Words of the catalogue are never cut: that they are too long is found in a test."""
    with pytest.raises(texts.TooLong, match=r"paint\.expired"):
        texts.line(say("paint.expired"), READER, 20)


def test_data_in_our_text_is_cut() -> None:
    """What is too long because of a person's words in it is cut visibly."""
    long = say("paint.link_too_long", label=verbatim("x" * 500))
    shown = texts.line(long, READER, 75)
    assert texts.width(shown) == 75
    assert shown.endswith("…")


def test_a_mention_costs_what_it_is_written_as() -> None:
    """A person with a very long name is mentioned, not cut."""
    long = PersonRef(platform=Platform.SLACK, id="U1", name="x" * 900)
    assert mrkdwn.render((Run(text=long.name, person=long),), 40) == "<@U1>"

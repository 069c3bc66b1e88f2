"""Little text: nothing a person wrote may be cut, changed, or become markup."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from networks.linkedin import text
from programme import text_rules
from tests.helpers import little_text
from tests.helpers.little_text import Kind

PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *little_text.RESERVED,
                "@[Ana Novak](urn:li:person:1)",
                "@[Lipa](urn:li:organization:2414183)",
                "{hashtag|\\#|grid}",
                "{hashtag|#|grid}",
                "#Energy_Grid",
                "#",
                "\\#",
                "\\\\",
                "https://a.example/x_y?(z)#part",
                "https://sl.wikipedia.org/wiki/Elektrarna_(vodna)~#zgodba",
                "ana@lipa.example",
                "čšž",
                "e\u0301",
                "²",
                "😀",
                "👩\u200d👧",
                "9",
                " ",
                "\n",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=24,
).map("".join)

TEXTS = st.one_of(PIECES, st.text(max_size=80))


@given(TEXTS)
@example("https://a.example/x_y?utm_source=b#part")
@example("\\#tag \\\\")
@example("#²")
@example("\\")
@example("#a\\")
def test_people_see_exactly_what_was_confirmed(plain: str) -> None:
    """An independent reader of little text reads back the text, to its last character."""
    reading = little_text.read(text.escape(plain))

    assert reading.lost == ""
    assert reading.shown == plain
    assert text.unescape(text.escape(plain)) == plain


@given(TEXTS)
def test_nothing_typed_becomes_markup(plain: str) -> None:
    """Nobody is mentioned by what was typed, and a hashtag is one only where a word begins."""
    reading = little_text.read(text.escape(plain))

    assert reading.of(Kind.MENTION) == []
    seen = ""
    for element in reading.elements:
        if element.kind is Kind.HASHTAG:
            assert not seen[-1:].isalnum()
            assert any(character.isalpha() for character in element.shown)
        seen += element.shown


@given(TEXTS)
def test_all_that_is_reserved_is_escaped(plain: str) -> None:
    """Besides the # of a hashtag no reserved character is sent without a backslash."""
    reading = little_text.read(text.escape(plain))
    hashtags = "".join(reading.of(Kind.HASHTAG))

    reserved = [character for character in plain if character in little_text.RESERVED]
    in_hashtags = [character for character in hashtags if character in "#_"]
    assert len(reading.of(Kind.ESCAPED)) == len(reserved) - len(in_hashtags)
    assert not set("".join(reading.of(Kind.PLAIN))) & set(little_text.RESERVED)


@given(TEXTS, st.integers(-2, 2))
def test_what_people_see_is_what_counts(plain: str, over: int) -> None:
    """A text fits exactly when what people see of it fits; backslashes cost nothing."""
    limit = text_rules.RULES["linkedin"].limit
    missing = max(0, limit + over - units(plain))
    whole = "(" * missing + plain

    seen = little_text.read(text.escape(whole)).shown
    assert text_rules.fits(whole, text_rules.RULES["linkedin"]) is (units(seen) <= limit)
    assert (units(seen) <= limit) is (over <= 0) or missing == 0


def units(shown: str) -> int:
    """UTF-16 code units, counted one character at a time."""
    return sum(2 if ord(character) > 0xFFFF else 1 for character in shown)


@pytest.mark.parametrize(
    ("plain", "escaped"),
    [
        ("#Energy", "#Energy"),
        ("(#energija2026)", "\\(#energija2026\\)"),
        ("#čisto_nebo", "#čisto\\_nebo"),
        ("#1 and C# and a#b and ##x", "\\#1 and C\\# and a\\#b and \\#\\#x"),
        ("#² #1²a #_a #_", "\\#² \\#1²a \\#\\_a \\#\\_"),
        ("https://a.example/p#Part_1", "https://a.example/p\\#Part\\_1"),
        ("https://a.example/~#Part", "https://a.example/\\~\\#Part"),
        ("ana@lipa.example", "ana\\@lipa.example"),
        ("@[Ana](urn:li:person:1)", "\\@\\[Ana\\]\\(urn:li:person:1\\)"),
        ("{hashtag|\\#|x}", "\\{hashtag\\|\\\\\\#\\|x\\}"),
        ("back\\slash", "back\\\\slash"),
        ("", ""),
    ],
)
def test_hashtags_stay_hashtags(plain: str, escaped: str) -> None:
    """A hashtag's # is bare; every other # and every other reserved character is escaped."""
    assert text.escape(plain) == escaped


@pytest.mark.parametrize(
    ("source", "shown", "lost"),
    [
        ("Look (here) and on", "Look ", "(here) and on"),
        ("a_b", "a", "_b"),
        ("C# rocks", "C", "# rocks"),
        ("#Energy\\_Grid!", "#Energy_Grid!", ""),
        ("{hashtag|\\#|grid} ok", "#grid ok", ""),
        ("@[Lipa](urn:li:organization:1) ok", "Lipa ok", ""),
        ("ends with \\", "ends with ", "\\"),
    ],
)
def test_the_reader_itself_cuts_as_documented(source: str, shown: str, lost: str) -> None:
    """The reader of these tests cuts at what is not escaped, so that it could find a fault."""
    reading = little_text.read(source)

    assert (reading.shown, reading.lost) == (shown, lost)

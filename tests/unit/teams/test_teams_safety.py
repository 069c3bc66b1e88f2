"""What people wrote stays words: nothing in it is markup, a mention, a template or a direction."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.teams import markdown, safety
from chat.catalogue import Run
from chat.people import PersonRef, Platform

_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_SIGNS = "*_`~[]()<>!#&;\\|{}$-+=.:1 \n\tab/"
_hostile = st.lists(
    st.sampled_from(
        [
            *_SIGNS,
            "<at>",
            "</at>",
            "&lt;",
            "](http://e.si)",
            "{{DATE(2020-01-01T00:00:00Z)}}",
            "${x}",
            "    ",
            "---",
            "1. ",
            "[a]: http://e.si",
            "http://e.si",
            "é",
            "שלום",
        ]
    ),
    max_size=14,
).map("".join)


def _shown(text: str) -> str:
    return re.sub(f"[{safety.JOINER}\u200a]", "", text).replace("ˋ", "`")


@given(_hostile)
def test_markdown_finds_nothing_in_a_text(text: str) -> None:
    """A Markdown reader makes paragraphs and line breaks of it, and nothing else."""
    made = _READER.render(safety.harmless(text))
    assert set(re.findall(r"<[^>]+>", made)) <= {"<p>", "</p>", "<br />"}
    read = html.unescape(re.sub(r"</?p>|<br />", " ", made))
    assert _shown(read).split() == text.split()


@given(_hostile, _hostile)
def test_texts_side_by_side_make_no_markup_either(one: str, other: str) -> None:
    """Two harmless texts put together are harmless."""
    made = _READER.render("x" + safety.harmless(one) + safety.harmless(other))
    assert set(re.findall(r"<[^>]+>", made)) <= {"<p>", "</p>", "<br />"}


@given(_hostile)
def test_a_text_reads_as_it_was_written(text: str) -> None:
    """Nothing that is seen is added or lost, but that a backtick has a look-alike."""
    assert _shown(safety.harmless(text)) == text


@given(_hostile)
def test_text_runs_lose_nothing_and_hold_no_template(text: str) -> None:
    """Cut into pieces a text is the same, and no piece begins a date, a template or a mention."""
    parts = safety.pieces(text)
    assert "".join(parts) == text
    assert not [part for part in parts if "{{" in part or "${" in part or "<at" in part]


@given(st.text(alphabet="ab\n\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", max_size=20))
def test_no_direction_leaves_its_text(text: str) -> None:
    """Every line closes what it opens, opens what it closes, and overrules nothing."""
    for line in safety.apart(safety.clean(text)).split("\n"):
        opened: list[str] = []
        for sign in line:
            match unicodedata.bidirectional(sign):
                case "LRE" | "RLE":
                    opened.append("PDF")
                case "LRI" | "RLI" | "FSI":
                    opened.append("PDI")
                case "PDF" | "PDI" as closing:
                    assert opened.pop() == closing
                case "LRO" | "RLO":
                    pytest.fail("the direction is overruled")
        assert opened == []


def test_right_to_left_names_keep_to_themselves() -> None:
    """A Hebrew name does not turn the number after it around; a Latin one stays bare."""
    assert safety.apart("דנה") == "\u2068דנה\u2069"
    assert safety.apart("Dana") == "Dana"


@given(st.text())
def test_clean_texts_can_be_sent(text: str) -> None:
    """Whatever JSON could carry, a clean text is UTF-8 without control characters."""
    cleaned = safety.clean(text)
    assert cleaned.encode("utf-8").decode() == cleaned
    assert not [
        sign for sign in cleaned if unicodedata.category(sign) == "Cc" and sign not in "\n\t"
    ]


def test_halves_of_characters_become_whole() -> None:
    """A lone half of a pair, which UTF-8 can't hold, is shown as the sign for that."""
    assert safety.clean("a\ud83d") == "a\ufffd"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://e.si/a?b=c&d=e", True),
        ("mailto:ana@e.si", True),
        ("javascript:alert(1)", False),
        ("https://e.si/a b", False),
        ("https://e.si/{{DATE(x)}}", False),
        ("https://e.si/" + "x" * 3_000, False),
        ("", False),
        (None, False),
    ],
)
def test_only_links_are_opened(url: str | None, safe: bool) -> None:
    """An address is a link of the web or a mail address, of a length that cards have room for."""
    assert safety.safe_link(url, 2_048) is safe


def _person(id_: str, name: str, platform: Platform = Platform.TEAMS) -> PersonRef:
    return PersonRef(platform=platform, id=id_, name=name)


def test_a_mention_needs_somebody_whom_teams_knows() -> None:
    """People of other chats, odd ids and people without a name are not mentioned."""
    strangers = (
        _person("U123", "Ana", Platform.SLACK),
        _person("29:x</at>", "Ana"),
        _person("29:x", " \u202e"),
    )
    assert markdown.mentioned(strangers) == {}


def test_namesakes_are_told_apart() -> None:
    """Two people of one name have different tags that look the same."""
    ana, other = _person("29:a", "Ana"), _person("29:b", "Ana")
    names = markdown.mentioned((ana, (other,), ana))
    assert names[ana] == "Ana"
    assert names[other] == f"Ana{safety.JOINER}"
    text = markdown.render([Run(text="Ana", person=other)], names)
    (entity,) = markdown.entities([text], names)
    assert entity["mentioned"] == {"id": "29:b", "name": "Ana"}


def test_a_name_cannot_close_its_tag() -> None:
    """Signs that mean something in a tag or in Markdown are left out of a mention's name."""
    ana = _person("29:a", "A</at><at>Boss</at>*_[x](y)")
    (name,) = markdown.mentioned(ana).values()
    assert not set(name) & set("<>*_[]&`")


def test_a_link_with_brackets_in_its_words_stays_one_link() -> None:
    """Brackets and parentheses end neither the words nor the address."""
    made = markdown.render([Run(text="a](b)[c", url="https://e.si/x(y)")], {})
    read = _READER.render(made)
    assert read.count("<a ") == 1
    assert 'href="https://e.si/x%28y%29"' in read

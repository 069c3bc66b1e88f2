"""Texts on Bluesky: what is marked in them, byte by byte, and how long they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime

import grapheme
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from networks.base import Post
from networks.bluesky import facets, library, record
from networks.bluesky.facets import LINK, MENTION, TAG, Facet
from programme import text_rules
from tests.helpers import lexicons

ATPROTO = library.load()
DIDS = {"ana.test": "did:plc:ana2222222222222222222ab", "bor.bsky.social": "did:web:bor.example"}

FRAGMENTS = [
    "https://lipa.si/žito?a=č#d",
    "http://x.si",
    "HTTPS://Lipa.SI.",
    "https://",
    "lipa.si",
    "čebela.si",
    "lipa.si/novo).",
    "@ana.test",
    "@Ana.Test!",
    "@bor.bsky.social",
    "@nobody.test",
    "#trajnost",
    "#čebela-2026,",
    "#️⃣",
    "#2026",
    "##dvojno",
    "＃polno",
    "#" + "a" * 64,
    "#" + "a" * 65,
    "#👩‍👩‍👧‍👦",
    "$SI",
    "👩‍👩‍👧",
    "🇸🇮",
    "c\u030c",
    " ",
    "\n",
    "(",
    ")",
    "„",
    "”",
    "…",
    "\u200b",
    "\u00a0",
    "\x00",
]
_NEWER_RULES = ((0x0900, 0x0E00), (0x0F00, 0x10A0), (0x1700, 0x1900), (0x2300, 0x2800))
"""Indic scripts and symbols, about which Unicode has changed its mind since the other counter."""


def _agreed(character: str) -> bool:
    old = unicodedata.ucd_3_2_0.category(character) != "Cn"
    return old and not any(first <= ord(character) < end for first, end in _NEWER_RULES)


texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=12), max_size=12).map("".join)

settled_texts = st.lists(
    st.sampled_from(FRAGMENTS)
    | st.text(st.characters(exclude_categories=["Cs"]).filter(_agreed), max_size=12),
    max_size=12,
).map("".join)


def marked(text: str) -> Mapping[str, str]:
    """What is marked in a text: the words to what they stand for."""
    raw = text.encode()
    return {
        raw[facet.start : facet.end].decode(): next(
            value for name, value in facet.feature.items() if name != "$type"
        )
        for facet in facets.find(ATPROTO, text, DIDS)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See x.com #Go", {"x.com": "https://x.com", "#Go": "Go"}),
        ("Glej (https://lipa.si/a).", {"https://lipa.si/a": "https://lipa.si/a"}),
        ("„https://lipa.si/a”, je pisalo", {"https://lipa.si/a": "https://lipa.si/a"}),
        ("https://lipa.si/a…", {"https://lipa.si/a": "https://lipa.si/a"}),
        ("Je na lipa.si, ne na to.ni", {"lipa.si": "https://lipa.si", "to.ni": "https://to.ni"}),
        (
            "https://čebela.si/žito",
            {"https://čebela.si/žito": "https://xn--ebela-gya.si/%C5%BEito"},
        ),
        ("👩‍👩‍👧 #žarnica!", {"#žarnica": "žarnica"}),
        ("#️⃣ #1 # #2026", {}),
        ("#" + "a" * 65, {}),
        ("#" + "č" * 64, {"#" + "č" * 64: "č" * 64}),
        ("ana@lipa.si ni omemba", {}),
        ("Hvala @Ana.test, @nobody.test", {"@Ana.test": DIDS["ana.test"]}),
        ("datoteka.pdf in zagon.sh1", {}),
        ("https://ana:geslo@lipa.si", {}),
        ("https://lipa.si/#zelena", {"https://lipa.si/#zelena": "https://lipa.si/#zelena"}),
    ],
)
def test_what_is_marked(text: str, expected: dict[str, str]) -> None:
    """Links, known people and hashtags are marked, without what ends a sentence."""
    assert marked(text) == expected


@given(texts)
@example("#👩‍👩‍👧 https://lipa.si/č, @ana.test #konec.")
def test_facets_hold_exactly_their_bytes(text: str) -> None:
    """Any text's facets are whole characters, in order and apart, and say what is in the text."""
    raw = text.encode()
    end = 0
    for facet in facets.find(ATPROTO, text, DIDS):
        assert end <= facet.start < facet.end <= len(raw)
        end = facet.end
        words = raw[facet.start : facet.end].decode()
        match facet.feature["$type"]:
            case kind if kind == TAG:
                assert words in {f"#{facet.feature['tag']}", f"＃{facet.feature['tag']}"} or (
                    words.upper() == facet.feature["tag"]
                )
            case kind if kind == MENTION:
                assert DIDS[words.removeprefix("@").lower()] == facet.feature["did"]
            case kind:
                assert kind == LINK
                assert facet.feature["uri"].isascii()
                assert not words.endswith((".", ",", " ", "…"))


@given(texts, st.sampled_from(["en", "sl", "sl-SI", "", "x_y", "SLOVENE"]))
def test_the_record_is_the_text_and_as_the_lexicon_says(text: str, language: str) -> None:
    """Any text is in its record to the letter, and the record is one that Bluesky describes."""
    described = lexicons.at_hand()
    post = Post(
        text=text,
        language=language,
        marker="m",
        idempotency_key="k",
        confirmed_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    )
    made = record.build(post, facets.find(ATPROTO, text, DIDS), record.Attached())

    assert made["text"] == text
    problems = described.problems(made, "app.bsky.feed.post")
    # The length is not the record's doing.
    assert [problem for problem in problems if not problem.startswith("$.text: ")] == []


def test_overlapping_facets_are_thinned() -> None:
    """Of two facets over the same bytes the first kind found stays."""
    text = "https://lipa.si/#a https://lipa.si"

    found = facets.find(ATPROTO, text, DIDS)

    assert [facet.feature["$type"] for facet in found] == [LINK, LINK]
    assert all(isinstance(facet, Facet) for facet in found)


@given(settled_texts)
def test_length_is_counted_as_by_an_independent_counter(text: str) -> None:
    """Our count of characters is that of the grapheme package, which knows Unicode 13."""
    assert text_rules.measure(text, text_rules.RULES["bluesky"]) == grapheme.length(text)

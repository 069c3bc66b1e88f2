"""Normalising and finding phrases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme import normalise, phrases
from programme.phrases import Finder


def found(phrase: str, text: str) -> list[str]:
    """The places in the text where the phrase is found, as they stand there."""
    return [text[hit.start : hit.end] for hit in Finder([phrase]).find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "buy now",
        "BUY NOW",
        "Buy   now",
        "buy\nnow",
        "buynow",
        "b u y n o w",
        "b.u.y n.o.w",
        "b-u-y-n-o-w",
        "bùÿ nów",
        "bu\u0301y now",
        "b\u200bu\u200dy\u2060 now",
        "b\u00aduy now",
        "ｂｕｙ ｎｏｗ",
        "𝐛𝐮𝐲 𝓷𝓸𝔀",
        "ⓑⓤⓨ now",
        "ВUУ NOW",
        "ΒUΥ ΝΟW",
        "buy nоw",
        "buy n0w",
        "buy\u3164now",
        "buy 🔥 now",
    ],
)
def test_a_phrase_is_seen_through_every_disguise(text: str) -> None:
    """Case, spacing, marks, accents, invisible and look-alike characters hide nothing."""
    assert found("buy now", f"Please {text}, friends") == [text]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("buy", "a buyer"),
        ("buy now", "maybe buy nowhere"),
        ("buy now", "rebuy now"),
        ("buy now", "re\u200bbuy now"),
        ("as is", "I have a sis."),
        ("away", "a way out"),
        ("therapist", "the rapist"),
        ("C++", "vitamin C"),
        ("100% safe", "100 safe places"),
        ("we're", "we were there"),
        ("buy", "b"),
        ("100", "1000"),
        ("loo", "100"),
        ("lipa", "lip a"),
    ],
)
def test_no_phrase_is_found_where_it_is_not(phrase: str, text: str) -> None:
    """Longer words, other words across a space, and bare numbers are left in peace."""
    assert found(phrase, text) == []


@pytest.mark.parametrize(
    ("phrase", "text", "place"),
    [
        ("C++", "in C++ today", "C++"),
        ("100% safe", "is 100 % safe!", "100 % safe"),
        ("risk 100%", "a risk 100% real", "risk 100%"),
        ("$5", "only $5 today", "$5"),
        ("we're", "we’re here", "we’re"),
        ("guarant*", "we guaranteed it", "guaranteed"),
        ("guarant*", "guarant", "guarant"),
        ("nagradn* igr*", "v nagradn igri", "nagradn igri"),
        ("zagotovljen dobiček", "ZAGOTOVLJEN DOBICEK", "ZAGOTOVLJEN DOBICEK"),
        ("free cash", "fr33 ca$h", "fr33 ca$h"),
        ("最高", "これは最高です", "最高"),
        ("почени", "НЕЧТО ПОЧЕНИ!", "ПОЧЕНИ"),
        ("æon", "AEON flux", "AEON"),
        ("café", "le café\u0301 noir", "café\u0301"),
        ("lipa", "Lipa™ je", "Lipa"),
    ],
)
def test_a_hit_covers_exactly_what_the_reader_sees(phrase: str, text: str, place: str) -> None:
    """Places are those of the original text, marks and endings included."""
    assert found(phrase, text) == [place]


def test_hits_come_in_the_order_of_the_text() -> None:
    """Several phrases and places are found in one pass, the longer first."""
    text = "Buy now or buy later"
    hits = Finder(["buy", "buy now", "later"]).find(text)

    assert [(hit.index, text[hit.start : hit.end]) for hit in hits] == [
        (1, "Buy now"),
        (0, "Buy"),
        (0, "buy"),
        (2, "later"),
    ]


@pytest.mark.parametrize("empty", ["", "  ", "*", "!?", "\u200b"])
def test_a_phrase_without_letters_finds_nothing(empty: str) -> None:
    """Nothing to look for is no phrase, and does not match everything."""
    assert not phrases.is_phrase(empty)
    assert Finder([empty]).find("anything at all") == []
    assert Finder([]).find("anything at all") == []


@given(st.text(max_size=80))
def test_normalising_keeps_track_of_every_letter(text: str) -> None:
    """Each letter knows its place, in order, within the text."""
    normal = normalise.normalise(text)

    assert len(normal.starts) == len(normal.text)
    assert list(normal.starts) == sorted(normal.starts)
    for letter in range(len(normal.text)):
        assert 0 <= normal.starts[letter] < normal.end(letter) <= len(text)
    assert normal.gap(0) is normalise.Break.SPACE
    assert normal.gap(len(normal.text)) is normalise.Break.SPACE


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing(text: str) -> None:
    """What is left has no disguise any more."""
    once = normalise.letters(text)

    assert normalise.letters(once) == once


@given(st.text(max_size=80))
def test_folding_and_undisguising_keep_every_place(text: str) -> None:
    """Both give one character for each, so that positions stay true."""
    assert len(normalise.fold(text)) == len(text)
    assert len(normalise.undisguise(text)) == len(text)


letters_only = st.text(alphabet="abcčdefghijž", min_size=1, max_size=8)


@given(
    st.lists(letters_only, min_size=1, max_size=4),
    st.text(max_size=30),
    st.text(max_size=30),
)
def test_a_phrase_between_spaces_is_always_found(parts: list[str], before: str, after: str) -> None:
    """Whatever stands around it, a phrase written plainly does not slip through."""
    phrase = " ".join(parts)
    text = f"{before} {phrase.upper()} {after}"
    start = len(before) + 1

    hits = Finder([phrase]).find(text)

    assert any(hit.start <= start and start + len(phrase) <= hit.end for hit in hits)

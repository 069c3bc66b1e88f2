"""Lengths as each network counts them."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twitter_text import parse_tweet

from programme import text_rules
from programme.text_rules import RULES, LinkPlace, Measure

FAMILY = "👩‍👩‍👧"
LONG_LINK = "https://lipa-gen.si/" + "a" * 200


@pytest.mark.parametrize(
    ("network", "text", "length"),
    [
        ("x", "Živjo", 5),
        ("x", "日本", 4),
        ("x", FAMILY, 2),
        ("x", "🇸🇮", 2),
        ("x", "e\u0301", 1),
        ("x", LONG_LINK, 23),
        ("x", f"Glej {LONG_LINK}.", 29),
        ("x", "lipa.si", 23),
        ("x", "", 0),
        ("x", "a\r\nb", 3),
        ("bluesky", FAMILY, 1),
        ("bluesky", "e\u0301", 1),
        ("bluesky", LONG_LINK, 220),
        ("mastodon", LONG_LINK, 23),
        ("mastodon", f"Glej {LONG_LINK}.", 29),
        ("mastodon", "@ana@toot.example hej", 8),
        ("mastodon", "ana@lipa.si", 11),
        ("mastodon", FAMILY, 1),
        ("mastodon", "lipa.si", 7),
        ("threads", "čšž", 3),
        ("threads", "👍", 4),
        ("threads", FAMILY, 18),
        ("linkedin", "čšž", 3),
        ("linkedin", "👍", 2),
        ("linkedin", LONG_LINK, 220),
    ],
)
def test_each_network_counts_in_its_own_way(network: str, text: str, length: int) -> None:
    """Links, emoji, accents and mentions weigh what the network says they weigh."""
    assert text_rules.measure(text, RULES[network]) == length


words = st.lists(
    st.sampled_from(
        [
            "https://x.si/a",
            "lipa.si",
            "www.a.com/x?y=1",
            "@ana",
            "#tag",
            " ",
            "\n",
            ".",
            "a",
            "あ",
            FAMILY,
            "(",
            ")",
            "\t",
            "\u3000",
            "\u00a0",
            "\u2028",
            "čez",
            "e\u0301",
            "🇸🇮",
            "-",
            "/",
        ]
    ),
    max_size=25,
).map("".join)


@given(words)
def test_weights_are_those_of_the_vendors_algorithm(text: str) -> None:
    """Counting run by run gives what the reference algorithm gives for the whole."""
    crowded = any(run.count(".") > 10 for run in text.split())

    if not crowded:
        expected = parse_tweet(unicodedata.normalize("NFC", text)).weightedLength
        assert text_rules.measure(text, RULES["x"]) == expected


@pytest.mark.parametrize(
    "text", ["a.a" * 1000, "www." * 700, "http://" + "a." * 1400, ("a." * 149 + " ") * 10]
)
def test_no_text_keeps_the_counter_busy(text: str) -> None:
    """Texts that make a naive URL search take seconds are counted at once."""
    started = time.process_time()
    for rules in RULES.values():
        text_rules.measure(text, rules)

    assert time.process_time() - started < 1


@given(st.text(max_size=60))
def test_every_measure_takes_any_text(text: str) -> None:
    """No text, however odd, breaks a measure, and nothing is measured below zero."""
    for rules in RULES.values():
        assert text_rules.measure(text, rules) >= 0


@pytest.mark.parametrize(
    ("network", "limit"),
    [("linkedin", 3000), ("x", 280), ("bluesky", 300), ("mastodon", 500), ("threads", 500)],
)
def test_the_limit_itself_still_fits(network: str, limit: int) -> None:
    """A text of exactly the limit goes out; one more does not."""
    rules = RULES[network]

    assert text_rules.fits("a" * limit, rules)
    assert not text_rules.fits("a" * (limit + 1), rules)


def test_bluesky_also_counts_bytes() -> None:
    """Few but heavy graphemes can be too many bytes."""
    text = FAMILY * 200

    assert text_rules.measure(text, RULES["bluesky"]) == 200
    assert not text_rules.fits(text, RULES["bluesky"])


def test_a_server_may_have_its_own_numbers() -> None:
    """A Mastodon server with a larger limit, and links that weigh more, is believed."""
    rules = replace(RULES["mastodon"], limit=5000, url_length=30)

    assert text_rules.fits("a" * 5000, rules)
    assert text_rules.measure(LONG_LINK, rules) == 30


def test_a_link_is_joined_once() -> None:
    """A link that the author already put into the text is not repeated."""
    assert text_rules.join_link("Glej", "https://a.si") == "Glej\nhttps://a.si"
    assert text_rules.join_link("Glej https://a.si", "https://a.si") == "Glej https://a.si"
    assert text_rules.join_link("", "https://a.si") == "https://a.si"
    assert text_rules.join_link("Glej", None) == "Glej"


def test_every_network_has_rules() -> None:
    """The table covers every network that the programme shares to."""
    assert set(RULES) == {
        "linkedin",
        "x",
        "bluesky",
        "mastodon",
        "threads",
        "facebook",
        "whatsapp",
        "reddit",
        "email",
    }
    assert RULES["linkedin"].link is LinkPlace.CARD
    assert RULES["x"].link is LinkPlace.TEXT
    assert RULES["x"].measure is Measure.WEIGHTED

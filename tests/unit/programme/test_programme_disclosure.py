"""Disclosures and the final text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme import compose, disclosure, text_rules
from programme.disclosure import NO_NEED, Need
from programme.findings import FindingCode
from programme.text_rules import RULES, LinkPlace

LINKEDIN = RULES["linkedin"]
X = RULES["x"]
PRODUCT = Need(product=True, company="Lipa Energija")
PRIZE = Need(product=True, prize=True, company="Lipa Energija")
LINK = "https://go.lipa-gen.si/Ab3dEf9h"


@pytest.mark.parametrize(
    "text",
    [
        "I work at Lipa Energija. Look at this.",
        "i WORK for lipa energija",
        "I’m an employee of Lipa Energija and proud of it",
        "As an employee of @Lipa Energija I like it",
        "Proud of my employer Lipa Energija",
        "Delam v podjetju Lipa Energija.",
        "Zaposlen/-a pri Lipa Energija.",
        "Zaposlena pri Lipi Energiji, vesela.",
        "Moj delodajalec je to naredil",
        "#ad Look at this",
        "Ad: look at this",
        "#Oglas Poglejte",
        "#LipaEnergijaEmployee Look",
        "Look at this #ad",
    ],
)
def test_plain_words_disclose(text: str) -> None:
    """Saying where one works, in either language, is enough."""
    assert disclosure.has_disclosure(text, PRODUCT, LINKEDIN)
    assert disclosure.with_disclosure(text, PRODUCT, "en", LINKEDIN) == text


@pytest.mark.parametrize(
    "text",
    [
        "Look at this",
        "Look at this #ee",
        "#spon Look",
        "#partner #sweeps",
        "I don't work at Lipa Energija",
        "I used to work at Lipa Energija",
        "Ne delam v podjetju Lipa Energija",
        "I work at Hrast",
        "Lipa Energija is great",
        "Look #solar #energy #ad",
        "adorable #adventure",
        "Ana is my colleague",
        "",
    ],
)
def test_other_words_do_not_disclose(text: str) -> None:
    """Vague tags, tags hidden in a row, other companies and denials are not enough."""
    assert not disclosure.has_disclosure(text, PRODUCT, LINKEDIN)


@pytest.mark.parametrize(
    ("text", "network", "expected"),
    [
        ("word " * 60 + "I work at Lipa Energija.", "linkedin", False),
        ("a\nb\nc\nI work at Lipa Energija.", "linkedin", False),
        ("word " * 30 + "I work at Lipa Energija.", "linkedin", True),
        ("word " * 40 + "I work at Lipa Energija.", "x", True),
    ],
)
def test_a_disclosure_must_be_seen_without_a_tap(text: str, network: str, expected: bool) -> None:
    """Behind "see more" it does not count; where all is shown, it counts anywhere."""
    assert disclosure.has_disclosure(text, PRODUCT, RULES[network]) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I work at Lipa Energija. This is a contest entry.", True),
        ("Delam v podjetju Lipa Energija. Sodelujem v nagradni igri.", True),
        ("I work at Lipa Energija. #LipaContest", True),
        ("I work at Lipa Energija. #sweepstakes", True),
        ("I work at Lipa Energija. #sweeps", False),
        ("I work at Lipa Energija.", False),
        ("This is a contest entry.", False),
        ("I work at Lipa Energija. #solar #contest", False),
    ],
)
def test_a_prize_needs_its_own_words(text: str, expected: bool) -> None:
    """Who can win something says so, besides saying where they work."""
    assert disclosure.has_disclosure(text, PRIZE, LINKEDIN) is expected


def test_the_authors_words_come_first_where_all_is_shown() -> None:
    """The disclosure follows the caption and stands before a closing row of hashtags."""
    text = disclosure.with_disclosure("Sunny news!\n\n#solar #lipa", PRODUCT, "en-GB", X)

    assert text == "Sunny news!\nI work at Lipa Energija.\n\n#solar #lipa"


def test_it_goes_to_the_front_where_the_end_is_hidden() -> None:
    """A long LinkedIn text begins with the disclosure."""
    long = "A long story. " * 30

    text = disclosure.with_disclosure(long, PRODUCT, "sl", LINKEDIN)

    assert text == f"Delam v podjetju Lipa Energija.\n{long.strip()}"


def test_only_what_is_missing_is_added() -> None:
    """An author who said where they work gets the prize words only."""
    text = disclosure.with_disclosure("I work at Lipa Energija.", PRIZE, "en", X)

    assert text == "I work at Lipa Energija.\nThis post enters me in a company contest."


def test_without_a_company_name_the_tag_stands_alone() -> None:
    """A disclosure that cannot name the employer is still one."""
    assert disclosure.with_disclosure("Novo", Need(product=True), "sl", X) == "Novo\n#oglas"
    assert disclosure.with_disclosure("", Need(product=True), "xx", X) == "#ad"


def test_nothing_is_added_without_need() -> None:
    """Content that sells nothing and wins nothing stays as it was written."""
    assert disclosure.with_disclosure(" as it is ", NO_NEED, "en", LINKEDIN) == " as it is "


companies = st.text(
    alphabet=st.characters(categories=["Lu", "Ll", "Nd", "Zs"], include_characters="&.-+()[]*"),
    max_size=40,
)


@given(
    st.text(max_size=400),
    companies,
    st.booleans(),
    st.sampled_from(["en", "sl", "sl-SI", "de"]),
    st.sampled_from(sorted(RULES)),
)
def test_adding_is_enough_and_once_is_enough(
    text: str, company: str, prize: bool, language: str, network: str
) -> None:
    """Whatever was written, the result discloses, keeps the words, and does not grow again."""
    need = Need(product=True, prize=prize, company=company)
    rules = RULES[network]

    once = disclosure.with_disclosure(text, need, language, rules)

    assert disclosure.has_disclosure(once, need, rules)
    assert disclosure.with_disclosure(once, need, language, rules) == once
    assert "".join(text.split()) in "".join(once.split()) or "#" in text


def test_a_weak_tag_is_explained() -> None:
    """Who wrote #ee or #sweeps hears that readers do not understand it; nothing is blocked."""
    findings = disclosure.check("Look! #ee #sweeps", PRIZE, "en", LINKEDIN)

    assert [(finding.code, finding.args["tag"]) for finding in findings] == [
        (FindingCode.DISCLOSURE_WEAK, "#ee"),
        (FindingCode.PRIZE_WEAK, "#sweeps"),
    ]
    assert not any(finding.blocking for finding in findings)
    assert disclosure.check("Look! #ee", NO_NEED, "en", LINKEDIN) == ()


def test_a_hidden_disclosure_is_pointed_out() -> None:
    """Who put it too far down is offered the text with it in sight."""
    text = "word " * 60 + "I work at Lipa Energija."

    (finding,) = disclosure.check(text, PRODUCT, "en", LINKEDIN)

    assert finding.code is FindingCode.DISCLOSURE_BURIED
    assert finding.fix is not None
    assert finding.fix.startswith("I work at Lipa Energija.\nword")


def test_the_link_goes_where_the_network_takes_it() -> None:
    """In the text on X, beside it on LinkedIn, and measured where it stands."""
    on_x = compose.compose("Novo", link=LINK, need=NO_NEED, rules=X, language="sl")
    on_linkedin = compose.compose("Novo", link=LINK, need=NO_NEED, rules=LINKEDIN, language="sl")

    assert (on_x.text, on_x.body, on_x.length, on_x.limit) == (f"Novo\n{LINK}", "Novo", 28, 280)
    assert (on_linkedin.text, on_linkedin.length) == ("Novo", 4)
    assert on_x.findings == on_linkedin.findings == ()


def test_too_long_is_said_and_never_cut() -> None:
    """The finding has the length with disclosure and link, in the network's measure."""
    caption = "č" * 250

    composed = compose.compose(caption, link=LINK, need=PRODUCT, rules=X, language="en")

    assert caption in composed.text
    assert composed.disclosure_added
    (finding,) = composed.findings
    assert finding.code is FindingCode.TOO_LONG
    assert finding.blocking
    assert finding.args == {"length": 299, "limit": 280, "over": 19}


def test_a_text_of_exactly_the_limit_goes_out() -> None:
    """The last free character may be used: 256 and a line break and a link make X's 280."""
    full = compose.compose("a" * 256, link=LINK, need=NO_NEED, rules=X, language="en")
    over = compose.compose("a" * 257, link=LINK, need=NO_NEED, rules=X, language="en")

    assert (full.length, full.findings) == (280, ())
    assert [finding.args["over"] for finding in over.findings] == [1]


def test_too_many_bytes_is_said_on_bluesky() -> None:
    """A text of few but heavy characters gets its own words."""
    composed = compose.compose(
        "👩‍👩‍👧‍👦" * 200, link=None, need=NO_NEED, rules=RULES["bluesky"], language="en"
    )

    (finding,) = composed.findings
    assert (finding.code, finding.args["over"]) == (FindingCode.TOO_MANY_BYTES, 2000)


def test_an_empty_text_does_not_go_out() -> None:
    """White space and invisible control characters are no caption; a link alone is a post."""
    empty = compose.compose(" \n\x07 ", link=LINK, need=NO_NEED, rules=LINKEDIN, language="en")
    link_only = compose.compose("", link=LINK, need=NO_NEED, rules=X, language="en")

    assert [finding.code for finding in empty.findings] == [FindingCode.EMPTY]
    assert (link_only.text, link_only.findings) == (LINK, ())


@given(st.text(max_size=300), st.booleans(), st.sampled_from(sorted(RULES)))
def test_what_has_no_blocking_finding_fits(caption: str, product: bool, network: str) -> None:
    """A text that passes is within the limit, holds its disclosure and its link."""
    rules = replace(RULES[network], limit=min(RULES[network].limit, 150))
    need = replace(PRODUCT, product=product)

    composed = compose.compose(caption, link=LINK, need=need, rules=rules, language="sl")

    assert composed.length == text_rules.measure(composed.text, rules)
    if not any(finding.blocking for finding in composed.findings):
        assert text_rules.fits(composed.text, rules)
        assert disclosure.has_disclosure(composed.text, need, rules)
        assert (LINK in composed.text) or rules.link is LinkPlace.CARD

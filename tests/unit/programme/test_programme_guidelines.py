"""Secrets, brand words and the check of a caption."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme import brand, guidelines, sensitive
from programme.brand import BrandWord
from programme.findings import Finding, FindingCode, blocked
from programme.guidelines import Guidelines, Phrase, Severity

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
EMPTY = Guidelines()


def check(
    text: str,
    rules: Guidelines = EMPTY,
    *,
    embargo_until: datetime | None = None,
    locked_text: str | None = None,
) -> tuple[Finding, ...]:
    return guidelines.check(
        text, rules, embargo_until=embargo_until, now=NOW, locked_text=locked_text
    )


@pytest.mark.parametrize(
    ("text", "kind", "leak"),
    [
        ("Pišite na ana.novak@lipa.si, prosim", "email", "ana.novak@lipa.si"),
        ("ana+x@sub.lipa.example.", "email", "ana+x@sub.lipa.example"),
        ("Kličite +386 41 234 567!", "phone", "+386 41 234 567"),
        ("tel.:041/234-567", "phone", "041/234-567"),
        ("01 234 56 78", "phone", "01 234 56 78"),
        ("00386 41 234 567", "phone", "00386 41 234 567"),
        ("Call (555) 123-4567", "phone", "(555) 123-4567"),
        ("xoxb-12345678901-abcdef", "key", "xoxb-12345678901-abcdef"),
        ("AKIAIOSFODNN7EXAMPLE", "key", "AKIAIOSFODNN7EXAMPLE"),
        ("token ghp_" + "a1" * 18, "key", "ghp_" + "a1" * 18),
        ("-----BEGIN RSA PRIVATE KEY-----", "key", "-----BEGIN RSA PRIVATE KEY-----"),
        ("eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.abc", "key", "eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.abc"),
        ("geslo: Poletje2026", "key", "Poletje2026"),
        ("SI56 1910 0000 0123 438", "iban", "SI56 1910 0000 0123 438"),
        ("4111 1111 1111 1111", "card", "4111 1111 1111 1111"),
    ],
)
def test_secrets_are_found(text: str, kind: str, leak: str) -> None:
    """Addresses, numbers and keys are found where they stand, and given on masked only."""
    (found,) = sensitive.leaks(text)

    assert (found.kind, text[found.start : found.end]) == (kind, leak)
    assert leak not in found.masked
    assert len(found.masked) <= 9


@pytest.mark.parametrize(
    "text",
    [
        "@ana@mastodon.example pravi",
        "24. 11. 2026 09:00",
        "2026-11-24",
        "1 000 000 kWh v letih 2019 2020 2021 2022",
        "2.500.000.000 €",
        "https://lipa.example/0412345678?t=4111111111111111",
        "0.0045678901",
        "od 08.00 do 16.00",
        "Odprite 080 1234",
        "0000 0000 0000 0000",
        "SI56 1910 0000 0123 439",
        "Kaj je geslo? Skupaj!",
        "xoxo, a@b",
    ],
)
def test_harmless_numbers_are_left_alone(text: str) -> None:
    """Dates, amounts, links and handles are no secrets."""
    assert sensitive.leaks(text) == ()


def test_public_contacts_may_be_named() -> None:
    """The company's press address and number are no secrets, however they are spaced."""
    rules = Guidelines(public_contacts=("PR@lipa.si", "+386 1 234 56 78"))

    assert check("pr@lipa.si, +386 1 2345678", rules) == ()
    assert [finding.code for finding in check("ana@lipa.si", rules)] == [FindingCode.EMAIL]


@given(st.text(max_size=200))
def test_leaks_are_apart_and_in_order(text: str) -> None:
    """No part of a text is reported twice."""
    found = sensitive.leaks(text)

    for first, second in itertools.pairwise(found):
        assert first.end <= second.start


def test_a_forbidden_phrase_comes_with_what_to_say_instead() -> None:
    """The finding names what was found and offers the whole text mended."""
    rules = Guidelines(phrases=(Phrase(text="buy now", suggestion="have a look"),))

    (finding,) = check("Buy now! B-u-y now?", rules)

    assert finding == Finding(
        code=FindingCode.PHRASE_TRY,
        field="caption",
        blocking=True,
        args={"phrase": "buy now", "found": "Buy now", "suggestion": "have a look"},
        fix="Have a look! B-u-y now?",
    )


def test_a_longer_phrase_speaks_for_the_shorter_one_inside() -> None:
    """One place gives one finding, unless the inner phrase is the stricter."""
    both = Guidelines(phrases=(Phrase(text="buy"), Phrase(text="buy now")))
    mild = Guidelines(phrases=(Phrase(text="buy"), Phrase(text="buy now", severity=Severity.WARN)))

    assert [finding.args["phrase"] for finding in check("buy now", both)] == ["buy now"]
    assert [finding.args["phrase"] for finding in check("buy now", mild)] == ["buy", "buy now"]


def test_warnings_do_not_block() -> None:
    """A discouraged phrase, a topic and a brand spelling are said, and leave the choice."""
    rules = Guidelines(
        phrases=(Phrase(text="cheap", severity=Severity.WARN),),
        topics=("elections", "volitv*"),
        brand_words=(BrandWord(wrong="lipa energija", right="Lipa Energija"),),
    )

    findings = check("Cheap power from LIPA energija after the Élections, po volitvah", rules)

    assert [finding.code for finding in findings] == [
        FindingCode.PHRASE,
        FindingCode.TOPIC,
        FindingCode.TOPIC,
        FindingCode.BRAND,
    ]
    assert not blocked(findings)
    assert findings[-1].fix == ("Cheap power from Lipa Energija after the Élections, po volitvah")


def test_blocking_findings_come_first() -> None:
    """What must be mended stands above what could be."""
    rules = Guidelines(phrases=(Phrase(text="cheap", severity=Severity.WARN), Phrase(text="buy")))

    assert [finding.blocking for finding in check("cheap, buy", rules)] == [True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LIPA  energija je tu", "Lipa Energija je tu"),
        ("Lipa Energija", "Lipa Energija"),
        ("#lipaenergija https://lipa-energija.si/?q=golang @golang", None),
        ("go and learn golang", "go and learn Go"),
        ("Glasnik App in glasnik", "Glasnik App in Glasnik App"),
        ("glasnikov", None),
    ],
)
def test_brand_words_are_spelt_as_the_company_spells_them(text: str, expected: str | None) -> None:
    """Wrong spellings are mended in prose, and links, tags and longer words stay as they are."""
    words = (
        BrandWord(wrong="lipa energija", right="Lipa Energija"),
        BrandWord(wrong="Golang", right="Go"),
        BrandWord(wrong="Glasnik", right="Glasnik App"),
        BrandWord(wrong="", right="nothing"),
    )

    assert brand.mended(text, brand.misspellings(text, words)) == (expected or text)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("Novo!", "Novo!\n\n#LipaEnergija #prihodnost"),
        ("Novo! #lipaenergija", "Novo! #lipaenergija #prihodnost"),
        (
            "Novo! https://a.si/#LipaEnergija",
            "Novo! https://a.si/#LipaEnergija\n\n#LipaEnergija #prihodnost",
        ),
        ("#LIPAENERGIJA #Prihodnost", None),
    ],
)
def test_required_hashtags_are_added_with_one_tap(text: str, fix: str | None) -> None:
    """Missing tags block and are offered at the end, joining a row that is there."""
    rules = Guidelines(hashtags=("#LipaEnergija", "prihodnost"))

    findings = check(text, rules)

    assert [finding.fix for finding in findings] == ([fix] if fix else [])
    if fix:
        assert check(fix, rules) == ()


def test_nothing_goes_out_before_the_embargo_ends() -> None:
    """Until the very moment, and then no more."""
    (finding,) = check("Novo", embargo_until=NOW + timedelta(seconds=1))

    assert finding.code is FindingCode.EMBARGO
    assert finding.field is None
    assert finding.args == {"until": "2026-11-24T09:00:01+00:00"}
    assert check("Novo", embargo_until=NOW) == ()


def test_a_locked_caption_stays_as_it_is() -> None:
    """Any change is refused with the locked words as the fix; line ends are no change."""
    locked = "Prva vrstica\nDruga čebela"

    (finding,) = check("Prva vrstica\nDruga čebela!", locked_text=locked)

    assert (finding.code, finding.blocking, finding.fix) == (FindingCode.LOCKED, True, locked)
    assert check("Prva vrstica\r\nDruga c\u030cebela \n", locked_text=locked) == ()
    assert check("prva vrstica\nDruga čebela", locked_text=locked) != ()


def test_all_fixes_at_once() -> None:
    """One tap can mend spellings, phrases in every place, and tags together."""
    rules = Guidelines(
        phrases=(Phrase(text="buy now", suggestion="have a look"),),
        brand_words=(BrandWord(wrong="lipa", right="Lipa"),),
        hashtags=("Lipa",),
    )

    fixed = guidelines.with_fixes("Buy now at lipa, buynow", rules)

    assert fixed == "Have a look at Lipa, have a look\n\n#Lipa"
    assert check(fixed, rules) == ()


def test_a_suggestion_that_is_itself_forbidden_ends() -> None:
    """Guidelines that go round in circles do not hang the check."""
    rules = Guidelines(phrases=(Phrase(text="buy", suggestion="buy it, buy"),))

    assert "buy" in guidelines.with_fixes("buy", rules)


def test_phrases_with_nothing_in_them_are_named() -> None:
    """Whoever writes the guidelines hears of entries that can never be found."""
    rules = Guidelines(phrases=(Phrase(text="!!"), Phrase(text="buy")), topics=("*",))

    assert guidelines.unusable(rules) == ("!!", "*")
    assert check("anything", rules) == ()


@given(st.text(max_size=300))
def test_any_text_can_be_checked(text: str) -> None:
    """No text breaks the check, and every fix is a text of its own."""
    rules = Guidelines(
        phrases=(Phrase(text="a", suggestion="b"), Phrase(text="0%")),
        brand_words=(BrandWord(wrong="x", right="Y"),),
        hashtags=("tag",),
    )

    for finding in check(text, rules):
        assert finding.fix is None or finding.fix != text


def test_a_long_caption_is_checked_at_once() -> None:
    """3,000 characters against 300 phrases take a small part of a second."""
    rules = Guidelines(
        phrases=tuple(Phrase(text=f"phrase number {number}") for number in range(300)),
        brand_words=tuple(BrandWord(wrong=f"brand{n}", right=f"Brand{n}") for n in range(30)),
    )
    text = ("Pogovor o čebelah in 30 % energije, 24. 11. 2026. " * 60)[:3000]
    check(text, rules)

    started = time.process_time()
    for _ in range(5):
        assert check(text, rules) == ()

    assert (time.process_time() - started) / 5 < 0.02

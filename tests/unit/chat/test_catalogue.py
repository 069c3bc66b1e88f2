"""Texts in the reader's language, with right plurals and nothing that can become markup."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat import catalogue
from chat.catalogue import LANGUAGES, Run, language_of, plain, resolve
from chat.people import PersonRef, Platform, Reader
from chat.say import DateStyle, Day, Link, Listed, Moment, Say, count, say, verbatim
from tests.helpers import catalogues

EN = Reader(locale="en-GB", zone="Europe/London")
SL = Reader(locale="sl-SI", zone="Europe/Ljubljana")


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (1, "1 točka"),
        (2, "2 točki"),
        (3, "3 točke"),
        (4, "4 točke"),
        (5, "5 točk"),
        (100, "100 točk"),
        (101, "101 točka"),
        (102, "102 točki"),
        (1003, "1.003 točke"),
    ],
)
def test_slovene_knows_four_forms(n: int, expected: str) -> None:
    """One, two, three or four, and five or more each have a form of their own."""
    assert plain(count("count.points", n), SL) == expected


def test_english_knows_two_forms() -> None:
    """One point, any other number of points."""
    assert [plain(count("count.points", n), EN) for n in (0, 1, 2)] == [
        "0 points",
        "1 point",
        "2 points",
    ]


def test_what_a_person_wrote_is_one_run_without_marks() -> None:
    """Asterisks and braces in data stay what they are."""
    runs = resolve(say("help.unknown", word=verbatim("**{word}**")), EN)

    assert Run(text="**{word}**", strong=True) in runs
    assert plain(say("help.unknown", word=verbatim("{n}")), EN).count("{n}") == 1


def test_marks_of_the_message_become_strong_runs() -> None:
    """Two asterisks in a catalogue's message mark its strong stretch, arguments included."""
    runs = resolve(say("help.unknown", word=verbatim("review")), EN)

    assert [run.text for run in runs if run.strong] == ["review"]


def test_people_and_links_stay_recognisable() -> None:
    """A mention and a link keep what the painter needs."""
    ana = PersonRef(platform=Platform.SLACK, id="U1", name="Ana")
    linked = say("home.hello", name=Link(text="here", url="https://example.com"))

    assert resolve(say("home.hello", name=ana), EN)[-1] == Run(text="Ana", person=ana)
    assert resolve(linked, EN)[-1].url == "https://example.com"


def test_dates_follow_the_readers_language_and_zone() -> None:
    """A moment is shown on the reader's own clock, a day in the reader's words."""
    moment = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)

    shown = plain(say("home.paused", until=Moment(value=moment)), SL)
    assert "25. nov. 2026" in shown
    assert "00:30" in shown
    day = say("board.headline", day=Day(value=date(2026, 11, 27)))
    assert plain(day, EN).endswith("27 November 2026")


@pytest.mark.parametrize(
    ("reader", "shown"),
    [
        (EN, "Wednesday, 25 November, 09:05"),
        (Reader(locale="en-US", zone="Europe/London"), "Wednesday, November 25, 9:05\u202fAM"),
        (SL, "sreda, 25. november 10:05"),
    ],
)
def test_a_day_that_is_near_needs_no_year(reader: Reader, shown: str) -> None:
    """A time in the weeks to come is told with its weekday, and without the year."""
    moment = Moment(value=datetime(2026, 11, 25, 9, 5, tzinfo=UTC), style=DateStyle.NEAR)

    assert plain(say("home.paused", until=moment), reader).endswith(f"{shown}.")


def test_lists_are_joined_as_the_language_does() -> None:
    """Commas between, the language's own word before the last."""
    names = Listed(items=(verbatim("a"), verbatim("b"), verbatim("c")))

    assert plain(say("home.hello", name=names), SL).endswith("a, b in c")


def test_a_missing_message_is_an_error() -> None:
    """Nobody is ever shown a key."""
    with pytest.raises(KeyError):
        resolve(Say(key="no.such.key"), EN)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("sl-SI", "sl"), ("sl_SI", "sl"), ("SL", "sl"), ("de-DE", "en"), (None, "en"), ("", "en")],
)
def test_languages_without_a_catalogue_fall_back_to_english(
    locale: str | None, language: str
) -> None:
    """A platform's locale leads to a catalogue that exists."""
    assert language_of(locale) == language


@given(st.text(max_size=12))
def test_no_locale_breaks_a_text(locale: str) -> None:
    """Whatever a platform calls a locale, the text comes out."""
    assert plain(count("count.points", 2), Reader(locale=locale, zone="UTC"))


def test_catalogues_hold_the_same_messages() -> None:
    """Every message is in every language, with the same kind of plural and placeholders."""
    found = {language: catalogues.read(language) for language in LANGUAGES}
    english = catalogues.messages(found["en"])

    for language, written in found.items():
        keys = catalogues.messages(written)
        assert keys.keys() == english.keys(), language
        for key, message in keys.items():
            assert not message.fuzzy, key
            assert message.pluralizable == english[key].pluralizable, key
            forms = catalogues.forms(message)
            assert len(forms) == (written.num_plurals if message.pluralizable else 1), key
            wanted = catalogues.placeholders(catalogues.forms(english[key])[-1])
            for form in forms:
                assert form, key
                assert catalogues.placeholders(form) == wanted, key


def test_marks_come_in_pairs() -> None:
    """A strong stretch that begins also ends, in every form of every message."""
    for language in LANGUAGES:
        for message in catalogues.read(language):
            for form in catalogues.forms(message):
                assert form.count("**") % 2 == 0, (language, message.id)


def test_the_compiled_catalogue_is_kept() -> None:
    """A catalogue is compiled once per process."""
    assert catalogue.translations("sl") is catalogue.translations("sl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_spoken_labels_contain_what_is_seen(language: str) -> None:
    """Whoever steers by voice says the words they see (WCAG 2.5.3, Label in Name)."""
    texts = {key: m.string for key, m in catalogues.messages(catalogues.read(language)).items()}
    spoken = {key: text for key, text in texts.items() if key.endswith("_spoken")}
    assert spoken
    for key, text in spoken.items():
        assert str(texts[key.removesuffix("_spoken")]) in str(text), key

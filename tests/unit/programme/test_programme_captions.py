"""Captions: balance, likeness, drafts."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme import captions, text_rules
from programme.findings import FindingCode

X = text_rules.RULES["x"]


@given(
    st.integers(1, 7),
    st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=60),
)
def test_counts_never_differ_by_more_than_one(number: int, members: list[str]) -> None:
    """In whatever order people come, and however often, captions are used evenly."""
    ids = list(range(number))
    counts: Counter[int] = Counter()

    for member in members:
        counts[captions.assign(ids, counts, member)] += 1

        used = [counts[caption] for caption in ids]
        assert max(used) - min(used) <= 1


def test_the_same_question_gets_the_same_answer() -> None:
    """Who gets which caption depends on the member and the counts alone, not on the order."""
    counts = {"a": 1, "b": 0, "c": 0}

    assert captions.assign(["a", "b", "c"], counts, "ana") == captions.assign(
        ["c", "b", "a"], counts, "ana"
    )


def test_not_everybody_starts_with_the_first_caption() -> None:
    """Before anything was given out, different people get different captions."""
    given_out = {captions.assign([1, 2, 3], {}, f"member {number}") for number in range(20)}

    assert given_out == {1, 2, 3}


def test_without_captions_there_is_nothing_to_assign() -> None:
    """An item without captions is a mistake to be heard of."""
    with pytest.raises(ValueError, match="none to give"):
        captions.assign([], {}, "ana")


COLLEAGUE = "Nova sončna elektrarna v Kranju bo oskrbovala štiri tisoč gospodinjstev."


@pytest.mark.parametrize(
    "text",
    [
        COLLEAGUE,
        COLLEAGUE.upper() + " 🎉",
        COLLEAGUE.replace("č", "c").replace("š", "s"),
        COLLEAGUE + " https://go.lipa-gen.si/xyz",
        COLLEAGUE.replace("štiri", "pet"),
        COLLEAGUE.replace("o", "о"),
    ],
)
def test_near_copies_are_recognised(text: str) -> None:
    """Case, accents, emoji, links and a changed word do not make a text one's own."""
    score = captions.too_similar(text, ["Nekaj povsem drugega.", COLLEAGUE])

    assert score is not None
    assert score >= 0.9


def test_own_words_are_welcome() -> None:
    """A text of one's own on the same matter passes, and so does the first of all."""
    own = "V Kranju smo danes prižgali novo elektrarno. Ponosna sem na ekipo!"

    assert captions.too_similar(own, [COLLEAGUE]) is None
    assert captions.too_similar(own, []) is None
    assert captions.too_similar("🎉🎉", ["🎉🎉"]) is None


def test_the_threshold_itself_counts() -> None:
    """Nine of ten characters unchanged are a copy, eight of ten are not."""
    assert captions.too_similar("abcdefghix", ["abcdefghij"]) == pytest.approx(0.9)
    assert captions.too_similar("abcdefghxy", ["abcdefghij"]) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_mutual(first: str, second: str) -> None:
    """Similarity is the same both ways and lies between 0 and 1."""
    score = captions.similarity(first, second)

    assert score == captions.similarity(second, first)
    assert 0 <= score <= 1


def test_a_likeness_is_told_in_percent() -> None:
    """The finding blocks and says how alike, rounded down."""
    finding = captions.similar_finding(0.957, "caption")

    assert (finding.code, finding.blocking, finding.args) == (
        FindingCode.SIMILAR,
        True,
        {"percent": 95},
    )


def test_an_item_wants_three_different_captions() -> None:
    """Too few captions and two alike are warned of, and do not block."""
    few = captions.review(["One text.", "Another thing entirely."])
    alike = captions.review(["One text here.", "Another thing.", "One text here!"])

    assert [(finding.code, finding.args["count"]) for finding in few] == [
        (FindingCode.FEW_CAPTIONS, 2)
    ]
    assert [(finding.code, finding.args) for finding in alike] == [
        (FindingCode.CAPTIONS_ALIKE, {"first": 1, "second": 3, "percent": 100})
    ]
    assert captions.review(["One text.", "Another thing.", "A third of its own."]) == ()


prose = st.lists(
    st.text(alphabet="abcčdefghijklmnoprsštuvzž.", min_size=1, max_size=14), max_size=60
).map(" ".join)


@given(
    st.text(min_size=1, max_size=200).filter(lambda title: title.strip()) | prose.filter(str.strip),
    prose | st.text(max_size=300),
    st.sampled_from(["en", "sl", "sl-SI", "de"]),
)
def test_drafts_are_three_that_fit_x_and_differ(title: str, summary: str, language: str) -> None:
    """Each draft leaves room for the link on X, and no two are near copies."""
    drafts = captions.draft_captions(title, summary, language)

    assert len(drafts) == 3
    for draft in drafts:
        assert draft == draft.strip() or not title.isprintable()
        assert text_rules.measure(draft, X) <= 240
    for first, second in itertools.combinations(drafts, 2):
        assert captions.similarity(first, second) < captions.TOO_SIMILAR


def test_drafts_lead_with_title_summary_and_recommendation() -> None:
    """From an article come a caption by its title, one by its summary, and a recommendation."""
    title = "Lipa Energija odprla sončno elektrarno"
    summary = (
        "Elektrarna v Kranju bo oskrbovala 4.000 gospodinjstev. Gradnja je trajala dve leti. "
        "Odprli so jo 5. maja ob 10. uri."
    )

    first, second, third = captions.draft_captions(title, summary, "sl")

    assert first == f"{title}\n\nElektrarna v Kranju bo oskrbovala 4.000 gospodinjstev."
    assert second == f"{summary} Podrobnosti so v prispevku."
    assert third == f"Vredno nekaj minut vašega dne: {title}"


def test_a_summary_that_repeats_the_title_is_not_used() -> None:
    """Feeds often put the title into the summary; nobody wants to read it twice."""
    for draft in captions.draft_captions("New solar plant opened", "New solar plant opened.", "en"):
        assert draft.count("solar plant") == 1


def test_a_long_title_is_cut_at_a_word() -> None:
    """Cutting is visible and leaves whole words."""
    (first, *_) = captions.draft_captions("besede " * 60, "", "sl")

    assert first.startswith("besede besede")
    assert "besede…\n" in first


def test_a_long_sentence_below_a_title_is_kept_short() -> None:
    """The caption that begins with the title does not become a second copy of the summary."""
    sentence = "Beseda " + "beseda " * 60

    first, second, _ = captions.draft_captions("Novo", sentence, "sl")

    assert len(first) <= len("Novo\n\n") + 150
    assert first.endswith("beseda…")
    assert len(second) > 200


def test_a_title_is_needed() -> None:
    """Without a title there is nothing to write about."""
    with pytest.raises(ValueError, match="title"):
        captions.draft_captions("  ", "Summary.", "en")


@pytest.mark.parametrize("title", ["\u0301" * 200, "a" + "\u0301" * 199, "a" * 200, "👩‍👩‍👧" * 60])
def test_a_title_of_one_endless_letter_is_cut_too(title: str) -> None:
    """Drafts fit X also for a title that can't be cut between letters."""
    for draft in captions.draft_captions(title, title, "en"):
        assert text_rules.measure(draft, text_rules.RULES["x"]) <= 280

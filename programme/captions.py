"""Captions of an item: who gets which, which are too alike, which may not be changed, drafts.

Pure and deterministic; counts come from the store. Judges captions, not final texts: links and
disclosures, which all colleagues share, would make any two texts alike.
"""

from __future__ import annotations

import bisect
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import regex
from rapidfuzz.distance import Levenshtein

from programme import links, normalise, text_rules
from programme.findings import Finding, FindingCode

ENOUGH_CAPTIONS = 3
"""Fewer for one network bring a warning: colleagues would post the same words."""

TOO_SIMILAR = 0.9
"""From this share of unchanged characters on, two texts count as copies."""

CaptionId = TypeVar("CaptionId", int, str)


def assign(
    captions: Sequence[CaptionId], counts: Mapping[CaptionId, int], member: str
) -> CaptionId:
    """The caption to give to this member: one of those given least often so far.

    With counts kept up between calls, no two captions' counts ever differ by more than 1. Which
    of several it is depends on the member alone, so that not everybody starts with the first.
    Raises ValueError when there are no captions.
    """
    if not captions:
        raise ValueError("an item without captions has none to give")
    return min(
        captions,
        key=lambda caption: (
            counts.get(caption, 0),
            hashlib.sha256(f"{member}\0{caption}".encode()).digest(),
        ),
    )


def _comparable(text: str) -> str:
    return normalise.letters(links.WEB_LINK.sub(" ", text))


def similarity(first: str, second: str) -> float:
    """Share of characters that need no change to make one text of the other, from 0 to 1.

    Case, accents, spacing, punctuation, emoji, look-alike letters and links make no difference.
    """
    return Levenshtein.normalized_similarity(_comparable(first), _comparable(second))


def too_similar(text: str, others: Iterable[str], threshold: float = TOO_SIMILAR) -> float | None:
    """The highest similarity to one of the others that reaches `threshold`, or None.

    A text without any letters or digits is like no other.
    """
    letters = _comparable(text)
    if not letters:
        return None
    highest = max(
        (
            Levenshtein.normalized_similarity(letters, _comparable(other), score_cutoff=threshold)
            for other in others
        ),
        default=0.0,
    )
    return highest if highest >= threshold else None


def similar_finding(score: float, field: str) -> Finding:
    """What `too_similar` found, to be shown at `field`."""
    return Finding(
        code=FindingCode.SIMILAR, field=field, blocking=True, args={"percent": int(score * 100)}
    )


def keeps_lock(text: str, locked: str) -> bool:
    """Whether the text is the locked one, letter by letter.

    Only what chat clients change on their own passes: ends of lines, white space at the very
    ends, and how an accented letter is encoded.
    """
    return _as_sent(text) == _as_sent(locked)


def _as_sent(text: str) -> str:
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return lines.strip()


def review(captions: Sequence[str], field: str | None = None) -> tuple[Finding, ...]:
    """Warnings about an item's captions for one network: too few of them, or two too alike."""
    found = []
    if len(captions) < ENOUGH_CAPTIONS:
        found.append(
            Finding(
                code=FindingCode.FEW_CAPTIONS,
                field=field,
                blocking=False,
                args={"count": len(captions), "wanted": ENOUGH_CAPTIONS},
            )
        )
    for second in range(1, len(captions)):
        for first in range(second):
            score = too_similar(captions[second], [captions[first]])
            if score is not None:
                found.append(
                    Finding(
                        code=FindingCode.CAPTIONS_ALIKE,
                        field=field,
                        blocking=False,
                        args={
                            "first": first + 1,
                            "second": second + 1,
                            "percent": int(score * 100),
                        },
                    )
                )
    return tuple(found)


_DRAFT_LIMIT = 240
"""Longest draft in X's measure: leaves room for a line break, a link (23) and a few hashtags."""
_TITLE_LIMIT = 150
"""Longest title within a draft, so that its own words are always more than a tenth of it."""

_SHORTEST_LEAD = 40
_LEAD_BELOW_TITLE = 150
_REPEATS_TITLE = 0.8
_SENTENCE_END = regex.compile(r"(?<=[\p{L})”“\"]{3}[.!?…])\s+(?=[\p{Lu}„“\"»])")
"""Between sentences: not after "d. o. o." or "5.", nor before a small letter."""

_DRAFTS: dict[str, tuple[tuple[str, str], ...]] = {
    # Each in two forms: with something from the summary, and with the title alone.
    "en": (
        ("{title}\n\n{lead}", "{title}\n\nThe whole article is behind the link."),
        (
            "{lead} The article has the details.",
            "One to read if this touches on what you do: {title}",
        ),
        (
            "Worth a few minutes of your day: {title}",
            "Worth a few minutes of your day: {title}",
        ),
    ),
    "sl": (
        ("{title}\n\n{lead}", "{title}\n\nCeloten prispevek je na povezavi."),
        (
            "{lead} Podrobnosti so v prispevku.",
            "Za vse, ki se pri delu srečujete s tem: {title}",
        ),
        (
            "Vredno nekaj minut vašega dne: {title}",
            "Vredno nekaj minut vašega dne: {title}",
        ),
    ),
}


def draft_captions(title: str, summary: str, language: str) -> tuple[str, str, str]:
    """Three different captions to start from, for an article with a title and a summary.

    One is led by the title, one by the summary, one by a recommendation. Each fits X together
    with a link. In Slovene for "sl…", else in English. Raises ValueError for an empty title.
    """
    title = " ".join(title.split())
    if not title:
        raise ValueError("an article needs a title")
    forms = _DRAFTS["sl" if language.lower().startswith("sl") else "en"]
    name = _shortened(title, _TITLE_LIMIT)
    lead = _lead(" ".join(summary.split()), name)
    first, second, third = (_fill(form, name, lead) for form in forms)
    return first, second, third


def _fill(forms: tuple[str, str], title: str, lead: Sequence[str]) -> str:
    with_lead, alone = forms
    begins_with_lead = with_lead.startswith("{lead}")
    room = _DRAFT_LIMIT - _weight(with_lead.format(title=title, lead=""))
    if not lead or room < _SHORTEST_LEAD:
        return alone.format(title=title)
    # The caption that begins with the lead takes as much of it as fits; below a title, one
    # sentence is enough.
    if not begins_with_lead:
        room = min(room, _LEAD_BELOW_TITLE)
    sentences = lead if begins_with_lead else lead[:1]
    text = sentences[0]
    for sentence in sentences[1:]:
        if _weight(f"{text} {sentence}") <= room:
            text = f"{text} {sentence}"
    return with_lead.format(title=title, lead=_shortened(text, room))


def _lead(summary: str, title: str) -> list[str]:
    """The sentences of a summary that say something which the title does not."""
    sentences = (sentence.strip() for sentence in _SENTENCE_END.split(summary))
    return [
        sentence
        for sentence in sentences
        if _comparable(sentence) and similarity(sentence, title) < _REPEATS_TITLE
    ]


def _weight(text: str) -> int:
    return text_rules.measure(text, text_rules.RULES["x"])


def _shortened(text: str, limit: int) -> str:
    """The text within a weight, ended with … after a whole word where it is cut."""
    if _weight(text) <= limit:
        return text
    room = limit - _weight("…")
    cuts = [match.start() for match in regex.finditer(r"\s+", text)]
    if not cuts or _weight(text[: cuts[0]]) > room:
        cuts = [match.start() for match in regex.finditer(r"\X", text)][1:]
    if not cuts or _weight(text[: cuts[0]]) >= limit:
        # One letter under a heap of accents, which only a mischievous feed has.
        cuts = list(range(1, len(text)))
    fitting = bisect.bisect_right(cuts, room, key=lambda cut: _weight(text[:cut]))
    head = text[: cuts[max(fitting - 1, 0)]]
    return f"{head.rstrip(' ,;:–-.')}…"

"""Finds phrases in a text through every disguise that `normalise` takes off.

A phrase is found as a whole, never inside a longer word. A phrase that ends in `*` also stands
for every longer form of its last word, as inflected languages need. Knows nothing of what a
found phrase means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick

from programme.normalise import Break, Normalised, normalise, undisguise


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """Where a phrase stands in a text."""

    index: int
    """Which of the phrases."""
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pattern:
    index: int
    letters: str
    gaps: frozenset[int]
    """Places between letters at which the phrase itself has white space."""
    marks: str
    marks_before: int
    """How many of the marks stand before the first letter, and how many after the last."""
    marks_after: int
    open_end: bool


_MARKS = frozenset("%‰€$£+#&@°'")
"""Signs that change what a phrase means: "100%" is not 100, "we're" is not "were"."""

_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")

_SPACED_OUT = 2
"""Longest fragment of a word written with spaces in it ("b u y"), in letters."""

_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1100, 0x11FF),  # Hangul, as decomposed: particles are written onto the word
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x9FFF),  # Han
    (0x20000, 0x3FFFF),  # Han, supplementary planes
)


def _marks(text: str) -> str:
    return "".join(char for char in text.translate(_APOSTROPHES) if char in _MARKS)


def _pattern(index: int, phrase: str) -> _Pattern | None:
    text = phrase.strip().translate(_APOSTROPHES)
    normal = normalise(text)
    if not normal.text:
        return None
    return _Pattern(
        index=index,
        letters=normal.text,
        gaps=frozenset(
            place for place, gap in normal.breaks.items() if gap is Break.SPACE and place
        ),
        marks=_marks(text),
        marks_before=len(_marks(text[: normal.starts[0]])),
        marks_after=len(_marks(text[normal.end(len(normal.text) - 1) :])),
        open_end=text.endswith("*"),
    )


def is_phrase(text: str) -> bool:
    """Whether `text` has letters or digits to look for."""
    return _pattern(0, text) is not None


class Finder:
    """Looks for many phrases in one pass over the text. Never changes once made."""

    def __init__(self, phrases: Iterable[str]) -> None:
        patterns: dict[str, list[_Pattern]] = {}
        for index, phrase in enumerate(phrases):
            pattern = _pattern(index, phrase)
            if pattern is not None:
                patterns.setdefault(pattern.letters, []).append(pattern)
        self._empty = not patterns
        self._automaton = ahocorasick.Automaton()
        for letters, group in patterns.items():
            self._automaton.add_word(letters, tuple(group))
        self._automaton.make_automaton()

    def find(self, text: str) -> list[Hit]:
        """Every place of every phrase, in the order of the text, longer ones first.

        Phrases that are not `is_phrase` are never found.
        """
        if self._empty:
            return []
        hits = set(self._hits(normalise(text), text))
        plain = undisguise(text)
        if plain != text:
            hits.update(self._hits(normalise(plain), text))
        return sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.index))

    def _hits(self, normal: Normalised, text: str) -> Iterator[Hit]:
        for last, patterns in self._automaton.iter(normal.text):
            for pattern in patterns:
                hit = _hit(normal, text, last + 1 - len(pattern.letters), last, pattern)
                if hit is not None:
                    yield hit


def _hit(normal: Normalised, text: str, first: int, last: int, pattern: _Pattern) -> Hit | None:
    """The hit if the letters from `first` to `last` are the whole phrase, else None."""
    if not _begins(normal, first) or not (pattern.open_end or _stops(normal, last)):
        return None
    if not _spaced_well(normal, first, last, pattern.gaps):
        return None
    before = normal.end(first - 1) if first else 0
    after = normal.starts[last + 1] if last + 1 < len(normal.text) else len(text)
    if not _in_order(pattern.marks, _marks(text[before:after])):
        return None
    while pattern.open_end and normal.gap(last + 1) is Break.NONE:
        last += 1
    start, end = normal.starts[first], normal.end(last)
    heads = [at for at in range(before, start) if _marks(text[at])]
    tails = [at + 1 for at in range(end, after) if _marks(text[at])]
    return Hit(
        index=pattern.index,
        start=min([start, *heads[-pattern.marks_before :]]) if pattern.marks_before else start,
        end=max([end, *tails[: pattern.marks_after]]),
    )


def _unspaced(letter: str) -> bool:
    return any(low <= ord(letter) <= high for low, high in _UNSPACED)


def _begins(normal: Normalised, first: int) -> bool:
    return normal.gap(first) is not Break.NONE or _unspaced(normal.text[first])


def _stops(normal: Normalised, last: int) -> bool:
    return normal.gap(last + 1) is not Break.NONE or _unspaced(normal.text[last])


def _spaced_well(normal: Normalised, first: int, last: int, gaps: frozenset[int]) -> bool:
    """Whether white space stands only where the phrase has it, or all is written spaced out.

    "a sis" is not "as is" and "a way" is not "away", but "b u y n o w" is "buy now".
    """
    inside = range(first + 1, last + 1)
    if all(normal.gap(at) is not Break.SPACE or at - first in gaps for at in inside):
        return True
    while normal.gap(first) is not Break.SPACE:
        first -= 1
    while normal.gap(last + 1) is not Break.SPACE:
        last += 1
    length = 0
    for at in range(first, last + 1):
        length = 1 if normal.gap(at) is Break.SPACE else length + 1
        if length > _SPACED_OUT:
            return False
    return True


def _in_order(wanted: str, present: str) -> bool:
    rest = iter(present)
    return all(mark in rest for mark in wanted)

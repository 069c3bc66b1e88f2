"""The company's own spellings: finds the wrong ones and mends them.

Leaves web addresses, hashtags and handles alone. Knows nothing of what is forbidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from programme import links


@dataclass(frozen=True, kw_only=True, slots=True)
class BrandWord:
    """A spelling and what it should be. Case does not matter in the wrong one."""

    wrong: str
    right: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Misspelling:
    """A wrong spelling as it stands in a text."""

    start: int
    end: int
    right: str


@lru_cache(maxsize=256)
def _pattern(words: tuple[BrandWord, ...]) -> re.Pattern[str]:
    # The right spellings are matched too, so that a wrong one inside them is passed over.
    spellings = {word.wrong for word in words} | {word.right for word in words}
    longest_first = sorted((s for s in spellings if s.strip()), key=lambda s: (-len(s), s))
    choices = "|".join(r"\s+".join(map(re.escape, spelling.split())) for spelling in longest_first)
    return re.compile(rf"(?<![\w#@/.-])(?:{choices})(?!\w)", re.IGNORECASE)


def _key(spelling: str) -> str:
    return " ".join(spelling.split()).casefold()


def misspellings(text: str, words: Iterable[BrandWord]) -> tuple[Misspelling, ...]:
    """Every wrong spelling in the text, in its order."""
    known = tuple(word for word in words if word.wrong.strip() and word.right.strip())
    if not known:
        return ()
    right_of = {_key(word.wrong): word.right for word in known}
    in_links = [match.span() for match in links.WEB_LINK.finditer(text)]
    found = []
    for match in _pattern(known).finditer(text):
        right = right_of.get(_key(match[0]))
        in_link = any(start <= match.start() < end for start, end in in_links)
        if right is not None and match[0] != right and not in_link:
            found.append(Misspelling(start=match.start(), end=match.end(), right=right))
    return tuple(found)


def mended(text: str, wrong: Iterable[Misspelling]) -> str:
    """The text with the right spellings in the places of the wrong ones."""
    for miss in sorted(wrong, key=lambda miss: miss.start, reverse=True):
        text = text[: miss.start] + miss.right + text[miss.end :]
    return text

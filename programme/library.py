"""Finding content by words, however they are capitalised or accented. Pure."""

from __future__ import annotations

import re

from programme import normalise

_WORD = re.compile(r"\w+")


def matches(words: str, text: str) -> bool:
    """Whether each of the words begins a word of the text; no words match everything."""
    wanted = _WORD.findall(normalise.fold(words))
    there = _WORD.findall(normalise.fold(text))
    return all(any(found.startswith(word) for found in there) for word in wanted)

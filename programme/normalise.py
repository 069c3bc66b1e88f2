"""A text as a reader hears it: what is left when disguises are taken off.

For finding phrases that must not be used, through case, accents, spacing, punctuation between
letters, invisible characters, full-width and other styled letters, letters of other scripts
that look the same, and digits in the place of letters. Knows nothing of which phrases those are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache


class Break(IntEnum):
    """What stands between two letters of a text; the larger hides the smaller."""

    NONE = 0
    MARK = 1
    """Punctuation, symbols, emoji."""
    SPACE = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Normalised:
    """The letters and digits of a text, and where each came from."""

    text: str
    starts: Sequence[int]
    """For each letter, its first index in the original."""
    marked: Mapping[int, int]
    """For letters with marks of their own after them: the index in the original after those."""
    breaks: Mapping[int, Break]
    """What stands before a letter, or after the last, where anything does."""

    def end(self, letter: int) -> int:
        """The index in the original after a letter and the marks that belong to it."""
        return self.marked.get(letter, self.starts[letter] + 1)

    def gap(self, letter: int) -> Break:
        """What stands before a letter; of one more than the last, what stands after the text."""
        return self.breaks.get(letter, Break.NONE)


# Letters without a decomposition in Unicode that readers take for Latin ones, in lower case.
_LATIN = {
    "đ": "d", "ð": "d", "ɖ": "d", "ł": "l", "ø": "o", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
    "æ": "ae", "œ": "oe", "þ": "th", "ɑ": "a", "ɡ": "g", "ʀ": "r", "ʏ": "y", "ɴ": "n", "ʟ": "l",
    "ɪ": "i", "ʙ": "b", "ʜ": "h", "ɢ": "g", "ᴀ": "a", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ᴊ": "j",
    "ᴋ": "k", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z",
    "ꜱ": "s", "ꜰ": "f", "ƒ": "f", "ɩ": "i", "ʋ": "v", "ɛ": "e", "ə": "e",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ғ": "f", "ԍ": "g", "һ": "h", "н": "h",
    "і": "i", "ј": "j", "к": "k", "қ": "k", "ӏ": "l", "м": "m", "п": "n", "о": "o", "р": "p",
    "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "ц": "u", "ѵ": "v", "ԝ": "w", "ш": "w", "х": "x",
    "у": "y", "ү": "y", "з": "e", "ђ": "h", "є": "e",
}  # fmt: skip
# Where a small letter resembles one Latin letter and its capital another, the capital decides:
# both cases of a letter must stay the same letter.
_GREEK = {
    "α": "a", "β": "b", "ϲ": "c", "ε": "e", "η": "h", "ι": "i", "κ": "k", "μ": "m", "ν": "n",
    "ο": "o", "ρ": "p", "σ": "s", "τ": "t", "υ": "y", "χ": "x", "γ": "y", "ω": "w", "ζ": "z",
    "ϳ": "j",
}  # fmt: skip
_LOOK_ALIKES = {**_LATIN, **_CYRILLIC, **_GREEK}

# Letters by their class that show nothing: Hangul fillers.
_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
_SIGNS_WITH_LETTERS = frozenset("™℠®©")

_DISGUISES = str.maketrans("01345789@$", "oieastbgas")
_MIXED_WORD = re.compile(r"(?=[\w@$]*?[^\W\d_])[^\W\d]*[01345789@$][\w@$]*")


def undisguise(text: str) -> str:
    """Letters for the digits and signs that stand in for them inside words, as in "fr33 ca$h".

    One character for each, so that places stay the same. Numbers stay numbers.
    """
    return _MIXED_WORD.sub(lambda word: word[0].translate(_DISGUISES), text)


# What a character that is no letter becomes, one character for one, before the runs are read.
_HIDDEN, _MARK, _SPACE, _MANY = "\x00", "\x01", "\x02", "\x03"
_RUN = re.compile(r"[^\x00-\x03]+|\x02+|[\x00\x01\x03]")


def _letters(char: str) -> str:
    """The letters that a character stands for, or one of the signs above."""
    category = unicodedata.category(char)
    if category in {"Mn", "Me", "Mc", "Cf"} or char in _INVISIBLE_LETTERS:
        return _HIDDEN
    if category in {"Zs", "Zl", "Zp", "Cc"}:
        return _SPACE
    if char in _SIGNS_WITH_LETTERS:
        return _MARK
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    kept = "".join(_LOOK_ALIKES.get(part, part) for part in folded if part.isalnum())
    return kept or _MARK


class _Alphabet(dict[int, str]):
    """What each character stands for, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        found = _letters(chr(code))
        self[code] = found if len(found) == 1 else _MANY
        return self[code]


_ALPHABET = _Alphabet()


def normalise(text: str) -> Normalised:
    """Take off every disguise but spacing, which is kept as gaps for the matcher to judge."""
    letters: list[str] = []
    starts: list[int] = []
    marked: dict[int, int] = {}
    breaks: dict[int, Break] = {0: Break.SPACE}
    for run in _RUN.finditer(text.translate(_ALPHABET)):
        kind = run[0][0]
        if kind == _HIDDEN:
            if len(starts) not in breaks:
                marked[len(starts) - 1] = run.end()
        elif kind == _MARK:
            breaks.setdefault(len(starts), Break.MARK)
        elif kind == _SPACE:
            breaks[len(starts)] = Break.SPACE
        elif kind == _MANY:
            many = _letters(text[run.start()])
            letters.append(many)
            starts.extend([run.start()] * len(many))
        else:
            letters.append(run[0])
            starts.extend(range(*run.span()))
    breaks[len(starts)] = Break.SPACE
    return Normalised(text="".join(letters), starts=starts, marked=marked, breaks=breaks)


def letters(text: str) -> str:
    """The letters and digits alone, without their places."""
    return normalise(text).text


def fold(text: str) -> str:
    """Lower case without accents, one character for each: places stay the same."""
    return "".join(_folded(char) for char in text)


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    plain = unicodedata.normalize("NFKD", char).casefold()
    return _LATIN.get(plain[:1], plain[:1])[:1] if plain[:1].isalnum() else char

r"""A reader of LinkedIn's little text, written from its documented grammar and from nothing else.

A text is a row of elements: a mention `@[name](urn)`, a hashtag `#word`, a hashtag template
`{hashtag|\#|word}`, a reserved character behind a backslash, or anything else that is not
reserved (learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format).
Where no element begins, the text ends, and LinkedIn does not say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

RESERVED = "|{}@[]()<>#\\*_~"


class Kind(StrEnum):
    """What an element is to whoever reads the post."""

    PLAIN = "plain"
    ESCAPED = "escaped"
    HASHTAG = "hashtag"
    MENTION = "mention"


@dataclass(frozen=True)
class Element:
    """One element: what it is, and what people see of it."""

    kind: Kind
    shown: str


@dataclass(frozen=True)
class Reading:
    """All elements up to the end, and what was silently cut off."""

    elements: tuple[Element, ...]
    lost: str

    @property
    def shown(self) -> str:
        """What people see of the whole text."""
        return "".join(element.shown for element in self.elements)

    def of(self, kind: Kind) -> list[str]:
        """What people see of the elements of one kind."""
        return [element.shown for element in self.elements if element.kind is kind]


def read(source: str) -> Reading:
    """Read a text as LinkedIn does."""
    elements: list[Element] = []
    at = 0
    while at < len(source):
        for rule in (_escaped, _hashtag, _template, _mention, _plain):
            found = rule(source, at)
            if found is not None:
                element, at = found
                elements.append(element)
                break
        else:
            break
    return Reading(elements=tuple(elements), lost=source[at:])


Found = tuple[Element, int] | None
Rule = Callable[[str, int], Found]


def _plain(source: str, at: int) -> Found:
    if source[at] in RESERVED:
        return None
    return Element(Kind.PLAIN, source[at]), at + 1


def _escaped(source: str, at: int) -> Found:
    pair = source[at : at + 2]
    if len(pair) == 2 and pair[0] == "\\" and pair[1] in RESERVED:
        return Element(Kind.ESCAPED, pair[1]), at + 2
    return None


def _hashtag(source: str, at: int) -> Found:
    if source[at] != "#":
        return None
    word, end = _word(source, at + 1)
    # A word that begins with anything else than a letter or a digit makes no hashtag.
    if not word or not (word[0].isalpha() or word[0].isdecimal()):
        return None
    return Element(Kind.HASHTAG, f"#{word}"), end


def _word(source: str, at: int) -> tuple[str, int]:
    """Letters, digits, marks upon them, and underscores, which are reserved."""
    word = ""
    while at < len(source):
        if source[at : at + 2] == "\\_":
            word, at = word + "_", at + 2
        elif source[at] not in RESERVED and (source[at].isalpha() or source[at].isdecimal()):
            word, at = word + source[at], at + 1
        else:
            break
    return word, at


def _template(source: str, at: int) -> Found:
    for opening in ("{hashtag|\\#|", "{hashtag|#|"):
        if source.startswith(opening, at):
            word, end = _word(source, at + len(opening))
            if word and source[end : end + 1] == "}":
                return Element(Kind.HASHTAG, f"#{word}"), end + 1
    return None


def _mention(source: str, at: int) -> Found:
    if not source.startswith("@[", at):
        return None
    name, bracket, rest = source[at + 2 :].partition("](")
    urn, closing, _ = rest.partition(")")
    if not bracket or not closing or not urn.startswith("urn:li:"):
        return None
    return Element(Kind.MENTION, name), at + 2 + len(name) + 2 + len(urn) + 1

"""Text that people wrote, made so that no client reads more into it than words.

Three readers are kept from finding anything: Markdown and mentions (text blocks, facts and, in
some clients, the labels of choices), date and data templates (all texts of a card), and the
direction marks of Unicode, by which a name could turn the words after it around.
Sources: learn.microsoft.com/adaptive-cards/authoring-cards/text-features,
learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format and
unicode.org/reports/tr9. Must not know cards.
"""

from __future__ import annotations

import re
import unicodedata

JOINER = "\u2060"
"""Word joiner: no width, no break, and neither a space nor a sign to Markdown."""

# A space that is hardly seen: only white space keeps a star from opening emphasis.
_HAIR = "\u200a"
_BACKTICK = "ˋ"
# `\Z` in these: what stands after the text is not known here.
_EMPHASIS = re.compile(r"(\*+(?=[^\s*]|\Z)|(?!(?<=[^\W_])_+[^\W_])_+(?=[^\s_]|\Z))")
_SIGN = re.compile(
    r"<(?=[A-Za-z/!?]|\Z)"  # tags, mentions, addresses in angle brackets
    r"|\](?=[(\[:]|\Z)"  # links, references and their definitions
    r"|&(?=[#A-Za-z0-9]*(?:;|\Z))"  # named and numbered characters
    r"|\\(?=[!-/:-@\[-`{-~\n]|\Z)"  # escapes, which would swallow the backslash
    r"|~(?=~|\Z)"  # strikethrough
    r"|[{$](?=\{|\Z)"  # dates and data that a client would put in
)
# What makes a line a heading, a list, a quote, a rule, a table or code.
_LINE_START = re.compile(
    r"^(?=[ \t]*(?:[#>+\-*=_~|:]|\d{1,9}[.)](?:\s|\Z))|[ ]{4}|[ ]{0,3}\t)", re.MULTILINE
)
_SPLIT = re.compile(r"(?<=[{$])(?=\{)|(?<=<)(?=/?at\b)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_OVERRIDES = re.compile(r"[\u202d\u202e]")
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_EMBEDDINGS = "\u202a\u202b"
_ISOLATES = "\u2066\u2067\u2068"
_END_EMBEDDING, _END_ISOLATE, _FIRST_STRONG = "\u202c", "\u2069", "\u2068"
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f\"<>\\^`{|}]+")


def clean(text: str) -> str:
    """Text that JSON and every client can hold: whole characters, line ends as one sign each.

    Signs that overrule the direction of letters are left out: nothing honest needs them.
    """
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = _OVERRIDES.sub("", text)
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def visible(text: str) -> bool:
    """Whether anything of a text is seen."""
    return any(not sign.isspace() and unicodedata.category(sign) != "Cf" for sign in text)


def level(text: str) -> str:
    """Text whose direction ends where it ends, each line by itself."""
    if _DIRECTION.search(text) is None:
        return text
    return "\n".join(map(_closed, text.split("\n")))


def apart(text: str) -> str:
    """Text to stand inside a sentence: what is written from right to left keeps to itself."""
    kept = level(text)
    if kept.isascii() or not any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in kept):
        return kept
    return f"{_FIRST_STRONG}{kept.replace(chr(10), _END_ISOLATE + chr(10) + _FIRST_STRONG)}\u2069"


def harmless(text: str) -> str:
    """Text that shows as it is written, whether or not a client reads Markdown in it."""
    shown = _SIGN.sub(_joined, text).replace("`", _BACKTICK)
    return _LINE_START.sub(JOINER, _EMPHASIS.sub(rf"\1{_HAIR}", shown))


def pieces(text: str) -> list[str]:
    """Text cut where a template or a mention would begin; side by side it reads unchanged."""
    return [piece for piece in _SPLIT.split(text) if piece]


def safe_link(url: str | None, most: int) -> bool:
    """Whether an address, of at most `most` characters, may be opened from a card."""
    return url is not None and len(url) <= most and _LINK.fullmatch(url) is not None


def _joined(sign: re.Match[str]) -> str:
    return sign.group() + JOINER


def _closed(line: str) -> str:
    """The line with every direction that is opened in it closed in it, and no other closed."""
    opened: list[str] = []
    kept: list[str] = []
    for sign in line:
        if sign in _EMBEDDINGS:
            opened.append(_END_EMBEDDING)
        elif sign in _ISOLATES:
            opened.append(_END_ISOLATE)
        elif sign in {_END_EMBEDDING, _END_ISOLATE}:
            if not opened or opened[-1] != sign:
                continue
            opened.pop()
        kept.append(sign)
    return "".join([*kept, *reversed(opened)])

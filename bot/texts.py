"""Texts measured and cut: what people wrote may be shortened, visibly and never inside a character;
what we wrote ourselves must fit. The same for every chat platform; must not know any.
"""

from __future__ import annotations

from typing import assert_never

import regex

from chat import catalogue
from chat.people import PersonRef, Reader
from chat.say import Argument, Command, Day, Link, Listed, Moment, Say, Text, TimeOfDay, Verbatim

ELLIPSIS = "…"
EMPTY = "–"
"""Stands for a text of no visible character, which platforms refuse or show as a gap."""

# However tight it gets, this much of what people wrote is shown.
_LEAST_DATA = 20
_GRAPHEME = regex.compile(r"\X")


class TooLong(ValueError):
    """One of our own texts is over a platform's limit: a mistake in the catalogue or a screen."""


def width(text: str) -> int:
    """The length in UTF-16 units, which is never less than in characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str, most: int) -> list[str]:
    """The first user-perceived characters of a text, at most `most` of them."""
    found: list[str] = []
    for match in _GRAPHEME.finditer(text):
        if len(found) == most:
            break
        found.append(match.group())
    return found


def cut(text: str, limit: int) -> str:
    """The text, shortened to `limit` between two graphemes, with an ellipsis if so."""
    if width(text) <= limit:
        return text
    kept: list[str] = []
    left = limit - len(ELLIPSIS)
    for grapheme in graphemes(text, limit):
        left -= width(grapheme)
        if left < 0:
            break
        kept.append(grapheme)
    return "".join(kept).rstrip() + ELLIPSIS


def room_for(text: Text, reader: Reader, limit: int, room: int) -> int:
    """How long a text may be shown: what is ours always whole, data as far as there is room.

    Raises TooLong when what is ours in the text is over the limit by itself.
    """
    ours = 0
    if isinstance(text, Say):
        ours = width(catalogue.plain(text, reader)) - _foreign(text)
        if ours > limit:
            raise TooLong(f"the message {text.key!r} has {ours} characters of {limit} allowed")
    return min(limit, max(room, ours + _LEAST_DATA))


def line(text: Text, reader: Reader, limit: int, room: int | None = None) -> str:
    """A text without marks, never empty and never longer than `limit`, nor than `room` for data.

    Raises TooLong for a message of ours that is over the limit without its arguments.
    """
    longest = room_for(text, reader, limit, limit if room is None else room)
    shown = cut(catalogue.plain(text, reader), longest)
    return shown if shown.strip() else EMPTY


def _foreign(value: Argument) -> int:
    """How much of a text's length comes from data."""
    match value:
        case str():
            return width(value)
        case Verbatim() | Link():
            return width(value.text)
        case PersonRef():
            return width(value.name)
        case Listed():
            return sum(_foreign(item) for item in value.items)
        case Say():
            return sum(_foreign(argument) for _, argument in value.args)
        case int() | Day() | Moment() | TimeOfDay() | Command():
            return 0
        case _:
            assert_never(value)

"""What every painter is given, and the few composition objects that all of them use.

Raw dictionaries, because slack_sdk's models turn block types they do not know into null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot import texts
from bot.slack import limits, mrkdwn
from chat import catalogue
from chat.people import Reader
from chat.say import Text, count, say
from chat.stimuli import Surface

Json = dict[str, object]
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Brush:
    """For whom and where something is painted, and how much room one text may take."""

    reader: Reader
    surface: Surface
    room: int = limits.SECTION_TEXT
    pictures: bool = True
    """False leaves out everything that Slack fetches or draws itself: images and charts."""


def plain(text: Text, brush: Brush, limit: int) -> Json:
    """A plain_text object; emoji names in it stay words."""
    return plain_object(texts.line(text, brush.reader, limit, brush.room))


def plain_object(text: str) -> Json:
    """A plain_text object of a text that fits."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn_object(text: str) -> Json:
    """A mrkdwn object in which Slack looks for nothing beyond the marks."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def words(text: Text, brush: Brush, limit: int) -> Json:
    """A text object: plain where nothing is marked, so that nothing in it can be markup."""
    runs = catalogue.resolve(text, brush.reader)
    if mrkdwn.marked(runs):
        return mrkdwn_object(markup(text, brush, limit))
    return plain(text, brush, limit)


def markup(text: Text, brush: Brush, limit: int) -> str:
    """A text as mrkdwn, to be put together with others."""
    return mrkdwn.markup(text, brush.reader, limit, brush.room)


def bold(text: Text, brush: Brush, limit: int) -> str:
    """A text as mrkdwn, all of it bold."""
    longest = texts.room_for(text, brush.reader, limit, brush.room)
    runs = catalogue.resolve(text, brush.reader)
    return mrkdwn.render(tuple(replace(run, strong=True) for run in runs), longest)


def number(value: int, brush: Brush) -> str:
    """A number as the reader writes it."""
    return catalogue.plain(say("paint.number", n=value), brush.reader)


def and_more(n: int, brush: Brush) -> str:
    """The words that stand for `n` things there is no room for."""
    return catalogue.plain(count("paint.and_more", n), brush.reader)


def section(text: Json) -> Json:
    """A section block."""
    return {"type": "section", "text": text}


def context(*elements: Json) -> Json:
    """A context block."""
    return {"type": "context", "elements": list(elements)}


def groups_of(size: int, items: Sequence[_T]) -> list[Sequence[_T]]:
    """The items in their order, `size` at a time."""
    return [items[at : at + size] for at in range(0, len(items), size)]


def stacked(lines: Iterable[str], brush: Brush, most: int) -> list[Json]:
    """Lines of mrkdwn in at most `most` sections; those left over are counted in a last line."""
    rows = list(lines)
    limit = max(min(brush.room, limits.SECTION_TEXT), max(map(texts.width, rows), default=0))
    pages: list[list[str]] = [[]]
    size = 0
    for index, row in enumerate(rows):
        size += texts.width(row) + 1
        if pages[-1] and size > limit:
            if len(pages) == most:
                note = context(plain_object(and_more(len(rows) - index, brush)))
                return [*_sections(pages), note]
            pages.append([])
            size = texts.width(row) + 1
        pages[-1].append(row)
    return _sections(pages) if rows else []


def _sections(pages: list[list[str]]) -> list[Json]:
    return [section(mrkdwn_object("\n".join(page))) for page in pages]

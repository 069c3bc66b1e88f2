"""Texts outside cards: what an answer or a message says in words only.

Whether a client reads Markdown in them or not, they show as they are written. Must not know cards.
"""

from __future__ import annotations

from bot import texts
from bot.teams import limits, safety
from chat.people import Reader
from chat.say import Text


def plain(text: Text, reader: Reader, limit: int = limits.PROSE) -> str:
    """A text without marks, never empty, cut visibly where it is longer than `limit`.

    Raises texts.TooLong for a message of ours that is over the limit without its arguments.
    """
    line = safety.clean(texts.line(text, reader, limit))
    return safety.harmless(safety.level(line)) if safety.visible(line) else texts.EMPTY

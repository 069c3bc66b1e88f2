"""Texts outside cards: what an answer or a message says in words only.

Whether a client reads Markdown in them or not, they show as they are written. Must not know cards.
"""

from __future__ import annotations

from dataclasses import replace

from bot import texts
from bot.teams import limits, safety
from chat.people import Reader
from chat.say import Text


def typing(reader: Reader) -> Reader:
    """The same reader in Teams, where commands are words to the bot with nothing before them."""
    return replace(reader, command_prefix="")


def plain(text: Text, reader: Reader, limit: int = limits.PROSE) -> str:
    """A text without marks, never empty, cut visibly where it is longer than `limit`.

    Raises texts.TooLong for a message of ours that is over the limit without its arguments.
    """
    line = safety.clean(texts.line(text, reader, limit))
    return safety.harmless(safety.level(line)) if safety.visible(line) else texts.EMPTY

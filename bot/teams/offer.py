"""What the app offers in Teams: which commands where, and the search. The manifest is made of it.

A test keeps it equal to the commands that handlers answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from chat.say import say
from handlers.admin import screens
from manifest.teams import Command, Offer, Scope, Search

SEARCH: Final = Search(command="library", parameter="words")
"""How `composeExtension/query` names the library's search and what was typed."""

ABOUT_ONESELF: Final = frozenset({"home", "me", "connect", "pause", "resume", "leave"})
"""Answered in one's own chat with the bot, so offered only there."""

ABOUT_A_PLACE: Final = frozenset({"review", "channel"})
"""For leads, and for the place where they are given."""

# Teams offers the same list to everybody, whatever their role: what only leads may do is offered
# where leads set things up, and `help` tells each person what they can do.
_ORDER: Final = (*screens.EVERYONE, *screens.LEADS)

COMMANDS: Final[Mapping[Scope, tuple[Command, ...]]] = MappingProxyType(
    {
        scope: tuple(
            Command(word=word, does=say(f"help.{word}")) for word in _ORDER if word not in without
        )
        for scope, without in (
            (Scope.PERSONAL, ABOUT_A_PLACE),
            (Scope.TEAM, ABOUT_ONESELF),
            (Scope.GROUP, ABOUT_ONESELF),
        )
    }
)

OFFER: Final = Offer(commands=COMMANDS, search=SEARCH)

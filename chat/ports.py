"""What the program needs of a chat platform, and the ways in which a platform can refuse.

Errors are classes per advice: each says what the caller should do about it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chat.people import MessageRef, PersonRef, PlaceRef, Platform, Profile, Reader, Room
from chat.screens import Home, Post


class PlatformError(Exception):
    """The platform said no; `code` is its own word for it, safe to log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RetryAt(PlatformError):
    """Nothing was done; try again at `until`.

    `everyone` tells whether other calls at the same pace have to wait as well, or this one only.
    """

    def __init__(self, code: str, until: datetime, *, everyone: bool = True) -> None:
        super().__init__(code)
        self.until = until
        self.everyone = everyone


class TargetGone(PlatformError):
    """This place or person can't be reached any more: stop trying and tell who can mend it."""


class ConnectionLost(PlatformError):
    """The installation's token is dead: nothing works until it is installed again."""


class MessageGone(PlatformError):
    """The message to edit is not there: post it anew, or let it be."""


class AnswerLost(PlatformError):
    """No answer came: it may or may not have happened."""


class Rejected(PlatformError):
    """The platform found fault with what we sent: a bug of ours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Traits:
    """What a platform can do, for the few places that must know."""

    has_home: bool
    can_find_deliveries: bool
    """Whether a message of ours can be looked up by its key after its answer was lost."""
    may_repeat_direct: bool
    """Whether a message to one person is repeated after a lost answer that can't be looked up."""
    one_pace: bool
    """Whether all calls count against one limit, whichever conversation they go to."""
    lists_everyone: bool = False
    """`people()` leaves nobody out: who is missing from it is gone."""
    tells_departures: bool = True
    """It says at once when somebody's account is closed; otherwise the list is read often."""
    invited_to_rooms: bool = True
    """The bot is in a room because somebody invited it there, and `rooms()` names exactly those.
    Otherwise it comes to all rooms of a team at once, and leads say which of them it serves."""


class Messenger(Protocol):
    """One workspace's chat, as the program writes to it. All calls raise PlatformError."""

    @property
    def platform(self) -> Platform:
        """Which platform this is."""

    @property
    def traits(self) -> Traits:
        """What it can do."""

    async def post(self, place: PlaceRef, post: Post, reader: Reader, key: str) -> MessageRef:
        """Post a message that carries `key`, by which `find` knows it again."""

    async def find(self, place: PlaceRef, key: str, since: datetime) -> MessageRef | None:
        """Look for a message of ours that was posted with `key`."""

    async def edit(self, message: MessageRef, post: Post, reader: Reader) -> None:
        """Put another post in a message's place."""

    async def whisper(self, place: PlaceRef, person: PersonRef, post: Post, reader: Reader) -> None:
        """Say something that only this person sees."""

    async def known_direct(self, person: PersonRef) -> PlaceRef | None:
        """The one-to-one conversation with this person, where it is known without a call."""

    async def open_direct(self, person: PersonRef) -> PlaceRef:
        """The one-to-one conversation with this person."""

    async def publish_home(self, person: PersonRef, home: Home, reader: Reader) -> None:
        """Renew the person's page."""

    def people(self) -> AsyncIterator[Profile]:
        """Everyone in the workspace."""

    def rooms(self) -> AsyncIterator[Room]:
        """The channels and groups that the bot is part of."""

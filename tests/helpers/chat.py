"""A chat that remembers what it was told, and fails as platforms do when a test says so."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

from chat.people import MessageRef, PersonRef, PlaceRef, Platform, Profile, Reader, Room
from chat.ports import PlatformError, Traits
from chat.screens import Home, Post


@dataclass(kw_only=True)
class Message:
    """A message that people see."""

    ref: MessageRef
    key: str
    reader: Reader
    versions: list[Post]

    @property
    def post(self) -> Post:
        """What it shows now."""
        return self.versions[-1]


@dataclass(kw_only=True)
class Chat:
    """A workspace's messages. `fail` gives errors to come, by call; the lost ones take effect."""

    finds: bool = True
    repeats: bool = True
    one_pace: bool = False
    messages: list[Message] = field(default_factory=list)
    faults: dict[str, list[PlatformError]] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    remembers: dict[str, str] = field(default_factory=dict)
    everyone: list[Profile] = field(default_factory=list)
    channels: list[Room] = field(default_factory=list)
    homes: dict[str, list[Home]] = field(default_factory=dict)
    platform: Platform = Platform.SLACK
    has_home: bool = True
    lists_everyone: bool = False
    tells_departures: bool = True
    invited_to_rooms: bool = True
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def traits(self) -> Traits:
        return Traits(
            has_home=self.has_home,
            lists_everyone=self.lists_everyone,
            tells_departures=self.tells_departures,
            invited_to_rooms=self.invited_to_rooms,
            can_find_deliveries=self.finds,
            may_repeat_direct=self.repeats,
            one_pace=self.one_pace,
        )

    def fail(self, call: str, *errors: PlatformError) -> None:
        self.faults.setdefault(call, []).extend(errors)

    def _before(self, call: str) -> PlatformError | None:
        """The error to raise after the call took effect, if it does; others are raised at once."""
        waiting = self.faults.get(call)
        error = waiting.pop(0) if waiting else None
        if error is not None and error.code != "lost_after":
            raise error
        return error

    async def post(self, place: PlaceRef, post: Post, reader: Reader, key: str) -> MessageRef:
        lost = self._before("post")
        ref = MessageRef(place=place, id=f"m{next(self._numbers)}")
        self.messages.append(Message(ref=ref, key=key, reader=reader, versions=[post]))
        if lost is not None:
            raise lost
        return ref

    async def find(self, place: PlaceRef, key: str, since: datetime) -> MessageRef | None:
        assert self.finds
        self._before("find")
        assert since.tzinfo is not None
        found = (m.ref for m in self.messages if m.ref.place == place and m.key == key)
        return next(found, None)

    async def edit(self, message: MessageRef, post: Post, reader: Reader) -> None:
        self._before("edit")
        self.at(message).versions.append(post)

    async def whisper(self, place: PlaceRef, person: PersonRef, post: Post, reader: Reader) -> None:
        raise NotImplementedError

    async def known_direct(self, person: PersonRef) -> PlaceRef | None:
        known = self.remembers.get(person.id)
        return None if known is None else PlaceRef(platform=self.platform, id=known)

    async def open_direct(self, person: PersonRef) -> PlaceRef:
        self._before("open_direct")
        self.opened.append(person.id)
        return PlaceRef(platform=self.platform, id=f"D-{person.id}")

    async def publish_home(self, person: PersonRef, home: Home, reader: Reader) -> None:
        self._before("publish_home")
        self.homes.setdefault(person.id, []).append(home)

    async def people(self) -> AsyncIterator[Profile]:
        self._before("people")
        for profile in self.everyone:
            yield profile

    async def rooms(self) -> AsyncIterator[Room]:
        for room in self.channels:
            yield room

    def at(self, message: MessageRef) -> Message:
        return next(m for m in self.messages if m.ref == message)

    def in_(self, place: str) -> list[Message]:
        """The messages of a channel or, as `D-U1`, of a person."""
        return [m for m in self.messages if m.ref.place.id == place]

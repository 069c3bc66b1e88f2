"""References to people and places on a chat platform: plain ids, never SDK objects."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    """The chat platforms a company can use."""

    SLACK = "slack"
    TEAMS = "teams"


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRef:
    """A person as the platform knows them."""

    platform: Platform
    id: str
    name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceRef:
    """A channel, group or one-to-one conversation."""

    platform: Platform
    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRef:
    """A message that was posted: where it is and what the platform calls it."""

    place: PlaceRef
    id: str
    ephemeral: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Whoever will read a screen: decides language, local times and how commands are written."""

    locale: str
    zone: str
    command_prefix: str = "/advocacy "
    """What stands before a command's words in the reader's chat."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """What a platform tells about one of its people."""

    ref: PersonRef
    locale: str | None
    zone: str | None
    is_admin: bool
    active: bool
    title: str = ""
    email: str | None = None
    """Their address, only where the platform vouches that it is theirs: never one that they typed
    and did not confirm, never a guest's."""
    directory_id: str | None = None
    """What the company's directory calls them (Entra's object id), for good and nobody else."""
    login: str | None = None
    """The name they sign in with, where the platform tells it (Entra's user principal name)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """A channel or group that the bot is part of."""

    ref: PlaceRef
    name: str
    private: bool

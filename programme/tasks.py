"""The durable tasks that anyone may queue: plain data, each carried out by exactly one function.

Fields are strings and whole numbers only, so that a task can be stored as JSON.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Something to do later, once, in one workspace."""

    name: ClassVar[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Deliver(Task):
    """Post the delivery's screen; from revision 2 on, put its newest screen in its place."""

    name: ClassVar[str] = "deliver"
    delivery: int
    revision: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class RefreshHome(Task):
    """Paint a person's own page anew."""

    name: ClassVar[str] = "refresh_home"
    member: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncPeople(Task):
    """Read the workspace's people, their languages and zones, and the bot's channels.

    A reading that was begun after `wanted_at` (ISO 8601) will do; without it there is a new one.
    """

    name: ClassVar[str] = "sync_people"
    installation: int
    wanted_at: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadFeed(Task):
    """Fetch a feed and put what is new into review."""

    name: ClassVar[str] = "read_feed"
    feed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildDigest(Task):
    """Choose today's items for a channel or a person and queue their delivery."""

    name: ClassVar[str] = "build_digest"
    due: str
    place: int | None = None
    member: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildDirectDigests(Task):
    """Queue the digest of each person who wants it at this time (`at`) of this zone."""

    name: ClassVar[str] = "build_direct_digests"
    due: str
    zone: str
    at: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishShare(Task):
    """Post a person's share to their own account."""

    name: ClassVar[str] = "publish_share"
    share: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadFigures(Task):
    """Read what a published share brought, where the network allows."""

    name: ClassVar[str] = "read_figures"
    share: int
    reading: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishBoard(Task):
    """Post the weekly leaderboard of a channel."""

    name: ClassVar[str] = "publish_board"
    due: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Escalate(Task):
    """Remind the other leads of an item that nobody reviewed."""

    name: ClassVar[str] = "escalate"
    item: int


@dataclass(frozen=True, kw_only=True, slots=True)
class KeepPicture(Task):
    """Fetch an item's picture once, so that posts and pages have it at hand."""

    name: ClassVar[str] = "keep_picture"
    item: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RevokeAccount(Task):
    """Give an account's tokens back to the network and forget them."""

    name: ClassVar[str] = "revoke_account"
    account: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RemindReconnect(Task):
    """Tell a person, `days` before, that an account's permission ends at `ends` (ISO 8601)."""

    name: ClassVar[str] = "remind_reconnect"
    account: int
    days: int
    ends: str


ALL: dict[str, type[Task]] = {
    cls.name: cls
    for cls in (
        Deliver,
        RefreshHome,
        SyncPeople,
        ReadFeed,
        BuildDigest,
        BuildDirectDigests,
        PublishShare,
        ReadFigures,
        PublishBoard,
        Escalate,
        KeepPicture,
        RevokeAccount,
        RemindReconnect,
    )
}


def dumps(task: Task) -> str:
    """A task's fields as JSON."""
    return json.dumps(dataclasses.asdict(task), separators=(",", ":"))


def loads(name: str, payload: str) -> Task:
    """The task that `dumps` wrote.

    Raises KeyError for a name that no release of this program queues.
    """
    return ALL[name](**json.loads(payload))

"""What Teams is made of: teams, conversations, messages, dialogs.

Only state: nothing here checks, sends or decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sandbox.values import Json

CARD = "application/vnd.microsoft.card.adaptive"
"""The content type of an Adaptive Card."""


class Kind(StrEnum):
    """What a conversation is; the values are those of `conversation.conversationType`."""

    PERSONAL = "personal"
    CHANNEL = "channel"


class TeamsError(Exception):
    """An act that Teams does not allow a person; the message says why."""


@dataclass(kw_only=True, slots=True)
class View:
    """A card that one person alone sees in place of a message's own."""

    card: Json
    at: datetime


@dataclass(kw_only=True, slots=True)
class Message:
    """One message. `author` is a person's Slack id or the bot's Teams id.

    `thread` is the id of the post it answers, in a channel. `views` are what single people see
    instead of its card.
    """

    id: str
    author: str
    at: datetime
    text: str = ""
    text_format: str = "plain"
    summary: str = ""
    attachments: list[Json] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)
    thread: str | None = None
    edited: bool = False
    views: dict[str, View] = field(default_factory=dict)

    def cards(self, person: str) -> list[Json]:
        """Return the Adaptive Cards in it as this person sees them."""
        own = [a["content"] for a in self.attachments if a.get("contentType") == CARD]
        view = self.views.get(person)
        return [view.card, *own[1:]] if view is not None and own else own


@dataclass(kw_only=True, slots=True)
class Conversation:
    """A channel of a team, or the chat of one person (`person`) with the app."""

    id: str
    kind: Kind
    name: str = ""
    team: str = ""
    person: str = ""
    deleted: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True, slots=True)
class Team:
    """A team. Its id is that of its General channel; `channels` are in order, General first."""

    id: str
    name: str
    group: str
    members: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    has_app: bool = False
    selected: str = ""
    """The channel that was chosen when the app was installed."""


@dataclass(kw_only=True, slots=True)
class Dialog:
    """The open dialog of a person: a card, or only a message. `source` is where it came from."""

    id: str
    person: str
    conversation: str
    title: str = ""
    height: int | str = "medium"
    width: int | str = "medium"
    card: Json | None = None
    message: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One result of a search, as the app gave it."""

    card: Json
    preview: Json


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How an act ended, as the person sees it.

    `error` is what Teams says at the place, `note` what the app answered in words, `errors` are
    shown at fields. `url` is opened by the client.
    """

    ok: bool = True
    error: str | None = None
    note: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    url: str | None = None
    results: list[Result] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call of the app. `method` is as faults name it, such as `teams.send`."""

    at: str
    method: str
    status: int
    error: str | None
    conversation: str
    body: Json


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A message as one person sees it. `thread` is the post it answers, in a channel."""

    id: str
    conversation: str
    author: str
    by_bot: bool
    at: datetime
    text: str
    summary: str
    cards: list[Json]
    edited: bool
    thread: str | None

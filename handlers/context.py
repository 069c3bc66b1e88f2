"""What a handler gets. Handlers of people's actions see no network and no messenger."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Protocol

from chat.people import PersonRef, PlaceRef, Platform, Reader
from chat.ports import Messenger
from chat.replies import Reply
from content_store.unit import Store, Unit
from content_store.vault import Vault
from handlers.budgets import Budgets
from networks.base import Network
from programme.clock import Clock
from programme.text_rules import TextRules
from programme.values import Installation, Member, Workspace


class FeedReader(Protocol):
    """Fetches what people and sites published, through the guarded client."""

    async def fetch_feed(self, url: str) -> bytes:
        """A feed document. Raises networks.fetching.FetchRefused."""

    async def fetch_image(self, url: str) -> bytes:
        """A picture for a post's card. Raises networks.fetching.FetchRefused."""


Resume = Callable[[str, Mapping[str, str]], Awaitable[Reply]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """The addresses that handlers put into links."""

    base_url: str
    """Where people reach this program, without a slash at the end."""
    intents: Mapping[str, str]
    """Network name to the address of its web site, for share links."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What every handler may use."""

    store: Store
    clock: Clock
    random: Random
    vault: Vault
    addresses: Addresses
    connectable: Mapping[str, str]
    """The networks whose accounts can be connected here, name to label."""
    leads: frozenset[str]
    """The people whom the settings name as advocacy leads: ids of a chat or of the company's
    directory, or the names or addresses they sign in with."""
    text_rules: Mapping[str, TextRules] = field(default_factory=dict)
    """How long a text may be on each of them."""
    budgets: Budgets = field(default_factory=dict)
    """What calls to networks that cost money may cost."""
    app_passwords: Mapping[str, str] = field(default_factory=dict)
    """Where people make and delete passwords for apps, by the network that is connected so."""
    link_by_email: bool = False
    """Whether people with one verified address in several chats are one person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """One stimulus of one person."""

    tools: Tools
    workspace: Workspace
    installation: Installation
    member: Member
    person: PersonRef
    place: PlaceRef | None
    reader: Reader
    resume: Resume
    """Carry out another press of the same person, as after they gave their consent."""

    @property
    def now(self) -> datetime:
        """The programme's time."""
        return self.tools.clock()

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """One write transaction in this person's workspace."""
        return self.tools.store.unit(self.workspace.id)

    def reading(self) -> AbstractAsyncContextManager[Unit]:
        """One reading transaction in this person's workspace."""
        return self.tools.store.reading(self.workspace.id)


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskContext:
    """One run of one task; `attempt` above 1 means that an earlier run may have got anywhere."""

    tools: Tools
    workspace: Workspace
    attempt: int
    messenger: Callable[[Installation], Messenger]
    networks: Mapping[str, Network]
    feeds: FeedReader
    reached: Callable[[str], None]
    """Told at each step of a call that can't be taken back, so that tests can stop there."""

    @property
    def now(self) -> datetime:
        """The programme's time."""
        return self.tools.clock()

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """One write transaction in the task's workspace."""
        return self.tools.store.unit(self.workspace.id)

    def reading(self) -> AbstractAsyncContextManager[Unit]:
        """One reading transaction in the task's workspace."""
        return self.tools.store.reading(self.workspace.id)


def reader_of(workspace: Workspace, member: Member | None = None) -> Reader:
    """The language and zone for a person, or for everyone in a channel."""
    if member is None:
        return Reader(locale=workspace.locale, zone=workspace.zone)
    return Reader(locale=member.locale or workspace.locale, zone=member.zone or workspace.zone)


def platform_of(installation: Installation) -> Platform:
    """The platform an installation is on."""
    return Platform(installation.platform)

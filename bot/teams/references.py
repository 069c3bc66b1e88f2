"""What is remembered of Teams' conversations: the address that each is called at, and with whom.

Teams names an address with everything that it sends, and may change it at any time
(learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages), so
the newest one counts. Kept in the store, and for some minutes in memory: another process may hear
something newer. Must not be used inside a unit of work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from chat.people import Platform
from content_store.queries import conversations, workspaces
from content_store.queries.conversations import Conversation, Kind
from content_store.unit import Store

__all__ = ["Kind", "Reference", "References", "kind_of", "root_of"]

_THREAD = ";messageid="
_CHANNELS = ("@thread.tacv2", "@thread.skype")
_TRUSTED_SECONDS = 300.0
_MOST_REMEMBERED = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """How a conversation is reached."""

    conversation: str
    """Its id; of a channel the root's, without a thread."""
    kind: Kind
    service_url: str
    person: str | None = None
    """Teams' id of the one person, in a personal conversation."""
    team: str | None = None
    """The id of the team that a channel belongs to."""
    name: str = ""
    page_message: str | None = None
    """The message that shows the person's own page."""


def root_of(conversation: str) -> str:
    """A channel's own id, from its id or that of a thread in it."""
    return conversation.partition(_THREAD)[0]


def kind_of(conversation: str) -> Kind:
    """What a conversation of which nothing else is known must be, by the shape of its id."""
    root = root_of(conversation)
    if root.endswith(_CHANNELS):
        return Kind.CHANNEL
    return Kind.GROUP if root.startswith("19:") else Kind.PERSONAL


@dataclass(kw_only=True, slots=True)
class _Memory:
    """References by conversation, each for a while."""

    time: Callable[[], float]
    places: dict[str, tuple[Reference, float]] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def get(self, place: str) -> Reference | None:
        found = self.places.get(place)
        if found is None or found[1] < self.time():
            return None
        return found[0]

    def of_person(self, person: str) -> Reference | None:
        place = self.people.get(person)
        return None if place is None else self.get(place)

    def put(self, reference: Reference) -> None:
        self.drop(reference.conversation)
        if len(self.places) >= _MOST_REMEMBERED:
            self.drop(next(iter(self.places)))
        self.places[reference.conversation] = (reference, self.time() + _TRUSTED_SECONDS)
        if reference.person is not None:
            self.people[reference.person] = reference.conversation

    def drop(self, place: str) -> None:
        gone = self.places.pop(place, None)
        if gone is not None and gone[0].person is not None:
            self.people.pop(gone[0].person, None)


class References:
    """One tenant's conversations."""

    def __init__(
        self, store: Store, *, tenant: str, default_service_url: str, time: Callable[[], float]
    ) -> None:
        """Make the memory; the default address serves until Teams has named one.

        `time` counts the machine's seconds.
        """
        self.tenant = tenant
        self._store = store
        self._default = default_service_url
        self._memory = _Memory(time=time)
        self._installed: tuple[int, int] | None = None

    async def installation(self) -> tuple[int, int] | None:
        """The ids of the tenant's workspace and installation; None before it was introduced."""
        if self._installed is None:
            async with self._store.system_reading() as u:
                self._installed = await workspaces.find_installation(
                    u, Platform.TEAMS.value, self.tenant
                )
        return self._installed

    async def keep(self, reference: Reference) -> None:
        """Remember what Teams says now; the store is written to only when that is new.

        What is not told this time, such as a name, stays as it was.
        """
        home = await self.installation()
        given = replace(reference, conversation=root_of(reference.conversation))
        known = await self._known(given.conversation)
        if known is not None:
            given = _merged(known, given)
            if given == known:
                return
        if home is not None:
            async with self._store.unit(home[0]) as u:
                await conversations.remember(u, home[1], _stored(given))
        self._memory.put(given)

    async def of_place(self, place: str) -> Reference:
        """How a conversation is reached; one of which nothing is known, at the tenant's address."""
        known = await self._known(root_of(place))
        if known is not None:
            return known
        address = await self.of_tenant()
        return Reference(conversation=root_of(place), kind=kind_of(place), service_url=address)

    async def of_person(self, person: str, *, fresh: bool = False) -> Reference | None:
        """The one-to-one conversation with somebody; None if there was none.

        `fresh` asks the store, for what another process may have just written.
        """
        known = None if fresh else self._memory.of_person(person)
        home = await self.installation()
        if known is not None or home is None:
            return known
        async with self._store.reading(home[0]) as u:
            found = await conversations.of_person(u, home[1], person)
        return None if found is None else self._remembered(found)

    async def of_tenant(self) -> str:
        """The address to call where no conversation names one: the newest that Teams named."""
        home = await self.installation()
        if home is None:
            return self._default
        async with self._store.reading(home[0]) as u:
            return await conversations.newest_address(u, home[1]) or self._default

    async def all_of(self, kind: Kind) -> tuple[Reference, ...]:
        """Every conversation of this kind, in a stable order, as the store has them."""
        home = await self.installation()
        if home is None:
            return ()
        async with self._store.reading(home[0]) as u:
            found = await conversations.all_of(u, home[1], kind)
        return tuple(_value(one) for one in found)

    async def forget(self, conversation: str) -> None:
        """The bot is not part of this conversation any more."""
        self._memory.drop(root_of(conversation))
        home = await self.installation()
        if home is not None:
            async with self._store.unit(home[0]) as u:
                await conversations.forget(u, home[1], root_of(conversation))

    async def show_page(self, conversation: str, message: str | None) -> None:
        """Note which message shows the person's own page; None when none does any more."""
        home = await self.installation()
        if home is not None:
            async with self._store.unit(home[0]) as u:
                await conversations.set_page(u, home[1], root_of(conversation), message)
        self._memory.drop(root_of(conversation))

    async def _known(self, place: str) -> Reference | None:
        known = self._memory.get(place)
        home = await self.installation()
        if known is not None or home is None:
            return known
        async with self._store.reading(home[0]) as u:
            found = await conversations.get(u, home[1], place)
        return None if found is None else self._remembered(found)

    def _remembered(self, found: Conversation) -> Reference:
        reference = _value(found)
        self._memory.put(reference)
        return reference


def _merged(known: Reference, given: Reference) -> Reference:
    return replace(
        given,
        person=given.person or known.person,
        team=given.team or known.team,
        name=given.name or known.name,
        page_message=given.page_message or known.page_message,
    )


def _stored(reference: Reference) -> Conversation:
    return Conversation(
        external_id=reference.conversation,
        kind=reference.kind,
        service_url=reference.service_url,
        person=reference.person,
        team=reference.team,
        name=reference.name,
        page_message=reference.page_message,
    )


def _value(found: Conversation) -> Reference:
    return Reference(
        conversation=found.external_id,
        kind=found.kind,
        service_url=found.service_url,
        person=found.person,
        team=found.team,
        name=found.name,
        page_message=found.page_message,
    )

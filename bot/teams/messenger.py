"""The port `chat.ports.Messenger` over the Bot Connector."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from functools import lru_cache

from bot.teams import paint, texts
from bot.teams.connector import Connector, Json
from bot.teams.references import Kind, Reference, References
from bot.teams.roster import Roster
from chat.people import MessageRef, PersonRef, PlaceRef, Platform, Profile, Reader, Room
from chat.ports import AnswerLost, MessageGone, Rejected, TargetGone, Traits
from chat.screens import Home, Post

TRAITS = Traits(
    has_home=True,
    can_find_deliveries=False,
    may_repeat_direct=False,
    one_pace=True,
    lists_everyone=False,
    tells_departures=False,
    invited_to_rooms=False,
)
"""Teams gives a bot neither a history to look into nor a key against repeats, so a message whose
answer was lost is never sent again."""

_GONE = frozenset({"ConversationNotFound", "BotNotInConversationRoster"})
"""What says that a conversation is no more, and not only that it can't be written to now."""


class TeamsMessenger:
    """One tenant's Teams, as the program writes to it."""

    def __init__(self, connector: Connector, references: References, *, bot_id: str) -> None:
        """Make the messenger; `bot_id` is the bot's own id, `28:` and the app's."""
        self._connector = connector
        self._references = references
        self._bot_id = bot_id
        self._roster = Roster(connector, references)

    @property
    def platform(self) -> Platform:
        """Teams."""
        return Platform.TEAMS

    @property
    def traits(self) -> Traits:
        """What Teams can do."""
        return TRAITS

    async def post(self, place: PlaceRef, post: Post, reader: Reader, key: str) -> MessageRef:
        """Post a message; in a channel it begins a thread. Nothing keeps the key.

        Raises PlatformError; AnswerLost when it is not known whether it was posted.
        """
        reference = await self._references.of_place(place.id)
        activity = activity_of(post, reader, viewer=reference.person)
        said = await self._say(reference, activity)
        return MessageRef(place=_place(reference.conversation), id=said)

    async def find(self, place: PlaceRef, key: str, since: datetime) -> MessageRef | None:
        """Nothing: a bot can't read back what it said."""
        return None

    async def edit(self, message: MessageRef, post: Post, reader: Reader) -> None:
        """Put another post in a message's place.

        Raises PlatformError; MessageGone for a whisper, which stands somewhere else.
        """
        if message.ephemeral:
            raise MessageGone("ephemeral")
        reference = await self._references.of_place(message.place.id)
        activity = activity_of(post, reader, viewer=reference.person)
        await self._connector.update(
            reference.service_url, reference.conversation, message.id, activity
        )

    async def whisper(self, place: PlaceRef, person: PersonRef, post: Post, reader: Reader) -> None:
        """Say something that only this person sees: in their one-to-one conversation.

        Raises PlatformError; TargetGone when the app is not installed for them.
        """
        direct = await self.open_direct(person)
        await self.post(direct, post, reader, key="")

    async def known_direct(self, person: PersonRef) -> PlaceRef | None:
        """The one-to-one conversation with this person, if there was one."""
        known = await self._references.of_person(person.id)
        return None if known is None else _place(known.conversation)

    async def open_direct(self, person: PersonRef) -> PlaceRef:
        """The one-to-one conversation with this person, begun if there was none.

        Raises PlatformError; TargetGone when the app is not installed for them.
        """
        known = await self.known_direct(person)
        if known is not None:
            return known
        address = await self._references.of_tenant()
        begun = await self._connector.create_conversation(
            address,
            {
                "isGroup": False,
                "bot": {"id": self._bot_id},
                "members": [{"id": person.id}],
                "tenantId": self._references.tenant,
                "channelData": {"tenant": {"id": self._references.tenant}},
            },
            repeatable=True,
        )
        conversation = begun.get("id")
        if not isinstance(conversation, str) or not conversation:
            raise Rejected("no_conversation_id")
        await self._references.keep(
            Reference(
                conversation=conversation,
                kind=Kind.PERSONAL,
                service_url=address,
                person=person.id,
                name=person.name,
            )
        )
        return _place(conversation)

    async def publish_home(self, person: PersonRef, home: Home, reader: Reader) -> None:
        """Renew the person's page where it is shown; nothing where it never was.

        Raises PlatformError.
        """
        reference = await self._references.of_person(person.id, fresh=True)
        if reference is None or reference.page_message is None:
            return
        reader = texts.typing(reader)
        activity = paint.home(home, reader, viewer=person.id).activity()
        try:
            await self._connector.update(
                reference.service_url, reference.conversation, reference.page_message, activity
            )
        except MessageGone:
            await self._references.show_page(reference.conversation, None)

    def people(self) -> AsyncIterator[Profile]:
        """Everyone in the teams that the bot is part of, and who else has a chat with it.

        People who are found to be gone are not `active`. Raises PlatformError.
        """
        return self._roster.people()

    def rooms(self) -> AsyncIterator[Room]:
        """The channels of the teams that the bot is part of, and its group chats.

        Raises PlatformError.
        """
        return self._roster.rooms()

    async def _say(self, reference: Reference, activity: Json) -> str:
        try:
            if reference.kind is Kind.CHANNEL:
                return await self._begin_thread(reference, activity)
            return await self._connector.send(
                reference.service_url, reference.conversation, activity
            )
        except TargetGone as gone:
            if gone.code in _GONE:
                await self._references.forget(reference.conversation)
            raise

    async def _begin_thread(self, reference: Reference, activity: Json) -> str:
        # A message sent to the channel's own id would do the same by custom; beginning a
        # conversation in the channel is what Microsoft documents for it (…/bots/how-to/
        # conversations/channel-and-group-conversations, "Create a new thread").
        begun = await self._connector.create_conversation(
            reference.service_url,
            {
                "isGroup": True,
                "bot": {"id": self._bot_id},
                "tenantId": self._references.tenant,
                "channelData": {
                    "channel": {"id": reference.conversation},
                    "tenant": {"id": self._references.tenant},
                },
                "activity": activity,
            },
        )
        return _first_message(begun)


def _place(conversation: str) -> PlaceRef:
    return PlaceRef(platform=Platform.TEAMS, id=conversation)


def _first_message(begun: Json) -> str:
    """The message that began a thread; the thread's own id ends in it."""
    message = begun.get("activityId")
    if isinstance(message, str) and message:
        return message
    from_thread = str(begun.get("id") or "").partition(";messageid=")[2]
    if not from_thread:
        raise AnswerLost("no_id")
    return from_thread


def activity_of(post: Post, reader: Reader, *, viewer: str | None = None) -> Json:
    """A post as Teams takes it: as words where a card would add nothing.

    Commands are written as people type them to a bot, without a slash.
    """
    reader = texts.typing(reader)
    said = paint.words(post, reader)
    if said is not None:
        return {
            "type": "message",
            "textFormat": "plain",
            "text": said,
            "summary": paint.summary(post, reader),
        }
    painted = _message(post, reader)
    return (painted if viewer is None else painted.shown_to(viewer)).activity()


# Thousands of people may get the same digest within minutes.
_message = lru_cache(maxsize=32)(paint.message)

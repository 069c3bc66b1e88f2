"""The ways to show a person something in Teams, and what to try when one of them is closed.

What is for one person only goes into the one-to-one conversation with them. Must not know replies:
`carry` decides what is shown, this module gets it there. All ways raise PlatformError.
"""

from __future__ import annotations

import logging

from bot.teams import paint, texts
from bot.teams.connector import Connector
from bot.teams.incoming import Incoming, place_of
from bot.teams.messenger import TeamsMessenger
from bot.teams.origins import Origins
from bot.teams.paint import Painted
from bot.teams.references import Kind as Place
from bot.teams.references import Reference, References
from chat.people import PersonRef, PlaceRef, Reader
from chat.ports import MessageGone, PlatformError, Rejected
from chat.say import Text
from chat.screens import Form, Home, Post

_log = logging.getLogger(__name__)

# No delivery is looked for by this key: a whisper lost is not said again.
_WHISPER_KEY = "whisper"


class Ways:
    """The ways of one installation."""

    def __init__(
        self,
        connector: Connector,
        references: References,
        messenger: TeamsMessenger,
        origins: Origins,
    ) -> None:
        self._connector = connector
        self._references = references
        self._messenger = messenger
        self._origins = origins

    async def keep(self, reference: Reference) -> None:
        """Remember how a conversation is reached now; that it fails keeps nobody waiting."""
        try:
            await self._references.keep(reference)
        except Exception:  # noqa: BLE001 - the store may fail in any way; the person is answered
            _log.warning("a conversation could not be kept", exc_info=True)

    async def gone(self, incoming: Incoming) -> tuple[str, ...]:
        """The ids of the conversations that are gone by what came in."""
        here = incoming.reference
        if not incoming.whole_team:
            return (here.conversation,)
        # A team bears the id of its first channel.
        team = here.team or here.conversation
        known = await self._references.all_of(Place.CHANNEL)
        return tuple(
            {here.conversation: None}
            | {one.conversation: None for one in known if one.team == team}
        )

    async def forget(self, conversation: str) -> None:
        """The bot is not in this conversation any more."""
        await self._references.forget(conversation)

    async def tell(self, incoming: Incoming, post: Post, reader: Reader) -> None:
        """Tell only the person who acted. TargetGone when there is no way to them alone."""
        await self._messenger.post(await self._own(incoming), post, reader, _WHISPER_KEY)

    async def open(self, incoming: Incoming, form: Form, reader: Reader) -> None:
        """Show a form as a message, to the person who acted."""
        await self._send_own(incoming, self.inline(incoming, form, reader))

    async def show_home(self, incoming: Incoming, home: Home, reader: Reader) -> None:
        """Show the person's page as the newest message, which is their page from now on."""
        place = await self._own(incoming)
        painted = paint.home(home, reader, viewer=incoming.person.id)
        message = await self._send(place, painted)
        await self._references.show_page(place.id, message)

    async def renew_home(self, person: PersonRef, home: Home, reader: Reader) -> None:
        """Renew the person's page where it stands, if they ever asked for it."""
        await self._messenger.publish_home(person, home, reader)

    async def put(self, incoming: Incoming, painted: Painted) -> None:
        """Put something else in the place of the card that was acted on."""
        if incoming.card is None:
            raise Rejected("no_card")
        reference = incoming.reference
        try:
            await self._connector.update(
                reference.service_url, reference.conversation, incoming.card, painted.activity()
            )
        except MessageGone:
            # Whoever put the card away does not miss what would stand in its place.
            _log.info("a card that was acted on is gone")

    async def put_home(self, incoming: Incoming, painted: Painted) -> None:
        """Renew the page that was acted on, which is the person's page from now on."""
        await self.put(incoming, painted)
        if incoming.card is not None:
            await self._references.show_page(incoming.reference.conversation, incoming.card)

    async def replace(self, incoming: Incoming, post: Post, reader: Reader) -> None:
        """Put a post in the place of the message that all began with, or else tell the person."""
        message = incoming.origin.ref
        if message is not None:
            try:
                await self._messenger.edit(message, post, reader)
            except PlatformError as refusal:
                _log.info("message could not be replaced: %s", refusal.code)
            else:
                return
        await self.tell(incoming, post, reader)

    async def point(self, incoming: Incoming, text: Text, reader: Reader) -> None:
        """Say one sentence that anybody may read, in the thread where somebody acted."""
        if incoming.thread is not None:
            words = texts.plain(text, reader)
            await self._connector.send(
                incoming.reference.service_url,
                incoming.thread,
                {"type": "message", "textFormat": "plain", "text": words},
            )

    async def show_typing(self, incoming: Incoming) -> None:
        """Show that an answer is being written; where Teams shows no such thing, let it be."""
        place = incoming.thread or incoming.reference.conversation
        try:
            await self._connector.send(incoming.reference.service_url, place, {"type": "typing"})
        except PlatformError as refusal:
            _log.info("typing could not be shown: %s", refusal.code)

    def inline(self, incoming: Incoming, form: Form, reader: Reader) -> Painted:
        """A form as a message, which remembers what it was opened from."""
        origin = self._origins.packed(incoming.origin, incoming.person)
        return paint.inline_form(form, reader, origin=origin)

    def dialog(self, incoming: Incoming, form: Form, reader: Reader) -> dict[str, object]:
        """A form as a dialog, which remembers what it was opened from."""
        origin = self._origins.packed(incoming.origin, incoming.person)
        return paint.dialog(form, reader, origin=origin)

    async def _own(self, incoming: Incoming) -> PlaceRef:
        """The one-to-one conversation with the person who acted."""
        here = place_of(incoming.reference.conversation)
        if incoming.is_personal and here is not None:
            return here
        return await self._messenger.open_direct(incoming.person)

    async def _send_own(self, incoming: Incoming, painted: Painted) -> str:
        return await self._send(await self._own(incoming), painted)

    async def _send(self, place: PlaceRef, painted: Painted) -> str:
        reference = await self._references.of_place(place.id)
        return await self._connector.send(
            reference.service_url, reference.conversation, painted.activity()
        )

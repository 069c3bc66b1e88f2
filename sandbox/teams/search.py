"""The search of the app as a message extension, and what people do with what they find.

Source: learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/search-commands.
"""

from __future__ import annotations

from typing import Final

from sandbox.people import Person
from sandbox.teams import answers
from sandbox.teams.deliver import Delivery
from sandbox.teams.envelope import Envelope
from sandbox.teams.model import CARD, Conversation, Kind, Message, Outcome, TeamsError
from sandbox.teams.tenant import Tenant
from sandbox.values import Json

_COUNT: Final = 25


class Search:
    """The search, in one tenant."""

    def __init__(self, tenant: Tenant, delivery: Delivery) -> None:
        self._tenant = tenant
        self._delivery = delivery
        self._envelope = Envelope(tenant)

    async def query(self, person: Person, conversation: Conversation, text: str) -> Outcome:
        """Search for something; for nothing, the client asks what there is to begin with."""
        asked = self._tenant.app.search
        if not text.strip() and not asked.initial_run:
            return Outcome()
        given = {"name": asked.parameter, "value": text}
        if not text.strip():
            given = {"name": "initialRun", "value": "true"}
        value = {
            "commandId": asked.command,
            "parameters": [given],
            "queryOptions": {"skip": 0, "count": _COUNT},
        }
        activity = self._envelope.invoke(
            person, conversation, conversation.id, "composeExtension/query", value
        )
        activity["channelData"]["source"] = {"name": "compose"}
        answer = await self._delivery.send(activity)
        read = answers.search(answer, self._tenant.core.complain)
        return Outcome(
            ok=read.error is None, error=read.error, note=read.note, results=read.results
        )

    async def insert(self, person: Person, conversation: Conversation, card: Json) -> Message:
        """Send a found card as a message of one's own. Raises TeamsError."""
        if card.get("type") != "AdaptiveCard":
            raise TeamsError("That is no card.")
        message = Message(
            id=self._tenant.fresh_id(),
            author=person.id,
            at=self._tenant.core.clock.now(),
            attachments=[{"contentType": CARD, "content": card}],
        )
        self._tenant.put(conversation, message)
        if conversation.kind is Kind.PERSONAL and self._tenant.has_app(conversation):
            activity = self._envelope.message(
                person, conversation, conversation.id, message.id, attachments=message.attachments
            )
            await self._delivery.send(activity)
        return message

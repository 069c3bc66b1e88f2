"""What the app does to conversations: creates, sends, updates, deletes.

Raises ConnectorError for what Teams refuses. Knows nothing of HTTP.
"""

from __future__ import annotations

from typing import Any

from sandbox.people import Person
from sandbox.teams import activity, errors
from sandbox.teams.activity import Sent
from sandbox.teams.model import Conversation, Kind, Message
from sandbox.teams.tenant import Tenant
from sandbox.values import Json


class Posting:
    """The deeds, in one tenant."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    def create(self, body: Any) -> Json:
        """Create the chat with a person, or a thread in a channel."""
        if not isinstance(body, dict):
            raise errors.bad_syntax("The body is not an object")
        data = body.get("channelData")
        data = data if isinstance(data, dict) else {}
        if not body.get("isGroup"):
            return self._create_chat(body, data)
        channel = data.get("channel")
        found, _ = self._tenant.find(str(channel.get("id")) if isinstance(channel, dict) else "")
        if found is None or found.kind is not Kind.CHANNEL:
            raise errors.no_conversation()
        if not self._tenant.has_app(found):
            raise errors.not_in_roster()
        if not isinstance(body.get("activity"), dict):
            raise errors.bad_syntax("A thread needs an activity")
        sent = self.send(found, None, body["activity"])
        return {"id": f"{found.id};messageid={sent}", "activityId": sent}

    def send(self, conversation: Conversation, answered: str | None, body: Any) -> str:
        """Put a message into a conversation, and return its id.

        `answered` is the thread or message that is answered; what is unknown counts as none, as
        SDKs put random ids there.
        """
        self._writable(conversation)
        sent = activity.checked(self._tenant.core, body, where=self._where(conversation))
        named = body.get("conversation")
        if isinstance(named, dict) and self._tenant.find(str(named.get("id")))[0] != conversation:
            raise errors.bad_syntax("conversation.id is not the conversation of the address")
        message = self._message(sent, self._thread(conversation, answered))
        if sent.kind == "message":
            self._tenant.put(conversation, message)
        return message.id

    def update(self, conversation: Conversation, message_id: str, body: Any) -> None:
        """Replace a message for everybody; what single people saw instead is gone."""
        self._writable(conversation)
        message = self._own(conversation, message_id)
        sent = activity.checked(self._tenant.core, body, where=self._where(conversation))
        if sent.kind != "message":
            raise errors.bad_syntax("Only a message can take the place of a message")
        message.text, message.text_format = sent.text, sent.text_format
        message.summary = sent.summary
        message.attachments, message.entities = sent.attachments, sent.entities
        message.edited = True
        message.views.clear()
        self._tenant.changed(conversation)

    def delete(self, conversation: Conversation, message_id: str) -> None:
        """Remove a message."""
        self._writable(conversation)
        self._own(conversation, message_id)
        del conversation.messages[message_id]
        self._tenant.changed(conversation)

    # ------------------------------------------------------------------------------------------

    def _create_chat(self, body: Json, data: Json) -> Json:
        tenant = self._tenant
        named = data.get("tenant")
        named_tenant = named.get("id") if isinstance(named, dict) else body.get("tenantId")
        if named_tenant != tenant.id:
            raise errors.bad_argument(f"Unknown tenant {named_tenant!r}")
        bot = body.get("bot")
        if not isinstance(bot, dict) or bot.get("id") not in {tenant.bot, tenant.app_id}:
            raise errors.bad_argument("bot.id is not the id of this bot")
        person = self._only_member(body.get("members"))
        if person.id not in tenant.installed or person.deleted:
            raise errors.not_installed()
        if body.get("activity"):
            tenant.core.complain("create 1:1: Teams does not send the activity; send it yourself")
        return {"id": tenant.open_chat(person.id).id}

    def _only_member(self, members: Any) -> Person:
        if not isinstance(members, list) or len(members) != 1 or not isinstance(members[0], dict):
            raise errors.bad_argument("A chat has one member besides the bot")
        person = self._tenant.person_of(str(members[0].get("id")))
        if person is None:
            raise errors.bad_argument("Failed to decrypt pairwise id")
        return person

    def _writable(self, conversation: Conversation) -> None:
        """Raise ConnectorError when the person of a chat keeps the app out."""
        if conversation.kind is Kind.CHANNEL:
            return
        person = self._tenant.core.people.get(conversation.person)
        gone = person is None or person.deleted
        if gone or not self._tenant.has_app(conversation) or self._blocks(conversation.person):
            raise errors.writes_blocked()

    def _blocks(self, person: str) -> bool:
        return person in self._tenant.blocked

    def _own(self, conversation: Conversation, message_id: str) -> Message:
        message = conversation.messages.get(message_id)
        if message is None:
            raise errors.no_activity()
        if message.author != self._tenant.bot:
            raise errors.not_ours()
        return message

    def _thread(self, conversation: Conversation, answered: str | None) -> str | None:
        if conversation.kind is Kind.PERSONAL or not answered:
            return None
        known = conversation.messages.get(answered)
        return (known.thread or known.id) if known is not None else None

    def _message(self, sent: Sent, thread: str | None) -> Message:
        return Message(
            id=self._tenant.fresh_id(),
            author=self._tenant.bot,
            at=self._tenant.core.clock.now(),
            text=sent.text,
            text_format=sent.text_format,
            summary=sent.summary,
            attachments=sent.attachments,
            entities=sent.entities,
            thread=thread,
        )

    def _where(self, conversation: Conversation) -> str:
        person = self._tenant.core.people.get(conversation.person)
        if person is not None:
            return f"Teams, chat with {person.first_name}"
        return f"Teams, channel {conversation.name}"

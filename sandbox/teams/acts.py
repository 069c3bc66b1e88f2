"""What a person does in conversations: writes, presses, looks at cards that renew themselves.

Each act becomes the activity that Teams would send. Dialogs are in `dialogs`, searches in `search`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sandbox.people import Person
from sandbox.teams import answers, choice
from sandbox.teams.answers import Reading
from sandbox.teams.cards.whole import MOST_REFRESHED
from sandbox.teams.choice import Choice
from sandbox.teams.deliver import Delivery
from sandbox.teams.dialogs import Dialogs
from sandbox.teams.envelope import Envelope
from sandbox.teams.model import Conversation, Kind, Message, Outcome, TeamsError, View
from sandbox.teams.tenant import Tenant
from sandbox.values import Json

_REFRESH_AFTER: Final = timedelta(minutes=1)
_BACK: Final = ("messageBack", "imBack")


class Acts:
    """The acts, in one tenant."""

    def __init__(self, tenant: Tenant, delivery: Delivery, dialogs: Dialogs) -> None:
        self._tenant = tenant
        self._delivery = delivery
        self._dialogs = dialogs
        self._envelope = Envelope(tenant)

    # Writing --------------------------------------------------------------------------------

    def write(
        self, person: Person, conversation: Conversation, text: str, thread: str | None = None
    ) -> tuple[Message, Json | None]:
        """Put a person's message there; also return the activity that the app gets, if it does.

        In a channel the app hears only what mentions it: `@` and its name become the mention.
        """
        name = self._tenant.app.name
        at = f"<at>{name}</at>"
        typed = re.sub(re.escape(f"@{name}"), at, text, flags=re.IGNORECASE)
        mentions = at in typed and conversation.kind is Kind.CHANNEL
        message = Message(
            id=self._tenant.fresh_id(),
            author=person.id,
            at=self._tenant.core.clock.now(),
            text=text,
            thread=thread,
        )
        self._tenant.put(conversation, message)
        conversation.read[person.id] = message.id
        if not self._tenant.has_app(conversation):
            return message, None
        if conversation.kind is Kind.CHANNEL and not mentions:
            return message, None
        return message, self._written(person, conversation, message, typed if mentions else text)

    async def say(
        self, person: Person, conversation: Conversation, text: str, thread: str | None = None
    ) -> Outcome:
        """Write something, and wait until the app has taken it."""
        _, activity = self.write(person, conversation, text, thread)
        return Outcome() if activity is None else await self.deliver(activity)

    async def deliver(self, activity: Json) -> Outcome:
        """Bring an activity that is no invoke to the app."""
        said = answers.failed(await self._delivery.send(activity))
        return Outcome() if said is None else Outcome(ok=False, error=said.error)

    def _written(
        self, person: Person, conversation: Conversation, message: Message, text: str
    ) -> Json:
        thread = self._tenant.thread_id(conversation, message)
        activity = self._envelope.message(
            person, conversation, thread, message.id, text=text, textFormat="plain"
        )
        name = self._tenant.app.name
        at = f"<at>{name}</at>"
        if conversation.kind is Kind.CHANNEL:
            mentioned = {"id": self._tenant.bot, "name": name}
            activity["entities"].append({"type": "mention", "text": at, "mentioned": mentioned})
            activity["text"] = f"{text}\n"
        shown = html.escape(text.replace(at, name))
        activity["attachments"] = [{"contentType": "text/html", "content": f"<p>{shown}</p>"}]
        return activity

    # Pressing -------------------------------------------------------------------------------

    async def press(
        self,
        person: Person,
        conversation: Conversation,
        message: Message,
        what: str | Json,
        inputs: Mapping[str, object] | None = None,
        *,
        number: int = 0,
        older_client: bool = False,
    ) -> Outcome:
        """Press a button of a message's card, by its title or as the card has it.

        `older_client` knows neither Action.Execute nor dialogs. Raises TeamsError when the button
        is not there.
        """
        chosen = choice.pressed(message.cards(person.id), what, number)
        if older_client:
            chosen = chosen.for_older_clients()
        values, refused = choice.checked(chosen, inputs or {})
        if refused:
            return Outcome(ok=False, errors=refused)
        sends = chosen.kind in {"Action.Execute", "Action.Submit"}
        if sends and message.author == self._tenant.bot and not self._tenant.has_app(conversation):
            return Outcome(ok=False, error=answers.UNREACHABLE)
        match chosen.kind:
            case "Action.Execute":
                return await self._execute(person, conversation, message, chosen, values)
            case "Action.Submit":
                dialogs = not older_client
                return await self._submit(
                    person, conversation, message, chosen, values, dialogs=dialogs
                )
            case "Action.OpenUrl":
                return Outcome(url=str(chosen.action.get("url")))
            case _:
                return Outcome()

    async def _execute(
        self,
        person: Person,
        conversation: Conversation,
        message: Message,
        chosen: Choice,
        values: Mapping[str, str],
    ) -> Outcome:
        action = {**chosen.action, "data": choice.merged(chosen, values)}
        action.pop("fallback", None)
        read = await self._asked(person, conversation, message, action, "manual")
        return self._shown(person, conversation, message, read)

    async def _asked(
        self,
        person: Person,
        conversation: Conversation,
        message: Message,
        action: Json,
        trigger: str,
    ) -> Reading:
        activity = self._envelope.invoke(
            person,
            conversation,
            self._tenant.thread_id(conversation, message),
            "adaptiveCard/action",
            {"action": action, "trigger": trigger},
            reply_to=message.id,
        )
        answer = await self._delivery.send(activity)
        return answers.action(answer, self._tenant.core.complain)

    def _shown(
        self, person: Person, conversation: Conversation, message: Message, read: Reading
    ) -> Outcome:
        """Show the answer to the one who pressed."""
        if read.card is not None:
            message.views[person.id] = View(card=read.card, at=self._tenant.core.clock.now())
            self._tenant.changed(conversation, only=person.id)
        return Outcome(ok=read.error is None, error=read.error, note=read.note)

    async def _submit(
        self,
        person: Person,
        conversation: Conversation,
        message: Message,
        chosen: Choice,
        values: Mapping[str, str],
        *,
        dialogs: bool,
    ) -> Outcome:
        data = choice.merged(chosen, values)
        extra = data.get("msteams") if isinstance(data, dict) else None
        kind = str(extra.get("type")) if isinstance(extra, dict) else ""
        if kind == "task/fetch" and dialogs:
            thread = self._tenant.thread_id(conversation, message)
            return await self._dialogs.fetch(person, conversation, thread, message.id, data)
        if kind in _BACK and isinstance(extra, dict):
            return await self._said_by_button(person, conversation, message, extra, kind)
        if kind not in {"", "task/fetch"}:
            self._tenant.core.complain(f"Teams, Action.Submit of unknown kind {kind!r}")
        activity = self._pressed(person, conversation, message, value=data)
        return await self._sent(activity)

    async def _said_by_button(
        self, person: Person, conversation: Conversation, message: Message, extra: Json, kind: str
    ) -> Outcome:
        """Do as if the person had typed what the button says."""
        spoken = extra.get("value") if kind == "imBack" else extra.get("displayText")
        if spoken:
            self._tenant.put(
                conversation,
                Message(
                    id=self._tenant.fresh_id(),
                    author=person.id,
                    at=self._tenant.core.clock.now(),
                    text=str(spoken),
                    thread=None if conversation.kind is Kind.PERSONAL else message.id,
                ),
            )
        more: Json = {"text": str(extra.get("value" if kind == "imBack" else "text", ""))}
        if kind == "messageBack":
            more["value"] = extra.get("value")
        return await self._sent(self._pressed(person, conversation, message, **more))

    def _pressed(
        self, person: Person, conversation: Conversation, message: Message, **more: Any
    ) -> Json:
        thread = self._tenant.thread_id(conversation, message)
        message_id = self._tenant.fresh_id()
        activity = self._envelope.message(person, conversation, thread, message_id, **more)
        activity["replyToId"] = message.id
        activity["channelData"]["source"] = {"name": "message"}
        activity["channelData"]["legacy"] = {"replyToId": f"1:{message.id}"}
        return activity

    async def _sent(self, activity: Json) -> Outcome:
        said = answers.failed(await self._delivery.send(activity))
        return Outcome() if said is None else Outcome(ok=False, error=answers.WRONG)

    # Looking --------------------------------------------------------------------------------

    async def look(self, person: Person, conversation: Conversation) -> int:
        """Look at a conversation: cards that renew themselves do so. Return how many did."""
        renewed = 0
        for message in list(conversation.messages.values()):
            if self.due(person, conversation, message) is not None:
                renewed += (await self.refresh(person, conversation, message)).ok
        return renewed

    def due(self, person: Person, conversation: Conversation, message: Message) -> Json | None:
        """Return the action with which a card in view renews itself for this person, or None.

        The client asks for those named in the card, or for everybody where at most 60 people are,
        and not again within a minute.
        """
        view = message.views.get(person.id)
        now = self._tenant.core.clock.now()
        if view is not None and now - view.at < _REFRESH_AFTER:
            return None
        cards = message.cards(person.id)
        refresh = cards[0].get("refresh") if cards else None
        if not isinstance(refresh, dict) or not isinstance(refresh.get("action"), dict):
            return None
        named = refresh.get("userIds")
        if named is None:
            invited = len(self._tenant.members(conversation)) <= MOST_REFRESHED
        else:
            invited = self._tenant.account(person.id) in named[:MOST_REFRESHED]
        action: Json = refresh["action"]
        return action if invited else None

    async def refresh(
        self, person: Person, conversation: Conversation, message: Message, *, force: bool = False
    ) -> Outcome:
        """Let a card renew itself; `force` without waiting for the minute to be over."""
        if force:
            message.views.pop(person.id, None)
        action = self.due(person, conversation, message)
        if action is None or not self._tenant.has_app(conversation):
            return Outcome(ok=False)
        read = await self._asked(person, conversation, message, action, "automatic")
        if read.card is None:
            if read.note is not None:
                self._tenant.core.complain("Teams, a refresh answered in words, which no one sees")
            return Outcome(ok=False, error=read.error)
        return self._shown(person, conversation, message, read)


def message_in(conversation: Conversation, message_id: str) -> Message:
    """Return a message. Raises TeamsError."""
    message = conversation.messages.get(message_id)
    if message is None:
        raise TeamsError("That message is no longer there.")
    return message

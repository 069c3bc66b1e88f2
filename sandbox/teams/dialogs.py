"""Dialogs (task modules): opened by a button, filled in, sent off, closed. One for each person.

Source: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sandbox.people import Person
from sandbox.teams import answers, choice
from sandbox.teams.answers import Reading
from sandbox.teams.deliver import Delivery
from sandbox.teams.envelope import Envelope
from sandbox.teams.model import Conversation, Dialog, Outcome, TeamsError
from sandbox.teams.tenant import Tenant
from sandbox.values import Json

_CONTEXT: Final = {"theme": "default"}


class Dialogs:
    """The dialogs, in one tenant."""

    def __init__(self, tenant: Tenant, delivery: Delivery) -> None:
        self._tenant = tenant
        self._delivery = delivery
        self._envelope = Envelope(tenant)

    async def fetch(
        self, person: Person, conversation: Conversation, thread: str, message_id: str, data: Any
    ) -> Outcome:
        """Ask the app for the dialog behind a button."""
        activity = self._envelope.invoke(
            person,
            conversation,
            thread,
            "task/fetch",
            {"data": data, "context": _CONTEXT},
            reply_to=message_id,
        )
        answer = await self._delivery.send(activity)
        read = answers.dialog(answer, self._tenant.core.complain, name="task/fetch")
        return self._show(person, thread, read)

    async def act(
        self,
        person: Person,
        what: str | Json = "",
        inputs: Mapping[str, object] | None = None,
        *,
        number: int = 0,
    ) -> Outcome:
        """Press a button in the open dialog; without a title, the first that sends it off.

        Raises TeamsError when there is none.
        """
        dialog = self._tenant.dialogs.get(person.id)
        if dialog is None or dialog.card is None:
            raise TeamsError("There is no open dialog.")
        chosen = self._chosen(dialog.card, what, number)
        values, refused = choice.checked(chosen, inputs or {})
        if refused:
            return Outcome(ok=False, errors=refused)
        match chosen.kind:
            case "Action.Submit":
                return await self._submit(person, dialog, choice.merged(chosen, values))
            case "Action.OpenUrl":
                return Outcome(url=str(chosen.action.get("url")))
            case _:
                return Outcome()

    def close(self, person: Person) -> None:
        """Close the dialog; the app is not told."""
        if self._tenant.dialogs.pop(person.id, None) is not None:
            self._tenant.core.bus.tell("teams_dialog", person=person.id)

    # ------------------------------------------------------------------------------------------

    def _chosen(self, card: Json, what: str | Json, number: int) -> choice.Choice:
        if what:
            return choice.pressed([card], what, number)
        sending = [b for b in choice.buttons([card]) if b.kind == "Action.Submit"]
        if not sending:
            raise TeamsError("Nothing in this dialog can be sent off.")
        return sending[0]

    async def _submit(self, person: Person, dialog: Dialog, data: Any) -> Outcome:
        conversation, _ = self._tenant.find(dialog.conversation)
        if conversation is None:
            raise TeamsError("The conversation of this dialog is gone.")
        activity = self._envelope.invoke(
            person,
            conversation,
            dialog.conversation,
            "task/submit",
            {"data": data, "context": _CONTEXT},
        )
        answer = await self._delivery.send(activity)
        read = answers.dialog(answer, self._tenant.core.complain, name="task/submit")
        return self._show(person, dialog.conversation, read)

    def _show(self, person: Person, thread: str, read: Reading) -> Outcome:
        """Show an answer: a card or words take the dialog's place, nothing closes it."""
        if read.error is not None:
            return Outcome(ok=False, error=read.error)
        if read.card is None and read.note is None:
            self.close(person)
            return Outcome()
        self._tenant.dialogs[person.id] = Dialog(
            id=self._tenant.core.ids.fresh_secret("teams dialog", 12),
            person=person.id,
            conversation=thread,
            title=read.title,
            height=read.height,
            width=read.width,
            card=read.card,
            message=read.note or "",
        )
        self._tenant.core.bus.tell("teams_dialog", person=person.id)
        return Outcome(note=read.note)

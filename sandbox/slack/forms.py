"""What a person does with a modal: submits it, closes it, searches in an external list.

Shapes: docs.slack.dev/reference/interaction-payloads/view-interactions-payload and
.../block_suggestion-payload; answers: docs.slack.dev/surfaces/modals.
"""

from __future__ import annotations

from typing import Any

from sandbox.slack import state
from sandbox.slack.action import find
from sandbox.slack.deliver import Answer, Delivery, Kind
from sandbox.slack.interact import TROUBLE, Outcome, base
from sandbox.slack.kit.elements import SUGGESTIONS
from sandbox.slack.model import SlackError, View
from sandbox.slack.views import STACK, Views
from sandbox.slack.workspace import Workspace
from sandbox.values import Json

_ACTIONS = {"errors", "update", "push", "clear"}


class Forms:
    """The acts on modals, in one workspace."""

    def __init__(self, space: Workspace, delivery: Delivery, views: Views) -> None:
        self._space = space
        self._delivery = delivery
        self._views = views

    async def submit(self, person: str, view_id: str, values: Json) -> Outcome:
        """Press the modal's submit button with these values in its fields."""
        view = self._top(person, view_id)
        if view is None:
            return Outcome(ok=False, error="This form is no longer open.")
        blocks = view.content["blocks"]
        try:
            view.values = state.merged(blocks, view.values, values)
        except ValueError as error:
            return Outcome(ok=False, error=str(error))
        refused = state.problems(blocks, view.values)
        if refused:
            return Outcome(ok=False, errors=refused)
        payload = base(self._space, person, "view_submission") | {
            "trigger_id": self._space.trigger(person, from_view=view.id),
            "view": self._space.shown_view(view),
            "response_urls": [],
        }
        answer = await self._delivery.ask(Kind.INTERACTION, payload)
        if not answer.ok:
            return Outcome(ok=False, error=TROUBLE)
        try:
            return self._answered(view, answer)
        except SlackError as error:
            self._space.core.complain(
                f"view_submission answered with {error.code}: {error.messages}"
            )
            return Outcome(ok=False, error=TROUBLE)

    async def close(self, person: str, view_id: str) -> Outcome:
        """Cancel a modal; the ones above it go with it."""
        stack = self._space.stack(person)
        view = next((view for view in stack if view.id == view_id), None)
        if view is None:
            return Outcome(ok=False, error="This form is no longer open.")
        cleared = bool(view.content.get("clear_on_close"))
        gone = list(stack) if cleared else stack[stack.index(view) :]
        stack[:] = stack[: len(stack) - len(gone)]
        self._space.core.bus.tell("views", person=person)
        for each in reversed(gone):
            if each.content.get("notify_on_close"):
                payload = base(self._space, person, "view_closed") | {
                    "view": self._space.shown_view(each),
                    "is_cleared": cleared,
                }
                await self._delivery.ask(Kind.INTERACTION, payload)
        return Outcome()

    async def options(
        self, person: str, container: Json, block_id: str, action_id: str, value: str
    ) -> list[Json]:
        """Type in an external select, and return what it offers (options or option groups)."""
        payload = base(self._space, person, "block_suggestion") | {
            "action_id": action_id,
            "block_id": block_id,
            "value": value,
        }
        if container.get("type") == "message":
            channel = self._space.channels[str(container["channel_id"])]
            message = channel.messages[str(container["message_ts"])]
            find(message.blocks, block_id, action_id)
            payload |= {
                "container": container,
                "channel": {"id": channel.id, "name": channel.name},
                "message": self._space.shown(message),
            }
        else:
            view = self._space.find_view(str(container["view_id"]))
            if view is None:
                return []
            find(view.content["blocks"], block_id, action_id)
            payload |= {
                "container": {"type": "view", "view_id": view.id},
                "view": self._space.shown_view(view),
            }
        answer = await self._delivery.ask(Kind.INTERACTION, payload)
        return self._suggested(answer)

    # ------------------------------------------------------------------------------------------

    def _suggested(self, answer: Answer) -> list[Json]:
        faults: list[str] = []
        SUGGESTIONS(answer.body, "", faults)
        if not answer.ok or faults:
            self._space.core.complain(f"block_suggestion answered with {faults or answer.failure}")
            return []
        return list(answer.body.get("options") or answer.body.get("option_groups") or [])

    def _top(self, person: str, view_id: str) -> View | None:
        stack = self._space.stack(person)
        return stack[-1] if stack and stack[-1].id == view_id else None

    def _answered(self, view: View, answer: Answer) -> Outcome:
        body: Any = answer.body
        if not answer.text.strip() or body == {}:
            self._pop(view)
            return Outcome()
        action = body.get("response_action") if isinstance(body, dict) else None
        if action not in _ACTIONS:
            raise SlackError("invalid_response", messages=[answer.text[:200]])
        match action:
            case "errors":
                return self._refused(view, body)
            case "clear":
                self._space.stack(view.person).clear()
                self._space.core.bus.tell("views", person=view.person)
            case "update":
                self._views.replace(view, self._modal(body))
            case _:
                if len(self._space.stack(view.person)) >= STACK:
                    raise SlackError("push_limit_reached")
                self._views.place(view.person, self._modal(body), fresh_stack=False)
        return Outcome()

    def _modal(self, body: Json) -> Json:
        content = self._space.checked_view(body.get("view"))
        if content["type"] != "modal":
            raise SlackError("invalid_arguments", messages=["[ERROR] view must be a modal"])
        return content

    def _refused(self, view: View, body: Json) -> Outcome:
        errors = body.get("errors")
        inputs = {b["block_id"] for b in view.content["blocks"] if b["type"] == "input"}
        if not isinstance(errors, dict) or not errors:
            raise SlackError("invalid_response", messages=["[ERROR] errors must be an object"])
        foreign = sorted(errors.keys() - inputs)
        if foreign or not all(isinstance(text, str) and text for text in errors.values()):
            raise SlackError(
                "invalid_response", messages=[f"[ERROR] no input block named {foreign}"]
            )
        return Outcome(ok=False, errors=errors)

    def _pop(self, view: View) -> None:
        stack = self._space.stack(view.person)
        if view in stack:
            stack[:] = stack[: stack.index(view)]
        self._space.core.bus.tell("views", person=view.person)

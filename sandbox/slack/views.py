"""The views.* methods: modals on a stack of three, Home tabs, hashes, triggers.

Knows nothing of HTTP, nor of what people type: the starting values come from `state`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sandbox.slack import state
from sandbox.slack.model import SlackError, Trigger, View
from sandbox.slack.workspace import Workspace
from sandbox.values import Json

STACK: Final = 3
TRIGGER_SECONDS: Final = 3.0
"""docs.slack.dev/interactivity/handling-user-interaction: a trigger_id expires in three seconds."""


class Views:
    """The methods, on one workspace."""

    def __init__(self, space: Workspace) -> None:
        self._space = space

    @property
    def handlers(self) -> Mapping[str, Any]:
        """The methods by name."""
        return {
            "views.open": self.open,
            "views.push": self.push,
            "views.update": self.update,
            "views.publish": self.publish,
        }

    def open(self, args: Json) -> Json:
        """Open a modal as the root of a new stack."""
        content = self._modal(args["view"])
        self._unique(content, None)
        trigger = self._exchange(args)
        view = self.place(trigger.person, content, fresh_stack=True)
        return {"view": self._space.shown_view(view)}

    def push(self, args: Json) -> Json:
        """Put a modal on top of the one from which the trigger came."""
        content = self._modal(args["view"])
        self._unique(content, None)
        trigger = self._exchange(args)
        stack = self._space.stack(trigger.person)
        if not stack or trigger.from_view not in {view.id for view in stack}:
            raise SlackError("not_found")
        view = self.place(trigger.person, content, fresh_stack=False)
        return {"view": self._space.shown_view(view)}

    def update(self, args: Json) -> Json:
        """Replace the content of an open view."""
        view = None
        if args.get("view_id"):
            view = self._space.find_view(args["view_id"])
        elif args.get("external_id"):
            view = self._space.find_external(args["external_id"])
        else:
            raise SlackError(
                "invalid_arguments", messages=["[ERROR] missing required field: view_id"]
            )
        if view is None:
            raise SlackError("not_found")
        content = self._space.checked_view(args["view"])
        if content["type"] != view.kind:
            raise SlackError(
                "invalid_arguments", messages=["[ERROR] a view cannot change its type"]
            )
        self._unique(content, view)
        _same_hash(args, view)
        self.replace(view, content)
        return {"view": self._space.shown_view(view)}

    def publish(self, args: Json) -> Json:
        """Publish the Home tab of one person."""
        if not self._space.app.home:
            raise SlackError("not_enabled")
        person = self._space.core.people.get(args["user_id"])
        if person is None or person.deleted:
            raise SlackError("invalid_arguments", messages=["[ERROR] invalid `user_id`"])
        content = self._space.checked_view(args["view"])
        if content["type"] != "home":
            raise SlackError(
                "invalid_arguments",
                messages=["[ERROR] view must be of type `home` [json-pointer:/view/type]"],
            )
        view = self._space.homes.get(person.id)
        self._unique(content, view)
        if view is None:
            view = self._new(person.id, content)
            self._space.homes[person.id] = view
            self._space.core.bus.tell("home", person=person.id)
        else:
            _same_hash(args, view)
            self.replace(view, content)
        return {"view": self._space.shown_view(view)}

    def place(self, person: str, content: Json, *, fresh_stack: bool) -> View:
        """Put a modal before a person. Raises SlackError(push_limit_reached)."""
        stack = self._space.stack(person)
        if fresh_stack:
            stack.clear()
        if len(stack) >= STACK:
            raise SlackError("push_limit_reached")
        view = self._new(person, content)
        if stack:
            view.root, view.previous = stack[0].id, stack[-1].id
        stack.append(view)
        self._space.core.bus.tell("views", person=person)
        return view

    def replace(self, view: View, content: Json) -> None:
        """Change a view in place; what was typed stays where block and element are the same."""
        view.values = state.kept(view.values, state.starting(content["blocks"]))
        view.content = content
        view.hash = self._space.view_hash()
        kind = "views" if view.kind == "modal" else "home"
        self._space.core.bus.tell(kind, person=view.person)

    # ------------------------------------------------------------------------------------------

    def _new(self, person: str, content: Json) -> View:
        view_id = self._space.core.ids.fresh("V")
        return View(
            id=view_id,
            person=person,
            content=content,
            hash=self._space.view_hash(),
            root=view_id,
            values=state.starting(content["blocks"]),
        )

    def _modal(self, given: Any) -> Json:
        content = self._space.checked_view(given)
        if content["type"] != "modal":
            raise SlackError(
                "invalid_arguments",
                messages=["[ERROR] view must be of type `modal` [json-pointer:/view/type]"],
            )
        return content

    def _unique(self, content: Json, view: View | None) -> None:
        other = self._space.find_external(content.get("external_id") or "")
        if other is not None and other is not view:
            raise SlackError("duplicate_external_id")

    def _exchange(self, args: Json) -> Trigger:
        trigger = self._space.triggers.get(args.get("trigger_id") or "")
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._space.core.clock.ticks() - trigger.issued > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger


def _same_hash(args: Json, view: View) -> None:
    if args.get("hash") and args["hash"] != view.hash:
        raise SlackError("hash_conflict")

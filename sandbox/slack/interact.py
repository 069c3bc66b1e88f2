"""What a person does in Slack outside forms: writes, commands, presses, opens the app's Home.

Each act becomes the payload that Slack would send. Shapes:
docs.slack.dev/reference/interaction-payloads,
docs.slack.dev/interactivity/implementing-slash-commands.
Forms are in `forms`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.slack import action as actions
from sandbox.slack import state
from sandbox.slack.deliver import Answer, Delivery, Failure, Kind
from sandbox.slack.model import Channel, Message, SlackError, View
from sandbox.slack.response import Responses
from sandbox.slack.workspace import Workspace
from sandbox.values import Json

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """How an act ended: `error` is what Slack shows, `errors` are shown at blocks."""

    ok: bool = True
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    url: str | None = None


def base(space: Workspace, person: str, kind: str) -> Json:
    """Return the fields that all interaction payloads share, without a trigger."""
    return {
        "type": kind,
        "user": space.short_user(person),
        "api_app_id": space.app_id,
        "token": space.verification_token,
        "team": {"id": space.team_id, "domain": space.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


class Interact:
    """The acts, in one workspace."""

    def __init__(self, space: Workspace, delivery: Delivery, responses: Responses) -> None:
        self._space = space
        self._delivery = delivery
        self._responses = responses

    def write(self, person: str, channel_id: str, text: str) -> Message:
        """Write a message as a person. Raises SlackError when they may not."""
        channel = self._seen(person, channel_id)
        if channel.is_archived:
            raise SlackError("is_archived")
        message = Message(ts=self._space.stamp(), author=person, text=text)
        self._space.post(channel, message)
        channel.read[person] = message.ts
        if self._space.bot_user.id in channel.members:
            self._announce(channel, message)
        return message

    async def command(self, person: str, channel_id: str, text: str) -> Outcome:
        """Run a slash command, such as `/advocacy help`."""
        channel = self._seen(person, channel_id)
        name, _, rest = text.strip().partition(" ")
        if name not in {command.command for command in self._space.app.commands}:
            return Outcome(ok=False, error=f"{name} is not a valid command.")
        answer = await self._delivery.ask(
            Kind.COMMAND, self._command_form(person, channel, name, rest.strip())
        )
        if answer.failure is not None:
            timeout = answer.failure is Failure.TIMEOUT
            code = "operation_timeout" if timeout else "dispatch_failed"
            return Outcome(ok=False, error=f'{name} failed with the error "{code}"')
        return self._command_answer(channel, person, answer)

    async def press(
        self,
        person: str,
        container: Json,
        block_id: str,
        chosen: Json,
        values: Json | None = None,
    ) -> Outcome:
        """Use an element of a message, modal or Home tab.

        `container` is {"type": "message", "channel_id", "message_ts"} or {"type": "view",
        "view_id"}; `chosen` names the element's `action_id` and what was chosen in it.
        """
        try:
            payload, element = self._press_payload(person, container, block_id, chosen, values)
        except (ValueError, SlackError) as error:
            return Outcome(ok=False, error=f"That is no longer there ({error}).")
        answer = await self._delivery.ask(Kind.INTERACTION, payload)
        url = element.get("url")
        if not answer.ok:
            return Outcome(ok=False, error=TROUBLE, url=url)
        return Outcome(url=url)

    def open_home(self, person: str, *, tab: str = "home") -> None:
        """Open the app's Home or Messages tab."""
        channel, _ = self._space.open_dm(person)
        event: Json = {
            "type": "app_home_opened",
            "user": person,
            "channel": channel.id,
            "tab": tab,
        }
        view = self._space.homes.get(person)
        if view is not None and tab == "home":
            event["view"] = self._space.shown_view(view)
        self._delivery.event(event)

    # ------------------------------------------------------------------------------------------

    def _seen(self, person: str, channel_id: str) -> Channel:
        channel = self._space.channels.get(channel_id)
        if channel is None or not self._space.sees(channel, person):
            raise SlackError("channel_not_found")
        return channel

    def _announce(self, channel: Channel, message: Message) -> None:
        kind = "im" if channel.is_dm else ("group" if channel.is_private else "channel")
        event: Json = {
            "type": "message",
            "channel": channel.id,
            "user": message.author,
            "text": message.text,
            "ts": message.ts,
            "event_ts": message.ts,
            "channel_type": kind,
            "team": self._space.team_id,
        }
        self._delivery.event(event)
        if f"<@{self._space.bot_user.id}>" in message.text and not channel.is_dm:
            mention = {name: event[name] for name in event if name != "channel_type"}
            self._delivery.event(mention | {"type": "app_mention"})

    def _command_form(self, person: str, channel: Channel, name: str, text: str) -> Json:
        space = self._space
        if channel.is_dm:
            channel_name = "directmessage"
        else:
            channel_name = "privategroup" if channel.is_private else channel.name
        return {
            "token": space.verification_token,
            "team_id": space.team_id,
            "team_domain": space.domain,
            "channel_id": channel.id,
            "channel_name": channel_name,
            "user_id": person,
            "user_name": space.person(person).handle,
            "command": name,
            "text": text,
            "api_app_id": space.app_id,
            "is_enterprise_install": "false",
            "response_url": space.reply_url(channel.id, person),
            "trigger_id": space.trigger(person),
        }

    def _command_answer(self, channel: Channel, person: str, answer: Answer) -> Outcome:
        """Show the body with which the app answered a command, if it had one."""
        if not answer.text.strip():
            return Outcome()
        body: Any = answer.body if isinstance(answer.body, dict) else {"text": answer.text}
        if not body:
            return Outcome()
        try:
            self._responses.apply(channel, person, body)
        except SlackError as error:
            self._space.core.complain(f"command answered with {error.code}: {error.messages}")
            return Outcome(ok=False, error=f"The app's answer could not be shown ({error.code}).")
        return Outcome()

    def _press_payload(
        self, person: str, container: Json, block_id: str, chosen: Json, values: Json | None
    ) -> tuple[Json, Json]:
        payload = base(self._space, person, "block_actions")
        if container.get("type") == "view":
            view = self._view(person, str(container["view_id"]))
            blocks = view.content["blocks"]
            view.values = state.merged(blocks, view.values, values or {})
            element, action = actions.used(blocks, block_id, chosen, self._space.stamp())
            view.values = _with_choice(blocks, view.values, block_id, element, action)
            payload |= {
                "container": {"type": "view", "view_id": view.id},
                "trigger_id": self._space.trigger(person, from_view=view.id),
                "view": self._space.shown_view(view),
                "state": {"values": view.values},
            }
        else:
            channel, message = self._message(person, container)
            blocks = message.blocks
            entered = state.merged(blocks, state.starting(blocks), values or {})
            element, action = actions.used(blocks, block_id, chosen, self._space.stamp())
            entered = _with_choice(blocks, entered, block_id, element, action)
            payload |= self._message_part(person, channel, message, entered)
        payload["actions"] = [action]
        return payload, element

    def _message_part(self, person: str, channel: Channel, message: Message, entered: Json) -> Json:
        ephemeral = message.ephemeral_for is not None
        part: Json = {
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": channel.id,
                "is_ephemeral": ephemeral,
            },
            "trigger_id": self._space.trigger(person),
            "channel": {
                "id": channel.id,
                "name": "directmessage" if channel.is_dm else channel.name,
            },
            "state": {"values": entered},
            "response_url": self._space.reply_url(channel.id, person, message_ts=message.ts),
        }
        if not ephemeral:
            part["message"] = self._space.shown(message)
        return part

    def _view(self, person: str, view_id: str) -> View:
        view = self._space.find_view(view_id)
        if view is None or view.person != person:
            message = "view"
            raise ValueError(message)
        return view

    def _message(self, person: str, container: Json) -> tuple[Channel, Message]:
        channel = self._seen(person, str(container["channel_id"]))
        message = channel.messages.get(str(container["message_ts"]))
        if message is None or message.ephemeral_for not in {None, person}:
            reason = "message"
            raise ValueError(reason)
        return channel, message


def _with_choice(
    blocks: list[Json], values: Json, block_id: str, element: Json, action: Json
) -> Json:
    """Return the values with the choice that the action itself makes."""
    if element["type"] not in state.FIELDS:
        return values
    field_name, _ = state.FIELDS[element["type"]]
    given = {field_name: action.get(field_name)}
    return state.merged(blocks, values, {block_id: {element["action_id"]: given}})

"""Verified payloads of Slack → stimuli, with everything the answer will need to find its way.

Must not know handlers: an action id nobody knows becomes a press like any other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack import paint_buttons, parse_events, payloads, values
from bot.slack.incoming import Incoming, Kind, Origin, message_of, person_of, place_of
from bot.slack.payloads import Malformed
from chat import press
from chat.stimuli import Pressed, Said, Submitted, Surface, Values

SAY_AGAIN = "said"
"""The press that repeats a command; its argument `words` are the command's."""

_AGAIN = re.compile(r"#\d+$")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Metadata:
    form: str
    context: dict[str, str]
    presses: dict[str, dict[str, str]]
    origin: Origin


def parse(body: Mapping[str, Any]) -> Incoming:
    """What a payload means.

    Raises Malformed for anything that Slack does not send.
    """
    kind = body.get("type")
    if kind == "event_callback":
        return parse_events.parse(payloads.read(payloads.EventPayload, body))
    if kind == "block_actions":
        return _press(payloads.read(payloads.PressPayload, body))
    if kind == "view_submission":
        return _submission(payloads.read(payloads.SubmissionPayload, body))
    if kind == "block_suggestion":
        return Incoming(kind=Kind.PRESS, stimulus=None, options=True)
    if isinstance(kind, str) and kind:
        # Closed views, shortcuts, rate notices: nothing of ours hangs on them.
        return Incoming(kind=Kind.EVENT, stimulus=None)
    if "command" in body:
        return _command(payloads.read(payloads.CommandPayload, body))
    raise Malformed("type: missing")


def _command(body: payloads.CommandPayload) -> Incoming:
    stimulus = Said(
        workspace=body["team_id"],
        person=person_of(body["user_id"], body.get("user_name", "")),
        place=place_of(body["channel_id"]),
        words=_unescaped(body.get("text", "")).strip(),
    )
    origin = Origin(place=body["channel_id"], response_url=body.get("response_url"))
    return Incoming(
        kind=Kind.COMMAND, stimulus=stimulus, origin=origin, trigger=body.get("trigger_id")
    )


def _unescaped(text: str) -> str:
    """What was typed, as docs.slack.dev/messaging/formatting-message-text escapes it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _press(body: payloads.PressPayload) -> Incoming:
    if not body["actions"]:
        raise Malformed("actions: empty")
    view = body.get("view")
    surface = _surface(view)
    metadata = _metadata(view) if view is not None and surface is Surface.FORM else None
    origin = metadata.origin if metadata is not None else _origin_of_message(body)
    opens_form, name = _name(body["actions"][0]["action_id"])
    stimulus = (
        None if name == paint_buttons.LINK_ONLY else _pressed(body, name, surface, metadata, origin)
    )
    return Incoming(
        kind=Kind.PRESS,
        stimulus=stimulus,
        origin=origin,
        trigger=body.get("trigger_id"),
        opens_form=opens_form,
        view=view,
    )


def _surface(view: payloads.ViewPayload | None) -> Surface:
    if view is None:
        return Surface.MESSAGE
    return Surface.HOME if view["type"] == "home" else Surface.FORM


def _origin_of_message(body: payloads.PressPayload) -> Origin:
    container = body["container"]
    channel = body.get("channel")
    place = channel["id"] if channel is not None else container.get("channel_id")
    return Origin(
        place=place,
        response_url=body.get("response_url"),
        message=container.get("message_ts"),
        ephemeral=container.get("is_ephemeral", False),
    )


def _name(action_id: str) -> tuple[bool, str]:
    bare = _AGAIN.sub("", values.base(action_id)[0])
    opens_form = bare.startswith(paint_buttons.OPENS_FORM)
    return opens_form, bare.removeprefix(paint_buttons.OPENS_FORM)


def _pressed(
    body: payloads.PressPayload,
    name: str,
    surface: Surface,
    metadata: _Metadata | None,
    origin: Origin,
) -> Pressed | Said:
    action = body["actions"][0]
    args = _args(action, name, metadata)
    person = person_of(body["user"]["id"], _user_name(body["user"]))
    workspace = _workspace(body, body.get("view"))
    place = place_of(origin.place)
    if name == SAY_AGAIN:
        return Said(workspace=workspace, person=person, place=place, words=args.get("words", ""))
    view = body.get("view")
    return Pressed(
        workspace=workspace,
        person=person,
        place=place,
        name=name,
        args=args,
        surface=surface,
        message=message_of(origin) if surface is Surface.MESSAGE else None,
        form=metadata.form if metadata is not None else None,
        context=metadata.context if metadata is not None else {},
        values=values.of_view(view) if view is not None else Values(),
    )


def _args(action: payloads.ActionPayload, name: str, metadata: _Metadata | None) -> dict[str, str]:
    """A button carries its arguments itself, a field's are kept in the form's metadata."""
    if action.get("type") != "button":
        return metadata.presses.get(name, {}) if metadata is not None else {}
    try:
        return press.decode_args(action.get("value") or "")
    except ValueError:
        raise Malformed("actions.0.value: not ours") from None


def _submission(body: payloads.SubmissionPayload) -> Incoming:
    metadata = _metadata(body["view"])
    stimulus = Submitted(
        workspace=_workspace(body, body["view"]),
        person=person_of(body["user"]["id"], _user_name(body["user"])),
        place=place_of(metadata.origin.place),
        form=metadata.form,
        context=metadata.context,
        values=values.of_view(body["view"]),
    )
    return Incoming(
        kind=Kind.SUBMISSION,
        stimulus=stimulus,
        origin=metadata.origin,
        trigger=body.get("trigger_id"),
        view=body["view"],
    )


def _user_name(user: payloads.UserPayload) -> str:
    return user.get("name") or user.get("username") or ""


def _workspace(
    body: payloads.PressPayload | payloads.SubmissionPayload, view: payloads.ViewPayload | None
) -> str:
    """Org-wide installations leave the team empty and name it with the person or the view.

    Somebody of another company, who sees our messages in a channel shared through Slack Connect,
    acts in their own workspace and not in ours; only within one Enterprise do teams mix.
    """
    team, home = body.get("team"), body["user"].get("team_id")
    if home and team is not None and home != team["id"] and not body.get("enterprise"):
        return home
    installed = view.get("app_installed_team_id") if view is not None else None
    found = installed or (team["id"] if team is not None else home)
    if not found:
        raise Malformed("team: missing")
    return found


def _metadata(view: payloads.ViewPayload) -> _Metadata:
    try:
        found = json.loads(view.get("private_metadata") or "{}")
        origin = found.get("origin", {})
        return _Metadata(
            form=str(found.get("form") or view.get("callback_id", "")),
            context=_strings(found.get("context", {})),
            presses={name: _strings(args) for name, args in found.get("presses", {}).items()},
            origin=Origin(
                place=origin.get("place"),
                response_url=origin.get("url"),
                message=origin.get("message"),
                ephemeral="ephemeral" in origin,
            ),
        )
    except (ValueError, AttributeError, TypeError):
        raise Malformed("view.private_metadata: not ours") from None


def _strings(found: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in found.items()}

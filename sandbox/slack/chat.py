"""The chat.* methods: posting, editing, deleting, and what a message must be.

Knows nothing of HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sandbox.slack.kit import limits, whole
from sandbox.slack.model import Channel, Message, PostingRule, SlackError
from sandbox.slack.workspace import Workspace
from sandbox.values import Json

_METADATA_BYTES: Final = 16_000
_LOOKS: Final = ("username", "icon_emoji", "icon_url")
_CUSTOM: Final = "chat:write.customize"


def checked_blocks(given: Any) -> list[Json]:
    """Return the blocks when Slack would take them. Raises SlackError."""
    if not isinstance(given, list):
        raise SlackError("invalid_blocks_format")
    faults = whole.message_faults(given)
    if faults:
        raise SlackError("invalid_blocks", messages=faults)
    if whole.text_total(given) > limits.MESSAGE_TEXT_TOTAL:
        raise SlackError("msg_blocks_too_long")
    return given


def _metadata(given: Any) -> Json | None:
    if not given:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(given.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    if len(str(given)) > _METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return given


class Chat:
    """The methods, on one workspace."""

    def __init__(self, space: Workspace) -> None:
        self._space = space

    @property
    def handlers(self) -> Mapping[str, Any]:
        """The methods by name."""
        return {
            "chat.postMessage": self.post_message,
            "chat.postEphemeral": self.post_ephemeral,
            "chat.update": self.update,
            "chat.delete": self.delete,
            "chat.getPermalink": self.permalink,
        }

    def post_message(self, args: Json) -> Json:
        """Post as the app."""
        channel = self._target(args["channel"])
        self._may_post(channel, thread=bool(args.get("thread_ts")))
        message = self._message(args)
        self._space.post(channel, message)
        return {
            "channel": channel.id,
            "ts": message.ts,
            "message": self._space.shown(message),
        }

    def post_ephemeral(self, args: Json) -> Json:
        """Post for one person in a channel they are in."""
        channel = self._target(args["channel"])
        if channel.is_archived:
            raise SlackError("is_archived")
        if self._space.bot_user.id not in channel.members:
            raise SlackError("not_in_channel")
        person = str(args["user"])
        if person not in channel.members:
            raise SlackError("user_not_in_channel")
        if len(args.get("text") or "") > limits.TEXT_CUT:
            raise SlackError("msg_too_long")
        message = self._message(args)
        message.ephemeral_for = person
        self._space.post(channel, message)
        return {"message_ts": message.ts}

    def update(self, args: Json) -> Json:
        """Edit a message of the app's own. Omitted metadata stays, omitted blocks stay."""
        channel = self._known(args["channel"])
        if channel.is_archived:
            raise SlackError("is_inactive")
        message = channel.messages.get(args["ts"])
        if message is None or message.ephemeral_for is not None:
            raise SlackError("message_not_found")
        if message.author != self._space.bot_user.id:
            raise SlackError("cant_update_message")
        if len(args.get("text") or "") > limits.UPDATE_TEXT:
            raise SlackError("msg_too_long")
        fresh = self._message(args, ts=message.ts)
        message.text = fresh.text or message.text
        if "blocks" in args or "markdown_text" in args:
            message.blocks = whole.identified(fresh.blocks, self._space.fresh_block_id)
        if "attachments" in args:
            message.attachments = fresh.attachments
        if "metadata" in args:
            message.metadata = fresh.metadata
        message.edited_ts = self._space.stamp()
        self._space.changed(channel, message)
        shown = self._space.shown(message)
        return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}

    def delete(self, args: Json) -> Json:
        """Delete a message of the app's own."""
        channel = self._known(args["channel"])
        message = channel.messages.get(args["ts"])
        if message is None or message.ephemeral_for is not None:
            raise SlackError("message_not_found")
        if message.author != self._space.bot_user.id:
            raise SlackError("cant_delete_message")
        del channel.messages[message.ts]
        self._space.changed(channel, message)
        return {"channel": channel.id, "ts": message.ts}

    def permalink(self, args: Json) -> Json:
        """Return the address of a message."""
        channel = self._known(args["channel"])
        if args["message_ts"] not in channel.messages:
            raise SlackError("message_not_found")
        place = f"archives/{channel.id}/p{args['message_ts'].replace('.', '')}"
        return {"channel": channel.id, "permalink": f"{self._space.core.base_url}/{place}"}

    # ------------------------------------------------------------------------------------------

    def _known(self, name: str) -> Channel:
        channel = self._space.channels.get(name)
        hidden = channel is not None and not self._space.sees(channel, self._space.bot_user.id)
        if channel is None or hidden:
            raise SlackError("channel_not_found")
        return channel

    def _target(self, name: str) -> Channel:
        """Return the channel for an id, a #name, or a person's id (their direct message)."""
        if name.startswith("U"):
            person = self._space.core.people.get(name)
            if person is None or person.is_bot:
                raise SlackError("channel_not_found")
            return self._space.open_dm(name)[0]
        if name.startswith("#"):
            try:
                name = self._space.channel_named(name).id
            except KeyError:
                raise SlackError("channel_not_found") from None
        return self._known(name)

    def _may_post(self, channel: Channel, *, thread: bool) -> None:
        if channel.is_archived:
            raise SlackError("is_archived")
        if channel.with_user is not None:
            if not self._space.app.messages_tab:
                raise SlackError("messages_tab_disabled")
            if self._space.person(channel.with_user).deleted:
                raise SlackError("user_disabled")
        elif not self._reaches(channel):
            raise SlackError("not_in_channel")
        allowed = {
            PostingRule.OPEN: True,
            PostingRule.THREAD_ONLY: thread,
            PostingRule.NO_THREADS: not thread,
        }.get(channel.rule, False)
        if not allowed:
            raise SlackError(channel.rule.value)

    def _reaches(self, channel: Channel) -> bool:
        member = self._space.bot_user.id in channel.members
        return member or "chat:write.public" in self._space.app.scopes

    def _message(self, args: Json, *, ts: str | None = None) -> Message:
        """Return the message that the arguments describe. Raises SlackError."""
        if any(args.get(name) for name in _LOOKS) and _CUSTOM not in self._space.app.scopes:
            raise SlackError(
                "missing_scope", needed=_CUSTOM, provided=",".join(self._space.app.scopes)
            )
        text, blocks = args.get("text") or "", args.get("blocks") or []
        markdown = args.get("markdown_text") or ""
        attachments = args.get("attachments") or []
        if markdown:
            if "text" in args or "blocks" in args:
                raise SlackError("markdown_text_conflict")
            text, blocks = markdown, [{"type": "markdown", "text": markdown}]
        if not (text or blocks or attachments):
            raise SlackError("no_text")
        if blocks and not text and self._space.core.options.require_text:
            raise SlackError(
                "no_text", messages=["[ERROR] blocks without `text` are silent for screen readers"]
            )
        if len(attachments) > limits.ATTACHMENTS:
            raise SlackError("too_many_attachments")
        return Message(
            ts=ts or self._space.stamp(),
            author=self._space.bot_user.id,
            text=text[: limits.TEXT_CUT],
            blocks=checked_blocks(blocks),
            attachments=attachments,
            metadata=_metadata(args.get("metadata")),
            thread_ts=self._thread(args),
        )

    def _thread(self, args: Json) -> str | None:
        thread = args.get("thread_ts")
        if thread is None:
            return None
        channel = self._target(args["channel"])
        if thread not in channel.messages:
            raise SlackError("cannot_reply_to_message")
        return str(thread)

"""The conversations.* methods.

Knows nothing of HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sandbox.slack.directory import page
from sandbox.slack.model import Channel, Message, SlackError
from sandbox.slack.workspace import Workspace
from sandbox.values import Json

_SCOPE = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
_MOST_LISTED: Final = 1000
_MOST_PEOPLE: Final = 8


class Conversations:
    """The methods, on one workspace."""

    def __init__(self, space: Workspace) -> None:
        self._space = space

    @property
    def handlers(self) -> Mapping[str, Any]:
        """The methods by name."""
        return {
            "conversations.open": self.open,
            "conversations.list": self.list,
            "conversations.info": self.info,
            "conversations.members": self.members,
            "conversations.join": self.join,
            "conversations.history": self.history,
        }

    def open(self, args: Json) -> Json:
        """Open the direct message with one person (groups are beyond this workspace)."""
        if args.get("channel"):
            channel = self._known(args["channel"])
            if not channel.is_dm:
                raise SlackError("method_not_supported_for_channel_type")
            return self._opened(channel, known=True, whole=bool(args.get("return_im")))
        users = [user.strip() for user in (args.get("users") or "").split(",") if user.strip()]
        if not users:
            raise SlackError("users_list_not_supplied")
        if len(users) > _MOST_PEOPLE:
            raise SlackError("too_many_users")
        if len(users) > 1:
            raise SlackError("invalid_user_combination")
        self._needs("im:write")
        person = self._space.person(users[0])
        if person.deleted:
            raise SlackError("user_disabled")
        if person.is_bot:
            raise SlackError("cannot_dm_bot")
        known = self._space.dm(person.id)
        if known is None and args.get("prevent_creation"):
            raise SlackError("channel_not_found")
        channel, was_there = self._space.open_dm(person.id)
        return self._opened(channel, known=was_there, whole=bool(args.get("return_im")))

    def list(self, args: Json) -> Json:
        """List what the app can see, a page at a time."""
        types = (args.get("types") or "public_channel").split(",")
        for kind in types:
            if kind not in _SCOPE:
                raise SlackError("invalid_types")
            self._needs(f"{_SCOPE[kind]}:read")
        if (args.get("limit") or 1) > _MOST_LISTED:
            raise SlackError("invalid_limit")
        found = [
            self._shown(channel)
            for channel in self._space.channels.values()
            if _kind(channel) in types
            and self._visible(channel)
            and not (channel.is_archived and args.get("exclude_archived"))
        ]
        return page("channels", found, args, usual=100)

    def info(self, args: Json) -> Json:
        """Describe one conversation."""
        channel = self._readable(args["channel"])
        shown = self._shown(channel)
        if args.get("include_num_members"):
            shown["num_members"] = len(channel.members)
        else:
            shown.pop("num_members", None)
        if args.get("include_locale"):
            shown["locale"] = "en-GB"
        return {"channel": shown}

    def members(self, args: Json) -> Json:
        """List the members of one conversation, a page at a time."""
        channel = self._readable(args["channel"])
        if (args.get("limit") or 1) > _MOST_LISTED:
            raise SlackError("invalid_limit")
        return page("members", [*channel.members], args, usual=100)

    def join(self, args: Json) -> Json:
        """Let the app join a public channel."""
        channel = self._space.channels.get(args["channel"])
        if channel is None or (channel.is_private and not self._visible(channel)):
            raise SlackError("channel_not_found")
        if channel.is_dm or channel.is_private:
            raise SlackError("method_not_supported_for_channel_type")
        if channel.is_archived:
            raise SlackError("is_archived")
        bot = self._space.bot_user.id
        already = bot in channel.members
        if not already:
            channel.members.append(bot)
            self._space.core.bus.tell("workplace")
        answer: Json = {"channel": self._shown(channel)}
        return answer | ({"warning": "already_in_channel"} if already else {})

    def history(self, args: Json) -> Json:
        """Return the messages of a conversation, newest first."""
        channel = self._known(args["channel"])
        self._needs(f"{_SCOPE[_kind(channel)]}:history")
        if self._space.bot_user.id not in channel.members:
            raise SlackError("not_in_channel")
        latest, oldest = args.get("latest") or "9", args.get("oldest") or "0"
        inclusive = bool(args.get("inclusive"))
        found = [
            self._with_metadata(message, wanted=bool(args.get("include_all_metadata")))
            for message in sorted(channel.messages.values(), key=lambda each: each.ts, reverse=True)
            if message.ephemeral_for is None
            and (oldest < message.ts < latest or (inclusive and message.ts in {oldest, latest}))
        ]
        answer = page("messages", found, args, usual=100)
        return answer | {"has_more": bool(answer["response_metadata"]["next_cursor"])}

    # ------------------------------------------------------------------------------------------

    def _with_metadata(self, message: Message, *, wanted: bool) -> Json:
        shown = self._space.shown(message)
        if message.metadata and wanted:
            shown["metadata"] = message.metadata
        return shown

    def _opened(self, channel: Channel, *, known: bool, whole: bool) -> Json:
        shown = self._shown(channel) if whole else {"id": channel.id}
        return {"channel": shown} | ({"no_op": True, "already_open": True} if known else {})

    def _needs(self, scope: str) -> None:
        if scope not in self._space.app.scopes:
            raise SlackError(
                "missing_scope", needed=scope, provided=",".join(self._space.app.scopes)
            )

    def _visible(self, channel: Channel) -> bool:
        return self._space.sees(channel, self._space.bot_user.id)

    def _known(self, channel_id: str) -> Channel:
        channel = self._space.channels.get(channel_id)
        if channel is None or not self._visible(channel):
            raise SlackError("channel_not_found")
        return channel

    def _readable(self, channel_id: str) -> Channel:
        channel = self._known(channel_id)
        self._needs(f"{_SCOPE[_kind(channel)]}:read")
        return channel

    def _shown(self, channel: Channel) -> Json:
        shown: Json = {
            "id": channel.id,
            "created": channel.created,
            "is_archived": channel.is_archived,
            "is_im": channel.is_dm,
            "is_org_shared": False,
            "context_team_id": self._space.team_id,
            "updated": channel.created * 1000,
        }
        if channel.is_dm:
            return shown | {
                "user": channel.with_user,
                "is_user_deleted": self._space.person(str(channel.with_user)).deleted,
                "is_open": True,
                "priority": 0,
            }
        return shown | {
            "name": channel.name,
            "name_normalized": channel.name,
            "is_channel": not channel.is_private,
            "is_group": channel.is_private,
            "is_mpim": False,
            "is_private": channel.is_private,
            "is_general": channel.is_general,
            "is_shared": False,
            "is_ext_shared": False,
            "is_member": self._space.bot_user.id in channel.members,
            "creator": channel.creator,
            "topic": {"value": channel.topic, "creator": channel.creator, "last_set": 0},
            "purpose": {"value": channel.purpose, "creator": channel.creator, "last_set": 0},
            "previous_names": [],
            "num_members": len(channel.members),
        }


def _kind(channel: Channel) -> str:
    if channel.is_dm:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"

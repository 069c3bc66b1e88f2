"""What happens in a workspace without the app: people come and go, channels close.

Each happening changes the workspace and tells the app by the documented event.
"""

from __future__ import annotations

from sandbox.people import Person
from sandbox.slack.deliver import Delivery
from sandbox.slack.directory import Directory
from sandbox.slack.model import Channel, Standing
from sandbox.slack.workspace import Workspace
from sandbox.values import Json


class Happenings:
    """The happenings, in one workspace."""

    def __init__(self, space: Workspace, delivery: Delivery) -> None:
        self._space = space
        self._delivery = delivery
        self._directory = Directory(space)

    def deactivate(self, person: Person) -> None:
        """Someone leaves the company."""
        person.deleted = True
        for channel in self._space.channels.values():
            if person.id in channel.members and not channel.is_dm:
                channel.members.remove(person.id)
        self._changed(person)

    def change(self, person: Person, *, tz: str | None = None, locale: str | None = None) -> None:
        """Someone moves, or chooses another language."""
        person.tz = tz or person.tz
        person.locale = locale or person.locale
        self._changed(person)

    def arrive(self, person: Person) -> None:
        """Someone new comes."""
        self._space.core.people.add(person)
        for channel in self._space.channels.values():
            if channel.is_general:
                channel.members.append(person.id)
        self._delivery.event({"type": "team_join", "user": self._full(person)})
        self._space.core.bus.tell("workplace")

    def join(self, person: str, channel: Channel) -> None:
        """Someone joins a channel, or is invited."""
        if person in channel.members:
            return
        channel.members.append(person)
        self._delivery.event(
            {
                "type": "member_joined_channel",
                "user": person,
                "channel": channel.id,
                "channel_type": "G" if channel.is_private else "C",
                "team": self._space.team_id,
            }
        )
        self._space.core.bus.tell("workplace")

    def archive(self, channel: Channel, by: str) -> None:
        """Someone archives a channel."""
        channel.is_archived = True
        kind = "group_archive" if channel.is_private else "channel_archive"
        self._delivery.event({"type": kind, "channel": channel.id, "user": by})
        self._space.core.bus.tell("workplace")

    def uninstall(self) -> None:
        """An admin removes the app: its token is worth nothing from now on."""
        self._space.standing = Standing.INACTIVE
        tokens = {"oauth": [], "bot": [self._space.bot_user.id]}
        self._delivery.event({"type": "tokens_revoked", "tokens": tokens})
        self._delivery.event({"type": "app_uninstalled"})
        self._space.core.bus.tell("workplace")

    def _changed(self, person: Person) -> None:
        self._delivery.event({"type": "user_change", "user": self._full(person)})
        self._space.core.bus.tell("workplace")

    def _full(self, person: Person) -> Json:
        user: Json = self._directory.user({"user": person.id, "include_locale": True})["user"]
        return user

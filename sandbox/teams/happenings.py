"""What happens in Teams besides talk: the app is installed and removed, people and channels change.

Each happening changes the tenant and tells the app by the documented activity.
Sources: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-
conversation-events (conversation update, installation update).
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from sandbox.people import Person
from sandbox.teams.deliver import Answer, Delivery
from sandbox.teams.envelope import Envelope
from sandbox.teams.model import Conversation, Team
from sandbox.teams.tenant import Tenant
from sandbox.values import Json

_AT_ONCE: Final = 8
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 30.0


class Happenings:
    """The happenings, in one tenant."""

    def __init__(self, tenant: Tenant, delivery: Delivery) -> None:
        self._tenant = tenant
        self._delivery = delivery
        self._envelope = Envelope(tenant)

    # The app --------------------------------------------------------------------------------

    async def install(self, person: Person) -> Conversation:
        """Somebody adds the app for themselves; their chat with it begins."""
        self._tenant.installed.add(person.id)
        self._tenant.blocked.discard(person.id)
        chat = self._tenant.open_chat(person.id)
        await self._told_installed(person, chat)
        self._tenant.core.bus.tell("workplace")
        return chat

    async def remove(self, person: Person) -> None:
        """Somebody removes the app; what was said stays."""
        chat = self._tenant.open_chat(person.id)
        self._tenant.installed.discard(person.id)
        await self._tell(self._envelope.happening(person, chat, _INSTALLATION, action="remove"))
        self._tenant.core.bus.tell("workplace")

    async def upgrade(self, person: Person) -> None:
        """A new version of the app reaches somebody."""
        chat = self._tenant.open_chat(person.id)
        update = self._envelope.happening(person, chat, _INSTALLATION, action="add-upgrade")
        await self._tell(update)

    async def install_in_team(self, team: Team, by: Person, channel: Conversation) -> None:
        """Somebody adds the app to a team and chooses a channel for it."""
        team.has_app, team.selected = True, channel.id
        await self._told_installed_in_team(team, by)
        self._tenant.core.bus.tell("workplace")

    async def remove_from_team(self, team: Team, by: Person) -> None:
        """Somebody removes the app from a team."""
        team.has_app = False
        removed = self._in_team(
            team, by, event="teamMemberRemoved", membersRemoved=[{"id": self._tenant.bot}]
        )
        general = self._tenant.conversations[team.id]
        gone = self._envelope.happening(by, general, _INSTALLATION, action="remove")
        gone["channelData"] |= {"team": self._envelope.team(team)}
        await self._tell(removed)
        await self._tell(gone)
        self._tenant.core.bus.tell("workplace")

    async def announce(self) -> int:
        """Tell the app of every place where it is: what it missed, or never knew. Return how many.

        For an app that was set up later than the made-up company says.
        """
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(person: Person) -> None:
            async with gate:
                await self._told_installed(person, self._tenant.open_chat(person.id))

        people = [p for p in self._tenant.everyone() if p.id in self._tenant.installed]
        teams = [team for team in self._tenant.teams.values() if team.has_app]
        for team in teams:
            await self._told_installed_in_team(team, self._someone(team))
        await asyncio.gather(*(one(person) for person in people))
        return len(people) + len(teams)

    async def introduce(self) -> None:
        """Announce everything as soon as the app is there to hear it."""
        pause = _FIRST_PAUSE
        while not (await self._knock()).ok:
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        await self.announce()

    # People ---------------------------------------------------------------------------------

    async def join(self, team: Team, person: Person) -> None:
        """Somebody joins a team."""
        if person.id in team.members:
            return
        team.members.append(person.id)
        await self._tell_team(team, "teamMemberAdded", membersAdded=[self._account(person)])

    async def leave(self, team: Team, person: Person) -> None:
        """Somebody leaves a team."""
        if person.id not in team.members:
            return
        team.members.remove(person.id)
        if person.id in team.owners:
            team.owners.remove(person.id)
        await self._tell_team(team, "teamMemberRemoved", membersRemoved=[self._account(person)])

    async def deactivate(self, person: Person) -> None:
        """Somebody leaves the company: their account is closed."""
        person.deleted = True
        for team in self._tenant.teams.values():
            await self.leave(team, person)

    # Teams and channels ---------------------------------------------------------------------

    async def add_channel(self, team: Team, name: str) -> Conversation:
        """Somebody creates a channel."""
        channel = self._tenant.add_channel(team, name)
        await self._tell_channel(team, channel, "channelCreated")
        return channel

    async def rename_channel(self, channel: Conversation, name: str) -> None:
        """Somebody gives a channel another name."""
        channel.name = name
        await self._tell_channel(self._tenant.team_of(channel), channel, "channelRenamed")

    async def delete_channel(self, channel: Conversation) -> None:
        """Somebody deletes a channel."""
        channel.deleted = True
        await self._tell_channel(self._tenant.team_of(channel), channel, "channelDeleted")

    async def rename_team(self, team: Team, name: str) -> None:
        """Somebody gives a team another name."""
        team.name = name
        await self._tell_team(team, "teamRenamed")

    async def delete_team(self, team: Team) -> None:
        """Somebody deletes a team with everything in it."""
        await self._tell_team(team, "teamDeleted")
        team.has_app = False
        for channel in team.channels:
            self._tenant.conversations[channel].deleted = True
        del self._tenant.teams[team.id]
        self._tenant.core.bus.tell("workplace")

    # ------------------------------------------------------------------------------------------

    async def _told_installed(self, person: Person, chat: Conversation) -> None:
        bot = {"id": self._tenant.bot}
        await self._tell(self._envelope.happening(person, chat, _CONVERSATION, membersAdded=[bot]))
        await self._tell(self._envelope.happening(person, chat, _INSTALLATION, action="add"))

    async def _told_installed_in_team(self, team: Team, by: Person) -> None:
        await self._tell(
            self._in_team(
                team, by, event="teamMemberAdded", membersAdded=[{"id": self._tenant.bot}]
            )
        )
        general = self._tenant.conversations[team.id]
        update = self._envelope.happening(by, general, _INSTALLATION, action="add")
        update["channelData"] |= {
            "team": self._envelope.team(team),
            "settings": {"selectedChannel": {"id": team.selected}},
            "source": {"name": "message"},
        }
        await self._tell(update)

    def _in_team(self, team: Team, by: Person, *, event: str, **more: Any) -> Json:
        general = self._tenant.conversations[team.id]
        activity = self._envelope.happening(by, general, _CONVERSATION, event=event, **more)
        activity["channelData"] = {
            "team": self._envelope.team(team),
            "eventType": event,
            "tenant": {"id": self._tenant.id},
        }
        return activity

    def _account(self, person: Person) -> Json:
        account = self._envelope.account(person)
        del account["name"]
        return account

    async def _tell_team(self, team: Team, event: str, **more: Any) -> None:
        self._tenant.core.bus.tell("workplace")
        if team.has_app:
            await self._tell(self._in_team(team, self._someone(team), event=event, **more))

    async def _tell_channel(self, team: Team, channel: Conversation, event: str) -> None:
        self._tenant.core.bus.tell("workplace")
        if not team.has_app:
            return
        activity = self._in_team(team, self._someone(team), event=event)
        activity["channelData"]["channel"] = {"id": channel.id, "name": channel.name}
        await self._tell(activity)

    def _someone(self, team: Team) -> Person:
        """Return who did it: an owner, or anybody."""
        for each in (*team.owners, *team.members):
            person = self._tenant.core.people.get(each)
            if person is not None:
                return person
        return self._tenant.everyone()[0]

    async def _knock(self) -> Answer:
        """Try whether the app answers, with something it hears again later."""
        team = next((team for team in self._tenant.teams.values() if team.has_app), None)
        if team is None:
            return Answer()
        by = self._someone(team)
        bot = [{"id": self._tenant.bot}]
        return await self._delivery.send(
            self._in_team(team, by, event="teamMemberAdded", membersAdded=bot)
        )

    async def _tell(self, activity: Json) -> None:
        await self._delivery.send(activity)


_CONVERSATION: Final = "conversationUpdate"
_INSTALLATION: Final = "installationUpdate"

"""The company on one platform: its people, its clock, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from sqlmodel import SQLModel

from sandbox.social.feed import NetworkPost
from tests.behaviour.acting import CHANNEL, Actor, Seen
from tests.behaviour.on_slack import OnSlack
from tests.behaviour.on_teams import OnTeams
from tests.helpers.days import DIGEST
from tests.helpers.stage import SLACK
from tests.helpers.town import Town
from tests.helpers.waiting import until

Row = TypeVar("Row", bound=SQLModel)


class Company:
    """Everything a story needs."""

    def __init__(self, town: Town, platform: str) -> None:
        self.town = town
        self.platform = platform

    def person(self, name: str) -> Actor:
        """Somebody by first name."""
        play = OnSlack if self.platform == SLACK else OnTeams
        return play(self.town, name)

    def people(self, *names: str) -> tuple[Actor, ...]:
        """Several of them."""
        return tuple(self.person(name) for name in names)

    async def idle(self) -> None:
        """Wait until no queued work is due and none runs."""
        await self.town.idle()

    def posts(self, network: str = "") -> list[NetworkPost]:
        """What is out on the networks."""
        return self.town.world.posts(network)

    async def rows(self, model: type[Row]) -> list[Row]:
        """Everything in a table, in order."""
        return await self.town.rows(model)

    async def moves_to(self, moment: datetime) -> None:
        """Let the time become that, with everything that falls due."""
        await self.town.scheduled()
        self.town.move_to(moment)

    async def approves(self, number: int) -> None:
        """Let the lead approve some of what waits for review."""
        maja = self.person("Maja")
        await maja.hears("Approve")
        await self.idle()
        waiting = [seen for seen in maja.seen() if "Approve" in seen.buttons]
        for seen in waiting[:number]:
            await maja.press(seen, "Approve")
        left = max(len(waiting) - number, 0)
        await until(
            lambda: sum("Approve" in seen.buttons for seen in maja.seen()) <= left,
            "the review cards to show the decision",
        )
        await self.idle()

    async def removed_from_channel(self) -> None:
        """Let the app be taken out of the channel, and the program try to write there."""
        if self.platform == SLACK:
            space = self.town.world.slack
            space.channel_named(f"#{CHANNEL}").members.remove(space.bot_user.id)
        else:
            await self.town.world.teams.remove_from_team("Lipa Energija", "Maja")
        await self.moves_to(DIGEST + timedelta(seconds=1))

    async def morning(self, items: int = 1) -> Seen:
        """Have some items approved, and wait for Monday's digest with them in the channel."""
        await self.approves(items)
        await self.moves_to(DIGEST + timedelta(seconds=1))
        digest = await self.person("Joe").hears("Today's picks", CHANNEL)
        await self.idle()
        return digest

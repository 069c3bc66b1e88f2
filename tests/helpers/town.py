"""The people of a whole company for tests: what they do in Slack and what they see there.

A test says what people do and looks at what they see. Nothing of the program is patched: the
sandbox signs and sends what Slack would, and the program answers. `tests.helpers.stage` opens one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
import yarl
from sqlalchemy import func, text
from sqlmodel import SQLModel, col, select

from content_store.queries import occurrences, workspaces
from content_store.tables.jobs import JobRow
from content_store.tables.people import IdentityRow
from content_store.unit import Store
from handlers import schedules
from sandbox.people import Person
from sandbox.slack.interact import Outcome
from sandbox.slack.model import Message, View
from sandbox.world import World
from tests.helpers.days import DIGEST
from tests.helpers.forms import Form, elements, texts
from tests.helpers.waiting import until

Row = TypeVar("Row", bound=SQLModel)

SERVER = "toot.si"
"""The Mastodon server on which people's accounts are."""


def browser() -> aiohttp.ClientSession:
    """A person's browser: with cookies, and with what browsers say of themselves."""
    return aiohttp.ClientSession(
        headers={
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Accept": "text/html",
            "Accept-Language": "en",
        },
        cookie_jar=aiohttp.CookieJar(unsafe=True),
    )


async def follow(link: str, person: str, answers: Mapping[str, str] | None = None) -> str:
    """Follow a private link through the network's consent; the text of the page at its end.

    `answers` is what is typed on the link's own page, where it asks for anything.
    """
    origin = str(yarl.URL(link).origin())
    async with browser() as tab:
        async with tab.get(link) as page:
            assert page.status == 200, await page.text()
        async with tab.post(
            link, data=answers or {}, headers={"Origin": origin}, allow_redirects=False
        ) as redirect:
            if redirect.status != 303:
                return await redirect.text()
            asked = yarl.URL(redirect.headers["Location"], encoded=True)
        async with tab.get(asked, cookies={"as": person}) as page:
            fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', await page.text()))
        allowed = {**fields, "decision": "allow"}
        async with tab.post(asked.with_query(None), data=allowed, cookies={"as": person}) as landed:
            assert landed.status == 200, await landed.text()
            return await landed.text()


def typed(world: World, person: Person, network: str) -> dict[str, str]:
    """What somebody types on the page of a private link before their account is connected."""
    match network:
        case "bluesky":
            return {
                "handle": world.bluesky.handle(person),
                "app_password": world.bluesky.app_password(person),
            }
        case "mastodon":
            return {"server": SERVER}
        case _:
            return {}


class Citizen:
    """One person of the company, doing things in Slack."""

    def __init__(self, town: Town, name: str) -> None:
        self.town = town
        self.person = town.world.person(name)

    @property
    def id(self) -> str:
        """Their id in Slack."""
        return self.person.id

    def sees(self, channel: str) -> list[Message]:
        """What they see in a channel, of the app's messages."""
        bot = self.town.world.slack.bot_user.id
        return [m for m in self.town.world.messages(channel, self.id) if m.author == bot]

    def direct(self) -> list[Message]:
        """What the app told them in private."""
        bot = self.town.world.slack.bot_user.id
        return [m for m in self.town.world.dm(self.id) if m.author == bot]

    async def hears(self, words: str, channel: str | None = None) -> Message:
        """The newest message with these words, once it is there."""

        def look() -> Message | None:
            seen = self.direct() if channel is None else self.sees(channel)
            return next((m for m in reversed(seen) if words in texts(m.blocks)), None)

        return await until(look, f"{self.person.name} to read {words!r}")

    async def use(self, container: Any, block_id: str, element: dict[str, Any]) -> Outcome:
        """Use an element somewhere."""
        return await self.town.world.interact.press(
            self.id, container, block_id, {"action_id": element["action_id"]}
        )

    async def press(
        self, message: Message, label: str, number: int = 0, channel: str | None = None
    ) -> Outcome:
        """Press a button of a message; `number` counts buttons with the same label."""
        found = elements(message.blocks, label)[number]
        place = self.town.place_of(message)
        return await self.use(
            {"type": "message", "channel_id": place, "message_ts": message.ts},
            found.block_id,
            found.element,
        )

    async def says(self, text: str, channel: str = "#advocacy") -> Outcome:
        """Give a command in a channel."""
        place = self.town.world.slack.channel_named(channel)
        return await self.town.world.interact.command(self.id, place.id, text)

    def forms(self) -> list[Form]:
        """Their open modals, root first."""
        return [Form(self, view) for view in self.town.world.views(self.id)]

    def form(self) -> Form:
        """The modal on top."""
        return self.forms()[-1]

    async def filled(self) -> Form:
        """The modal on top, once it holds more than a word to wait: a busy machine answers late."""

        def look() -> Form | None:
            forms = self.forms()
            parts = {block["type"] for form in forms[-1:] for block in form.blocks}
            return forms[-1] if parts & {"input", "actions"} else None

        return await until(look, f"{self.person.name}'s form to be filled in")

    async def opens(self, digest: Message, number: int = 0) -> Form:
        """Press Share on one of a digest's items, and the form that opens."""
        outcome = await self.press(digest, "Share", number)
        assert outcome.ok, outcome
        return await self.filled()

    async def shares(self, digest: Message, words: str, *, network: str, number: int = 0) -> None:
        """Share one of a digest's items to one network, in words of their own."""
        form = await self.opens(digest, number)
        [caption] = form.names(f"caption:{network}")
        outcome = await form.enter({"networks": [network], caption: words})
        assert outcome.ok, outcome

    async def home(self) -> Form:
        """Open their own page, and what it shows once it is there."""
        before = self.town.world.home(self.id)
        known = before.hash if before is not None else ""
        self.town.world.interact.open_home(self.id)

        def renewed() -> View | None:
            found = self.town.world.home(self.id)
            return found if found is not None and found.hash != known else None

        view = await until(renewed, "the home page")
        return Form(self, view)

    async def connects(self, network: str, **answers: str) -> str:
        """Connect an account through the private link; the text of the page they end on.

        `answers` is what they type on the link's own page, where it is not what is right.
        """
        before = len(self.sees("#advocacy"))
        outcome = await self.says(f"/advocacy connect {network}")
        assert outcome.ok, outcome

        def offered() -> str | None:
            return next(
                (
                    element["url"]
                    for message in self.sees("#advocacy")[before:]
                    for block in message.blocks
                    for element in block.get("elements", [])
                    if "/connect/" in element.get("url", "")
                ),
                None,
            )

        right = typed(self.town.world, self.person, network)
        return await follow(await until(offered, "the private link"), self.id, {**right, **answers})

    async def joins(self, *, digest: bool = True, named: bool = True) -> None:
        """Opt in, through the home page."""
        page = await self.home()
        await page.press("Yes, I'm in" if "Yes, I'm in" in page.words else "Da, sodelujem")
        form = await self.filled()
        outcome = await form.enter(
            {
                "direct_digest": ["yes"] if digest else [],
                "name_on_board": ["yes"] if named else [],
            }
        )
        assert outcome.ok, outcome


class Town:
    """The company, its chat, its networks and the program."""

    def __init__(self, world: World, store: Store) -> None:
        self.world = world
        self.store = store

    def person(self, name: str) -> Citizen:
        """Somebody by first name."""
        return Citizen(self, name)

    def place_of(self, message: Message) -> str:
        """The channel in which a message is."""
        return next(
            channel.id
            for channel in self.world.slack.channels.values()
            if message.ts in channel.messages
        )

    def move_to(self, moment: datetime) -> None:
        """Move the programme's time, for the sandbox and the program alike."""
        self.world.clock.move_to(moment)

    async def scheduled(self) -> None:
        """Wait until the clock counts for every schedule that there is now.

        A new schedule begins to count at the next tick, so moving the time before that would
        leave out what falls due.
        """

        async def all_known() -> bool:
            async with self.store.system() as u:
                ids = await workspaces.all_ids(u)
            wanted: set[str] = set()
            for workspace in ids:
                async with self.store.reading(workspace) as u:
                    wanted |= {s.stored_as for s in await schedules.of_workspace(u)}
            async with self.store.system() as u:
                known = await occurrences.latest(u, sorted(wanted))
            return set(known) == wanted

        await until(all_known, "the clock to know every schedule")

    async def idle(self) -> None:
        """Wait until no queued work is due and none runs."""

        async def nothing_due() -> bool:
            async with self.store.system() as u:
                found = await u.session.exec(
                    select(func.count())
                    .select_from(JobRow)
                    .where(
                        col(JobRow.state).in_(["queued", "running"]), col(JobRow.run_at) <= u.now
                    )
                )
                return found.one() == 0

        await until(nothing_due, "all queued work to be done")

    async def approve(self, number: int | None = None) -> int:
        """Let the lead approve what waits for review, `number` at most; how many that were."""
        maja = self.person("Maja")
        await maja.hears("Approve")
        await self.idle()
        waiting = [m.ts for m in maja.direct() if elements(m.blocks, "Approve")][:number]
        for message in [m for m in maja.direct() if m.ts in waiting]:
            outcome = await maja.press(message, "Approve")
            assert outcome.ok, outcome
        await until(
            lambda: (
                not any(elements(m.blocks, "Approve") for m in maja.direct() if m.ts in waiting)
            ),
            "the review cards to show the decision",
        )
        await self.idle()
        return len(waiting)

    async def morning(self, items: int = 1) -> Message:
        """Have some items approved, and wait for Monday's digest with them in the channel."""
        await self.approve(items)
        await self.scheduled()
        self.move_to(DIGEST + timedelta(seconds=1))
        digest = await self.person("Joe").hears("Today's picks", "#advocacy")
        await self.idle()
        return digest

    async def rows(self, model: type[Row]) -> list[Row]:
        """Everything in a table, in order."""
        async with self.store.system() as u:
            with u.across_workspaces():
                found = await u.session.exec(select(model).order_by(text("1")))
                return list(found)

    async def member(self, citizen: Citizen) -> int:
        """The number by which the program knows somebody."""
        return next(
            row.member_id for row in await self.rows(IdentityRow) if row.external_id == citizen.id
        )

"""A whole company for tests: the sandbox's workplace and the program in it, over real HTTP.

A test says what people do and looks at what they see. Nothing of the program is patched: the
sandbox signs and sends what Slack would, and the program answers.
"""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import yarl
from sqlalchemy import func
from sqlmodel import col, select

from bot import main, settings
from bot.settings import Settings
from bot.slack import scopes
from bot.wiring import Parts, Working
from content_store import vault
from content_store.tables.jobs import JobRow
from manifest import slack
from programme.clock import Clock
from sandbox import company
from sandbox.app import serve
from sandbox.core import Options
from sandbox.slack import manifest as app_manifest
from sandbox.slack.interact import Outcome
from sandbox.slack.model import Message, View
from sandbox.world import World
from tests.helpers.waiting import until

ZONE = ZoneInfo("Europe/Ljubljana")
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=ZONE)
FRIDAY = datetime(2026, 11, 27, 16, 0, 30, tzinfo=ZONE)
"""A working day, half an hour before the digest."""

AT_ONCE = Working(pace=lambda _: timedelta(0))
"""Without the pauses that Slack's rate limits ask for."""

Blocks = list[dict[str, Any]]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def texts(blocks: Any) -> str:
    """All text in blocks, joined, for tests that look for words."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            found.extend(
                value
                for name, value in node.items()
                if name in {"text", "alt_text", "initial_value"} and isinstance(value, str)
            )
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    walk(blocks)
    return "\n".join(found)


@dataclass(frozen=True, kw_only=True)
class Element:
    """Something to press, with where it is."""

    block_id: str
    element: dict[str, Any]


def elements(blocks: Blocks, label: str) -> list[Element]:
    """The buttons with this label, in reading order."""
    return [
        Element(block_id=block["block_id"], element=element)
        for block in blocks
        for element in [*block.get("elements", []), block.get("accessory") or {}]
        if element.get("type") == "button" and element["text"]["text"] == label
    ]


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


class Form:
    """An open modal."""

    def __init__(self, citizen: Citizen, view: View) -> None:
        self._citizen = citizen
        self.view = view

    @property
    def blocks(self) -> Blocks:
        """What it shows."""
        return list(self.view.content["blocks"])

    @property
    def words(self) -> str:
        """All that can be read in it."""
        return texts(self.view.content)

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.view.content["title"]["text"])

    def names(self, prefix: str = "") -> list[str]:
        """The names of its fields."""
        return [
            block["block_id"]
            for block in self.blocks
            if block["type"] == "input" and block["block_id"].startswith(prefix)
        ]

    def value(self, name: str) -> Any:
        """What stands in a field."""
        [entry] = self.view.values[name].values()
        for kind in ("value", "selected_time", "selected_date"):
            if kind in entry:
                return entry[kind]
        if "selected_options" in entry:
            return [option["value"] for option in entry["selected_options"]]
        chosen = entry.get("selected_option")
        return chosen and chosen["value"]

    def state(self, values: dict[str, Any]) -> dict[str, Any]:
        """`state.values` for what a person entered, by field name."""
        entered: dict[str, Any] = {}
        for name, value in values.items():
            block = next(b for b in self.blocks if b.get("block_id") == name)
            element = block["element"]
            entered[name] = {element["action_id"]: _entry(element, value)}
        return entered

    async def submit(self, **values: Any) -> Outcome:
        """Send it off with what was entered; `_` in names may stand for `:` and `.`."""
        return await self._citizen.town.world.forms.submit(
            self._citizen.id, self.view.id, self.state(values)
        )

    async def enter(self, values: dict[str, Any]) -> Outcome:
        """The same, for field names that are no identifiers."""
        return await self._citizen.town.world.forms.submit(
            self._citizen.id, self.view.id, self.state(values)
        )

    async def press(self, label: str, number: int = 0) -> Outcome:
        """Press a button in it."""
        found = elements(self.blocks, label)[number]
        return await self._citizen.use(
            {"type": "view", "view_id": self.view.id}, found.block_id, found.element
        )

    async def change(self, name: str, value: Any) -> Outcome:
        """Change a field that reports its changes."""
        block = next(b for b in self.blocks if b.get("block_id") == name)
        element = block["element"]
        return await self._citizen.town.world.interact.press(
            self._citizen.id,
            {"type": "view", "view_id": self.view.id},
            name,
            {"action_id": element["action_id"], **_entry(element, value)},
            self.state({name: value}),
        )


def _entry(element: dict[str, Any], value: Any) -> dict[str, Any]:
    match element["type"]:
        case "checkboxes" | "multi_static_select":
            wanted = value if isinstance(value, list) else ([value] if value else [])
            options = [o for o in element["options"] if o["value"] in wanted]
            return {"selected_options": options}
        case "static_select" | "radio_buttons":
            return {"selected_option": next(o for o in element["options"] if o["value"] == value)}
        case "timepicker":
            return {"selected_time": value}
        case "datepicker":
            return {"selected_date": value}
        case _:
            return {"value": value}


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

    async def home(self) -> Form:
        """Open their own page, and what it shows once it is there."""
        before = self.town.world.home(self.id)
        self.town.world.interact.open_home(self.id)
        view = await until(
            lambda: found if (found := self.town.world.home(self.id)) is not before else None,
            "the home page",
        )
        return Form(self, view)

    async def connects(self, network: str) -> str:
        """Connect an account through the private link; the text of the page they end on."""
        outcome = await self.says(f"/advocacy connect {network}")
        assert outcome.ok, outcome
        message = await self.hears("The link is for you alone", "#advocacy")
        link = next(
            element["url"]
            for block in message.blocks
            for element in block.get("elements", [])
            if "/connect/" in element.get("url", "")
        )
        async with browser() as tab:
            async with tab.get(link, allow_redirects=False) as redirect:
                consent = redirect.headers["Location"]
            asked = yarl.URL(consent, encoded=True)
            async with tab.get(asked, cookies={"as": self.id}) as page:
                fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', await page.text()))
            allowed = {**fields, "decision": "allow"}
            async with tab.post(
                asked.with_query(None), data=allowed, cookies={"as": self.id}
            ) as landed:
                assert landed.status == 200, await landed.text()
                return await landed.text()

    async def joins(self, *, digest: bool = True, named: bool = True) -> None:
        """Opt in, through the home page."""
        page = await self.home()
        await page.press("Yes, I'm in" if "Yes, I'm in" in page.words else "Da, sodelujem")
        outcome = await self.form().enter(
            {
                "direct_digest": ["yes"] if digest else [],
                "name_on_board": ["yes"] if named else [],
            }
        )
        assert outcome.ok, outcome


class Town:
    """The company, its chat, its networks and the program."""

    def __init__(self, world: World, parts: Parts) -> None:
        self.world = world
        self.parts = parts

    def person(self, name: str) -> Citizen:
        """Somebody by first name."""
        return Citizen(self, name)

    def place_of(self, message: Message) -> str:
        """The channel in which a message is."""
        return next(
            channel.id
            for channel in self.world.slack.channels.values()
            if channel.messages.get(message.ts) is message
        )

    def move_to(self, moment: datetime) -> None:
        """Move the programme's time, for the sandbox and the program alike."""
        self.world.clock.move_to(moment)

    async def idle(self) -> None:
        """Wait until no queued work is due and none runs."""

        async def nothing_due() -> bool:
            async with self.parts.store.system() as u:
                found = await u.session.exec(
                    select(func.count())
                    .select_from(JobRow)
                    .where(
                        col(JobRow.state).in_(["queued", "running"]), col(JobRow.run_at) <= u.now
                    )
                )
                return found.one() == 0

        await until(nothing_due, "all queued work to be done")

    async def approve_all(self) -> int:
        """Let the lead approve everything that waits for review; how many items that were."""
        maja = self.person("Maja")
        await maja.hears("Approve")
        await self.idle()
        waiting = [m for m in maja.direct() if elements(m.blocks, "Approve")]
        for message in waiting:
            outcome = await maja.press(message, "Approve")
            assert outcome.ok, outcome
        await until(
            lambda: not any(elements(m.blocks, "Approve") for m in maja.direct()),
            "the review cards to show the decision",
        )
        await self.idle()
        return len(waiting)


def settings_for(world: World, database_url: str, port: int, **more: object) -> Settings:
    """Settings under which the program lives in this world."""
    base = world.core.base_url
    tom = world.person("Tom")
    given: dict[str, object] = {
        "base_url": f"http://127.0.0.1:{port}",
        "database_url": database_url,
        "encryption_keys": vault.new_key(),
        "port": port,
        "slack_bot_token": world.slack.bot_token,
        "slack_signing_secret": world.slack.signing_secret,
        "slack_api_url": f"{base}/slack/api",
        "leads": tom.id,
        "zone": "Europe/Ljubljana",
        "locale": "en-GB",
        "country": "SI",
        "feeds": f"{base}/blog/feed.xml",
        "fetch_allow": base.removeprefix("http://"),
        "linkedin_client_id": world.linkedin.client_id,
        "linkedin_client_secret": world.linkedin.client_secret,
        "linkedin_api_url": f"{base}/linkedin",
        "linkedin_web_url": f"{base}/linkedin",
        "x_client_id": world.x.client_id,
        "x_client_secret": world.x.client_secret,
        "x_api_url": f"{base}/x",
        "x_web_url": f"{base}/x",
        "tick_seconds": 0.25,
    }
    return settings.load(**{**given, **more})


def build_world(*, staff: int = 20, options: Options | None = None, port: int) -> World:
    """A company whose Slack app is described by our own manifest."""
    address = f"http://127.0.0.1:{port}"
    described = slack.build(
        base_url=address, scopes=scopes.bot_scopes(), events=scopes.EVENTS, socket_mode=False
    )
    return company.build(
        seed="lipa",
        now=MONDAY,
        staff=staff,
        app=app_manifest.parse(described),
        options=options or Options(rate_limits=False, retry_after=(0.0, 0.05, 0.1)),
        bot_url=address,
    )


@asynccontextmanager
async def open_town(
    database_url: str,
    *,
    options: Options | None = None,
    clock: Clock | None = None,
    working: Working = AT_ONCE,
    **more: object,
) -> AsyncIterator[Town]:
    """The whole company, running, for as long as the block lasts."""
    port = free_port()
    world = build_world(options=options, port=port)
    async with serve(world):
        loaded = settings_for(world, database_url, port, **more)
        time = clock or world.clock.now
        async with main.serving(loaded, clock=time, working=working) as parts:
            yield Town(world, parts)

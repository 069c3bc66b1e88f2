"""Microsoft's Agents Playground: the running server, and what a person does in its page.

It knows no dialogs, no cards that renew themselves and no deletion; it sends no tokens.
Source: learn.microsoft.com/microsoft-365/agents-sdk/test-with-toolkit-project.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Locator, Page, Route, expect

from tests.helpers.days import ZONE
from tests.helpers.ports import free_port

PATIENCE_MS = 20_000
TEAM = "19:acme@thread.tacv2"
CHANNEL = "19:advocacy@thread.tacv2"
CHANNEL_NAME = "Advocacy"
PERSONAL = "a:1-ana"

_FOLDER = "@microsoft/m365agentsplayground"
_HERE = ("http://127.0.0.1", "http://localhost", "ws://127.0.0.1", "ws://localhost", "data:")


def person(number: int, given: str, surname: str) -> dict[str, str]:
    """Somebody of the company, as the Playground describes people; its spelling is its own."""
    address = f"{given.lower()}@lipa.example"
    return {
        "id": f"29:1person{number}",
        "name": f"{given} {surname}",
        "userPrincipleName": address,
        "aadObjectId": f"00000000-0000-4000-8000-{number:012}",
        "givenName": given,
        "surname": surname,
        "email": address,
    }


ANA = person(1, "Ana", "Novak")
"""Whoever sits before the page."""
OTHERS = [
    person(number, given, surname)
    for number, (given, surname) in enumerate(
        [
            ("Bor", "Zupan"),
            ("Cene", "Hribar"),
            ("Dora", "Kos"),
            ("Eva", "Mlakar"),
            ("Filip", "Vidmar"),
        ],
        start=2,
    )
]


def company(*, app_id: str, tenant: str) -> dict[str, object]:
    """The Playground's configuration, with ids of the shapes that Teams gives."""
    return {
        "version": "0.1.1",
        "tenantId": tenant,
        "bot": {"id": f"28:{app_id}", "name": "Glasnik"},
        "currentUser": ANA,
        "users": OTHERS,
        "personalChat": {"id": PERSONAL},
        "groupChat": {"id": "19:group@thread.v2", "name": "Group"},
        "team": {
            "id": TEAM,
            "name": "Lipa",
            "aadGroupId": "00000000-0000-4000-8000-000000000100",
            "channels": [{"id": CHANNEL, "name": CHANNEL_NAME}],
        },
    }


@asynccontextmanager
async def running(
    packages: Path, folder: Path, *, bot: str, configuration: dict[str, object]
) -> AsyncIterator[str]:
    """The Playground before a bot, offline; gives the address of its page."""
    file = folder / "playground.yml"
    # Every JSON document is a YAML document.
    file.write_text(json.dumps(configuration), encoding="utf-8")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = await asyncio.create_subprocess_exec(
        "node",
        str(packages / _FOLDER / "cli.js"),
        "start",
        *("--app-endpoint", bot, "--channel-id", "msteams", "--port", str(port)),
        *("--service-url", f"{address}/_connector", "--disable-telemetry"),
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
            "TEAMSAPPTESTER_BROWSER": "none",
            "TZ": ZONE.key,
            "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(file),
            "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / "playground.log"),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    reading = None
    try:
        await asyncio.wait_for(_listening(process), 30)
        # It goes on writing, and must not have to wait for a reader.
        reading = asyncio.create_task(_drained(process))
        yield address
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 10)
        if reading is not None:
            await reading


async def _listening(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    said = b""
    async for line in process.stdout:
        said += line
        if b"Listening on" in line:
            return
    raise AssertionError(f"the Playground ended: {said.decode()}")


async def _drained(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    while await process.stdout.read(65536):
        pass


class Client:
    """The page, and whoever sits before it."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page = page
        self._pictures = pictures
        self._taken = 0

    @classmethod
    async def opened(cls, page: Page, address: str, pictures: Path) -> Client:
        """Open the page, which installs the app for the person; only this machine is reached."""
        page.set_default_timeout(PATIENCE_MS)
        await page.context.route(lambda url: not url.startswith(_HERE), _refused)
        await page.goto(address)
        await expect(page.get_by_text("Connected.")).to_be_visible(timeout=PATIENCE_MS)
        await page.get_by_role("button", name="Hide log panel").click()
        return cls(page, pictures)

    async def picture(self, name: str) -> None:
        """Keep a picture of what is seen now."""
        self._taken += 1
        path = self._pictures / f"playground-{self._taken:02}-{name}.png"
        await self.page.screenshot(path=path, animations="disabled")

    async def go(self, where: str) -> None:
        """Open a chat or a channel; the first time, the app is installed there."""
        await self.page.get_by_role("treeitem", name=where).click()

    async def say(self, text: str) -> None:
        """Write to the bot, in the one-to-one chat."""
        await self._box.click()
        await self.page.keyboard.type(text)
        await self.page.keyboard.press("Enter")

    async def post(self, text: str) -> None:
        """Open a thread in a channel, with the bot mentioned."""
        await self._box.click()
        await self.page.keyboard.type("@Gl", delay=30)
        await self.page.get_by_text("Glasnik", exact=True).last.click()
        await self.page.keyboard.type(f" {text}")
        await self.page.get_by_role("button", name="Post", exact=True).click()

    async def search(self, text: str) -> None:
        """Use the app's search."""
        await self.page.get_by_role("button", name="Trigger Message Extension App").first.click()
        await self.page.get_by_role("menuitem", name="Search Command").click()
        await self.page.get_by_placeholder("Enter a search term").fill(text)
        await self.page.keyboard.press("Enter")

    async def choose(self, title: str) -> None:
        """Take something that the search found into the message that is written."""
        panel = self.page.locator(".fui-PopoverSurface").filter(has_text="Message Extension")
        await panel.get_by_text(title, exact=True).click()

    def cards(self, words: str) -> Locator:
        """The cards with these words."""
        return self.page.locator(".ac-adaptiveCard").filter(has_text=words)

    def newest(self, words: str) -> Locator:
        """The newest card with these words."""
        return self.cards(words).last

    async def sees(self, words: str) -> Locator:
        """The newest card with these words, once it is there."""
        card = self.newest(words)
        await expect(card).to_be_visible(timeout=PATIENCE_MS)
        await card.scroll_into_view_if_needed()
        return card

    async def hears(self, words: str) -> None:
        """Wait for words outside of cards, the newest with them."""
        found = self.page.get_by_text(words).last
        await expect(found).to_be_visible(timeout=PATIENCE_MS)

    async def press(self, card: Locator, label: str, *, number: int = 0) -> None:
        """Press a button of a card."""
        await card.get_by_role("button", name=label, exact=True).nth(number).click()

    @property
    def _box(self) -> Locator:
        return self.page.locator("div[contenteditable=true][role=textbox]").first


async def _refused(route: Route) -> None:
    await route.abort()

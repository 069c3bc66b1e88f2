"""The whole loop in Microsoft's own test client: no sandbox plays Teams here.

The networks and the blog are the sandbox's, and so is the place that gives the bot its tokens.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot import main
from content_store import migrate
from sandbox.app import serve
from tests.helpers.days import DIGEST, FRIDAY
from tests.helpers.stage import AT_ONCE, TEAMS, build_world, free_port, settings_for
from tests.helpers.town import Town
from tests.helpers.waiting import until
from tests.peers import playground
from tests.peers.playground import PATIENCE_MS, Client

pytestmark = [
    pytest.mark.peers,
    pytest.mark.timeout(300),
    pytest.mark.asyncio(loop_scope="module"),
]

PAGE = {"width": 1280, "height": 1000}
FIRST = "How a school from 1962 halved its heating bill"
OWN_WORDS = "Our caretaker is the hero of this story."


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The program before the Playground, and the page."""

    town: Town
    client: Client


@pytest_asyncio.fixture(loop_scope="module")
async def scene(
    peers: Path, chromium: Browser, pictures: Path, tmp_path: Path
) -> AsyncIterator[Scene]:
    """The program with Teams only, its database empty, and the page just opened."""
    database = f"sqlite:///{tmp_path / 'glasnik.db'}"
    await migrate.upgrade(database)
    port = free_port()
    world = build_world(port=port)
    teams = world.teams
    async with serve(world):
        chosen = settings_for(
            world,
            database,
            port,
            chats=(TEAMS,),
            teams_unsigned=True,
            leads=playground.ANA["userPrincipleName"],
        )
        company = playground.company(app_id=teams.app_id, tenant=teams.tenant_id)
        bot = f"http://127.0.0.1:{port}/api/messages"
        async with (
            main.serving(chosen, clock=world.clock.now, working=AT_ONCE) as parts,
            playground.running(peers, tmp_path, bot=bot, configuration=company) as address,
        ):
            page = await chromium.new_page(viewport=PAGE)
            client = await Client.opened(page, address, pictures)
            yield Scene(town=Town(world, parts.store), client=client)
            await page.context.close()


async def test_explore(scene: Scene) -> None:
    """x."""
    town, client = scene.town, scene.client
    page = client.page
    await client.sees("For review")
    await town.idle()
    n = await client.cards("For review").count()
    print("reviews", n)
    await client.picture("review")
    await client.go(playground.CHANNEL_NAME)
    await town.idle()
    await page.wait_for_timeout(1000)
    await client.go("Personal Chat")
    await client.press(await client.sees(FIRST), "Approve")
    await page.wait_for_timeout(2500)
    await client.picture("approved")
    await client.say("home"); await page.wait_for_timeout(1500)
    await client.press(await client.sees("Share what you like"), "Yes, I'm in")
    await page.wait_for_timeout(2500)
    await client.picture("optin")
    print(await page.locator(".ac-adaptiveCard").last.inner_text())
    form = page.locator(".ac-adaptiveCard").last
    for box in await form.get_by_role("checkbox").all(): await box.check()
    await client.picture("optin2")
    await client.press(form, "Yes, I'm in")
    await page.wait_for_timeout(2500)
    await client.picture("optedin")
    await town.scheduled()
    town.move_to(DIGEST + timedelta(seconds=1))
    await page.wait_for_timeout(5000)
    await client.picture("digest")
    await client.go(playground.CHANNEL_NAME); await page.wait_for_timeout(1500)
    await client.picture("digest-channel")
    await client.go("Personal Chat"); await page.wait_for_timeout(1500)
    d = client.newest("Today's picks")
    await client.press(d, "Edit caption")
    await page.wait_for_timeout(2500)
    await client.picture("edit")
    print(await page.locator(".ac-adaptiveCard").last.inner_text())

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
from playwright.async_api import Browser, ViewportSize, expect

from bot import main
from content_store import migrate
from content_store.tables.conversations import ConversationRow
from content_store.tables.ledger import LedgerEntryRow
from content_store.tables.people import ConsentRow
from content_store.tables.shares import ShareRow
from sandbox.app import serve
from tests.helpers.days import DIGEST, FRIDAY
from tests.helpers.ports import free_port
from tests.helpers.stage import AT_ONCE, TEAMS, build_world, settings_for
from tests.helpers.town import Town
from tests.helpers.waiting import until
from tests.peers import playground
from tests.peers.playground import PATIENCE_MS, Client

pytestmark = [
    pytest.mark.peers,
    pytest.mark.timeout(300),
    pytest.mark.asyncio(loop_scope="module"),
]

PAGE: ViewportSize = {"width": 1280, "height": 1000}
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
            company="Lipa Energija",
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


async def install(scene: Scene) -> None:
    """The page installs the app for Ana when it opens, and in the channel when she goes there."""
    town, client = scene.town, scene.client
    await client.sees("For review")
    await client.go(playground.CHANNEL_NAME)
    wanted = {
        ("personal", playground.PERSONAL, playground.ANA["id"]),
        ("channel", playground.CHANNEL, None),
    }

    async def all_known() -> bool:
        known = await town.rows(ConversationRow)
        return wanted == {(row.kind, row.external_id, row.person) for row in known}

    await until(all_known, "the conversations to be known")


async def approve(scene: Scene) -> None:
    """Ana is a lead: what came in from the feed waits for her."""
    client = scene.client
    await client.go("Personal Chat")
    await client.press(await client.sees(FIRST), "Approve")
    await client.sees("Approved by Ana Novak")
    await client.picture("approved")


async def opt_in(scene: Scene) -> None:
    """Ana's page asks her; the form stands in the chat, and turns into an answer."""
    client = scene.client
    await client.say("home")
    await client.press(await client.sees("Share what you like"), "Yes, I'm in")
    form = await client.sees("Send me the picks of the day")
    await form.get_by_label("Send me the picks of the day").check()
    await form.get_by_label("Show my name on the weekly leaderboard").check()
    await client.picture("ana-is-asked")
    await client.press(form, "Yes, I'm in")
    await client.sees("Good to have you here")
    await client.sees("Hello, Ana Novak")
    await client.picture("ana-takes-part")
    consents = {row.kind: row.given for row in await scene.town.rows(ConsentRow)}
    assert consents
    assert all(consents.values())


async def digest(scene: Scene) -> None:
    """At nine it is in the channel, and in Ana's chat."""
    town, client = scene.town, scene.client
    await town.scheduled()
    town.move_to(DIGEST + timedelta(seconds=1))
    await client.sees("You get this because you asked for it")
    await client.picture("digest-for-ana")
    await client.go(playground.CHANNEL_NAME)
    await client.sees("Sharing is up to you, always")
    await client.picture("digest-in-the-channel")


async def connect(scene: Scene) -> None:
    """Pressed in the channel, the form goes into Ana's chat; there she connects LinkedIn."""
    client = scene.client
    await client.press(client.newest("Today's picks"), "Share")
    await client.hears("Have a look at our chat.")
    await client.go("Personal Chat")
    form = await client.sees("Share in two taps")
    await client.picture("ana-may-share-by-link")
    async with client.page.context.expect_page() as opened:
        await form.get_by_role("link", name="Connect LinkedIn").click()
    consent = await opened.value
    await consent.get_by_role("button", name="Continue to LinkedIn").click()
    await consent.get_by_label("You are").select_option(label="Ana Novak, Energy Adviser")
    await consent.get_by_role("button", name="Allow").click()
    await expect(consent.get_by_role("heading", name="LinkedIn is connected")).to_be_visible()
    await consent.close()
    await client.hears("Connected to LinkedIn as Ana Novak")


async def share(scene: Scene) -> None:
    """Ana writes her own words into the form in the chat, has them counted, and shares them."""
    town, client = scene.town, scene.client
    await client.press(client.newest("You get this because you asked for it"), "Edit caption")
    form = await client.sees("Edit and share")
    await form.get_by_label("Your text for LinkedIn").fill(OWN_WORDS)
    await client.press(form, "Check my text")
    await expect(form).to_contain_text(
        f"{OWN_WORDS}\nI work at Lipa Energija.", use_inner_text=True
    )
    await expect(form.get_by_label("Your text for LinkedIn")).to_have_value(OWN_WORDS)
    await client.picture("ana-writes-her-own-words")
    await client.press(form, "Share")
    result = await client.sees("Your post is out on LinkedIn")
    await expect(result).to_contain_text("10 points for you")
    await expect(client.cards("Edit and share")).to_have_count(0)
    await client.picture("result")
    [post] = town.world.posts("linkedin")
    assert post.person == town.world.person("Ana").id
    assert OWN_WORDS in post.text
    [row] = [row for row in await town.rows(ShareRow) if row.confirmed_at is not None]
    assert (row.network, row.state, row.caption) == ("linkedin", "published", OWN_WORDS)
    [entry] = await town.rows(LedgerEntryRow)
    assert (entry.points, entry.share_id) == (10, row.id)


async def leaderboard(scene: Scene) -> None:
    """On Friday the channel sees Ana's name, and Ana her points."""
    town, client = scene.town, scene.client
    town.move_to(FRIDAY)
    await client.go(playground.CHANNEL_NAME)
    board = await client.sees("Leaderboard of the week")
    await expect(board).to_contain_text("Ana Novak")
    await expect(board).to_contain_text("10 points")
    await client.picture("leaderboard")
    await client.press(board, "My points")
    await client.go("Personal Chat")
    await client.sees("You are in place 1")
    await client.picture("ana-sees-her-points")


async def find(scene: Scene) -> None:
    """The library is searched while a message is written, and what is found goes into it."""
    client = scene.client
    await client.go(playground.CHANNEL_NAME)
    before = await client.cards(FIRST).count()
    await client.search("school")
    await client.picture("search")
    await client.choose(FIRST)
    await expect(client.cards(FIRST)).to_have_count(before + 1, timeout=PATIENCE_MS)
    await client.picture("found")


async def test_the_loop_in_microsofts_own_client(scene: Scene) -> None:
    """Install, opt in, digest, share in own words in the chat, result, leaderboard, search."""
    await install(scene)
    await approve(scene)
    await opt_in(scene)
    await digest(scene)
    await connect(scene)
    await share(scene)
    await leaderboard(scene)
    await find(scene)

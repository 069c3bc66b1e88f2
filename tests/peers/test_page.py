"""The sandbox's page before axe: what people who use a screen reader or a keyboard would miss."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, expect

from tests.peers import axe
from tests.sandbox_page import mock
from tests.sandbox_page.desk import Desk

pytestmark = [pytest.mark.peers, pytest.mark.asyncio(loop_scope="module")]

PLACES = {
    "channel": "teams?as=U1",
    "every card": "teams/c/19:gallery@thread.tacv2?as=U1",
    "chat with the app": "teams/bot?as=U1",
    "chat in Slovene": "teams/bot?as=U6",
    "networks": "teams/networks/linkedin?as=U1",
}


@pytest_asyncio.fixture(loop_scope="module")
async def desk(peers: Path, chromium: Browser) -> AsyncIterator[Desk]:
    """A fresh page on a fresh workplace, with axe in it."""
    state = mock.fresh()
    server = TestServer(mock.build(state), host="127.0.0.1")
    await server.start_server()
    context = await chromium.new_context(
        viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    )
    await context.add_init_script(path=axe.script(peers))
    page = await context.new_page()
    yield Desk(page=page, mock=state, base=str(server.make_url("")).rstrip("/"), complaints=[])
    await context.close()
    await server.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
async def test_places_are_accessible(
    desk: Desk, place: str, scheme: Literal["light", "dark"]
) -> None:
    """Axe finds nothing, in light and dark."""
    await desk.page.emulate_media(color_scheme=scheme)
    await desk.go(PLACES[place])
    await expect(desk.page.locator("main h1")).not_to_be_empty()
    assert await axe.violations(desk.page) == []


async def test_a_dialog_is_accessible(desk: Desk) -> None:
    """Axe finds nothing in a dialog with every kind of input."""
    await desk.go(PLACES["channel"])
    await desk.by("action-share").first.click()
    await expect(desk.by("teams-dialog")).to_be_visible()
    assert await axe.violations(desk.page) == []


async def test_the_search_is_accessible(desk: Desk) -> None:
    """Axe finds nothing in what the search found."""
    await desk.go(PLACES["channel"])
    await desk.by("teams-search").first.click()
    panel = desk.by("teams-search-panel")
    await expect(panel.get_by_role("status")).to_have_text("3 results")
    assert await axe.violations(desk.page) == []

"""A browser and a fresh desk for the page's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, async_playwright

from . import mock
from .desk import Desk

CHROMIUM = Path("/usr/bin/chromium")
HAVE_CHROMIUM = CHROMIUM.exists()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests of a file."""
    if not HAVE_CHROMIUM:
        pytest.skip("needs chromium")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox"]
        )
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser) -> AsyncIterator[Desk]:
    """A fresh page on a fresh workplace; afterwards the browser must have had no complaint."""
    state = mock.fresh()
    server = TestServer(mock.build(state), host="127.0.0.1")
    await server.start_server()
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(5000)
    page = await context.new_page()
    base = str(server.make_url("")).rstrip("/")
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda m: (
            found.append(m.text)
            if m.type == "error" and "/img/missing" not in str(m.location)
            else None
        ),
    )
    page.on(
        "request",
        lambda r: None if r.url.startswith((base, "about:")) else found.append(f"asked {r.url}"),
    )
    yield Desk(page=page, mock=state, base=base, complaints=found)
    await context.close()
    await server.close()
    assert not found

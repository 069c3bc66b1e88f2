"""Other people's programs, installed by `make peers`; without them their tests are skipped."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.architecture.source import ROOT
from tests.peers.renderer import Renderer

PEERS = ROOT / "var" / "peers"
"""Where `make peers` installs them."""
PICTURES = ROOT / "var" / "pictures" / "peers"
"""Where pictures are kept, to be looked at."""

_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def peers() -> Path:
    """The folder of the installed packages, in the versions that `package.json` here names."""
    if shutil.which("node") is None:
        pytest.skip("no node on this machine, so no other people's programs")
    wanted = json.loads((ROOT / "tests/peers/package.json").read_text(encoding="utf-8"))
    folder = PEERS / "node_modules"
    for name, version in wanted["dependencies"].items():
        described = folder / name / "package.json"
        if not described.is_file():
            pytest.skip(f"{name} is not installed: `make peers` installs it")
        if json.loads(described.read_text(encoding="utf-8"))["version"] != version:
            pytest.skip(f"{name} is not of version {version}: `make peers` installs it")
    return folder


@pytest.fixture(scope="session")
def pictures() -> Path:
    """The folder for pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium; without one the test is skipped, saying so."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def renderer(peers: Path, chromium: Browser) -> AsyncIterator[Renderer]:
    """Microsoft's card renderer in a page of its own."""
    page = await chromium.new_page(viewport={"width": 720, "height": 900})
    yield await Renderer.opened(page, peers)
    await page.close()

"""The demo as a newcomer starts it, and a real browser in front of it."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.architecture.source import ROOT
from tests.helpers.ports import free_port

PICTURES = ROOT / "var" / "pictures"
"""Where the pictures of the last run are kept, to be looked at."""

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def pictures() -> Path:
    """An empty folder for pictures."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    return PICTURES


@pytest_asyncio.fixture
async def demo() -> AsyncIterator[str]:
    """`glasnik demo`, and the one address that it prints."""
    port = free_port(following=1)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        "demo",
        "--port",
        str(port),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        address = await asyncio.wait_for(_address(process), 60)
        yield address
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), 20)


async def _address(process: asyncio.subprocess.Process) -> str:
    """Read what the demo prints up to its address, and go on reading so that it never blocks."""
    assert process.stdout is not None
    said = ""
    async for line in process.stdout:
        said += line.decode()
        if "http://" in said and "Ctrl-C" in said:
            return next(word for word in said.split() if word.startswith("http://"))
    raise AssertionError(f"the demo ended: {said}")


@pytest_asyncio.fixture
async def chromium() -> AsyncIterator[Browser]:
    """The system's Chromium; without one the test is skipped, saying so."""
    path = _chromium()
    if path is None:
        pytest.skip("no chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        await browser.close()

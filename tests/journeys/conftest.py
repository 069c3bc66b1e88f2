"""A running company for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.helpers.stage import Stage, open_stage
from tests.helpers.town import Town


@pytest_asyncio.fixture
async def stage(store_url: str) -> AsyncIterator[Stage]:
    """The workplace on both databases, half past eight on a Monday, without the program.

    Afterwards every call of the program must have been one that Slack takes.
    """
    async with open_stage(store_url) as opened:
        yield opened


@pytest_asyncio.fixture
async def town(stage: Stage) -> AsyncIterator[Town]:
    """The company with the program running in it."""
    async with stage.running() as opened:
        yield opened

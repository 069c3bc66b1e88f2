"""A workplace whose program is started, stopped and killed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.helpers.stage import Stage, open_stage


@pytest_asyncio.fixture
async def stage(store_url: str) -> AsyncIterator[Stage]:
    """The workplace on both databases, half past eight on a Monday, without the program."""
    async with open_stage(store_url) as opened:
        yield opened

"""A running company for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.helpers.town import Town, open_town


@pytest_asyncio.fixture
async def town(store_url: str) -> AsyncIterator[Town]:
    """The company on both databases, half past eight on a Monday."""
    async with open_town(store_url) as opened:
        yield opened
        assert not opened.world.complaints

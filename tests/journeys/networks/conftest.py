"""A company at the sandbox for each test; what differs between databases has tests elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from content_store.unit import Store
from tests.helpers.databases import ManualClock
from tests.helpers.live_networks import Live, open_live

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""A Tuesday, nine o'clock in Ljubljana; LinkedIn's version in use is out by then."""


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    """The address of a fresh SQLite database."""
    return sqlite_url


@pytest.fixture
def clock() -> ManualClock:
    """The time of the store, the networks and the sandbox."""
    return ManualClock(now=NOW)


@pytest_asyncio.fixture
async def live(store: Store, clock: ManualClock) -> AsyncIterator[Live]:
    """The company, its networks and the sandbox."""
    async with open_live(store, clock) as opened:
        yield opened

"""The company, once on each platform."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.behaviour.company import Company
from tests.helpers.stage import SLACK, TEAMS, open_town

PLATFORMS = (SLACK, TEAMS)


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    """The platform a story is played on."""
    return str(request.param)


@pytest_asyncio.fixture
async def company(sqlite_url: str, platform: str) -> AsyncIterator[Company]:
    """The running program in a company, half past eight on a Monday.

    Afterwards every call of the program must have been one that the platform takes.
    """
    async with open_town(sqlite_url, chats={platform}) as town:
        yield Company(town, platform)

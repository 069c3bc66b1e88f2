"""Consents that nobody finished do not stay."""

from __future__ import annotations

import pytest_asyncio
from sqlmodel import select

from content_store.queries import accounts
from content_store.tables.accounts import OAuthStateRow
from content_store.unit import Store
from scheduler.clock import Pulse
from scheduler.occurrences import Schedule
from tests.helpers import sharing
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock)


async def test_a_consent_that_was_begun_is_forgotten_after_a_day(
    company: Company, clock: ManualClock
) -> None:
    """The sweep deletes what was begun more than a day ago, and nothing newer."""
    ana = await company.person("Ana", joined=True)

    async def begin(digest: str) -> None:
        async with company.store.unit(1) as u:
            await accounts.begin(u, digest=digest, member_id=ana.id, network="x")

    await begin("old")
    clock.forward(hours=20)
    await begin("new")
    clock.forward(hours=5)

    async def no_schedules() -> list[Schedule]:
        return []

    await Pulse(company.store, no_schedules, clock=clock, wall=clock).sweep()
    async with company.store.reading(1) as u:
        found = [row.digest for row in await u.session.exec(select(OAuthStateRow))]
    assert found == ["new"]

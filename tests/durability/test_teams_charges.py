"""Calls without a slot make the queue give way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.teams.charges import Charges
from bot.teams.references import References
from content_store.queries import workspaces
from content_store.tables.jobs import LaneRow
from content_store.unit import Store
from tests.helpers.databases import START
from tests.helpers.teams_api import BOT, TENANT
from tests.helpers.working import Wall, add, claims

PACE = timedelta(milliseconds=20)


class Bell:
    """Writing waits until it rings."""

    def __init__(self) -> None:
        self.ring = asyncio.Event()

    async def __call__(self, _seconds: float) -> None:
        await self.ring.wait()


@pytest.fixture
async def lane(store: Store) -> str:
    """The lane of the tenant."""
    async with store.unit(1) as u:
        found = await workspaces.install(
            u, platform="teams", external_id=TENANT, name="Acme", bot_id=BOT
        )
    return f"teams:{found.id}"


@pytest.fixture
def machine() -> Wall:
    """The machine's time stands still."""
    return Wall(at=START)


@pytest.fixture
async def charges(store: Store, machine: Wall) -> AsyncIterator[tuple[Charges, Bell]]:
    """The counter, and what lets it write."""
    references = References(
        store, tenant=TENANT, default_service_url="https://x.example/", time=lambda: 0.0
    )
    bell = Bell()
    made = Charges(store, references, wall=machine, pace=lambda _: PACE, sleep=bell)
    yield made, bell
    bell.ring.set()
    await made.close()


async def free_at(store: Store, lane: str) -> timedelta:
    """When the lane is free, from the beginning of the test."""
    async with store.system_reading() as u:
        found = await u.session.exec(select(LaneRow).where(LaneRow.name == lane))
    return found.one().next_free_at - START


async def test_each_call_without_a_slot_costs_the_queue_one(
    store: Store, lane: str, charges: tuple[Charges, Bell]
) -> None:
    """Five calls of a burst are written down at once and make the lane free five slots later."""
    counter, bell = charges
    for _ in range(5):
        counter.count()
    bell.ring.set()
    await counter.close()
    assert await free_at(store, lane) == 5 * PACE


async def test_what_is_counted_while_writing_is_written_too(
    store: Store, lane: str, charges: tuple[Charges, Bell]
) -> None:
    """A later burst is charged on top of the first."""
    counter, bell = charges
    bell.ring.set()
    counter.count()
    await counter.close()
    counter.count()
    counter.count()
    await counter.close()
    assert await free_at(store, lane) == 3 * PACE


async def test_jobs_give_way_to_answers(
    store: Store, lane: str, machine: Wall, charges: tuple[Charges, Bell]
) -> None:
    """After ten answers to people the next job begins ten slots later than it would have."""
    counter, bell = charges
    bell.ring.set()
    for _ in range(10):
        counter.count()
    await counter.close()
    await add(store, "a", lane=lane)
    [claim] = await claims(store, "w", machine, milliseconds=20)
    assert claim.begin_at - START == 10 * PACE


async def test_before_the_tenant_is_known_nothing_is_charged(store: Store) -> None:
    """Without an installation there is no lane, and no jobs that would have to give way."""
    references = References(
        store, tenant="other", default_service_url="https://x.example/", time=lambda: 0.0
    )
    bell = Bell()
    bell.ring.set()
    counter = Charges(store, references, wall=Wall(at=START), pace=lambda _: PACE, sleep=bell)
    counter.count()
    await counter.close()
    async with store.system_reading() as u:
        assert (await u.session.exec(select(LaneRow))).all() == []

"""Mornings on which everybody gets a digest in Teams, within Teams' limits and through trouble."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select, update

from bench import databases, digests
from bot.wiring import Working
from content_store.queries import items, places
from content_store.queries.deliveries import DeliveryState
from content_store.tables.deliveries import DeliveryRow
from content_store.tables.items import ItemRow
from content_store.tables.people import MemberRow, PlaceRow
from handlers import words
from programme.states import ItemState
from sandbox.core import Options
from sandbox.teams.model import Seen
from tests.helpers.days import DIGEST
from tests.helpers.stage import TEAMS, open_stage
from tests.helpers.town import Town
from tests.helpers.waiting import until

STAFF = 60
LIMITED = Options(rate_limits=True, teams_retry_after="never")
AS_TEAMS_ALLOWS = Working(decide_seconds=2.3)
"""At the pace of the program, unlike other tests."""


@asynccontextmanager
async def morning(url: str, *, workers: int = 16) -> AsyncIterator[Town]:
    """Everybody of the company takes part, and there is something to read."""
    async with (
        open_stage(url, staff=STAFF, options=LIMITED, chats={TEAMS}, workers=workers) as stage,
        stage.running(working=AS_TEAMS_ALLOWS) as town,
    ):
        await until(lambda: everybody_is_known(town), "everybody to be known", within=60)
        await town.idle()
        async with town.store.unit(1) as u:
            await u.session.execute(
                update(MemberRow).values(opted_in_at=u.now, direct_digest=True, zone=None)
            )
            await u.session.execute(update(PlaceRow).values(digest_on=False))
            for item in (await u.session.exec(select(ItemRow))).all():
                await items.decide(u, item.id or 0, ItemState.APPROVED, by=None)
        await town.scheduled()
        yield town


async def everybody_is_known(town: Town) -> bool:
    """Whether the program has read the whole roster, and knows of all chats."""
    people = [p for p in town.world.core.people if p.id in town.world.teams.tenant.installed]
    return len(await town.rows(MemberRow)) >= len(people)


def digests_of(town: Town, person: str) -> list[Seen]:
    """The digests that somebody sees in their chat."""
    return [seen for seen in town.world.teams.direct(person) if "picks" in seen.summary]


def counted(town: Town) -> Counter[int]:
    """How many people got how many digests."""
    installed = town.world.teams.tenant.installed
    return Counter(len(digests_of(town, person)) for person in installed)


async def digest_states(town: Town) -> Counter[str]:
    """Where the deliveries of digests stand."""
    rows = await town.rows(DeliveryRow)
    return Counter(row.state for row in rows if row.key.startswith("digest:member"))


async def test_everybody_gets_one_digest_within_the_limits(store_url: str) -> None:
    """Each person with the app gets exactly one digest, and no call is ever refused for its rate."""
    async with morning(store_url) as town:
        number = len(town.world.teams.tenant.installed)
        town.move_to(DIGEST + timedelta(seconds=1))
        await until(lambda: counted(town) == {1: number}, "everybody's digest", within=60)
        await town.idle()
        assert counted(town) == {1: number}
        assert not [call for call in town.world.teams.calls if call.status == 429]
        assert await digest_states(town) == {DeliveryState.SHOWN.value: number}

"""Mornings on which everybody gets a digest in Teams, within Teams' limits and through trouble."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bench import digest_world, digests
from bot import main
from bot.wiring import Working
from content_store import migrate
from content_store.queries import condition
from content_store.queries.deliveries import DeliveryState
from content_store.tables.deliveries import DeliveryRow
from sandbox.core import Options
from sandbox.teams.model import Seen
from tests.helpers.days import DIGEST, MONDAY
from tests.helpers.stage import TEAMS, open_stage
from tests.helpers.town import Town
from tests.helpers.waiting import until

STAFF = 40
LIMITED = Options(rate_limits=True, teams_retry_after="never")
AS_TEAMS_ALLOWS = Working(decide_seconds=2.3)
"""At the pace of the program, unlike other tests."""


@asynccontextmanager
async def morning(url: str, *, known: bool = True) -> AsyncIterator[Town]:
    """Everybody takes part, there is something to read, and it is half past eight."""
    async with open_stage(url, staff=STAFF, options=LIMITED, chats={TEAMS}, workers=16) as stage:
        world = stage.world
        for person in world.teams.tenant.everyone():
            world.teams.tenant.installed.add(person.id)
        described = digest_world.describe(world)
        await digests.found(stage.settings, described, known=known, now=MONDAY)
        async with main.serving(
            stage.settings, clock=world.clock.now, working=AS_TEAMS_ALLOWS
        ) as parts:
            town = Town(world, parts.store)
            await town.scheduled()
            await town.idle()
            yield town


def digests_of(town: Town, person: str) -> list[Seen]:
    """The digests that somebody sees in their chat: only their items can be put away."""
    seen = town.world.teams.direct(person)
    return [one for one in seen if '"verb": "digest.hide"' in json.dumps(one.cards)]


def counted(town: Town) -> Counter[int]:
    """How many people got how many digests."""
    installed = town.world.teams.tenant.installed
    return Counter(len(digests_of(town, person)) for person in installed)


async def digest_states(town: Town) -> Counter[str]:
    """Where the deliveries of digests stand."""
    rows = await town.rows(DeliveryRow)
    return Counter(row.state for row in rows if row.key.startswith("digest:member"))


@pytest.mark.parametrize("known", [True, False])
async def test_everybody_gets_one_digest_within_the_limits(store_url: str, known: bool) -> None:
    """Each person gets exactly one digest, and hardly a call is refused, whatever is remembered."""
    async with morning(store_url, known=known) as town:
        number = len(town.world.teams.tenant.installed)
        town.move_to(DIGEST + timedelta(seconds=1))
        await until(lambda: counted(town) == {1: number}, "everybody's digest", within=60)
        await town.idle()
        assert counted(town) == {1: number}
        refused = [call for call in town.world.teams.calls if call.status == 429]
        assert len(refused) <= number / 10
        assert (await digest_states(town))[DeliveryState.SHOWN] == number


@pytest.mark.faults
async def test_nobody_gets_a_digest_twice_through_trouble(store_url: str) -> None:
    """Limits, failing gateways and lost answers cost a digest now and then, never two."""
    async with morning(store_url) as town:
        faults, number = town.world.faults, len(town.world.teams.tenant.installed)
        town.world.teams.fault("teams.send", "TooManyRequests", times=2, retry_after=1)
        lost = [
            faults.add("teams.send", "drop_after", times=2),
            faults.add("teams.send", "drop_before", times=2),
            town.world.teams.fault("teams.send", "BadGateway", times=2),
            town.world.teams.fault("teams.send", "PreconditionFailed", times=2),
        ]
        town.move_to(DIGEST + timedelta(seconds=1))

        async def all_ended() -> bool:
            states = await digest_states(town)
            ended = states[DeliveryState.SHOWN] + states[DeliveryState.UNCONFIRMED]
            return ended == number

        await until(all_ended, "everybody's digest to end", within=60)
        await town.idle()
        assert all(fault.struck == 2 for fault in lost)
        assert (await digest_states(town))[DeliveryState.UNCONFIRMED] == 8
        assert counted(town) == {0: 6, 1: number - 6}
        seen = await condition.look(town.store)
        assert seen is not None
        assert seen.unconfirmed_messages == 8


@pytest.mark.faults
@pytest.mark.timeout(900)
async def test_five_thousand_people_get_one_each(tmp_path: Path) -> None:
    """Everybody of a large company gets exactly one digest, through the limits, in one morning."""
    url = f"sqlite:///{tmp_path / 'glasnik.db'}"
    await migrate.upgrade(url)
    report, _ = await digests.morning(url, 5000, known=True)
    assert report["messages"] == {"1": 5000}
    assert report["taken"] == 5000

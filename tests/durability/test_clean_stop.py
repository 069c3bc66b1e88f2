"""SIGTERM in the middle of the morning: nothing is lost, held back or done twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from content_store.queries import people
from content_store.tables.jobs import JobRow
from content_store.tables.people import MemberRow
from tests.helpers.days import DIGEST
from tests.helpers.forms import elements
from tests.helpers.mending import mended
from tests.helpers.stage import Stage
from tests.helpers.town import Town
from tests.helpers.waiting import until

SLOW_SECONDS = 0.4
"""How long Slack takes for each message, so that most of the work is still to be done."""


async def everybody_joins(town: Town) -> int:
    """Opt in all who have nine o'clock now, as their own taps would; how many people that are."""
    everyone = await town.rows(MemberRow)
    members = [row.id for row in everyone if row.id and row.zone != "America/New_York"]
    async with town.store.unit(1) as u:
        for member in members:
            await people.opt_in(u, member, direct_digest=True, name_on_board=False)
    return len(members)


def private_digests(town: Town) -> dict[str, int]:
    """How many digests each person has got in private."""
    got = {
        channel.with_user: len([m for m in channel.messages.values() if is_digest(m.blocks)])
        for channel in town.world.slack.channels.values()
        if channel.with_user is not None
    }
    return {person: number for person, number in got.items() if number}


def is_digest(blocks: list[dict[str, object]]) -> bool:
    return bool(elements(blocks, "Share") or elements(blocks, "Deli"))


@pytest.mark.faults
async def test_stopped_under_load(stage: Stage) -> None:
    """It ends in time with exit code 0 and leaves no job held; the next one does the rest."""
    async with stage.running() as town:
        await town.approve(2)
        number = await everybody_joins(town)
        await town.scheduled()
        await town.idle()
    async with stage.onlooker() as town:
        slow = town.world.faults.add(
            "slack.chat.postMessage", "latency", seconds=SLOW_SECONDS, times=None
        )
        async with stage.apart() as process:
            town.move_to(DIGEST + timedelta(seconds=1))
            await until(lambda: slow.struck > 4, "the work to be under way")
            assert await process.stop(within=10.0) == 0
        jobs = await town.rows(JobRow)
        assert not [row for row in jobs if row.state == "running" or row.leased_by]
        waiting = [row for row in jobs if row.state == "queued" and row.task == "deliver"]
        assert waiting
        town.world.faults.clear()
    async with stage.running() as town:

        async def all_there() -> bool:
            return len(private_digests(town)) == number

        await mended(town, all_there, "everybody's digest")
        assert set(private_digests(town).values()) == {1}
        for channel in ("#advocacy", "#engineering", "#advocacy-leads"):
            assert len([m for m in town.world.messages(channel) if is_digest(m.blocks)]) == 1

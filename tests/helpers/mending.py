"""Waiting for a program to put right what another one, or a network, left half done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from content_store.tables.jobs import JobRow
from programme.clock import wall
from tests.helpers.town import Town
from tests.helpers.waiting import until

STEP = timedelta(minutes=2)
"""Longer than any pause before a second try."""


async def leases_lapse(town: Town) -> None:
    """Wait until nobody can hold a job any more: its holder was killed."""

    async def lapsed() -> bool:
        rows = [row for row in await town.rows(JobRow) if row.state == "running"]
        return all(row.lease_until is not None and row.lease_until <= wall() for row in rows)

    await until(lapsed, "the dead program's leases to lapse")


async def mended(
    town: Town, look: Callable[[], Awaitable[object]], what: str, *, steps: int = 5
) -> None:
    """Move the time on, two minutes at once, until `look` finds what it looks for."""
    for _ in range(steps):
        await town.idle()
        if await look():
            return
        town.move_to(town.world.clock.now() + STEP)
    await until(look, what)
    await town.idle()

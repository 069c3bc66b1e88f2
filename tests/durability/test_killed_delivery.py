"""A program killed while it delivers the digest: every channel sees it once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from content_store.tables.deliveries import DeliveryRow
from tests.helpers.days import DIGEST
from tests.helpers.forms import elements
from tests.helpers.mending import leases_lapse, mended
from tests.helpers.stage import Stage
from tests.helpers.town import Town

CHANNELS = ("#advocacy", "#engineering", "#advocacy-leads")


def digests(town: Town) -> Iterator[int]:
    """How many digests each channel, and Joe, has seen."""
    for channel in CHANNELS:
        yield len([m for m in town.world.messages(channel) if elements(m.blocks, "Share")])
    yield len([m for m in town.person("Joe").direct() if elements(m.blocks, "Share")])


@pytest.mark.faults
@pytest.mark.parametrize("step", ["deliver.armed", "deliver.called", "deliver.recorded"])
async def test_killed_while_the_digest_goes_out(stage: Stage, step: str) -> None:
    """It dies at its first delivery; the next one finds out what was shown and does the rest."""
    async with stage.running() as town:
        await town.approve(2)
        await town.person("Joe").joins()
        await town.scheduled()
        await town.idle()
    async with stage.onlooker() as town:
        async with stage.apart(step) as process:
            town.move_to(DIGEST + timedelta(seconds=1))
            assert await process.dies() == -9
        if stage.settings.database_url.startswith("postgresql"):
            await leases_lapse(town)
    async with stage.running() as town:

        async def all_shown() -> bool:
            rows = [r for r in await town.rows(DeliveryRow) if r.key.startswith("digest:")]
            return len(rows) == 4 and {row.state for row in rows} == {"shown"}

        await mended(town, all_shown, "every digest to be shown")
        assert list(digests(town)) == [1, 1, 1, 1]

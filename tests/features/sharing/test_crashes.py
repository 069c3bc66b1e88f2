"""Every pair of moments at which the process can die while it publishes, on every kind of network.

On one database only: what is held here does not depend on which.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import product

import pytest
import pytest_asyncio

from content_store.queries import ledger
from content_store.unit import Store
from networks.base import RepeatSafety
from programme.states import ShareState
from tests.helpers import databases, networks, sharing
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock

STEPS = ("publish.claimed", "publish.armed", "publish.called", "publish.recorded")
CERTAIN = {RepeatSafety.KEY, RepeatSafety.DETECTS, RepeatSafety.LOOK}


@pytest_asyncio.fixture
async def one_store(sqlite_url: str, clock: ManualClock) -> AsyncIterator[Store]:
    opened = Store.open(sqlite_url, clock=clock)
    await databases.add_workspaces(opened, 1)
    yield opened
    await opened.close()


async def publish_dying(company: Company, steps: tuple[str, ...], number: int) -> ShareState:
    """Somebody shares a new item, and the process dies at each of the steps in turn."""
    who = await company.person(f"P{number}", joined=True)
    await sharing.connect(company, who, "x")
    item = await company.item(f"Item number {number}")
    form = await sharing.opened(company, who, item)
    text = f"{number} {'abcdefghijklmnopqrstuvwxyz'[number % 26] * 40}"
    await company.submit(who, form, **{sharing.field_for(form, "x").name: text})
    for step in steps:
        company.die_at = {step}
        await company.work_until_idle(minutes=5)
    company.die_at = set()
    await company.work_until_idle(minutes=30)

    share = await sharing.share_of(company, who, item, "x")
    posts = [post for _, post in sharing.fake(company, "x").posts if post.marker == share.code]
    assert len(posts) <= 1
    async with company.store.reading(1) as u:
        lines = await ledger.lines(u, who.id, limit=9)
    assert len(lines) == (1 if share.state is ShareState.PUBLISHED else 0)
    if share.state is ShareState.PUBLISHED:
        assert len(posts) == 1
    return share.state


@pytest.mark.parametrize("safety", RepeatSafety)
async def test_two_crashes_never_post_twice_nor_leave_a_share_stuck(
    one_store: Store, clock: ManualClock, safety: RepeatSafety
) -> None:
    """After any two crashes there is one post at most, one score for it, and a known end."""
    company = await sharing.found(one_store, clock, networks.network("x", "X", safety))
    ends = {
        await publish_dying(company, steps, number)
        for number, steps in enumerate(product(STEPS, STEPS))
    }

    if safety in CERTAIN:
        assert ends == {ShareState.PUBLISHED}
    else:
        assert ends == {ShareState.PUBLISHED, ShareState.UNCONFIRMED}

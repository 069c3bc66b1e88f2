"""What follows a publication: figures, renewed tokens, a person's own list."""

from __future__ import annotations

from datetime import timedelta

import pytest_asyncio

from content_store.queries import figures, shares
from content_store.unit import Store
from networks.base import (
    Unclear,
)
from programme import figures as numbers
from programme.states import ShareState
from tests.helpers import sharing
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock)


async def test_tokens_are_renewed_before_they_run_out(company: Company) -> None:
    """An access token that runs out is renewed first, and the rotated refresh token is kept."""
    x = sharing.fake(company, "x")
    x.connect.now, x.connect.lifetime = company.clock(), timedelta(hours=2)
    ana, item = await sharing.sent(company, "x")
    company.clock.forward(hours=3)
    await company.work()
    company.clock.forward(hours=3)
    second = await company.item("More")
    await company.submit(ana, await sharing.opened(company, ana, second))
    await company.work()

    assert x.used[0] == "access-renewed-1"
    assert x.used[1] == f"access-renewed-{x.connect.refreshed}" != x.used[0]
    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED
    assert await sharing.state_of(company, ana, second, "x") is ShareState.PUBLISHED


async def test_a_dead_refresh_token_asks_to_connect_again(company: Company) -> None:
    """A refresh token that was used elsewhere ends in a new consent, not in a loop."""
    x = sharing.fake(company, "x")
    x.connect.now, x.connect.lifetime = company.clock(), timedelta(hours=2)
    ana, item = await sharing.sent(company, "x")
    x.connect.current_refresh = "somebody else's"
    company.clock.forward(hours=3)
    await company.work_until_idle(minutes=30)

    assert x.used == []
    assert (await sharing.share_of(company, ana, item, "x")).failure == "reconnect"


async def test_figures_are_read_three_times(company: Company) -> None:
    """What a share brought is read after an hour, a day and a week, as measured."""
    x = sharing.fake(company, "x")
    ana, item = await sharing.sent(company, "x")
    await company.work()
    share = await sharing.share_of(company, ana, item, "x")
    for passed, seen in ((1, 10), (24, 90), (24 * 7, 400)):
        x.figures = {"impressions": seen}
        company.clock.now = (share.published_at or company.clock()) + timedelta(hours=passed)
        await company.work()
        async with company.store.reading(1) as u:
            found = await figures.latest(u, share.id)
        assert found == {"impressions": numbers.Figure(value=seen, grade=numbers.Grade.MEASURED)}


async def test_what_is_not_told_stays_unknown(company: Company) -> None:
    """A network that shows no figures leaves no figure behind, least of all a zero."""
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(days=8)
    share = await sharing.share_of(company, ana, item, "x")
    async with company.store.reading(1) as u:
        assert await figures.latest(u, share.id) == {}


async def test_figures_that_fail_are_not_asked_for_ever(company: Company) -> None:
    """A reading that never works ends, and the share stays published."""
    x = sharing.fake(company, "x")
    x.figures_fail = Unclear(detail="no answer")
    ana, item = await sharing.sent(company, "x")
    await company.work()
    company.clock.forward(days=20)
    await company.work_until_idle(days=1)

    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED


async def test_a_persons_own_list(company: Company) -> None:
    """A person's own shares come newest first, those only opened left out."""
    ana, item = await sharing.sent(company, "x")
    other = await company.item("More")
    await sharing.opened(company, ana, other)
    await company.work()
    async with company.store.reading(1) as u:
        found = await shares.recent(u, ana.id, 5)

    assert [(entry.title, entry.share.state) for entry in found] == [("News", ShareState.PUBLISHED)]
    assert found[0].share.item_id == item

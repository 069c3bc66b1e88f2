"""A network that is away for good: its person hears so in the end, and nothing waits for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
import pytest_asyncio

from content_store.unit import Store
from handlers.sharing import publishing
from networks.base import Throttled
from networks.connecting import ConnectFailure
from programme.states import ShareState
from tests.helpers import sharing
from tests.helpers.company import Company
from tests.helpers.databases import START, ManualClock
from tests.helpers.networks import LOST_BEFORE

EVERY = timedelta(hours=6)


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock)


def away_until_the_end() -> list[Throttled]:
    """A server that can't be reached, however often it is tried."""
    return [Throttled(until=START + number * EVERY) for number in range(1, 40)]


async def test_who_can_never_be_reached_is_given_up(company: Company) -> None:
    """After two days of trying the share has failed, and its person hears what they can do."""
    company.networks.pop("x")
    linkedin = sharing.fake(company, "linkedin")
    linkedin.ends = [*away_until_the_end()]
    ana, item = await sharing.sent(company, "linkedin")
    await company.work_until_idle(days=1)
    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.QUEUED
    await company.work_until_idle(days=30)

    share = await sharing.share_of(company, ana, item, "linkedin")
    assert (share.state, share.failure) == (ShareState.FAILED, "trouble")
    assert sharing.told(company, ana)[-1] == "share.failed"
    assert len(linkedin.used) == publishing.GIVES_UP // EVERY


async def test_a_pause_beyond_all_patience_is_not_waited_for(company: Company) -> None:
    """A network that takes nothing for a month is no reason to post in a month."""
    sharing.fake(company, "x").ends = [Throttled(until=START + timedelta(days=30))]
    ana, item = await sharing.sent(company, "x")
    await company.work()

    assert await sharing.state_of(company, ana, item, "x") is ShareState.FAILED


async def test_who_may_have_been_reached_is_asked_about(company: Company) -> None:
    """After a lost answer the person is asked instead of being told that nothing went out."""
    sharing.fake(company, "linkedin").ends = [
        LOST_BEFORE,
        Throttled(until=START + timedelta(days=3)),
    ]
    ana, item = await sharing.sent(company, "linkedin")
    await company.work_until_idle(hours=1)

    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.UNCONFIRMED


@pytest.mark.parametrize("lost", [False, True])
async def test_tokens_that_never_come_are_given_up(company: Company, lost: bool) -> None:
    """Where no new tokens can be asked for, two days are enough as well."""
    x = sharing.fake(company, "x")
    x.ends = [LOST_BEFORE] if lost else []
    x.connect.now, x.connect.lifetime = company.clock(), timedelta(minutes=5, seconds=20)
    ana, item = await sharing.sent(company, "x")
    if lost:
        await company.work()
    x.connect.refuses = ConnectFailure.UNREACHABLE
    company.clock.forward(minutes=1)
    await company.work()
    state = await sharing.state_of(company, ana, item, "x")
    assert state is (ShareState.ARMED if lost else ShareState.QUEUED)
    company.clock.now = START + publishing.GIVES_UP
    await company.work_until_idle(minutes=5)

    share = await sharing.share_of(company, ana, item, "x")
    assert share.state is (ShareState.UNCONFIRMED if lost else ShareState.FAILED)

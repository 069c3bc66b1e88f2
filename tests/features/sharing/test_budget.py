"""What posting costs the company stays within what it is willing to spend in a month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from chat.parts import Notice, Quote
from chat.replies import Close, NextForm
from chat.say import verbatim
from content_store.queries import accounts, spending
from content_store.unit import Store
from handlers.budgets import Budget
from networks.base import (
    AlreadyThere,
    Outcome,
    OutOfBudget,
    Prices,
    Problem,
    Reconnect,
    ReconnectReason,
    RefusalReason,
    Refused,
    Throttled,
    Unclear,
)
from networks.connecting import ConnectFailure
from programme.roles import Role
from programme.states import ShareState
from tests.helpers import pressing, sharing
from tests.helpers.company import Company
from tests.helpers.databases import START, ManualClock
from tests.helpers.networks import LOST_AFTER, LOST_BEFORE

PRICES = Prices(post=15_000, linked_post=200_000, reading=5_000)
LINKED = PRICES.linked_post


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    made = await sharing.found(store, clock)
    sharing.fake(made, "x").prices = PRICES
    return made


def allow(company: Company, micros: int) -> None:
    """What X may cost a month."""
    company.budgets["x"] = Budget(limit=micros, prices=PRICES)


async def spent(company: Company) -> int:
    async with company.store.reading(1) as u:
        return await spending.spent(u, "x")


async def test_a_post_with_a_link_is_counted_at_its_price(company: Company) -> None:
    """A published post costs what X asks for a post with a link, once."""
    allow(company, 10 * LINKED)
    await sharing.sent(company, "x")
    await company.work()
    assert await spent(company) == LINKED


async def test_beyond_the_budget_nothing_is_posted_and_its_person_hears_why(
    company: Company,
) -> None:
    """The call is never made; the person gets their share link; the leads hear once a month."""
    allow(company, LINKED - 1)
    maja = await company.person("Maja", role=Role.LEAD, joined=True)
    company.budgets.clear()
    allow(company, LINKED)
    ana, item = await sharing.sent(company, "x")
    bor = await company.person("Bor", joined=True)
    await sharing.connect(company, bor, "x")
    await company.submit(bor, await sharing.opened(company, bor, await company.item("More")))
    cleo = await company.person("Cleo", joined=True)
    await sharing.connect(company, cleo, "x")
    await company.submit(cleo, await sharing.opened(company, cleo, await company.item("Most")))
    await company.work()

    assert len(sharing.fake(company, "x").used) == 1
    assert await spent(company) == LINKED
    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED
    for who in (bor, cleo):
        said = sharing.last_told(company, who)
        assert said.name == "share.failed"
        assert any("/go/" in url for url in pressing.urls(said))
    assert sharing.told(company, maja) == ["share.budget_spent"]


async def test_the_leads_hear_when_the_last_of_it_is_spent(company: Company) -> None:
    """With the post after which there is room for no other, and only once in the month."""
    allow(company, 2 * LINKED + 1)
    maja = await company.person("Maja", role=Role.LEAD, joined=True)
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "x")
    heard = []
    for title in ("One", "Two"):
        await company.submit(ana, await sharing.opened(company, ana, await company.item(title)))
        await company.work()
        heard.append(sharing.told(company, maja))

    assert heard == [[], ["share.budget_spent"]]


async def test_money_that_ends_while_somebody_writes(company: Company) -> None:
    """Nothing is sent, the form says why with what was typed, and what can still go out does."""
    allow(company, LINKED)
    ana = await company.person("Ana", joined=True)
    for network in ("x", "linkedin"):
        await sharing.connect(company, ana, network)
    item = await company.item("News")
    form = await sharing.opened(company, ana, item)
    name = next(n for n in sharing.fields(form) if n.startswith("caption:x"))
    async with company.store.unit(1) as u:
        await spending.charge(u, "x", LINKED)
    reply = await company.submit(ana, form, **{name: "My very own words"})

    assert isinstance(reply, NextForm)
    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.OPENED
    notice = next(part for part in reply.form.body if isinstance(part, Notice))
    assert sharing.key(notice.text) == "share.gone_spent"
    quote = next(part for part in reply.form.body if isinstance(part, Quote))
    assert quote.text == verbatim("My very own words")
    assert isinstance(await company.submit(ana, reply.form), Close)
    await company.work()
    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.PUBLISHED
    assert await sharing.state_of(company, ana, item, "x") is ShareState.OPENED


async def test_an_account_that_ends_while_somebody_writes(company: Company) -> None:
    """Whoever's account is gone is told so, and not that they ticked nothing."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin")
    form = await sharing.opened(company, ana, await company.item("News"))
    async with company.store.unit(1) as u:
        await accounts.revoke(u, ana.id, "linkedin")
    reply = await company.submit(ana, form)

    assert isinstance(reply, NextForm)
    notice = next(part for part in reply.form.body if isinstance(part, Notice))
    assert sharing.key(notice.text) == "share.gone"


async def test_a_used_up_budget_offers_the_link_instead(company: Company) -> None:
    """An account that can't be paid for is not offered, its share link is, and it says why."""
    allow(company, LINKED - 1)
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "x")
    form = await sharing.opened(company, ana, await company.item("News"))
    assert "networks" not in sharing.fields(form)
    assert any("/go/" in url for url in pressing.urls(form))


@pytest.mark.parametrize(
    "outcome",
    [
        Refused(reason=RefusalReason.CONTENT, detail="no"),
        Reconnect(reason=ReconnectReason.REVOKED),
        OutOfBudget(),
        Throttled(until=datetime(2099, 1, 1, tzinfo=UTC)),
    ],
)
async def test_what_was_not_posted_is_not_paid_for(company: Company, outcome: Outcome) -> None:
    """A call after which nothing is there gives its price back."""
    allow(company, 10 * LINKED)
    sharing.fake(company, "x").ends = [outcome]
    sharing.fake(company, "x").connect.refuses = ConnectFailure.EXPIRED
    await sharing.sent(company, "x")
    await company.work()
    assert await spent(company) == 0


async def test_who_can_not_know_counts_it_as_spent(company: Company) -> None:
    """A lost answer may have cost the post; looking for it costs a reading."""
    allow(company, 10 * LINKED)
    sharing.fake(company, "x").ends = [LOST_AFTER]
    ana, item = await sharing.sent(company, "x")
    await company.work()
    assert await spent(company) == LINKED
    await company.work_until_idle(minutes=5)
    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED
    assert await spent(company) == LINKED + PRICES.reading


async def test_looking_is_paid_for_whatever_made_it_needed(company: Company) -> None:
    """A repeat that is refused without saying of what is looked for at the price of a reading."""
    allow(company, 10 * LINKED)
    sharing.fake(company, "x").ends = [AlreadyThere(ref=None)]
    await sharing.sent(company, "x")
    await company.work()
    assert await spent(company) == PRICES.reading


async def test_a_second_call_without_money_is_asked_about(company: Company) -> None:
    """When the first answer was lost and no money is left for another call, the person is asked."""
    allow(company, LINKED)
    sharing.fake(company, "x").ends = [LOST_BEFORE]
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)
    assert len(sharing.fake(company, "x").used) == 1
    assert await sharing.state_of(company, ana, item, "x") is ShareState.UNCONFIRMED


async def test_a_crash_before_the_answer_keeps_the_price(company: Company) -> None:
    """Killed between call and record, the price stays counted: it may have been charged."""
    allow(company, 10 * LINKED)
    company.die_at.add("publish.called")
    await sharing.sent(company, "x")
    await company.work()
    assert await spent(company) == LINKED


async def test_a_new_month_has_money_again(company: Company) -> None:
    """On the first of the next month (UTC) posting goes on."""
    allow(company, LINKED)
    await sharing.sent(company, "x")
    await company.work()
    company.clock.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert await spent(company) == 0
    dora = await company.person("Dora", joined=True)
    await sharing.connect(company, dora, "x")
    form = await sharing.opened(company, dora, await company.item("December"))
    assert "networks" in sharing.fields(form)


async def test_readings_are_paid_for_and_left_out_where_money_runs_out(company: Company) -> None:
    """Posts come first: figures are read while there is money, and stay unknown after that."""
    allow(company, LINKED + PRICES.reading)
    x = sharing.fake(company, "x")
    x.figures = {"impressions": 5}
    await sharing.sent(company, "x")
    await company.work()
    company.clock.forward(hours=1)
    await company.work()
    assert await spent(company) == LINKED + PRICES.reading
    x.figures_fail = Unclear(detail="would have been asked")
    company.clock.forward(hours=24)
    await company.work_until_idle(hours=1)
    assert await spent(company) == LINKED + PRICES.reading


@pytest.mark.parametrize(
    "problem",
    [Unclear(detail="no answer"), Throttled(until=START + timedelta(hours=4))],
)
async def test_a_reading_that_failed_is_not_paid_for(company: Company, problem: Problem) -> None:
    """However often figures are asked for in vain, only those that come are paid."""
    allow(company, 10 * LINKED)
    x = sharing.fake(company, "x")
    await sharing.sent(company, "x")
    await company.work()
    x.figures_fail = problem
    await company.work_until_idle(hours=3)
    assert await spent(company) == LINKED
    x.figures_fail, x.figures = None, {"impressions": 5}
    company.clock.now = START + timedelta(hours=4)
    await company.work()
    assert await spent(company) == LINKED + PRICES.reading


async def test_a_reading_without_tokens_is_not_paid_for(company: Company) -> None:
    """While no tokens can be had nothing is read, and nothing is set aside for it."""
    allow(company, 10 * LINKED)
    x = sharing.fake(company, "x")
    x.connect.now, x.connect.lifetime = company.clock(), timedelta(minutes=30)
    await sharing.sent(company, "x")
    await company.work()
    x.connect.refuses = ConnectFailure.UNREACHABLE
    await company.work_until_idle(hours=3)
    assert await spent(company) == LINKED


async def test_networks_that_cost_nothing_need_no_budget(company: Company) -> None:
    """LinkedIn goes on whatever X has cost."""
    allow(company, 0)
    ana, item = await sharing.sent(company, "linkedin")
    await company.work_until_idle(minutes=1)
    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.PUBLISHED


async def test_a_months_sum_stays_within_its_limit(store: Store) -> None:
    """What was set aside counts at once, can be given back, and belongs to its own month."""
    async with store.unit(1) as u:
        got = [await spending.reserve(u, "x", 300, limit=1000) for _ in range(5)]
        assert got == [True, True, True, False, False]
        await spending.release(u, "x", 300, reserved_at=u.now)
        assert await spending.reserve(u, "x", 400, limit=1000)
        assert await spending.spent(u, "x") == 1000
        await spending.charge(u, "x", 50)
        assert await spending.spent(u, "x") == 1050
        await spending.release(u, "x", 50, reserved_at=u.now - timedelta(days=70))
        assert await spending.spent(u, "x") == 1050

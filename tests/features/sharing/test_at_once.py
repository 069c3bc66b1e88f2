"""Several people, or one person's several taps, at the very same moment."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio
from sqlmodel import select

from chat.replies import Close
from content_store.queries import ledger, links, shares
from content_store.tables.audit import AuditRow
from content_store.tables.items import CaptionAssignmentRow
from content_store.unit import Store
from handlers.sharing import clicks
from programme.clicks import Visit
from programme.errors import Conflict
from programme.states import ShareState
from tests.helpers import sharing, visiting
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock)


async def test_suggestions_stay_in_balance(company: Company) -> None:
    """Six people who open an item at once get its three suggestions twice each."""
    item = await company.item("News")
    people = [await company.person(f"P{number}", joined=True) for number in range(6)]
    for who in people:
        await sharing.connect(company, who, "linkedin")
    await asyncio.gather(*(sharing.opened(company, who, item) for who in people))

    async with company.store.reading(1) as u:
        given = [
            row.caption_id
            for row in await u.session.exec(select(CaptionAssignmentRow))
            if row.network == "linkedin"
        ]
    assert sorted(given.count(caption) for caption in set(given)) == [2, 2, 2]


async def test_taps_that_come_together_queue_one_share(company: Company) -> None:
    """A form sent off three times at once queues each share once."""
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "linkedin", "x")
    form = await sharing.opened(company, ana, await company.item("News"))
    replies = await asyncio.gather(*(company.submit(ana, form) for _ in range(3)))

    assert all(isinstance(reply, Close) for reply in replies)
    assert await sharing.jobs_of(company, "publish_share") == 2


async def test_colleagues_with_the_same_words_cannot_slip_past_each_other(
    company: Company,
) -> None:
    """Of two colleagues who send the same words to X at once, one is refused."""
    item = await company.item("News")
    people = [await company.person(name, joined=True) for name in ("Ana", "Bor")]
    forms = []
    for who in people:
        await sharing.connect(company, who, "x")
        forms.append(await sharing.opened(company, who, item))
    text = "We moved our whole town library to solar power this week"
    await asyncio.gather(
        *(
            company.submit(who, form, **{sharing.field_for(form, "x").name: text})
            for who, form in zip(people, forms, strict=True)
        )
    )

    states = sorted([(await sharing.share_of(company, who, item, "x")).state for who in people])
    assert states == [ShareState.OPENED, ShareState.QUEUED]
    assert await sharing.jobs_of(company, "publish_share") == 1


async def test_first_clicks_that_come_together_score_once(company: Company) -> None:
    """Five visitors at the same moment verify a share once and score once."""
    ana, item = await sharing.sent(company, "x")
    await company.work()
    share = await sharing.share_of(company, ana, item, "x")
    async with company.store.system() as u:
        link = await links.by_code(u, share.code)
    assert link is not None

    async def click(number: int) -> None:
        visit = Visit(
            method="GET", user_agent=visiting.BROWSER, ip=f"203.0.113.{number}", headers={}
        )
        async with company.store.unit(1) as u:
            await clicks.visit(u, link, visit)

    await asyncio.gather(*(click(number) for number in range(5)))
    async with company.store.reading(1) as u:
        reasons = sorted(line.reason for line in await ledger.lines(u, ana.id, limit=9))
        noted = [row.action for row in await u.session.exec(select(AuditRow))]
    assert reasons == ["first_click", "share"]
    assert noted.count("share.verified") == 1


async def test_a_lost_race_changes_nothing(company: Company) -> None:
    """A share that moved on meanwhile does not move again from where it was."""
    ana, item = await sharing.sent(company, "x")
    share = await sharing.share_of(company, ana, item, "x")
    async with company.store.unit(1) as u:
        assert await shares.move(u, share.id, ShareState.QUEUED, ShareState.ARMED)
        assert not await shares.move(u, share.id, ShareState.QUEUED, ShareState.CANCELLED)
        with pytest.raises(Conflict):
            await shares.move(u, share.id, ShareState.PUBLISHED, ShareState.QUEUED)

    assert (await sharing.share_of(company, ana, item, "x")).state is ShareState.ARMED

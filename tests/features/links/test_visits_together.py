"""Visits that come at the same time share a commit, and nobody pays for another's trouble."""

from __future__ import annotations

import asyncio

from sqlmodel import col, select, update

from content_store.queries import ledger
from content_store.tables.links import ClickRow, ShortLinkRow
from content_store.tables.shares import ShareRow
from tests.helpers import sharing, visiting
from tests.helpers.company import Company
from tests.helpers.visiting import Serve

CROWD = 40


async def clicks_of(company: Company, code: str) -> list[str]:
    """The kinds of the visits that were kept for a link."""
    async with company.store.reading(1) as u:
        found = await u.session.exec(
            select(ClickRow)
            .join(ShortLinkRow, col(ShortLinkRow.id) == col(ClickRow.link_id))
            .where(col(ShortLinkRow.code) == code)
        )
        return [row.kind for row in found]


async def test_a_crowd_arrives_and_each_of_it_is_kept(company: Company, serve: Serve) -> None:
    """Many visitors at once are all sent on and all kept; the share is verified and scored once."""
    ana, item, code = await visiting.published(company)
    client = await serve()
    answers = await asyncio.gather(
        *(visiting.get(client, f"/s/{code}", ip=f"203.0.113.{n}") for n in range(1, CROWD + 1))
    )

    assert {answer.status for answer in answers} == {302}
    assert await clicks_of(company, code) == ["human"] * CROWD
    assert (await sharing.share_of(company, ana, item, "x")).verified_at is not None
    async with company.store.reading(1) as u:
        lines = await ledger.lines(u, ana.id, limit=9)
    assert sorted(line.reason for line in lines) == ["first_click", "share"]


async def test_a_crowd_is_answered_each_by_its_own_link(company: Company, serve: Serve) -> None:
    """Known, unknown and withdrawn links that are asked for at once get what each should get."""
    ana, item, code = await visiting.published(company)
    await sharing.connect(company, ana, "linkedin")
    await sharing.opened(company, ana, item)
    async with company.store.unit(1) as u:
        query = select(ShortLinkRow).where(col(ShortLinkRow.network) == "linkedin")
        withdrawn = (await u.session.exec(query)).one()
        withdrawn.neutral = True
        u.session.add(withdrawn)
        gone = withdrawn.code
    client = await serve()
    paths = [f"/s/{code}", f"/s/{gone}", "/s/abcdefgh"] * 5
    answers = await asyncio.gather(*(visiting.get(client, path) for path in paths))

    assert [answer.status for answer in answers] == [302, 410, 404] * 5
    assert await clicks_of(company, code) == ["human"] * 5
    assert await clicks_of(company, gone) == []


async def test_a_visit_that_cant_be_kept_takes_no_other_with_it(
    company: Company, serve: Serve
) -> None:
    """When a visit can't be written down, its visitor and all who came with it arrive."""
    ana, item, code = await visiting.published(company)
    await sharing.connect(company, ana, "linkedin")
    await sharing.opened(company, ana, item)
    broken = (await sharing.share_of(company, ana, item, "linkedin")).code
    async with company.store.unit(1) as u:
        query = update(ShareRow).where(col(ShareRow.network) == "linkedin")
        await u.session.execute(query.values(state="no state of ours"))
    client = await serve()
    answers = await asyncio.gather(
        *(visiting.get(client, f"/s/{each}") for each in [code, broken] * 5)
    )

    assert {answer.status for answer in answers} == {302}
    assert await clicks_of(company, code) == ["human"] * 5
    assert await clicks_of(company, broken) == []

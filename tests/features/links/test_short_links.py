"""Short links: visitors arrive, and only real ones count."""

from __future__ import annotations

import pytest
from sqlmodel import col, select, update

from content_store.queries import ledger, workspaces
from content_store.tables.links import ClickRow, ShortLinkRow
from content_store.tables.people import WorkspaceRow
from networks.base import RepeatSafety
from programme.states import ShareState
from programme.values import Member
from tests.helpers import networks as fakes
from tests.helpers import sharing, visiting
from tests.helpers.company import Company
from tests.helpers.networks import LOST_AFTER
from tests.helpers.visiting import Serve


async def kinds(company: Company) -> list[str]:
    async with company.store.reading(1) as u:
        return [
            row.kind for row in await u.session.exec(select(ClickRow).order_by(col(ClickRow.id)))
        ]


async def reasons(company: Company, who: Member) -> list[str]:
    async with company.store.reading(1) as u:
        return sorted(line.reason for line in await ledger.lines(u, who.id, limit=9))


async def test_a_click_arrives_and_verifies_the_share_once(company: Company, serve: Serve) -> None:
    """The first click leads to the item, verifies the share and scores; the second only arrives."""
    ana, item, code = await visiting.published(company)
    client = await serve()
    for visitor in ("203.0.113.9", "203.0.113.10"):
        response = await visiting.get(client, f"/s/{code}", ip=visitor)
        assert response.status == 302
        assert response.headers["Location"].startswith("https://blog.example/post?utm_source=x")

    share = await sharing.share_of(company, ana, item, "x")
    assert share.verified_at is not None
    assert await reasons(company, ana) == ["first_click", "share"]
    assert await kinds(company) == ["human", "human"]


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "preview"),
        ("LinkedInBot/1.0 (compatible; Mozilla/5.0)", "preview"),
        ("curl/8.5.0", "crawler"),
        ("", "crawler"),
    ],
)
async def test_machines_arrive_and_do_not_count(
    company: Company, serve: Serve, agent: str, kind: str
) -> None:
    """Previews and crawlers are sent on like anybody, and verify nothing."""
    ana, item, code = await visiting.published(company)
    response = await visiting.get(await serve(), f"/s/{code}", agent=agent)

    assert response.status == 302
    assert await kinds(company) == [kind]
    assert (await sharing.share_of(company, ana, item, "x")).verified_at is None
    assert await reasons(company, ana) == ["share"]


async def test_looking_without_reading_does_not_count(company: Company, serve: Serve) -> None:
    """A HEAD request is answered alike and counts as no click."""
    _, _, code = await visiting.published(company)
    client = await serve()
    response = await client.head(
        f"/s/{code}", headers={"User-Agent": visiting.BROWSER}, allow_redirects=False
    )

    assert response.status == 302
    assert await kinds(company) == ["head"]


async def test_clicks_from_the_company_do_not_count(company: Company, serve: Serve) -> None:
    """Whoever comes from one of the company's networks verifies nothing."""
    ana, item, code = await visiting.published(company)
    async with company.store.system() as u:
        with u.across_workspaces():
            await u.session.execute(
                update(WorkspaceRow)
                .where(col(WorkspaceRow.id) == 1)
                .values(company_networks=["198.51.100.0/24", "nonsense"])
            )
    await visiting.get(await serve(), f"/s/{code}", ip="198.51.100.7")

    assert await kinds(company) == ["company"]
    assert (await sharing.share_of(company, ana, item, "x")).verified_at is None


async def test_the_sharers_own_click_does_not_count(company: Company, serve: Serve) -> None:
    """Who opened the share link that day is known again; on other days, or others, are not."""
    ana, item, link = await visiting.by_hand(company, "bluesky")
    client = await serve()
    await visiting.get(client, visiting.own(company, link.code), ip="203.0.113.1")
    await company.press(ana, "share.posted", item=item, network="bluesky")
    await visiting.get(client, f"/s/{link.code}", ip="203.0.113.1")
    assert await kinds(company) == ["own", "own"]
    assert await reasons(company, ana) == []
    await visiting.get(client, f"/s/{link.code}", ip="203.0.113.2")

    assert await kinds(company) == ["own", "own", "human"]
    assert await reasons(company, ana) == ["first_click", "share"]


async def test_a_later_visitor_cannot_pass_for_the_sharer(company: Company, serve: Serve) -> None:
    """Only the first to open a share link on a day is taken for its person."""
    _, _, link = await visiting.by_hand(company, "bluesky")
    client = await serve()
    await visiting.get(client, visiting.own(company, link.code), ip="203.0.113.1")
    await visiting.get(client, visiting.own(company, link.code), ip="203.0.113.2")
    await visiting.get(client, f"/s/{link.code}", ip="203.0.113.2")

    assert await kinds(company) == ["own", "human"]


async def test_a_click_before_their_word_counts_as_well(company: Company, serve: Serve) -> None:
    """A share that was clicked before its person said "I posted it" is verified by their word."""
    ana, item, link = await visiting.by_hand(company, "bluesky")
    await visiting.get(await serve(), f"/s/{link.code}")
    assert (await reasons(company, ana)) == []
    await company.press(ana, "share.posted", item=item, network="bluesky")

    assert (await sharing.share_of(company, ana, item, "bluesky")).verified_at is not None
    assert await reasons(company, ana) == ["first_click", "share"]


async def test_a_click_proves_a_post_that_nobody_was_sure_of(
    serve: Serve, company: Company
) -> None:
    """A click on the link of an unconfirmed share confirms it: the post must be there."""
    company.networks["x"] = fakes.network("x", "X", RepeatSafety.NONE)
    sharing.fake(company, "x").ends = [LOST_AFTER]
    ana, item, code = await visiting.published(company)
    assert (await sharing.share_of(company, ana, item, "x")).state is ShareState.UNCONFIRMED
    await visiting.get(await serve(), f"/s/{code}")

    share = await sharing.share_of(company, ana, item, "x")
    assert share.state is ShareState.CONFIRMED
    assert share.verified_at is not None


async def test_an_unknown_code_has_a_friendly_page(
    serve: Serve,
) -> None:
    """A code that leads nowhere is told in the language the browser asks for."""
    client = await serve()
    for path in ("/s/aaaaaaaa", "/go/aaaaaaaa", "/s/..", "/s/%00%ff", f"/s/{'a' * 500}"):
        response = await visiting.get(client, path, **{"Accept-Language": "sl-SI,sl;q=0.9"})
        assert response.status == 404
    response = await visiting.get(client, "/s/aaaaaaaa", **{"Accept-Language": "sl-SI,sl;q=0.9"})
    assert 'lang="sl"' in await response.text()


async def test_a_neutral_link_says_nothing_of_its_target(company: Company, serve: Serve) -> None:
    """After a recall the short link has a page that does not name the content."""
    _, item, code = await visiting.published(company)
    async with company.store.unit(1) as u:
        await u.session.execute(
            update(ShortLinkRow).where(col(ShortLinkRow.item_id) == item).values(neutral=True)
        )
    client = await serve()
    for path in (f"/s/{code}", visiting.own(company, code)):
        response = await visiting.get(client, path)
        text = await response.text()
        assert response.status == 410
        assert "News" not in text
        assert "blog.example" not in text


@pytest.mark.parametrize(
    ("trusted", "forwarded", "counts"),
    [
        (0, "198.51.100.7", True),
        (1, "198.51.100.7", False),
        (1, "198.51.100.7, 203.0.113.9", True),
        (2, "198.51.100.7, 203.0.113.9", False),
        (2, "198.51.100.7", True),
    ],
)
async def test_an_address_is_believed_only_from_our_own_proxies(
    company: Company,
    serve: Serve,
    trusted: int,
    forwarded: str,
    counts: bool,
) -> None:
    """X-Forwarded-For counts from the end, by as many entries as there are proxies of ours."""
    _, _, code = await visiting.published(company)
    async with company.store.system() as u:
        with u.across_workspaces():
            await u.session.execute(
                update(WorkspaceRow)
                .where(col(WorkspaceRow.id) == 1)
                .values(company_networks=["198.51.100.0/24"])
            )
    client = await serve(trusted_proxies=trusted)
    await visiting.get(client, f"/s/{code}", ip=forwarded)

    assert await kinds(company) == ["human" if counts else "company"]


async def test_no_address_is_kept(company: Company, serve: Serve) -> None:
    """What is stored of a visitor is a hash that changes every day."""
    _, _, code = await visiting.published(company)
    client = await serve()
    await visiting.get(client, f"/s/{code}")
    company.clock.forward(days=1)
    await visiting.get(client, f"/s/{code}")
    async with company.store.reading(1) as u:
        visitors = [row.visitor for row in await u.session.exec(select(ClickRow))]

    assert len(set(visitors)) == 2
    assert all("203.0.113" not in visitor for visitor in visitors)


async def test_pages_forbid_what_they_do_not_need(
    serve: Serve,
) -> None:
    """Every page and redirect carries the strict headers, and the assets are there."""
    client = await serve()
    response = await visiting.get(client, "/s/aaaaaaaa")
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    for asset, kind in (("pages.css", "text/css"), ("copy.js", "text/javascript")):
        found = await client.get(f"/assets/{asset}")
        assert found.status == 200
        assert found.content_type == kind


async def test_other_companies_are_not_touched(company: Company, serve: Serve) -> None:
    """A click is written into the workspace of its link, and nowhere else."""
    _, _, code = await visiting.published(company)
    await visiting.get(await serve(), f"/s/{code}")
    async with company.store.reading(2) as u:
        assert list(await u.session.exec(select(ClickRow))) == []
        assert (await workspaces.get(u)).id == 2


async def test_whoever_looks_at_their_own_post_is_known_today(
    company: Company, serve: Serve
) -> None:
    """The way to one's own post leads there, and one's own click on its link counts for nothing."""
    ana, item, code = await visiting.published(company)
    share = await sharing.share_of(company, ana, item, "x")
    client = await serve()
    looked = await visiting.get(client, f"{visiting.own(company, code)}/post", ip="203.0.113.9")
    assert looked.status == 302
    assert looked.headers["Location"] == share.post_url
    await visiting.get(client, f"/s/{code}", ip="203.0.113.9")

    assert await kinds(company) == ["own", "own"]
    assert await reasons(company, ana) == ["share"]


async def test_the_way_to_a_post_that_is_not_there_says_so(serve: Serve) -> None:
    """An unknown code is answered with a page."""
    client = await serve()
    assert (await visiting.get(client, "/go/abcdefgh/post", ip="203.0.113.9")).status == 404

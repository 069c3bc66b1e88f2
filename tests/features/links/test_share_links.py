"""Share links of our own: they open the network's composer, or offer the text for copying."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from content_store.queries import items, links
from networks.base import RefusalReason, Refused
from programme.states import ItemState, ShareState
from tests.helpers import sharing, visiting
from tests.helpers.company import Company
from tests.helpers.visiting import Serve


async def test_a_share_link_carries_text_and_link_where_the_network_takes_them(
    company: Company, serve: Serve
) -> None:
    """X and Bluesky open with the person's suggestion and their short link in the composer."""
    client = await serve()
    _, _, link = await visiting.by_hand(company, "x")
    response = await visiting.get(client, visiting.own(company, link.code))
    address = urlsplit(response.headers["Location"])
    query = parse_qs(address.query)

    assert response.status == 302
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://x.com/intent/tweet"
    assert query["url"] == [f"https://glasnik.example/s/{link.code}"]
    assert "News" in query["text"][0]
    assert "+" not in address.query


async def test_a_share_link_that_carries_no_text_offers_it_for_copying(
    company: Company, serve: Serve
) -> None:
    """LinkedIn's composer takes only the link: our page shows the text, scripts or not."""
    client = await serve()
    ana, item, link = await visiting.by_hand(company, "linkedin")
    response = await visiting.get(client, visiting.own(company, link.code))
    text = await response.text()

    assert response.status == 200
    assert "<textarea" in text
    assert "News" in text
    assert "https://www.linkedin.com/sharing/share-offsite/?url=" in text
    assert 'src="/assets/copy.js"' in text
    assert "<style" not in text
    assert (await sharing.share_of(company, ana, item, "linkedin")).state is ShareState.OPENED


async def test_a_failed_share_goes_on_by_hand_in_the_persons_own_words(
    company: Company, serve: Serve
) -> None:
    """The share link after a failure carries the text that the person had confirmed."""
    sharing.fake(company, "x").ends = [Refused(reason=RefusalReason.CONTENT, detail="no")]
    ana = await company.person("Ana", joined=True)
    await sharing.connect(company, ana, "x")
    item = await company.item("News")
    form = await sharing.opened(company, ana, item)
    name = next(n for n in sharing.fields(form) if n.startswith("caption:"))
    await company.submit(ana, form, **{name: "My very own words"})
    await company.work()
    code = (await sharing.share_of(company, ana, item, "x")).code
    response = await visiting.get(await serve(), visiting.own(company, code))

    assert parse_qs(urlsplit(response.headers["Location"]).query)["text"] == ["My very own words"]


async def test_a_share_link_of_a_recalled_item_opens_nothing(
    company: Company, serve: Serve
) -> None:
    """What was recalled can't be shared by an older share link."""
    _, item, link = await visiting.by_hand(company, "x")
    async with company.store.unit(1) as u:
        assert await items.decide(u, item, ItemState.RECALLED, by=None)

    assert (await visiting.get(await serve(), visiting.own(company, link.code))).status == 410


async def test_hostile_titles_stay_text(company: Company, serve: Serve) -> None:
    """What people and sites wrote never becomes markup on our pages."""
    ana = await company.person("Ana", joined=True)
    item = await company.item("<script>alert(1)</script>")
    await sharing.opened(company, ana, item)
    async with company.store.reading(1) as u:
        link = await links.of_meaning(u, member_id=ana.id, item_id=item, network="linkedin")
    assert link is not None
    text = await (await visiting.get(await serve(), visiting.own(company, link.code))).text()

    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text

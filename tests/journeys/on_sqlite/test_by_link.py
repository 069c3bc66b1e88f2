"""Sharing without an account: a link, the person's word, and somebody else's click."""

from __future__ import annotations

import aiohttp

from content_store.tables.ledger import LedgerEntryRow
from content_store.tables.links import ClickRow, ShortLinkRow
from content_store.tables.shares import ShareRow
from tests.helpers.forms import Form, elements
from tests.helpers.town import Citizen, Town, browser
from tests.helpers.waiting import until

ELSEWHERE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1"
"""Another browser than the person's own."""
CRAWLERS = (
    "Twitterbot/1.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/8.5.0",
)


async def opened_by(joe: Citizen, town: Town) -> Form:
    """Joe's share form, on a day with a digest, without any account."""
    digest = await town.morning()
    await joe.joins(digest=False)
    return await joe.opens(digest)


def address(form: Form, label: str) -> str:
    """Where a button leads."""
    return str(elements(form.blocks, label)[0].element["url"])


async def hop(address: str, *, agent: str, method: str = "GET") -> str | None:
    """Where an address sends a visitor on."""
    async with (
        aiohttp.ClientSession(headers={"User-Agent": agent, "Accept": "text/html"}) as visitor,
        visitor.request(method, address, allow_redirects=False) as answer,
    ):
        assert answer.status in {200, 302}
        return answer.headers.get("Location")


async def short_link(town: Town, network: str) -> str:
    """The address that stands in the person's post."""
    [link] = [row for row in await town.rows(ShortLinkRow) if row.network == network]
    return f"{town.world.core.bot_url}/s/{link.code}"


async def test_the_composer_opens_with_text_and_link(town: Town) -> None:
    """On X the person's link opens the composer with everything in it; posting is theirs."""
    joe = town.person("Joe")
    form = await opened_by(joe, town)
    composer = await hop(address(form, "Open X"), agent=ELSEWHERE)
    assert composer is not None
    assert composer.startswith(f"{town.world.core.base_url}/x/intent/")
    async with browser() as tab, tab.get(composer, cookies={"as": joe.id}) as page:
        assert page.status == 200
        shown = await page.text()
    assert await short_link(town, "x") in shown
    assert not town.world.posts()


async def test_where_only_a_link_is_taken_the_text_is_there_to_copy(town: Town) -> None:
    """LinkedIn's composer takes no text: a page of ours shows it beside the way there."""
    joe = town.person("Joe")
    form = await opened_by(joe, town)
    async with browser() as tab, tab.get(address(form, "Open LinkedIn")) as page:
        assert page.status == 200
        shown = await page.text()
    assert "/linkedin/sharing/share-offsite/" in shown
    assert "Copy" in shown


async def test_somebody_elses_first_click_proves_a_share_and_gives_its_points(town: Town) -> None:
    """Their word counts nothing yet, nor do robots, looks and their own visit; a reader does."""
    joe = town.person("Joe")
    form = await opened_by(joe, town)
    async with browser() as own, own.get(address(form, "Open X"), allow_redirects=False):
        pass
    labels = [element.element["text"]["text"] for element in elements(form.blocks, "I posted it")]
    assert labels
    await posted_on_x(form)
    await until(lambda: "✓ X: noted" in joe.form().words, "the form to show it")

    link = await short_link(town, "x")
    for agent in CRAWLERS:
        assert "utm_source=x" in (await hop(link, agent=agent) or "")
    await hop(link, agent=ELSEWHERE, method="HEAD")
    async with browser() as own, own.get(link, allow_redirects=False) as answer:
        assert answer.status == 302
    kinds = [row.kind for row in await town.rows(ClickRow)]
    assert "human" not in kinds
    assert kinds.count("own") == 2
    assert await town.rows(LedgerEntryRow) == []
    assert not [row for row in await town.rows(ShareRow) if row.verified_at]

    await hop(link, agent=ELSEWHERE)
    await hop(link, agent=ELSEWHERE)
    [share] = [row for row in await town.rows(ShareRow) if row.verified_at]
    lines = await town.rows(LedgerEntryRow)
    assert {(row.share_id, row.reason) for row in lines} == {
        (share.id, "share"),
        (share.id, "first_click"),
    }
    assert sum(row.points for row in lines) == 15
    await town.idle()
    await joe.says("/advocacy me")
    await joe.hears("15 points", "#advocacy")


async def test_a_click_before_the_word_counts_once_the_word_is_given(town: Town) -> None:
    """Somebody follows the link before the person says that they posted: it proves the share."""
    joe = town.person("Joe")
    form = await opened_by(joe, town)
    await hop(await short_link(town, "x"), agent=ELSEWHERE)
    assert await town.rows(LedgerEntryRow) == []
    await posted_on_x(form)
    await until(lambda: "✓ X: noted" in joe.form().words, "the form to show it")
    assert sum(row.points for row in await town.rows(LedgerEntryRow)) == 15


async def posted_on_x(form: Form) -> None:
    """Press the "I posted it" that stands beside "Open X"."""
    block = elements(form.blocks, "Open X")[0].block_id
    presses = elements(form.blocks, "I posted it")
    number = next(n for n, found in enumerate(presses) if found.block_id == block)
    outcome = await form.press("I posted it", number)
    assert outcome.ok, outcome

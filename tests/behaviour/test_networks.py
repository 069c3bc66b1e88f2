"""What is particular to a network, and to permissions and money that end."""

from __future__ import annotations

from datetime import timedelta

from content_store.queries import spending
from content_store.tables.accounts import AccountRow
from tests.behaviour.acting import Actor, Seen, capability
from tests.behaviour.company import Company
from tests.helpers.town import browser

WORDS = "Žetev sonca: eleven days of summer, one very proud caretaker. 🌞"
LIFE = timedelta(days=60)
"""How long a permission at LinkedIn lasts."""


async def out_on(company: Company, network: str, label: str) -> Actor:
    """Joe connects an account, shares the day's item there, and is led to his post."""
    joe = company.person("Joe")
    await joe.joins(digest=False)
    assert "is now connected to Joe" in await joe.connects(network)
    await joe.told(f"Connected to {label}")
    await joe.shares(await company.morning(), WORDS, network=network)
    result = await joe.hears(f"Your post is out on {label}")
    [post] = company.posts(network)
    assert post.text.startswith(WORDS)
    assert post.link is not None
    async with (
        browser() as tab,
        tab.get(result.link(f"See it on {label}"), allow_redirects=False) as hop,
    ):
        assert hop.headers["Location"] == post.url
    return joe


@capability("Share to Bluesky, with an app password instead of one's own")
async def test_bluesky(company: Company) -> None:
    """The text is what was written, and the article is a card with its link."""
    await out_on(company, "bluesky", "Bluesky")
    [post] = company.posts("bluesky")
    assert "/s/" not in post.text
    assert post.link is not None
    assert "/s/" in post.link.url


@capability("Share to Mastodon, on whichever server one's account is")
async def test_mastodon(company: Company) -> None:
    """The post is on the server that was named, with the link in its text."""
    await out_on(company, "mastodon", "Mastodon")
    [post] = company.posts("mastodon")
    assert "/mastodon/toot.si/@" in post.url
    assert "/s/" in post.text


@capability("When the month's money for X is used up, a share link instead")
async def test_the_budget_of_x(company: Company) -> None:
    """Joe's form offers the share link and says why; nothing is posted by account."""
    joe = company.person("Joe")
    await joe.joins(digest=False)
    await joe.connects("x")
    await company.idle()
    async with company.town.store.unit(1) as u:
        await spending.charge(u, "x", 50_000_000)
    form = await joe.opens(await company.morning())
    assert "Posting to X by account is used up for this month" in form.words
    assert form.names("caption:x") == []
    async with browser() as tab, tab.get(form.link("Open X"), allow_redirects=False) as hop:
        assert "/x/intent/" in hop.headers["Location"]
    assert company.posts() == []


@capability("The leads hear when the month's money for X is used up")
async def test_the_last_of_the_budget(company: Company) -> None:
    """Joe's post goes out for the last of it, and Maja is told."""
    joe, maja = company.people("Joe", "Maja")
    await joe.joins(digest=False)
    await joe.connects("x")
    async with company.town.store.unit(1) as u:
        await spending.charge(u, "x", 49_800_000)
    await joe.shares(await company.morning(), WORDS, network="x")
    await joe.hears("Your post is out on X")
    await maja.hears("budget for posting to X from connected accounts is used up")


@capability("Money that ends while somebody writes loses no word of theirs")
async def test_the_budget_runs_out(company: Company) -> None:
    """Joe's form says why nothing was sent, with his words and the share link."""
    joe = company.person("Joe")
    await joe.joins(digest=False)
    await joe.connects("x")
    form = await joe.opens(await company.morning())
    async with company.town.store.unit(1) as u:
        await spending.charge(u, "x", 50_000_000)
    [caption] = form.names("caption:x")
    assert not await form.send({"networks": ["x"], caption: WORDS})
    form = await joe.form()
    assert "Nothing has been sent yet" in form.words
    assert WORDS in form.words
    assert form.link("Open X")
    await company.idle()
    assert company.posts() == []


@capability("A permission that ends: told 14, 7 and 1 days before, and renewed in two taps")
async def test_a_permission_that_ends(company: Company) -> None:
    """Joe hears three times, and connects again from the last of these messages."""
    joe = company.person("Joe")
    await joe.joins(digest=False)
    await joe.connects("linkedin")
    await company.idle()
    [ends] = [row.expires_at for row in await company.rows(AccountRow)]
    assert ends is not None
    told: list[Seen] = []
    for days in (14, 7, 1):
        await company.moves_to(ends - timedelta(days=days, hours=-4))
        await company.idle()
        told = [seen for seen in joe.seen() if "permission for LinkedIn" in seen.words]
    assert len(told) == 3
    await joe.press(told[-1], "Connect LinkedIn again")
    await joe.told("Each link is for you alone")
    assert "is now connected to Joe" in await joe.connects("linkedin")
    await company.idle()
    [renewed] = [row.expires_at for row in await company.rows(AccountRow)]
    assert renewed is not None
    assert renewed > ends + timedelta(days=50)

"""Sharing: two taps, own words, honest results, once."""

from __future__ import annotations

import asyncio

from content_store.tables.ledger import LedgerEntryRow
from content_store.tables.shares import ShareRow
from tests.behaviour.acting import Actor, Seen, capability
from tests.behaviour.company import Company
from tests.helpers.town import browser
from tests.helpers.waiting import until

WORDS = "Eleven days of summer, two heat pumps, one very proud caretaker."


async def ready(company: Company, network: str) -> tuple[Actor, Seen]:
    """Joe takes part and has an account, and the day's digest is in the channel."""
    joe = company.person("Joe")
    await joe.joins(digest=False)
    await joe.connects(network)
    return joe, await company.morning()


@capability("Share as suggested, in two taps", slack="a modal", teams="a dialog, or a card")
async def test_as_suggested(company: Company) -> None:
    """Card, network, done: the text is the suggested one, and its result comes back."""
    joe, digest = await ready(company, "linkedin")
    form = await joe.opens(digest)
    [caption] = form.names("caption:linkedin")
    suggested = form.value(caption)
    assert form.value("networks") == ["linkedin"]
    assert not await form.send({})
    result = await joe.hears("Your post is out on LinkedIn")
    assert "10 points" in result.words
    [post] = company.posts("linkedin")
    assert suggested in post.text
    async with (
        browser() as tab,
        tab.get(result.link("See it on LinkedIn"), allow_redirects=False) as hop,
    ):
        assert hop.headers["Location"] == post.url


@capability("Share in one's own words", slack="a modal", teams="a dialog, or a card")
async def test_own_words(company: Company) -> None:
    """Edit caption opens the text to be changed; what was typed is what goes out."""
    joe, digest = await ready(company, "x")
    await joe.press(digest, "Edit caption")
    form = await joe.form()
    [caption] = form.names("caption:x")
    assert not await form.send({caption: WORDS})
    await joe.hears("Your post is out on X")
    assert [WORDS in post.text for post in company.posts("x")] == [True]


@capability(
    "A refused text comes back at its field with everything typed",
    slack="the modal stays open",
    teams="the form is painted again",
)
async def test_a_refused_text(company: Company) -> None:
    """A text with an e-mail address is refused where it stands, and nothing goes out."""
    joe, digest = await ready(company, "x")
    form = await joe.opens(digest)
    [caption] = form.names("caption:x")
    typed = "Ask me: joe.baker@example.com"
    wrong = await form.send({caption: typed})
    assert "e-mail address" in wrong[caption]
    form = await joe.form()
    assert form.value(caption) == typed
    await company.idle()
    assert company.posts() == []
    assert not await form.send({caption: WORDS})
    await joe.hears("Your post is out on X")


@capability(
    "The form follows what is written: length, preview, findings",
    slack="while somebody types",
    teams="with a tap on Update",
)
async def test_the_form_follows(company: Company) -> None:
    """The form counts as the network counts and shows the post as it would be."""
    joe, digest = await ready(company, "linkedin")
    form = await joe.opens(digest)
    [caption] = form.names("caption:linkedin")
    await form.change(caption, "Two heat pumps, one caretaker.")
    form = await joe.form()
    assert "of 3,000 characters on LinkedIn" in form.words
    assert form.value(caption) == "Two heat pumps, one caretaker."


@capability("Share by link without an account, and say so")
async def test_by_link(company: Company) -> None:
    """The composer opens with the text; "I posted it" is noted, and counts with a click."""
    joe = company.person("Joe")
    await joe.joins(digest=False)
    digest = await company.morning()
    form = await joe.opens(digest)
    async with browser() as tab, tab.get(form.link("Open X"), allow_redirects=False) as hop:
        assert "/x/intent/" in hop.headers["Location"]
    await form.press("I posted it")

    async def noted() -> bool:
        return "noted. Thank you!" in (await joe.form()).words

    await until(noted, "the form to show it")
    assert [row.state for row in await company.rows(ShareRow)].count("confirmed") == 1
    assert await company.rows(LedgerEntryRow) == []


@capability("A share that failed is told, with what to do")
async def test_a_failure(company: Company) -> None:
    """X says no for good: Joe hears that it did not go out, and keeps his words."""
    joe, digest = await ready(company, "x")
    company.town.world.faults.add("x.tweets", "error", status=403, body={"detail": "Forbidden"})
    await joe.shares(digest, WORDS, network="x")
    told = await joe.hears("did not go out on X")
    assert WORDS in told.words
    assert company.posts() == []


@capability("Double taps and repeated requests share once")
async def test_twice_is_once(company: Company) -> None:
    """The form sent off twice within a moment: one post, one result, one line of points."""
    joe, digest = await ready(company, "x")
    form = await joe.opens(digest)
    [caption] = form.names("caption:x")
    await asyncio.gather(form.send({caption: WORDS}), form.send({caption: WORDS}))
    await joe.hears("Your post is out on X")
    await company.idle()
    assert len(company.posts("x")) == 1
    assert len([seen for seen in joe.seen() if "Your post is out on X" in seen.words]) == 1
    assert len(await company.rows(LedgerEntryRow)) == 1

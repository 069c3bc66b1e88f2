"""Joining, pausing, choosing, leaving: people decide, and it counts at once."""

from __future__ import annotations

from content_store.tables.links import ShortLinkRow
from content_store.tables.people import ConsentRow, MemberRow
from content_store.tables.shares import ShareRow
from tests.behaviour.acting import capability
from tests.behaviour.company import Company
from tests.helpers.waiting import until


@capability("Opt in before anything happens", slack="a modal", teams="a dialog, or a card")
async def test_the_first_tap_asks(company: Company) -> None:
    """Share asks Luka first; closing the form leaves no trace; a yes leads straight on."""
    luka = company.person("Luka")
    digest = await company.morning()
    form = await luka.opens(digest)
    assert form.title == "Join the programme"
    await form.close()
    await company.idle()
    for table in (ShareRow, ShortLinkRow, ConsentRow):
        assert await company.rows(table) == []
    assert luka.seen() == []

    form = await luka.opens(digest)
    assert not await form.send({"direct_digest": False, "name_on_board": True})
    assert (await luka.form()).title == "Share"
    assert {row.kind for row in await company.rows(ConsentRow)} == {"take_part", "name_on_board"}


@capability("Pause and resume")
async def test_pausing(company: Company) -> None:
    """Joe pauses by a word: no digest comes to him; then he is back."""
    joe = company.person("Joe")
    await joe.joins()
    await joe.says("pause")
    await joe.told("You won't hear from me until")
    await company.morning()
    assert not [seen for seen in joe.seen() if "picks" in seen.words]
    await joe.says("resume")
    await joe.told("Welcome back!")


@capability("Leave with one word")
async def test_leaving(company: Company) -> None:
    """Nina leaves, and the next tap on Share asks her anew."""
    nina = company.person("Nina")
    await nina.joins()
    await nina.says("leave")
    await nina.told("You have left the programme")
    digest = await company.morning()
    assert (await nina.opens(digest)).title == "Join the programme"


@capability("Choose digest, its time, language and name on the board")
async def test_choices(company: Company) -> None:
    """Joe changes his choices on his page; the form comes with what he had chosen before."""
    joe = company.person("Joe")
    await joe.joins()
    page = await joe.page()
    await joe.press(page, "Change my choices")
    form = await joe.form()
    assert form.value("direct_digest") is True
    assert not await form.send({"name_on_board": False, "digest_at": "10:30"})
    await joe.told("Saved.")
    await joe.press(await joe.page(), "Change my choices")
    form = await joe.form()
    assert form.value("name_on_board") is False
    assert form.value("digest_at") == "10:30"


@capability("Somebody who leaves the company loses access")
async def test_leaving_the_company(company: Company) -> None:
    """Joe's account is closed: nothing reaches him any more, and his member is off."""
    joe = company.person("Joe")
    await joe.joins()
    await company.idle()
    await joe.quits()
    await company.idle()

    async def shut_out() -> bool:
        [row] = [row for row in await company.rows(MemberRow) if row.name == joe.name]
        return not row.active

    await until(shut_out, "Joe to be shut out")
    seen = len(joe.seen())
    await company.morning()
    assert len(joe.seen()) == seen

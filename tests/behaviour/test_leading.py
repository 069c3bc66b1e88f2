"""What leads do: review, channels; and what the week's board says."""

from __future__ import annotations

from content_store.tables.audit import AuditRow
from content_store.tables.items import ItemRow
from content_store.tables.people import PlaceRow
from tests.behaviour.acting import CHANNEL, capability
from tests.behaviour.company import Company
from tests.helpers.days import FRIDAY
from tests.helpers.waiting import until


@capability("Review incoming content: approve")
async def test_approving(company: Company) -> None:
    """Maja approves; the card says so for her and for Tom, and it is on record."""
    maja, tom = company.people("Maja", "Tom")
    await tom.hears("Approve")
    await company.idle()
    card = next(seen for seen in maja.seen() if "Approve" in seen.buttons)
    title = card.words.splitlines()[1]
    await maja.press(card, "Approve")
    await company.idle()
    for lead in (maja, tom):
        [mine] = [seen for seen in lead.seen() if title in seen.words]
        assert "Approved by" in mine.words
        assert "Approve" not in mine.buttons
    assert len([r for r in await company.rows(AuditRow) if r.action == "item.approved"]) == 1


@capability("Review incoming content: send back with a reason", slack="a modal", teams="a dialog")
async def test_sending_back(company: Company) -> None:
    """Without a reason the form stays; with one the card shows it."""
    maja = company.person("Maja")
    card = await maja.hears("Approve")
    await company.idle()
    await maja.press(card, "Send back")
    form = await maja.form()
    [reason] = form.names()
    assert not await form.send({reason: "Please name the school."})
    await company.idle()
    assert [row.return_reason for row in await company.rows(ItemRow) if row.return_reason] == [
        "Please name the school."
    ]


@capability("Review incoming content: edit and approve", slack="a modal", teams="a dialog")
async def test_editing(company: Company) -> None:
    """Maja shortens the title; a past last day comes back at its field with all she typed."""
    maja = company.person("Maja")
    card = await maja.hears("Approve")
    await company.idle()
    await maja.press(card, "Edit")
    form = await maja.form()
    wrong = await form.send({"title": "A shorter title", "expires": "2020-01-01"})
    assert "That day has passed" in wrong["expires"]
    form = await maja.form()
    assert form.value("title") == "A shorter title"
    assert not await form.send({"expires": "2027-01-01"})
    await company.idle()
    assert [r.title for r in await company.rows(ItemRow) if r.state == "approved"] == [
        "A shorter title"
    ]


@capability("Leads' commands are for leads")
async def test_refused(company: Company) -> None:
    """Joe asks for the review queue and is told kindly that it is not his."""
    joe = company.person("Joe")
    await company.idle()
    await joe.says("review")
    assert not [seen for seen in joe.seen() if "Approve" in seen.buttons]
    await joe.told("lead")


@capability("Choose what a channel gets", slack="a modal", teams="a card in the chat")
async def test_the_channel(company: Company) -> None:
    """Maja takes the board out of the channel."""
    maja = company.person("Maja")
    await company.idle()
    await maja.says("channel")
    form = await maja.form()
    assert form.value("digest") is True
    assert not await form.send({"board": False})
    await maja.told("Saved.")
    [row] = [r for r in await company.rows(PlaceRow) if r.name.lower().endswith(CHANNEL)]
    assert row.board_on is False


@capability("The week's leaderboard in the channel, and one's own place on tap")
async def test_the_board(company: Company) -> None:
    """On Friday those who agreed stand on the board; the others see their own points."""
    joe, priya = company.people("Joe", "Priya")
    await joe.joins()
    await priya.joins(named=False)
    await joe.connects("x")
    await priya.connects("linkedin")
    digest = await company.morning()
    await joe.shares(digest, "Two heat pumps, one proud caretaker.", network="x")
    await priya.shares(digest, "What I like: how little was thrown away.", network="linkedin")
    await joe.hears("Your post is out on X")
    await priya.hears("Your post is out on LinkedIn")
    await company.idle()
    await company.moves_to(FRIDAY)
    board = await joe.hears("Leaderboard of the week", CHANNEL)
    assert joe.name in board.words
    assert priya.name not in board.words
    await priya.press(board, "My points")
    mine = await priya.told("You are in place")
    assert mine.alone


@capability("A channel that is lost is noticed, and leads hear of it")
async def test_a_lost_channel(company: Company) -> None:
    """The app is taken out of the channel: no digest goes there, and no error is left."""
    await company.approves(1)
    await company.removed_from_channel()

    async def noticed() -> bool:
        rows = await company.rows(PlaceRow)
        return not [row for row in rows if row.active and row.name.lower().endswith(CHANNEL)]

    await until(noticed, "the channel to be noted as lost")

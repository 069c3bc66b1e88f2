"""What people are shown: digests, their own page, guidelines, the library, help."""

from __future__ import annotations

import pytest

from tests.behaviour.acting import CHANNEL, capability
from tests.behaviour.company import Company
from tests.helpers.waiting import until


@capability("A digest in a channel every working day")
async def test_the_channel_gets_todays_picks(company: Company) -> None:
    """What was approved stands in the channel at nine, each item with what can be done with it."""
    digest = await company.morning(3)

    assert digest.buttons.count("Share") == 3
    for label in ("Edit caption", "Not for me", "Guidelines"):
        assert digest.buttons.count(label) == 3
    assert not digest.alone


@capability("A digest to each person who wants one, in their language")
async def test_a_person_gets_their_own(company: Company) -> None:
    """Whoever asked for it has the picks in private; who did not has nothing."""
    joe, ana, nina = company.people("Joe", "Ana", "Nina")
    await joe.joins()
    await ana.joins()
    await nina.joins(digest=False)
    await company.morning(2)

    assert (await joe.hears("Today's picks")).alone
    assert (await ana.hears("Današnji izbor")).buttons.count("Deli") == 2
    assert not [seen for seen in nina.seen() if "picks" in seen.words]


@capability(
    "One's own marks on the channel's digest",
    slack="everybody sees one message; a person's own digest and page carry their marks",
    teams="each viewer sees their own version of the card, in their language",
)
async def test_the_channels_digest_for_one_viewer(company: Company) -> None:
    """Ana, who reads Slovene, looks at the channel's digest."""
    digest = await company.morning(2)
    ana = company.person("Ana")
    seen = await ana.own_view(await ana.hears("Today's picks", CHANNEL))
    if company.platform == "slack":
        assert seen.words == digest.words
    else:
        assert "Današnji izbor" in seen.words
        assert seen.buttons.count("Deli") == 2


@capability("Not for me, with the way back and room for a reason")
async def test_not_for_me(company: Company) -> None:
    """Nina hides an item, brings it back, hides it again and says why; nobody else notices."""
    nina = company.person("Nina")
    digest = await company.morning()
    await nina.press(digest, "Not for me")
    hidden = await nina.told("If you like, tell us why")
    await nina.press(hidden, "Undo")
    await nina.told("is back")
    await nina.press(digest, "Not for me")
    hidden = await nina.told("If you like, tell us why")
    await nina.press(hidden, "Not my topic")
    assert (await nina.told("that helps us choose better")).alone

    joe = company.person("Joe")
    assert (await joe.hears("Today's picks", CHANNEL)).words == digest.words
    assert not [seen for seen in joe.seen() if "Hidden" in seen.words]


@capability("Guidelines one tap away", slack="a modal", teams="a dialog, or a card in the chat")
async def test_guidelines(company: Company) -> None:
    """From a card and by command, for somebody who has not joined."""
    luka = company.person("Luka")
    digest = await company.morning()
    await luka.press(digest, "Guidelines")
    form = await luka.form()
    assert "Your voice is what counts" in form.words
    assert "Please don't" in form.words
    await form.close()


@capability("Help that shows what this person may do, and forgives slips")
@pytest.mark.parametrize(
    ("name", "words", "expected", "not_expected"),
    [
        ("Joe", "help", "leaderboard", "Review content"),
        ("Maja", "help", "Review content", "no such"),
        ("Joe", "leaderbord", "Did you mean", "Review content"),
    ],
)
async def test_help(
    company: Company, name: str, words: str, expected: str, not_expected: str
) -> None:
    """Commands of leads are shown to leads; a word that is nearly one is understood."""
    actor = company.person(name)
    await company.idle()
    await actor.says(words)
    told = await actor.told(expected)
    assert told.alone
    assert not_expected not in told.words


@capability(
    "The library, searched by words",
    slack="a command that lists the newest or what fits",
    teams="search in the message box, and a command",
)
async def test_the_library(company: Company) -> None:
    """Beginnings of words are enough; what is not approved is not found."""
    joe = company.person("Joe")
    await company.approves(3)
    newest = await joe.searches("")
    assert len(newest) == 3
    assert await joe.searches(newest[0].split()[0]) != []
    assert set(await joe.searches(newest[0])) == {newest[0]}


@capability(
    "One's own page",
    slack="the Home tab",
    teams="a card in the chat with the bot that renews itself",
)
async def test_ones_own_page(company: Company) -> None:
    """The page greets, shows points, shares, accounts and choices, and follows what happens."""
    joe = company.person("Joe")
    before = await joe.page()
    assert "Yes, I'm in" in before.buttons
    await joe.joins()
    await joe.connects("x")
    digest = await company.morning()
    await joe.shares(digest, "Two heat pumps, one proud caretaker.", network="x")
    await joe.hears("Your post is out on X")
    await company.idle()
    page = await joe.page()
    assert "Joe" in page.words
    assert "10" in page.words
    assert "My points" in page.buttons


@capability("Everything in Slovene for whoever reads Slovene")
async def test_slovene(company: Company) -> None:
    """Ana meets no English on her way from the page to the result."""
    ana = company.person("Ana")
    await company.idle()
    page = await ana.page()
    assert "Da, sodelujem" in page.buttons
    await ana.joins()
    assert "povezan" in await ana.connects("x")
    await company.morning()
    own = await ana.hears("Današnji izbor")
    await ana.press(own, "Deli")
    form = await ana.form()
    assert form.title == "Deli"
    wrong = await form.send({form.names("caption:x")[0]: "Naložba brez tveganja, pravi hišnik."})
    assert "z majhnim tveganjem" in " ".join([*wrong.values(), (await ana.form()).words])
    form = await ana.form()
    assert not await form.send({form.names("caption:x")[0]: "Hišnik ima nov stolpec v zvezku."})
    await ana.hears("10 točk")


@capability("Connect and disconnect an account")
async def test_accounts(company: Company) -> None:
    """Joe connects X by a link that is his alone, and takes it back."""
    joe = company.person("Joe")
    await joe.joins(digest=False)
    assert "X is connected" in await joe.connects("x")
    await company.idle()
    [grant] = company.town.world.x.grants
    assert not grant.revoked
    await joe.says("disconnect x")
    await until(lambda: grant.revoked, "the network to hear of it")

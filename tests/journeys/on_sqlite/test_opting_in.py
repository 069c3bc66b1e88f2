"""The first tap asks; before a yes nothing is kept and nobody is written to."""

from __future__ import annotations

from chat import catalogue
from chat.people import Reader
from content_store.tables.links import ShortLinkRow
from content_store.tables.people import ConsentRow, MemberRow
from content_store.tables.shares import ShareRow
from handlers.words import CONSENT_LINES
from tests.helpers.days import DIGEST
from tests.helpers.forms import elements
from tests.helpers.town import Town
from tests.helpers.waiting import until

ENGLISH = Reader(locale="en-GB", zone="Europe/Ljubljana")
SLOVENE = Reader(locale="sl-SI", zone="Europe/Ljubljana")


async def test_the_first_tap_explains_in_four_lines_and_keeps_nothing(town: Town) -> None:
    """Luka taps Share: he is asked in four lines; closing the form leaves no trace of a share."""
    luka = town.person("Luka")
    digest = await town.morning()
    form_outcome = await luka.press(digest, "Share")
    assert form_outcome.ok
    form = await luka.filled()
    assert form.title == "Join the programme"
    for line in CONSENT_LINES:
        assert catalogue.plain(line, ENGLISH) in form.words.replace("*", "")
    assert len(CONSENT_LINES) == 4
    await town.world.forms.close(luka.id, form.view.id)
    await town.idle()
    member = await town.member(luka)
    traces: list[ShareRow | ShortLinkRow | ConsentRow] = [
        *await town.rows(ShareRow),
        *await town.rows(ShortLinkRow),
        *await town.rows(ConsentRow),
    ]
    assert not [trace for trace in traces if trace.member_id == member]
    assert luka.direct() == []


async def test_after_the_yes_the_share_form_opens_at_once(town: Town) -> None:
    """Ana says yes in Slovene: the words she saw are kept, and she goes on where she was."""
    ana = town.person("Ana")
    digest = await town.morning()
    await ana.press(digest, "Share")
    form = await ana.filled()
    seen = [catalogue.plain(line, SLOVENE) for line in CONSENT_LINES]
    for line in seen:
        assert line in form.words.replace("*", "")
    outcome = await form.enter({"direct_digest": [], "name_on_board": ["yes"]})
    assert outcome.ok, outcome
    assert (await ana.filled()).title == "Deli"
    assert len(ana.forms()) == 1
    member = await town.member(ana)
    consents = [row for row in await town.rows(ConsentRow) if row.member_id == member]
    assert {(row.kind, row.given) for row in consents} == {
        ("take_part", True),
        ("name_on_board", True),
    }
    assert all(row.words == "\n".join(seen) for row in consents)
    assert all(abs((row.at - DIGEST).total_seconds()) < 600 for row in consents)
    [row] = [row for row in await town.rows(MemberRow) if row.id == member]
    assert (row.direct_digest, row.name_on_board) == (False, True)


async def test_nobody_is_written_to_who_did_not_ask(town: Town) -> None:
    """After a day with digests, a share and a board, only those who took part have messages."""
    joe, maja, tom = map(town.person, ("Joe", "Maja", "Tom"))
    await joe.joins()
    digest = await town.morning(3)
    await joe.hears("Today's picks")
    await town.person("Nina").press(digest, "Guidelines")
    await joe.connects("x")
    await joe.shares(digest, "A boiler room can be a place of hope.", network="x")
    await joe.hears("Your post is out on X")
    await town.idle()
    written_to = {
        channel.with_user
        for channel in town.world.slack.channels.values()
        if channel.is_dm and channel.messages
    }
    assert written_to == {joe.id, maja.id, tom.id}
    for lead in (maja, tom):
        assert all(m.metadata is not None for m in lead.direct())
        assert not [m for m in lead.direct() if elements(m.blocks, "Share")]


async def test_leaving_ends_it_at_once(town: Town) -> None:
    """Nina leaves with one word, and the next tap on Share asks her anew."""
    nina = town.person("Nina")
    digest = await town.morning()
    await nina.joins()
    await nina.says("/advocacy leave")
    await nina.hears("You have left the programme", "#advocacy")
    await nina.press(digest, "Share")
    await until(lambda: nina.form().title == "Join the programme", "the question")

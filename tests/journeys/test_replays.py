"""The same thing again: events, submissions and taps that come twice have their effect once."""

from __future__ import annotations

import asyncio
import json
from collections import Counter

from content_store.tables.audit import AuditRow
from content_store.tables.jobs import JobRow
from content_store.tables.ledger import LedgerEntryRow
from content_store.tables.people import MemberRow
from content_store.tables.shares import ShareRow
from sandbox.people import Person
from sandbox.slack.deliver import Kind
from tests.helpers.forms import elements, texts
from tests.helpers.once import assert_shared_once, published
from tests.helpers.town import Town
from tests.helpers.waiting import until

WORDS = "Eleven days of summer, two heat pumps, one very proud caretaker."
OTHERS = "What I like most about this story is how little had to be thrown away."


async def test_an_event_delivered_again_is_dealt_with_once(town: Town) -> None:
    """One new colleague, told of four times under one event id, is read and welcomed once."""
    await town.idle()
    world = town.world
    world.happenings.arrive(Person(id="U0NEWHERE", handle="mila", name="Mila Pirc", email=""))
    await world.delivery.settled()
    event = world.delivery.attempts[-1].payload
    answers = [await world.delivery.ask(Kind.EVENT, event)]
    answers += await asyncio.gather(*(world.delivery.ask(Kind.EVENT, event) for _ in range(2)))
    assert [answer.status for answer in answers] == [200, 200, 200]
    await town.idle()
    syncs = [row for row in await town.rows(JobRow) if event["event_id"] in row.key]
    assert len(syncs) == 1
    assert [row.name for row in await town.rows(MemberRow)].count("Mila Pirc") == 1


async def test_a_submission_delivered_again_shares_once(town: Town) -> None:
    """The very same submission, three times, the last two at once: one post and one result."""
    joe = town.person("Joe")
    digest = await town.morning()
    await joe.joins(digest=False)
    await joe.connects("x")
    await joe.shares(digest, WORDS, network="x")
    delivery = town.world.delivery
    submission = delivery.attempts[-1].payload
    assert submission["type"] == "view_submission"
    answers = await asyncio.gather(*(delivery.ask(Kind.INTERACTION, submission) for _ in range(2)))
    assert all(answer.ok for answer in answers)
    await joe.hears("Your post is out on X")
    await delivery.ask(Kind.INTERACTION, submission)
    await town.idle()
    await assert_shared_once(town, joe, WORDS, "x")


async def test_double_taps_share_once(town: Town) -> None:
    """Share tapped twice and the form sent off twice within a moment: one of everything."""
    joe = town.person("Joe")
    digest = await town.morning()
    await joe.joins(digest=False)
    await joe.connects("linkedin")
    taps = await asyncio.gather(joe.press(digest, "Share"), joe.press(digest, "Share"))
    assert all(tap.ok for tap in taps)
    form = await joe.filled()
    typed = {form.names("caption:linkedin")[0]: WORDS}
    sent = await asyncio.gather(form.enter(typed), form.enter(typed))
    assert all(outcome.ok for outcome in sent), sent
    await until(lambda: published(town, joe, WORDS, "linkedin"), "the post")
    await joe.hears("Your post is out on LinkedIn")
    await town.idle()
    await assert_shared_once(town, joe, WORDS, "linkedin")
    member = await town.member(joe)
    rows = [row for row in await town.rows(ShareRow) if row.member_id == member]
    assert Counter(row.network for row in rows)["linkedin"] == 1
    confirmed = [row for row in await town.rows(AuditRow) if row.action == "share.confirmed"]
    assert len(confirmed) == 1


async def test_two_open_forms_share_once(town: Town) -> None:
    """The form sent off once more from a second device, in other words: the first one counts."""
    joe = town.person("Joe")
    digest = await town.morning()
    await joe.joins(digest=False)
    await joe.connects("x")
    first = await joe.opens(digest)
    await first.enter({first.names("caption:x")[0]: WORDS})
    delivery = town.world.delivery
    submission = json.loads(json.dumps(delivery.attempts[-1].payload).replace(WORDS, OTHERS))
    await joe.hears("Your post is out on X")
    answer = await delivery.ask(Kind.INTERACTION, submission)
    assert answer.ok
    await town.idle()
    await assert_shared_once(town, joe, WORDS, "x")
    assert not [post for post in town.world.posts() if OTHERS in post.text]


async def test_i_posted_it_tapped_twice_is_noted_once(town: Town) -> None:
    """Two taps on "I posted it" are one statement, and no points before somebody's click."""
    joe = town.person("Joe")
    digest = await town.morning()
    await joe.joins(digest=False)
    form = await joe.opens(digest)
    taps = await asyncio.gather(form.press("I posted it"), form.press("I posted it"))
    assert all(tap.ok for tap in taps)
    await until(lambda: "noted. Thank you!" in joe.form().words, "the form to show it")
    await town.idle()
    said = [row for row in await town.rows(AuditRow) if row.action == "share.self_reported"]
    assert len(said) == 1
    states = Counter(row.state for row in await town.rows(ShareRow))
    assert states["confirmed"] == 1
    assert await town.rows(LedgerEntryRow) == []


async def test_two_leads_approving_at_once_approve_once(town: Town) -> None:
    """Two leads and a double tap on Approve: one approval, and who came late hears whose it was."""
    maja, tom = town.person("Maja"), town.person("Tom")
    await tom.hears("Approve")
    await maja.hears("Approve")
    await town.idle()
    card = next(m for m in maja.direct() if elements(m.blocks, "Approve"))
    title = texts(card.blocks).splitlines()[1]
    same = next(m for m in tom.direct() if title in texts(m.blocks))
    taps = await asyncio.gather(
        maja.press(card, "Approve"), tom.press(same, "Approve"), maja.press(card, "Approve")
    )
    assert all(tap.ok for tap in taps)
    await town.idle()
    approved = [row for row in await town.rows(AuditRow) if row.action == "item.approved"]
    assert len(approved) == 1
    late = [texts(m.blocks) for m in (*maja.direct(), *tom.direct())]
    assert any("already approved by" in told for told in late)
    for lead in (maja, tom):
        cards = [m for m in lead.direct() if title in texts(m.blocks)]
        assert not any(elements(m.blocks, "Approve") for m in cards)

"""A share goes out once, whatever breaks on the way, and its person always hears how it went."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlmodel import col, select

from chat.parts import Prose
from chat.replies import Replace
from content_store.queries import accounts, items, ledger, people, shares, workspaces
from content_store.tables.shares import AttemptRow
from content_store.unit import Store
from handlers import own_links
from networks.base import (
    AlreadyThere,
    Outcome,
    OutOfBudget,
    Problem,
    Reconnect,
    ReconnectReason,
    RefusalReason,
    Refused,
    RepeatSafety,
    Throttled,
    Unclear,
)
from networks.connecting import ConnectFailure
from programme.states import ItemState, ShareState
from programme.values import Member
from tests.helpers import networks as fakes
from tests.helpers import pressing, sharing
from tests.helpers.company import Company, message_of
from tests.helpers.databases import ManualClock
from tests.helpers.networks import LOST_AFTER, LOST_BEFORE

STEPS = ("publish.claimed", "publish.armed", "publish.called", "publish.recorded")


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock)


async def points(company: Company, who: Member) -> list[str]:
    async with company.store.reading(1) as u:
        return [line.reason for line in await ledger.lines(u, who.id, limit=9)]


async def attempts(company: Company) -> list[str | None]:
    async with company.store.reading(1) as u:
        found = await u.session.exec(select(AttemptRow).order_by(col(AttemptRow.id)))
        return [row.outcome for row in found]


async def test_a_share_goes_out_and_its_person_hears_of_it(company: Company) -> None:
    """A share is posted, scored once, and its person gets a link to the post."""
    ana, item = await sharing.sent(company, "linkedin", "x")
    await company.work()

    for name in ("linkedin", "x"):
        share = await sharing.share_of(company, ana, item, name)
        assert share.state is ShareState.PUBLISHED
        assert share.post_url == f"https://{name}.example/p1"
        ((_, post),) = sharing.fake(company, name).posts
        assert post.text == share.text
        assert post.marker == share.code
        assert post.link is not None
        assert post.link.url == f"https://glasnik.example/s/{share.code}"
    assert sharing.told(company, ana) == ["share.published", "share.published"]
    way = own_links.post(company.tools(), share.code)
    assert pressing.urls(sharing.last_told(company, ana)) == [way]
    assert await points(company, ana) == ["share", "share"]


@pytest.mark.parametrize("network", ["linkedin", "x"])
@pytest.mark.parametrize("step", STEPS)
async def test_a_crash_at_any_step_posts_once(company: Company, network: str, step: str) -> None:
    """Killed at any step, the share ends published with one post and one score."""
    ana, item = await sharing.sent(company, network)
    company.die_at.add(step)
    await company.work_until_idle(minutes=30)

    assert len(sharing.fake(company, network).posts) == 1
    assert await sharing.state_of(company, ana, item, network) is ShareState.PUBLISHED
    assert await points(company, ana) == ["share"]
    assert sharing.told(company, ana) == ["share.published"]


@pytest.mark.parametrize(
    ("safety", "ends"),
    [
        (RepeatSafety.KEY, [LOST_AFTER]),
        (RepeatSafety.KEY, [LOST_BEFORE, LOST_AFTER]),
        (RepeatSafety.DETECTS, [LOST_AFTER]),
        (RepeatSafety.DETECTS, [LOST_BEFORE, LOST_BEFORE]),
        (RepeatSafety.LOOK, [LOST_AFTER]),
        (RepeatSafety.LOOK, [LOST_BEFORE, LOST_AFTER]),
    ],
)
async def test_a_lost_answer_is_found_out(
    store: Store, clock: ManualClock, safety: RepeatSafety, ends: list[Outcome | str | None]
) -> None:
    """After lost answers the network's own trait leads to exactly one post, known as published."""
    company = await sharing.found(store, clock, fakes.network("x", "X", safety))
    sharing.fake(company, "x").ends = ends
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)

    assert len(sharing.fake(company, "x").posts) == 1
    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED
    assert await points(company, ana) == ["share"]


@pytest.mark.parametrize("end", [LOST_AFTER, LOST_BEFORE])
async def test_where_nothing_helps_the_person_is_asked(
    store: Store, clock: ManualClock, end: str
) -> None:
    """On a network without any guard a lost answer is never repeated: the person is asked, once."""
    company = await sharing.found(store, clock, fakes.network("x", "X", RepeatSafety.NONE))
    sharing.fake(company, "x").ends = [end]
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)

    assert len(sharing.fake(company, "x").used) == 1
    assert await sharing.state_of(company, ana, item, "x") is ShareState.UNCONFIRMED
    assert sharing.told(company, ana) == ["share.unconfirmed"]
    assert await points(company, ana) == []


@pytest.mark.parametrize("step", ["publish.armed", "publish.called"])
async def test_a_crash_where_nothing_helps_asks_too(
    store: Store, clock: ManualClock, step: str
) -> None:
    """A crash in the middle of a call without any guard ends in the question, not in a repeat."""
    company = await sharing.found(store, clock, fakes.network("x", "X", RepeatSafety.NONE))
    ana, item = await sharing.sent(company, "x")
    company.die_at.add(step)
    await company.work_until_idle(minutes=30)

    assert len(sharing.fake(company, "x").posts) == (1 if step == "publish.called" else 0)
    assert await sharing.state_of(company, ana, item, "x") is ShareState.UNCONFIRMED


async def test_yes_it_went_out(store: Store, clock: ManualClock) -> None:
    """The person's yes confirms the share in their own words; the answer counts once."""
    company = await sharing.found(store, clock, fakes.network("x", "X", RepeatSafety.NONE))
    sharing.fake(company, "x").ends = [LOST_AFTER]
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)
    yes = pressing.presses(sharing.last_told(company, ana))[0]
    first = await company.push(ana, yes)
    second = await company.push(ana, replace(yes, name="share.it_did_not"))

    assert isinstance(first, Replace)
    assert isinstance(second, Replace)
    assert await sharing.state_of(company, ana, item, "x") is ShareState.CONFIRMED


async def test_no_it_did_not_and_a_new_try(store: Store, clock: ManualClock) -> None:
    """The person's no lets them share again, and that goes out under a new key."""
    company = await sharing.found(store, clock, fakes.network("x", "X", RepeatSafety.NONE))
    sharing.fake(company, "x").ends = [LOST_BEFORE]
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)
    no = pressing.presses(sharing.last_told(company, ana))[1]
    await company.push(ana, no)
    assert await sharing.state_of(company, ana, item, "x") is ShareState.CANCELLED
    await company.submit(ana, await sharing.opened(company, ana, item))
    await company.work_until_idle(minutes=30)

    assert len(sharing.fake(company, "x").posts) == 1
    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED


async def test_a_second_no_says_that_nothing_is_out(store: Store, clock: ManualClock) -> None:
    """Whoever says no twice, as on two devices, is not told that something is on its way."""
    company = await sharing.found(store, clock, fakes.network("x", "X", RepeatSafety.NONE))
    sharing.fake(company, "x").ends = [LOST_BEFORE]
    ana, _ = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)
    no = pressing.presses(sharing.last_told(company, ana))[1]
    await company.push(ana, no)
    again = await company.push(ana, no)

    assert isinstance(again, Replace)
    assert message_of(again.post.summary).key == "share.is_not_out"


async def test_only_its_own_person_answers(store: Store, clock: ManualClock) -> None:
    """Somebody else's answer about a share changes nothing."""
    company = await sharing.found(store, clock, fakes.network("x", "X", RepeatSafety.NONE))
    sharing.fake(company, "x").ends = [LOST_AFTER]
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)
    bor = await company.person("Bor", joined=True)
    yes = pressing.presses(sharing.last_told(company, ana))[0]
    await company.push(bor, yes)

    assert await sharing.state_of(company, ana, item, "x") is ShareState.UNCONFIRMED


@pytest.mark.parametrize(
    ("outcome", "failure"),
    [
        (Refused(reason=RefusalReason.CONTENT, detail="no"), "content"),
        (Refused(reason=RefusalReason.TOO_LONG, detail="no"), "too_long"),
        (Refused(reason=RefusalReason.PERMISSION, detail="no"), "permission"),
        (Refused(reason=RefusalReason.APP, detail="no"), "app"),
        (Refused(reason=RefusalReason.GONE, detail="no"), "gone"),
        (OutOfBudget(), "budget"),
    ],
)
async def test_a_refusal_says_what_to_do_next(
    company: Company, outcome: Outcome, failure: str
) -> None:
    """A refused share is not repeated; the person hears why and gets a share link instead."""
    sharing.fake(company, "x").ends = [outcome]
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)

    share = await sharing.share_of(company, ana, item, "x")
    assert share.state is ShareState.FAILED
    assert share.failure == failure
    said = sharing.last_told(company, ana)
    assert said.name == "share.failed"
    assert own_links.composer(company.tools(), share.code) in pressing.urls(said)
    assert f"share.why_{failure}" in {
        sharing.key(part.text) for part in said.parts if isinstance(part, Prose)
    }
    assert len(sharing.fake(company, "x").used) == 1


async def test_a_failed_share_can_be_sent_again(company: Company) -> None:
    """After a failure the same person can share the same item there again, and it goes out."""
    sharing.fake(company, "x").ends = [Refused(reason=RefusalReason.CONTENT, detail="no")]
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)
    await company.submit(ana, await sharing.opened(company, ana, item))
    await company.work_until_idle(minutes=30)

    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED
    assert sharing.told(company, ana) == ["share.failed", "share.published"]


async def test_a_dead_connection_asks_to_connect_again(company: Company) -> None:
    """When the network takes the token no more, the account is marked and can be connected anew."""
    sharing.fake(company, "x").ends = [Reconnect(reason=ReconnectReason.REVOKED)]
    sharing.fake(company, "x").connect.refuses = ConnectFailure.EXPIRED
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)

    assert await sharing.state_of(company, ana, item, "x") is ShareState.FAILED
    names = [press.name for press in pressing.presses(sharing.last_told(company, ana))]
    assert names[0] == "accounts.connect"
    async with company.store.reading(1) as u:
        (account,) = await accounts.of_member(u, ana.id)
    assert not account.usable


async def test_a_token_that_died_early_is_renewed(company: Company) -> None:
    """A token refused although it had time left is renewed once, and the share goes out with it."""
    x = sharing.fake(company, "x")
    x.ends = [Reconnect(reason=ReconnectReason.REJECTED)]
    ana, item = await sharing.sent(company, "x")
    await company.work()

    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED
    assert x.used == ["token-Ana", "access-renewed-1"]
    assert len(x.posts) == 1
    assert await attempts(company) == ["published"]


async def test_renewed_tokens_that_are_refused_too_end_it(company: Company) -> None:
    """There is one renewal, not a loop of them."""
    x = sharing.fake(company, "x")
    x.ends = [Reconnect(reason=ReconnectReason.REJECTED)] * 9
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(hours=2)

    assert len(x.used) == 2
    assert (await sharing.share_of(company, ana, item, "x")).failure == "reconnect"


async def test_a_renewal_that_can_not_be_asked_for_waits(company: Company) -> None:
    """Where the network is away for a moment, nothing is lost: the share goes out later."""
    x = sharing.fake(company, "x")
    x.ends = [Reconnect(reason=ReconnectReason.REJECTED)]
    x.connect.refuses = ConnectFailure.UNREACHABLE
    ana, item = await sharing.sent(company, "x")
    await company.work()
    assert await sharing.state_of(company, ana, item, "x") is ShareState.QUEUED
    x.connect.refuses = None
    await company.work_until_idle(minutes=5)

    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED


async def test_being_asked_to_wait_is_not_a_failure(company: Company) -> None:
    """A throttled share waits until the moment the network named, then goes out."""
    until = company.clock() + timedelta(minutes=15)
    sharing.fake(company, "x").ends = [Throttled(until=until)]
    ana, item = await sharing.sent(company, "x")
    await company.work()
    assert await sharing.state_of(company, ana, item, "x") is ShareState.QUEUED
    await company.work_until_idle(minutes=20)

    assert company.clock() >= until
    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED
    assert await attempts(company) == ["throttled", "published"]


@pytest.mark.parametrize(
    "then",
    [
        Reconnect(reason=ReconnectReason.EXPIRED),
        Refused(reason=RefusalReason.CONTENT, detail="no"),
        OutOfBudget(),
    ],
)
async def test_a_refusal_after_a_lost_answer_is_no_proof(company: Company, then: Outcome) -> None:
    """A refused repeat says nothing about the first call, so the person is asked."""
    sharing.fake(company, "linkedin").ends = [LOST_AFTER, then]
    sharing.fake(company, "linkedin").connect.refuses = ConnectFailure.EXPIRED
    ana, item = await sharing.sent(company, "linkedin")
    await company.work_until_idle(minutes=30)

    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.UNCONFIRMED
    assert sharing.told(company, ana) == ["share.unconfirmed"]


@pytest.mark.parametrize(
    "problem",
    [
        Refused(reason=RefusalReason.PERMISSION, detail="no"),
        Unclear(detail="no answer"),
        Reconnect(reason=ReconnectReason.EXPIRED),
        OutOfBudget(),
    ],
)
async def test_who_cannot_look_does_not_repeat(company: Company, problem: Problem) -> None:
    """Where a post must be looked for and can't be, it is never repeated; the person is asked."""
    x = sharing.fake(company, "x")
    x.ends, x.cannot_look = [LOST_AFTER], problem
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(hours=3)

    assert len(x.used) == 1
    assert await sharing.state_of(company, ana, item, "x") is ShareState.UNCONFIRMED


async def test_answers_that_are_lost_for_ever_end_in_the_question(company: Company) -> None:
    """A network that never answers is called five times, then the person is asked."""
    sharing.fake(company, "linkedin").ends = [LOST_BEFORE] * 9
    ana, item = await sharing.sent(company, "linkedin")
    await company.work_until_idle(hours=3)

    assert len(sharing.fake(company, "linkedin").used) == 5
    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.UNCONFIRMED


async def test_already_there_without_saying_which(company: Company) -> None:
    """When the network refuses a repeat without naming the post, it is looked up."""
    x = sharing.fake(company, "x")
    x.ends = [LOST_AFTER]
    ana, item = await sharing.sent(company, "x")
    await company.work()
    x.ends = [AlreadyThere(ref=None)]
    x.cannot_look = None
    await company.work_until_idle(minutes=30)

    share = await sharing.share_of(company, ana, item, "x")
    assert share.state is ShareState.PUBLISHED
    assert share.post_id == "p1"


async def test_a_recalled_item_is_not_posted(company: Company) -> None:
    """A share that waits while its item is recalled is stopped, and its person hears so."""
    ana, item = await sharing.sent(company, "x")
    async with company.store.unit(1) as u:
        assert await items.decide(u, item, ItemState.RECALLED, by=None)
    await company.work()

    assert sharing.fake(company, "x").posts == []
    assert await sharing.state_of(company, ana, item, "x") is ShareState.CANCELLED
    assert sharing.told(company, ana) == ["share.cancelled"]


async def test_a_held_programme_posts_nothing(company: Company) -> None:
    """While the programme is held shares wait; afterwards they go out."""
    ana, item = await sharing.sent(company, "x")
    async with company.store.unit(1) as u:
        await workspaces.change(u, held=True)
    await company.work_until_idle(hours=1)
    assert sharing.fake(company, "x").posts == []
    async with company.store.unit(1) as u:
        await workspaces.change(u, held=False)
    await company.work_until_idle(hours=1)

    assert await sharing.state_of(company, ana, item, "x") is ShareState.PUBLISHED


async def test_who_left_posts_nothing(company: Company) -> None:
    """A share that waits when its person leaves the programme does not go out."""
    ana, item = await sharing.sent(company, "x")
    async with company.store.unit(1) as u:
        await people.leave(u, ana.id)
    await company.work()

    assert sharing.fake(company, "x").posts == []
    assert await sharing.state_of(company, ana, item, "x") is ShareState.CANCELLED


async def test_another_job_never_joins_a_call_under_way(company: Company) -> None:
    """A second job that finds a call begun a moment ago waits instead of calling as well."""
    ana, item = await sharing.sent(company, "linkedin")
    share = await sharing.share_of(company, ana, item, "linkedin")
    async with company.store.unit(1) as u:
        assert await shares.move(u, share.id, ShareState.QUEUED, ShareState.ARMED, armed_at=u.now)
        await shares.start_attempt(u, share.id)
    await company.work()
    assert sharing.fake(company, "linkedin").used == []
    await company.work_until_idle(minutes=30)

    assert len(sharing.fake(company, "linkedin").posts) == 1
    assert await sharing.state_of(company, ana, item, "linkedin") is ShareState.PUBLISHED

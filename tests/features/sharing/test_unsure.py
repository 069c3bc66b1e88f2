"""A post whose answer was lost is found out or asked about: never guessed, never made twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
import pytest_asyncio

from chat.replies import Replace
from content_store.queries import ledger
from content_store.unit import Store
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
    Unclear,
)
from networks.connecting import ConnectFailure
from programme.states import ShareState
from programme.values import Member
from tests.helpers import networks as fakes
from tests.helpers import pressing, sharing
from tests.helpers.company import Company, message_of
from tests.helpers.databases import ManualClock
from tests.helpers.networks import LOST_AFTER, LOST_BEFORE


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await sharing.found(store, clock)


async def points(company: Company, who: Member) -> list[str]:
    async with company.store.reading(1) as u:
        return [line.reason for line in await ledger.lines(u, who.id, limit=9)]


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


async def test_a_repeat_that_does_not_show_yet(company: Company) -> None:
    """A lost answer, nothing to be seen, and then a repeat is refused: the person is asked."""
    x = sharing.fake(company, "x")
    x.ends = [LOST_BEFORE, AlreadyThere(ref=None)]
    ana, item = await sharing.sent(company, "x")
    await company.work_until_idle(minutes=30)

    assert await sharing.state_of(company, ana, item, "x") is ShareState.UNCONFIRMED
    assert await points(company, ana) == []
    assert len(x.used) == 2


async def test_a_network_that_proves_its_repeats_is_believed(company: Company) -> None:
    """Where a refused repeat proves that the post is there, it counts without its link too."""
    linkedin = sharing.fake(company, "linkedin")
    linkedin.ends = [AlreadyThere(ref=None)]
    linkedin.cannot_look = Refused(reason=RefusalReason.PERMISSION, detail="no")
    ana, item = await sharing.sent(company, "linkedin")
    await company.work()

    share = await sharing.share_of(company, ana, item, "linkedin")
    assert (share.state, share.post_url) == (ShareState.PUBLISHED, None)
    assert await points(company, ana) == ["share"]

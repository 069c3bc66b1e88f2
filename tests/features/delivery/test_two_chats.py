"""Deliveries where nothing can be looked up or repeated, and to people with more than one chat."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import pytest_asyncio
from sqlmodel import col, select

import handlers.delivery.tasks
import handlers.digest.tasks  # noqa: F401 - fills the routes
from chat.parts import Prose
from chat.people import Platform
from chat.ports import AnswerLost, ConnectionLost, RetryAt, TargetGone
from chat.say import verbatim
from chat.screens import Post
from content_store.queries import condition, deliveries, workspaces
from content_store.queries.deliveries import DeliveryState
from content_store.tables.jobs import JobRow
from content_store.unit import Store
from handlers import outbox, words
from handlers.delivery.routes import routes as delivery
from handlers.digest import service as digests
from handlers.digest.routes import routes as digest
from programme import tasks
from programme.roles import Role
from programme.values import Member
from tests.helpers import company as companies
from tests.helpers.company import Company
from tests.helpers.databases import ManualClock

NOTE = Post(name="note", summary=verbatim("hello"), parts=(Prose(text=verbatim("hello")),))
PICKS = Post(name=words.DIGEST, summary=verbatim("picks"), parts=(Prose(text=verbatim("picks")),))


@pytest_asyncio.fixture
async def company(store: Store, clock: ManualClock) -> Company:
    return await companies.found(store, clock, delivery, digest)


@pytest_asyncio.fixture
async def on_teams(company: Company) -> Company:
    """The company's chat can do what Teams can."""
    company.chat.finds = company.chat.repeats = False
    company.chat.one_pace = True
    return company


async def send(company: Company, member: Member, post: Post = NOTE, key: str = "k") -> bool:
    async with company.store.unit(1) as u:
        return await outbox.post_to_member(u, member.id, post, key)


async def state(company: Company, key: str = "k") -> DeliveryState:
    async with company.store.reading(1) as u:
        found = await deliveries.by_key(u, key)
    assert found is not None
    return found.state


async def due_jobs(company: Company) -> list[JobRow]:
    async with company.store.reading(1) as u:
        found = await u.session.exec(select(JobRow).order_by(col(JobRow.id)))
        return list(found)


@pytest.mark.parametrize("error", ["timeout", "lost_after"])
async def test_what_nobody_knows_is_unconfirmed_at_once(on_teams: Company, error: str) -> None:
    """Without a way to look or repeat, a lost answer is final, counted, and never called again."""
    ana = await on_teams.person("Ana")
    await send(on_teams, ana)
    on_teams.chat.fail("post", AnswerLost(error))
    await on_teams.work()
    assert await state(on_teams) is DeliveryState.UNCONFIRMED
    seen = await condition.look(on_teams.store)
    assert seen is not None
    assert seen.unconfirmed_messages == 1

    await on_teams.work_until_idle(hours=3)
    assert len(on_teams.chat.messages) == (1 if error == "lost_after" else 0)


async def test_a_crash_in_the_call_is_unconfirmed_too(on_teams: Company) -> None:
    """Killed while calling, the next run leaves it at that."""
    ana = await on_teams.person("Ana")
    await send(on_teams, ana)
    on_teams.die_at.add("deliver.called")
    await on_teams.work_until_idle(minutes=10)
    assert await state(on_teams) is DeliveryState.UNCONFIRMED
    assert len(on_teams.chat.messages) == 1


async def test_an_unconfirmed_channel_post_is_told_to_leads(on_teams: Company) -> None:
    """Leads are asked to look into a channel of which nobody knows what it shows."""
    lead = await on_teams.person("Maja", role=Role.LEAD)
    place = await on_teams.channel("general")
    async with on_teams.store.unit(1) as u:
        assert await outbox.post_to_place(u, place.id, NOTE, "k")
    on_teams.chat.fail("post", AnswerLost("timeout"))
    await on_teams.work()
    told = on_teams.chat.in_(f"D-{on_teams.people[lead.id]}")
    assert [message.post.name for message in told] == ["delivery_unconfirmed"]


async def test_items_of_an_unconfirmed_digest_come_again(on_teams: Company) -> None:
    """What was in a digest that may not have come is in the next; what was seen is not."""
    ana = await on_teams.person("Ana", direct=True)
    await on_teams.item("Wind")
    due = on_teams.clock()

    async def morning(at: datetime) -> bool:
        async with on_teams.store.unit(1) as u:
            workspace = await workspaces.get(u)
            audience = await digests.person(u, workspace, ana.id, at)
            assert audience is not None
            return await digests.build(u, workspace, audience, at)

    assert await morning(due)
    on_teams.chat.fail("post", AnswerLost("timeout"))
    await on_teams.work()
    assert on_teams.chat.messages == []

    on_teams.clock.forward(days=1)
    assert await morning(due + timedelta(days=1))
    await on_teams.work()
    assert len(on_teams.chat.messages) == 1

    on_teams.clock.forward(days=1)
    assert not await morning(due + timedelta(days=2))


async def test_opening_a_chat_and_writing_into_it_take_two_turns(on_teams: Company) -> None:
    """Where all calls count together, the message waits for a slot of its own after the opening."""
    ana = await on_teams.person("Ana")
    await send(on_teams, ana)
    [job] = await due_jobs(on_teams)
    again = await on_teams.run(tasks.loads(job.task, job.payload))
    assert again is not None
    assert (again.reason, again.run_at <= on_teams.clock()) == ("opened", True)
    assert (on_teams.chat.opened, on_teams.chat.messages) == (["U-Ana"], [])
    await on_teams.work()
    assert len(on_teams.chat.in_("D-U-Ana")) == 1
    assert on_teams.chat.opened == ["U-Ana"]


async def test_a_chat_that_is_remembered_is_not_opened(on_teams: Company) -> None:
    """Where the chat with somebody is known, the message goes in the first turn."""
    ana = await on_teams.person("Ana")
    on_teams.chat.remembers["U-Ana"] = "D-known"
    await send(on_teams, ana)
    [job] = await due_jobs(on_teams)
    assert await on_teams.run(tasks.loads(job.task, job.payload)) is None
    assert on_teams.chat.opened == []
    assert len(on_teams.chat.in_("D-known")) == 1


@pytest.mark.parametrize("everyone", [True, False])
async def test_only_a_shared_limit_holds_the_lane(on_teams: Company, everyone: bool) -> None:
    """A limit of all holds the lane; one that only concerns this call does not."""
    ana = await on_teams.person("Ana")
    on_teams.chat.remembers["U-Ana"] = "D-known"
    until = on_teams.clock() + timedelta(seconds=9)
    on_teams.chat.fail("post", RetryAt("busy", until, everyone=everyone))
    await send(on_teams, ana)
    [job] = await due_jobs(on_teams)
    again = await on_teams.run(tasks.loads(job.task, job.payload))
    assert again is not None
    assert (again.run_at, again.hold_lane) == (until, everyone)


async def test_lanes_are_of_the_whole_tenant_in_teams_and_of_each_chat_in_slack(
    company: Company,
) -> None:
    """In Teams everything has one lane; in Slack each channel, person and all edits have theirs."""
    ana, tom = await company.person("Ana"), await company.person("Tom")
    await company.also_on(Platform.TEAMS, tom)
    place = await company.channel("general")
    async with company.store.unit(1) as u:
        await outbox.post_to_place(u, place.id, NOTE, "place")
        await outbox.edit(u, "place", PICKS)
    await send(company, ana, key="ana")
    await send(company, tom, key="tom")
    slack, teams = company.installation.id, next(iter(company.others))
    assert [job.lane for job in await due_jobs(company)] == [
        f"slack:{slack}:C-general",
        f"slack:{slack}:edits",
        f"slack:{slack}:member:{ana.id}",
        f"teams:{teams}",
    ]


async def test_what_people_wait_for_goes_before_what_goes_to_all(company: Company) -> None:
    """A note to one person is carried out before the digests of everybody."""
    ana = await company.person("Ana")
    await send(company, ana, PICKS, "picks")
    await send(company, ana, NOTE, "note")
    picks, note = await due_jobs(company)
    assert note.priority > picks.priority


async def test_somebody_who_shut_one_chat_is_written_to_in_the_other(company: Company) -> None:
    """Blocked in Teams, a person gets it in Slack, this time and from then on."""
    ana = await company.person("Ana")
    teams = await company.also_on(Platform.TEAMS, ana)
    teams.finds = teams.repeats = False
    teams.fail("post", TargetGone("MessageWritesBlocked"))
    await send(company, ana)
    await company.work()
    assert await state(company) is DeliveryState.SHOWN
    assert len(company.chat.in_("D-U-Ana")) == 1

    await send(company, ana, key="k2")
    await company.work()
    assert len(company.chat.in_("D-U-Ana")) == 2
    assert teams.messages == []


async def test_somebody_who_shut_all_chats_is_left_alone_until_they_act(company: Company) -> None:
    """With every chat shut nothing more is tried, until the person does something there."""
    ana = await company.person("Ana")
    company.chat.fail("open_direct", TargetGone("cannot_dm_bot"))
    await send(company, ana)
    await company.work()
    assert await state(company) is DeliveryState.FAILED
    assert not await send(company, ana, key="k2")

    await company.press(ana, "anything")
    assert await send(company, ana, key="k3")
    await company.work()
    assert await state(company, "k3") is DeliveryState.SHOWN


async def test_what_waits_for_somebody_who_shut_a_chat_goes_elsewhere(company: Company) -> None:
    """Of several messages on their way, those after the refused one go to the other chat too."""
    ana = await company.person("Ana")
    teams = await company.also_on(Platform.TEAMS, ana)
    teams.fail("post", TargetGone("MessageWritesBlocked"))
    for key in ("k1", "k2", "k3"):
        await send(company, ana, key=key)
    await company.work()
    assert len(company.chat.in_("D-U-Ana")) == 3
    assert teams.messages == []


async def test_a_lost_installation_sends_its_people_elsewhere(company: Company) -> None:
    """When Teams is cut off, what was on its way there reaches people in Slack."""
    ana, tom = await company.person("Ana"), await company.person("Tom")
    teams = await company.also_on(Platform.TEAMS, ana, tom)
    teams.fail("post", ConnectionLost("BotDisabledByAdmin"))
    await send(company, ana, key="ana")
    await send(company, tom, key="tom")
    await company.work()
    assert len(company.chat.in_("D-U-Ana")) == 1
    assert len(company.chat.in_("D-U-Tom")) == 1
    assert teams.messages == []


async def test_an_edit_of_a_shut_chat_moves_nothing(company: Company) -> None:
    """A message that was shown and can't be edited any more is not shown again elsewhere."""
    ana = await company.person("Ana")
    teams = await company.also_on(Platform.TEAMS, ana)
    await send(company, ana)
    await company.work()
    teams.fail("edit", TargetGone("MessageWritesBlocked"))
    async with company.store.unit(1) as u:
        assert await outbox.edit(u, "k", PICKS)
    await company.work()
    assert len(teams.messages) == 1
    assert company.chat.messages == []
    assert await state(company) is DeliveryState.SHOWN

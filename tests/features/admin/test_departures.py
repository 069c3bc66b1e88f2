"""Who is gone from a chat is shut out of it at once; who is gone from all chats, of everything."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest_asyncio
from sqlmodel import col, select

import handlers.admin.actions
import handlers.admin.tasks
import handlers.boards.actions
import handlers.delivery.tasks
import handlers.home.tasks
import handlers.welcome.actions  # noqa: F401 - these fill the routes
from chat.parts import Level
from chat.people import Profile
from chat.ports import RetryAt
from chat.replies import Nothing, Reply, Whisper
from chat.say import say
from content_store.queries import accounts, identities, workspaces
from content_store.queries.conversations import Kind
from content_store.tables.jobs import JobRow
from content_store.unit import Store
from handlers import outbox, words
from handlers.admin.routes import routes as admin
from handlers.admin.tasks import PERIOD
from handlers.boards.routes import routes as boards
from handlers.delivery.routes import routes as delivery
from handlers.home.routes import routes as home
from handlers.welcome.routes import routes as welcome
from programme import tasks
from programme.roles import Role
from programme.tasks import SyncPeople
from tests.helpers import two_chats
from tests.helpers.chat import Chat
from tests.helpers.databases import ManualClock
from tests.helpers.two_chats import OneChat, TwoChats

ANA = "ana.novak@acme.example"


@dataclass(kw_only=True)
class Slow(Chat):
    """A chat in which something happens while its list of people is on its way."""

    meanwhile: Callable[[], Awaitable[object]]

    async def people(self) -> AsyncIterator[Profile]:
        told = list(self.everyone)
        await self.meanwhile()
        for profile in told:
            yield profile


@pytest_asyncio.fixture
async def town(store: Store, clock: ManualClock) -> TwoChats:
    """Ana takes part, and is one person in both chats."""
    town = await two_chats.found(store, clock, admin, boards, delivery, home, welcome)
    town.slack.has("U-Ana", email=ANA)
    town.teams.has("29:ana", email=ANA, directory_id="entra-ana")
    await town.slack.read()
    await town.slack.joins("U-Ana")
    await town.teams.read()
    await town.company.work()
    assert await town.slack.number("U-Ana") == await town.teams.number("29:ana")
    return town


async def colleagues(town: TwoChats) -> None:
    """Eight more in each chat, who are in no other."""
    for number in range(8):
        town.slack.has(f"U-{number}", f"Colleague {number}")
        town.teams.has(f"29:{number}", f"Colleague {number}", directory_id=f"entra-{number}")
    await town.slack.read()
    await town.teams.read()


async def connect(town: TwoChats) -> int:
    """Connect an account of Ana's."""
    number = await town.slack.number("U-Ana")
    async with town.company.store.unit(1) as u:
        await accounts.connect(
            u,
            member_id=number,
            network="linkedin",
            author_id="urn:1",
            handle="ana",
            scopes=frozenset(),
            server="",
            limits=None,
            expires_at=None,
            renews=True,
            seal=lambda _: "sealed",
        )
    return number


async def usable(town: TwoChats, number: int) -> int:
    async with town.company.store.reading(1) as u:
        return len(await accounts.of_member(u, number))


def is_refused(reply: Reply) -> bool:
    return isinstance(reply, Whisper) and reply.post.name == "refused"


async def is_shut_out(chat: OneChat, external_id: str) -> bool:
    return is_refused(await chat.presses(external_id))


async def test_leaving_one_chat_closes_that_chat_only(town: TwoChats) -> None:
    """Slack switched the account off: it opens nothing there, Teams and the accounts stay."""
    number = await connect(town)
    await town.slack.loses("U-Ana")

    assert await is_shut_out(town.slack, "U-Ana")
    assert not await is_shut_out(town.teams, "29:ana")
    assert await usable(town, number) == 1
    assert await town.audited("identity.closed") == 1


async def test_leaving_the_last_chat_disconnects_everything(town: TwoChats) -> None:
    """Gone from both chats, a person is not active and no account of theirs stays connected."""
    number = await connect(town)
    await town.slack.loses("U-Ana")
    town.teams.change("29:ana", active=False)
    await town.teams.read()

    member = await town.teams.member("29:ana")
    assert member is not None
    assert not member.active
    assert await usable(town, number) == 0
    assert await is_shut_out(town.teams, "29:ana")


async def test_a_chat_that_was_disconnected_keeps_nobody_in(town: TwoChats) -> None:
    """Where Slack itself is gone, leaving Teams is leaving the company."""
    number = await connect(town)
    async with town.company.store.unit(1) as u:
        await workspaces.deactivate(u, town.slack.installation.id, "removed")
    town.teams.change("29:ana", active=False)
    await town.teams.read()

    assert await usable(town, number) == 0


async def test_the_role_of_a_closed_chat_is_gone_with_it(town: TwoChats) -> None:
    """Somebody who was an owner through Slack is none through Teams once Slack is closed."""
    town.slack.change("U-Ana", is_admin=True)
    await town.slack.read()
    before = await town.teams.member("29:ana")
    await town.slack.loses("U-Ana")
    after = await town.teams.member("29:ana")

    assert before is not None
    assert after is not None
    assert (before.role, after.role) == (Role.OWNER, Role.MEMBER)


async def test_who_comes_back_is_let_in_again(town: TwoChats) -> None:
    """The list names them again: the chat is open, and they are the person they were."""
    await town.slack.loses("U-Ana")
    town.teams.change("29:ana", active=False)
    await town.teams.read()
    town.slack.change("U-Ana", title="Back")
    await town.slack.read()

    member = await town.slack.member("U-Ana")
    assert member is not None
    assert member.active
    assert member.opted_in_at is not None
    assert not await is_shut_out(town.slack, "U-Ana")
    assert await town.audited("identity.reopened") == 1


async def test_a_list_asked_for_before_does_not_open_what_was_closed_since(
    town: TwoChats,
) -> None:
    """An answer that was on its way when the account was closed lets nobody back in."""
    slack = town.slack
    slack.change("U-Ana", title="Head of everything")
    town.company.others[slack.installation.id] = Slow(
        lists_everyone=True,
        everyone=list(slack.profiles.values()),
        meanwhile=lambda: slack.loses("U-Ana"),
    )
    await town.company.run(SyncPeople(installation=slack.installation.id))

    assert await is_shut_out(slack, "U-Ana")


async def test_who_is_missing_from_a_complete_list_is_gone(town: TwoChats) -> None:
    """Slack lists everybody, also those whose account is off: whoever is not there is not there."""
    await colleagues(town)
    town.slack.drop("U-3")
    await town.slack.read()
    assert await is_shut_out(town.slack, "U-3")
    assert not await is_shut_out(town.slack, "U-4")


async def test_who_left_every_team_is_gone_but_not_who_writes_directly(town: TwoChats) -> None:
    """Teams tells of team members only: of people with a chat of their own it says nothing."""
    await colleagues(town)
    await town.teams.knows("a:4", Kind.PERSONAL, person="29:4")
    town.teams.drop("29:3")
    town.teams.drop("29:4")
    await town.teams.read()

    assert await is_shut_out(town.teams, "29:3")
    assert not await is_shut_out(town.teams, "29:4")


async def test_who_was_never_in_a_team_is_not_missed(town: TwoChats) -> None:
    """Somebody who only pressed a button somewhere is in no list, and goes on."""
    await town.teams.presses("29:guest-of-a-group")
    await town.teams.read()
    assert not await is_shut_out(town.teams, "29:guest-of-a-group")


async def test_a_list_that_lacks_many_closes_nothing(town: TwoChats) -> None:
    """The bot was taken out of a team, or an answer was cut: nobody is shut out for that."""
    await colleagues(town)
    for number in range(8):
        town.slack.drop(f"U-{number}")
    await town.slack.read()
    assert not await is_shut_out(town.slack, "U-3")


async def test_leaving_a_team_is_not_leaving_the_company(town: TwoChats) -> None:
    """An event about one place has the people read anew and closes nothing by itself."""
    await town.teams.loses("29:ana", place="19:team@thread.tacv2")
    assert not await is_shut_out(town.teams, "29:ana")


async def test_events_about_people_whom_no_list_names_add_nobody(town: TwoChats) -> None:
    """The bot itself, or somebody who is gone, is not made a person of the programme."""
    assert isinstance(await town.slack.adds_bot("C-new"), Nothing)
    assert isinstance(await town.slack.loses("U-unknown"), Nothing)

    assert await town.slack.member("somebody") is None
    assert await town.slack.member("U-unknown") is None


async def test_access_through_teams_ends_within_five_minutes(town: TwoChats) -> None:
    """Nothing tells when an Entra account is closed, so the list is read every few minutes."""
    town.teams.chat.everyone[:] = [
        profile for key, profile in town.teams.profiles.items() if key != "29:ana"
    ]
    await town.company.work_until_idle(minutes=4)
    assert await is_shut_out(town.teams, "29:ana")


async def test_the_next_reading_is_planned_once_and_whatever_becomes_of_this(
    town: TwoChats,
) -> None:
    """However many readings ask for it there is one next one, also after a reading that failed."""
    town.teams.chat.fail("people", RetryAt("busy", town.company.clock() + timedelta(hours=1)))
    for _ in range(3):
        await town.company.run(SyncPeople(installation=town.teams.installation.id))

    async with town.company.store.reading(1) as u:
        found = await u.session.exec(
            select(JobRow).where(
                col(JobRow.state) == "queued", col(JobRow.key).contains(":period:")
            )
        )
        [planned] = found.all()
    assert timedelta(0) < planned.run_at - town.company.clock() <= PERIOD


async def test_a_chat_that_tells_departures_is_not_read_all_day(town: TwoChats) -> None:
    """Slack says at once when an account is closed: its list is not read every few minutes."""
    await town.slack.read()
    async with town.company.store.reading(1) as u:
        found = await u.session.exec(
            select(JobRow).where(col(JobRow.state) == "queued", col(JobRow.key).contains("period"))
        )
        planned = {tasks.loads(row.task, row.payload) for row in found}
    assert planned == {SyncPeople(installation=town.teams.installation.id)}


async def test_a_hundred_departures_are_one_reading(town: TwoChats) -> None:
    """A team that is emptied tells of everybody in it; the list is read once for all of them."""
    readings = 0

    async def counted() -> None:
        nonlocal readings
        readings += 1

    town.company.others[town.teams.installation.id] = Slow(
        everyone=list(town.teams.profiles.values()), invited_to_rooms=False, meanwhile=counted
    )
    town.company.clock.forward(seconds=1)
    for number in range(100):
        await town.teams.loses(f"29:{number}", place="19:team@thread.tacv2")
        town.company.clock.forward(seconds=0.01)
    await town.company.work()
    assert readings == 1


async def test_messages_go_where_somebody_said_yes(town: TwoChats) -> None:
    """Who agreed in Teams hears there, though Slack knew them first; once closed, in Slack."""
    async with town.company.store.unit(1) as u:
        await identities.choose(u, town.teams.installation.id, "29:ana")
    await say_hello(town, "first")
    town.teams.change("29:ana", active=False)
    await town.teams.read()
    await say_hello(town, "second")

    assert len(town.teams.chat.in_("D-29:ana")) == 1
    assert len(town.slack.chat.in_("D-U-Ana")) == 1


async def say_hello(town: TwoChats, key: str) -> None:
    number = await town.slack.number("U-Ana")
    async with town.company.store.unit(1) as u:
        await outbox.post_to_member(
            u,
            number,
            words.notice("hello", Level.GOOD, say("preferences.saved")),
            f"{key}:{number}",
        )
    await town.company.work()

"""A person's page is painted anew on each of their chats that has one."""

from __future__ import annotations

from datetime import timedelta

import pytest
import pytest_asyncio

import handlers.admin.tasks
import handlers.home.tasks  # noqa: F401 - these fill the routes
from chat.ports import AnswerLost, RetryAt, TargetGone
from content_store.unit import Store
from handlers.admin.routes import routes as admin
from handlers.home.routes import routes as home
from programme.tasks import RefreshHome
from scheduler.worker import Again
from tests.helpers import two_chats
from tests.helpers.databases import ManualClock
from tests.helpers.two_chats import TwoChats

ANA = "ana.novak@acme.example"


@pytest_asyncio.fixture
async def town(store: Store, clock: ManualClock) -> TwoChats:
    """Ana is one person in both chats."""
    town = await two_chats.found(store, clock, admin, home)
    town.slack.has("U-Ana", email=ANA)
    town.teams.has("29:ana", email=ANA)
    await town.slack.read()
    await town.teams.read()
    await town.company.work()
    town.slack.chat.homes.clear()
    town.teams.chat.homes.clear()
    return town


async def refresh(town: TwoChats) -> Again | None:
    return await town.company.run(RefreshHome(member=await town.slack.number("U-Ana")))


async def test_every_chat_that_has_a_page_shows_it(town: TwoChats) -> None:
    """One change, two pages."""
    assert await refresh(town) is None
    assert len(town.slack.chat.homes["U-Ana"]) == len(town.teams.chat.homes["29:ana"]) == 1


async def test_a_chat_without_pages_is_left_out(town: TwoChats) -> None:
    """Where a chat has no pages only the other is painted."""
    town.teams.chat.has_home = False
    assert await refresh(town) is None
    assert town.teams.chat.homes == {}
    assert len(town.slack.chat.homes["U-Ana"]) == 1


async def test_a_closed_chat_is_left_out(town: TwoChats) -> None:
    """A page that somebody can't see any more is not painted."""
    town.slack.change("U-Ana", active=False)
    await town.slack.read()
    assert await refresh(town) is None
    assert town.slack.chat.homes == {}
    assert len(town.teams.chat.homes["29:ana"]) == 1


async def test_a_chat_that_asks_to_wait_keeps_the_other_not_waiting(town: TwoChats) -> None:
    """The other page is painted now, and all of them once more when the time has come."""
    until = town.company.clock() + timedelta(minutes=1)
    town.slack.chat.fail("publish_home", RetryAt("busy", until))
    again = await refresh(town)
    assert again is not None
    assert again.run_at == until
    assert len(town.teams.chat.homes["29:ana"]) == 1


@pytest.mark.parametrize("chat", ["slack", "teams"])
async def test_a_person_who_is_gone_from_one_chat_is_shown_in_the_other(
    town: TwoChats, chat: str
) -> None:
    """A page that can't be shown is let be."""
    failing = town.slack if chat == "slack" else town.teams
    working = town.teams if chat == "slack" else town.slack
    failing.chat.fail("publish_home", TargetGone("gone"))
    assert await refresh(town) is None
    assert len(working.chat.homes) == 1


async def test_a_lost_answer_is_tried_again_after_the_others(town: TwoChats) -> None:
    """The task fails, so that it is repeated, but not before the other chat had its turn."""
    town.slack.chat.fail("publish_home", AnswerLost("timeout"))
    with pytest.raises(AnswerLost):
        await refresh(town)
    assert len(town.teams.chat.homes["29:ana"]) == 1

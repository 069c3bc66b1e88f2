"""A company that uses both chats at once: one programme, and each person once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from content_store.tables.people import MemberRow
from tests.behaviour.acting import CHANNEL
from tests.behaviour.company import Company
from tests.helpers.days import FRIDAY
from tests.helpers.stage import BOTH, SLACK, TEAMS, open_town
from tests.helpers.town import Town


@pytest_asyncio.fixture
async def town(sqlite_url: str) -> AsyncIterator[Town]:
    """The company in Slack and in Teams, whose admin lets e-mail addresses link people."""
    async with open_town(sqlite_url, chats=BOTH, link_by_email=True) as opened:
        yield opened


async def test_one_person_on_the_board(town: Town) -> None:
    """Joe shares once in Slack and once in Teams: one member, one line, the sum of both."""
    slack, teams = Company(town, SLACK), Company(town, TEAMS)
    await slack.idle()
    here, there = slack.person("Joe"), teams.person("Joe")
    await here.joins(digest=False)
    await here.connects("x")
    await there.connects("linkedin")
    await slack.morning(2)
    await here.shares(
        await here.hears("Today's picks", CHANNEL), "Two pumps, one caretaker.", network="x"
    )
    await there.shares(
        await there.hears("Today's picks", CHANNEL),
        "How little had to be thrown away.",
        network="linkedin",
        number=1,
    )
    await slack.idle()
    assert [post.network for post in slack.posts()] == ["x", "linkedin"]
    assert [row.name for row in await slack.rows(MemberRow)].count(here.name) == 1

    await slack.moves_to(FRIDAY)
    for joe in (here, there):
        board = await joe.hears("Leaderboard of the week", CHANNEL)
        assert board.words.count(here.name) == 1
        assert "20 points" in board.words


async def test_a_message_comes_to_the_chat_that_somebody_uses(town: Town) -> None:
    """What Joe did in Teams is answered in Teams, even though he has been in Slack for longer."""
    slack, teams = Company(town, SLACK), Company(town, TEAMS)
    await slack.idle()
    here, there = slack.person("Joe"), teams.person("Joe")
    await here.joins(digest=False)
    await there.connects("x")
    await slack.morning()
    digest = await there.hears("Today's picks", CHANNEL)
    await there.shares(digest, "Two pumps, one caretaker.", network="x")
    await there.hears("Your post is out on X")
    assert not [seen for seen in here.seen() if "Your post is out" in seen.words]

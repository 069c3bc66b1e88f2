"""A database that is blocked keeps nobody waiting and loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from sandbox.slack.deliver import Attempt
from tests.helpers.blocking import blocked
from tests.helpers.forms import Form, texts
from tests.helpers.once import assert_shared_once, published
from tests.helpers.stage import PROMPT, Stage
from tests.helpers.town import Citizen, Town
from tests.helpers.waiting import until

BLOCKED_SECONDS = 5.0
"""Longer than Slack waits for anything."""
ANSWER_SECONDS = 1.5
WAITING = "Still working on it…"
WORDS = "The caretaker's notebook is the best load profile I have ever read."
FORBIDDEN = "Heat pumps are a risk-free way out of the boiler room, says our caretaker."


@pytest_asyncio.fixture
async def town(stage: Stage) -> AsyncIterator[Town]:
    """The program with the deadline that it has everywhere else."""
    async with stage.running(working=PROMPT) as opened:
        yield opened


async def test_everybody_is_answered_at_once_and_properly_afterwards(
    town: Town, store_url: str
) -> None:
    """A press, a command, two forms and a page: told to wait in time, then the real answer."""
    joe, priya, nina, marko, elena = map(town.person, ("Joe", "Priya", "Nina", "Marko", "Elena"))
    digest = await town.morning()
    for sharer in (joe, priya):
        await sharer.joins(digest=False)
        await sharer.connects("x")
    for other in (nina, marko):
        await other.joins(digest=False)
    own, refused = await joe.opens(digest), await priya.opens(digest)
    await town.idle()
    attempts = town.world.delivery.attempts
    before = len(attempts)

    loop = asyncio.get_running_loop()
    end = loop.time() + BLOCKED_SECONDS
    async with blocked(store_url):
        outcomes = await asyncio.gather(
            own.enter({own.names("caption:x")[0]: WORDS}),
            refused.enter({refused.names("caption:x")[0]: FORBIDDEN}),
            nina.press(digest, "Share"),
            marko.says("/advocacy pause"),
        )
        town.world.interact.open_home(elena.id)
        await until(lambda: len(attempts) == before + 5, "five answers")
        assert all(outcome.ok for outcome in outcomes), outcomes
        for person in (joe, priya, nina):
            assert person.form().words.endswith(WAITING)
        assert "One moment…" in texts(marko.sees("#advocacy")[-1].blocks)
        assert not any("way to" in told for told in private(joe))
        assert not town.world.posts()
        await until(lambda: loop.time() > end, "the whole time")
    slow = [attempt.seconds for attempt in attempts[before:] if attempt.seconds > ANSWER_SECONDS]
    assert not slow

    await until(lambda: "On its way to X" in joe.form().words, "Joe's form to say what became")
    await until(lambda: published_form(priya), "Priya's form to come back")
    assert priya.form().value(priya.form().names("caption:x")[0]) == FORBIDDEN
    assert "risk-free" in priya.form().words
    await until(lambda: nina.form().title == "Share", "Nina's form")
    await marko.hears("You won't hear from me until", "#advocacy")
    await until(lambda: town.world.home(elena.id), "Elena's page")
    await until(lambda: published(town, joe, WORDS, "x"), "Joe's post")
    await joe.hears("Your post is out on X")
    await town.idle()
    await assert_shared_once(town, joe, WORDS, "x")
    assert await published(town, priya, FORBIDDEN, "x") is None


async def test_an_event_that_could_not_be_kept_is_asked_for_again(
    town: Town, store_url: str
) -> None:
    """What is not in the database yet is not acknowledged, and Slack sends it once more."""
    attempts = town.world.delivery.attempts
    await town.idle()
    before = len(attempts)
    async with blocked(store_url):
        town.world.happenings.deactivate(town.world.person("Zoë"))
        refused: Attempt = await until(
            lambda: attempts[before] if len(attempts) > before else None, "the first answer"
        )
        assert refused.answer.status == 503
    await town.world.delivery.settled()
    assert attempts[-1].answer.status == 200
    zoe = town.person("Zoë")
    outcome = await zoe.says("/advocacy me")
    assert outcome.ok
    assert "not active here any more" in texts(zoe.sees("#advocacy")[-1].blocks)


def private(person: Citizen) -> list[str]:
    return [texts(message.blocks) for message in person.direct()]


def published_form(person: Citizen) -> Form | None:
    form = person.form()
    return form if form.names("caption:x") else None

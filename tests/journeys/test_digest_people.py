"""Digests in private: at the person's own time, in their zone and language, while wanted."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.slack.model import Message
from tests.helpers.days import DIGEST, ZONE
from tests.helpers.forms import elements, texts
from tests.helpers.stage import Stage
from tests.helpers.town import Citizen, Town
from tests.helpers.waiting import until

NEW_YORK = ZoneInfo("America/New_York")


def digests(person: Citizen) -> list[Message]:
    """The digests that somebody got in private."""
    return [
        message
        for message in person.direct()
        if elements(message.blocks, "Share") or elements(message.blocks, "Deli")
    ]


async def comes(person: Citizen, number: int = 1) -> Message:
    """Somebody's digest, once it is there."""
    await until(lambda: len(digests(person)) >= number, f"digest {number} for {person.person.name}")
    await person.town.idle()
    assert len(digests(person)) == number
    return digests(person)[-1]


def at(digest: Message, zone: ZoneInfo) -> datetime:
    """When it came, in a zone."""
    return datetime.fromtimestamp(float(digest.ts), zone)


async def test_everybody_at_their_own_time(town: Town) -> None:
    """Ana at half past ten in Slovene, Sam at nine in New York, each once a day."""
    ana, sam, joe = map(town.person, ("Ana", "Sam", "Joe"))
    for person in (ana, sam, joe):
        await person.joins()
    page = await ana.home()
    await page.press("Spremeni izbire")
    form = await ana.filled()
    outcome = await form.enter({"digest_at": "10:30"})
    assert outcome.ok, outcome
    await town.morning(6)
    await comes(joe)
    assert digests(ana) == digests(sam) == []

    town.move_to(DIGEST + timedelta(minutes=89, seconds=59))
    hers = await comes(ana)
    assert (at(hers, ZONE).hour, at(hers, ZONE).minute) == (10, 30)
    assert "23. november 2026" in texts(hers.blocks)
    assert digests(sam) == []

    town.move_to(datetime(2026, 11, 23, 8, 59, 59, tzinfo=NEW_YORK))
    his = await comes(sam)
    assert (at(his, NEW_YORK).hour, at(his, NEW_YORK).minute) == (9, 0)
    assert "November 23, 2026" in texts(his.blocks)

    town.move_to(datetime(2026, 11, 24, 9, 0, 1, tzinfo=NEW_YORK))
    for person, first in ((joe, None), (ana, hers), (sam, his)):
        second = await comes(person, 2)
        label = "Deli" if person is ana else "Share"
        assert len(elements(second.blocks, label)) == 1
        assert first is None or texts(second.blocks) != texts(first.blocks)


async def test_moving_the_time_does_not_bring_a_second_digest(town: Town) -> None:
    """Joe got his digest at nine and asks for ten from now on: the next one comes tomorrow."""
    joe = town.person("Joe")
    await joe.joins()
    await town.morning(6)
    await comes(joe)
    page = await joe.home()
    await page.press("Change my choices")
    assert (await (await joe.filled()).enter({"digest_at": "10:00"})).ok
    await town.scheduled()
    town.move_to(DIGEST + timedelta(days=1, seconds=1))
    await until(
        lambda: len([m for m in joe.sees("#advocacy") if "Today's picks" in texts(m.blocks)]) == 2,
        "Tuesday's digest in the channel",
    )
    await town.idle()
    assert len(digests(joe)) == 1
    town.move_to(DIGEST + timedelta(days=1, hours=1, seconds=1))
    await comes(joe, 2)


async def test_pausing_and_leaving_are_heeded_at_once(town: Town) -> None:
    """Joe pauses and Nina leaves a moment before nine: neither gets a digest, Ana does."""
    joe, nina, ana = map(town.person, ("Joe", "Nina", "Ana"))
    for person in (joe, nina, ana):
        await person.joins()
    await town.approve(2)
    await town.scheduled()
    town.move_to(DIGEST - timedelta(seconds=30))
    await joe.says("/advocacy pause")
    await nina.says("/advocacy leave")
    town.move_to(DIGEST + timedelta(seconds=1))
    await comes(ana)
    assert digests(joe) == digests(nina) == []
    await joe.says("/advocacy resume")
    await town.approve(1)
    await town.scheduled()
    town.move_to(DIGEST + timedelta(days=1, seconds=1))
    await comes(joe)
    assert digests(nina) == []


async def test_a_digest_that_waits_is_withdrawn_when_somebody_pauses(stage: Stage) -> None:
    """It is built and Slack does not take it yet; Joe pauses meanwhile and never sees it."""
    async with stage.running() as town:
        joe, ana = town.person("Joe"), town.person("Ana")
        for person in (joe, ana):
            await person.joins()
        await town.approve(2)
        await town.scheduled()
        held = town.world.faults.add(
            "slack.chat.postMessage",
            "error",
            error="ratelimited",
            person=joe.id,
            times=None,
        )
        town.move_to(DIGEST + timedelta(seconds=1))
        await comes(ana)
        await until(lambda: held.struck, "Slack to ask for patience")
        await joe.says("/advocacy pause")
        town.world.faults.clear()
        town.move_to(DIGEST + timedelta(minutes=5))
        await town.idle()
        assert digests(joe) == []

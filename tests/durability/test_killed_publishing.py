"""A program killed between any two steps of a publication: one post, never none, never two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pytest

from content_store.tables.shares import AttemptRow
from sandbox.slack.model import Message
from tests.helpers.mending import STEP, leases_lapse, mended
from tests.helpers.once import assert_shared_once, published
from tests.helpers.ports import free_port
from tests.helpers.stage import Stage, open_stage
from tests.helpers.town import Citizen, Town
from tests.helpers.waiting import until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

STEPS = (
    "publish_share.begun",
    "publish.claimed",
    "publish.armed",
    "publish.called",
    "publish.recorded",
    "publish_share.ended",
)
AROUND_THE_CALL = ("publish.armed", "publish.called", "publish.recorded")
CALLS = {"linkedin": "linkedin.posts", "x": "x.tweets"}
FREEZE_SECONDS = 6.0
"""How long the network keeps a call waiting, in which the other program takes over."""
TEXTS = (
    "Thirty winters in one notebook, and our engineers could read every one of them.",
    "What does a school from 1962 have in common with a good sweater? It keeps warm.",
    "I did not expect a boiler room to make me smile on a Monday morning.",
    "The apprentices asked why, and nobody at the table had a good answer.",
    "Wind is patient, and for twelve months so were we, with a mast and a logbook.",
    "Eight people who like ladders: if that is you, come and climb with us.",
)


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """What a person is about to share when the program dies."""

    who: str
    number: int
    words: str


async def prepare(stage: Stage, network: str, people: list[str]) -> Message:
    """The day's digest, and people who have connected an account."""
    async with stage.running() as town:
        digest = await town.morning(5)
        for name in people:
            citizen = town.person(name)
            await citizen.joins(digest=False)
            await citizen.connects(network)
        await town.idle()
    # A post without its picture is made three seconds sooner.
    stage.world.faults.add("linkedin.images", "error", status=500, times=None)
    return digest


async def dies_and_is_mended(
    stage: Stage, digest: Message, sharing: Sharing, network: str, step: str
) -> None:
    """Share while the program is about to die at this step; then another one takes over."""
    async with stage.onlooker() as town:
        who = town.person(sharing.who)
        async with stage.apart(step) as process:
            await who.shares(digest, sharing.words, network=network, number=sharing.number)
            assert await process.dies() == -9
        if stage.settings.database_url.startswith("postgresql"):
            await leases_lapse(town)
    async with stage.running() as town:
        who = town.person(sharing.who)
        await mended(town, lambda: published(town, who, sharing.words, network), f"{step} mended")
        await told(town, who, sharing.words, network)


async def told(town: Town, who: Citizen, words: str, network: str) -> None:
    """One of everything, and nobody was asked whether it went out."""
    await town.idle()
    await assert_shared_once(town, who, words, network)
    assert not [m for m in who.direct() if "I could not make sure" in m.text]


@pytest.mark.parametrize("network", ["linkedin", "x"])
async def test_killed_at_any_step(sqlite_url: str, network: str) -> None:
    """Six publications, each killed one step later than the one before: each is out once."""
    async with open_stage(sqlite_url) as stage:
        digest = await prepare(stage, network, ["Joe", "Priya"])
        for place, step in enumerate(STEPS):
            sharing = Sharing(
                who=("Joe", "Priya")[place % 2], number=place // 2, words=TEXTS[place]
            )
            await dies_and_is_mended(stage, digest, sharing, network, step)
        assert len(stage.world.posts()) == len(STEPS)


@pytest.mark.parametrize("network", ["linkedin", "x"])
async def test_killed_around_the_call_on_postgresql(postgres_url: str, network: str) -> None:
    """The same around the call itself, where another replica has to wait for the lease's end."""
    async with open_stage(postgres_url) as stage:
        digest = await prepare(stage, network, ["Joe"])
        for place, step in enumerate(AROUND_THE_CALL):
            sharing = Sharing(who="Joe", number=place, words=TEXTS[place])
            await dies_and_is_mended(stage, digest, sharing, network, step)
        assert len(stage.world.posts()) == len(AROUND_THE_CALL)


async def test_killed_twice_in_a_row(sqlite_url: str) -> None:
    """The program dies right after the call, and its successor again: still one post."""
    async with open_stage(sqlite_url) as stage:
        digest = await prepare(stage, "linkedin", ["Joe"])
        async with stage.onlooker() as town:
            joe = town.person("Joe")
            async with stage.apart("publish.called") as first:
                await joe.shares(digest, TEXTS[0], network="linkedin")
                assert await first.dies() == -9
            town.move_to(town.world.clock.now() + STEP)
            async with stage.apart("publish.called") as second:
                assert await second.dies() == -9
        async with stage.running() as town:
            joe = town.person("Joe")
            await mended(town, lambda: published(town, joe, TEXTS[0], "linkedin"), "the mending")
            await told(town, joe, TEXTS[0], "linkedin")


@pytest.mark.parametrize("network", ["linkedin", "x"])
@pytest.mark.parametrize("kind", ["latency", "timeout_after"])
async def test_frozen_in_the_middle_of_the_call(postgres_url: str, network: str, kind: str) -> None:
    """It stands still in the call until its lease is lost and another has taken over, then goes on.

    The post is made before the other one looks (`timeout_after`), or only when it has looked.
    """
    async with open_stage(postgres_url) as stage:
        digest = await prepare(stage, network, ["Joe"])
        async with stage.onlooker() as town, stage.apart(log_level="INFO") as frozen:
            joe = town.person("Joe")
            call = town.world.faults.add(CALLS[network], kind, seconds=FREEZE_SECONDS)
            await joe.shares(digest, TEXTS[0], network=network)
            await until(lambda: call.struck, "the call")
            frozen.freeze()
            await leases_lapse(town)
            async with stage.running(port=free_port()):
                out = partial(published, town, joe, TEXTS[0], network)
                await mended(town, out, "the other one to publish")
                frozen.thaw()
                await until(partial(attempts_ended, town), "the frozen one to end its call")
                assert await frozen.stop() == 0
                await town.idle()
            await told(town, joe, TEXTS[0], network)


async def attempts_ended(town: Town) -> bool:
    """Whether no call is under way any more."""
    return all(row.ended_at is not None for row in await town.rows(AttemptRow))

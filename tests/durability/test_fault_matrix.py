"""Whatever goes wrong with the call that makes a post: one post, its link known, never two.

Where nothing can tell whether the post is out, its person is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from sandbox.slack.model import Message
from tests.durability import matrix
from tests.durability.matrix import CALLS, WORDS, Sharing
from tests.helpers.fault_figures import KEY, Cell
from tests.helpers.stage import Stage, open_stage
from tests.helpers.waiting import until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

Record = Callable[[str, object], None]
PEOPLE = ("Joe", "Priya")
LATER = timedelta(hours=2)
"""Longer than any network is known to remember a key, and than a token of X lives."""


def handed_in(record_property: Record, cells: Sequence[Cell]) -> None:
    """Leave the figures for the end of the run."""
    for cell in cells:
        record_property(KEY, cell.written())


@pytest.mark.parametrize("network", CALLS)
async def test_answers_that_tell_nothing(
    sqlite_url: str, record_property: Record, network: str
) -> None:
    """Lost and broken answers, before and after the post was made: always one post."""
    async with open_stage(sqlite_url) as stage:
        digest = await matrix.prepare(stage, network, PEOPLE)
        async with stage.running() as town:
            for number, pair in enumerate(matrix.pairs_for(network)):
                begun, sharings, faults = town.world.clock.now(), [], []
                for place, (name, trouble) in enumerate(zip(PEOPLE, pair, strict=True)):
                    who = town.person(name)
                    faults.append(
                        town.world.faults.add(
                            CALLS[network], trouble.kind, person=who.id, **trouble.more
                        )
                    )
                    sharing = Sharing(
                        trouble=trouble.name,
                        network=network,
                        who=name,
                        number=number,
                        words=WORDS[2 * number + place],
                    )
                    await who.shares(digest, sharing.words, network=network, number=number)
                    sharings.append(sharing)
                cells = await matrix.settled(town, sharings, since=begun)
                assert [fault.struck for fault in faults] == [1, 1]
                handed_in(record_property, cells)
                # All of these can be found out, so nobody is troubled.
                assert [cell.linked for cell in cells] == [True, True]
        assert len(stage.world.posts(network)) == len(WORDS)


async def killed_before_the_call(stage: Stage, digest: Message, sharing: Sharing) -> None:
    """The program has written down that a call begins, and dies."""
    await _killed_at(stage, digest, sharing, "publish.armed")
    assert not [p for p in stage.world.posts() if sharing.words in p.text]


async def killed_after_the_call(stage: Stage, digest: Message, sharing: Sharing) -> None:
    """The network has made the post, and the program dies while it waits for the answer."""
    async with stage.onlooker() as town, stage.apart() as process:
        who = town.person(sharing.who)
        town.world.faults.add(CALLS[sharing.network], "timeout_after", seconds=90.0)
        await who.shares(digest, sharing.words, network=sharing.network, number=sharing.number)
        await until(
            lambda: any(sharing.words in post.text for post in town.world.posts()), "the post"
        )
        process.kill()
        assert await process.dies() == -9


async def killed_before_the_commit(stage: Stage, digest: Message, sharing: Sharing) -> None:
    """The answer has come, and the program dies before it has written it down."""
    await _killed_at(stage, digest, sharing, "publish.called")
    assert [p for p in stage.world.posts() if sharing.words in p.text]


async def killed_and_back_late(stage: Stage, digest: Message, sharing: Sharing) -> None:
    """As after the call, and nobody starts the program again for two hours."""
    await killed_after_the_call(stage, digest, sharing)
    stage.world.clock.advance(LATER)


async def _killed_at(stage: Stage, digest: Message, sharing: Sharing, step: str) -> None:
    async with stage.onlooker() as town, stage.apart(step) as process:
        who = town.person(sharing.who)
        await who.shares(digest, sharing.words, network=sharing.network, number=sharing.number)
        assert await process.dies() == -9


KILLS = {
    "kill -9 before the call": killed_before_the_call,
    "kill -9 after the call": killed_after_the_call,
    "kill -9 before the commit": killed_before_the_commit,
    "kill -9, back after two hours": killed_and_back_late,
}


@pytest.mark.parametrize("network", CALLS)
async def test_a_program_that_dies(sqlite_url: str, record_property: Record, network: str) -> None:
    """Killed around the call, and mended by the next program: always one post."""
    async with open_stage(sqlite_url) as stage:
        digest = await matrix.prepare(stage, network, PEOPLE)
        for place, (trouble, dies) in enumerate(KILLS.items()):
            sharing = Sharing(
                trouble=trouble,
                network=network,
                who=PEOPLE[place % 2],
                number=place // 2,
                words=WORDS[place],
            )
            begun = stage.world.clock.now()
            await dies(stage, digest, sharing)
            async with stage.running() as town:
                cells = await matrix.settled(town, [sharing], since=begun)
            handed_in(record_property, cells)
            assert cells[0].linked
        assert len(stage.world.posts(network)) == len(KILLS)


async def test_where_nothing_can_tell(sqlite_url: str, record_property: Record) -> None:
    """X loses the answer and lets nobody look: the person is asked, whether it is out or not."""
    async with open_stage(sqlite_url) as stage:
        digest = await matrix.prepare(stage, "x", PEOPLE)
        stage.world.faults.add("x.timeline", documented="x.Forbidden", times=None)
        async with stage.running() as town:
            begun, sharings = town.world.clock.now(), []
            for place, kind in enumerate(("drop_before", "drop_after")):
                who = town.person(PEOPLE[place])
                town.world.faults.add(CALLS["x"], kind, person=who.id)
                sharing = Sharing(
                    trouble=f"connection {kind.replace('_', 'ped ')}, and no looking",
                    network="x",
                    who=PEOPLE[place],
                    number=0,
                    words=WORDS[place],
                )
                await who.shares(digest, sharing.words, network="x")
                sharings.append(sharing)
            cells = await matrix.settled(town, sharings, since=begun)
            handed_in(record_property, cells)
            assert [(cell.asked, cell.posts) for cell in cells] == [(True, 0), (True, 1)]

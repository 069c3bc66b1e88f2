"""Two processes of the program on one PostgreSQL, which get one person's taps by turns."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from content_store.tables.audit import AuditRow
from content_store.tables.jobs import JobRow
from sandbox.slack.deliver import Answer, Kind
from sandbox.world import World
from tests.helpers.forms import elements
from tests.helpers.once import assert_shared_once, published
from tests.helpers.ports import free_port
from tests.helpers.stage import Stage, open_stage
from tests.helpers.town import Town
from tests.helpers.waiting import until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

Act = Callable[[], Awaitable[object]]
WORDS = "Two replicas, one caretaker, and a notebook with thirty winters in it."


async def by_turns(
    world: World, addresses: list[str], *acts: Callable[[], Awaitable[object]]
) -> None:
    """Do things at the same moment, each towards the next program."""
    started = []
    for number, act in enumerate(acts):
        world.core.bot_url = addresses[number % len(addresses)]
        started.append(asyncio.ensure_future(act()))
        # The act reads the address when it begins.
        await asyncio.sleep(0)
    await asyncio.gather(*started)


async def repeated(stage: Stage, addresses: list[str]) -> list[Answer]:
    """Deliver the last thing again, to every program at once."""
    delivery = stage.world.delivery
    last = delivery.attempts[-1]
    answers: list[Answer] = []

    async def again() -> None:
        answers.append(await delivery.ask(Kind.INTERACTION, last.payload))

    await by_turns(stage.world, addresses, *[again] * 4)
    return answers


@pytest.mark.parametrize("roles", [("all", "all"), ("web", "worker"), ("web", "web", "worker")])
async def test_taps_by_turns_have_their_effect_once(
    postgres_url: str, roles: tuple[str, ...]
) -> None:
    """Approve, Share and the form, each twice and by turns: one of everything."""
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(open_stage(postgres_url))
        town = await stack.enter_async_context(stage.onlooker())
        ports = [stage.settings.port, *(free_port() for _ in roles[1:])]
        await stack.enter_async_context(stage.apart(role=roles[0]))
        for role, port in zip(roles[1:], ports[1:], strict=True):
            await stack.enter_async_context(stage.apart(role=role, port=port))
        answering = [
            f"http://127.0.0.1:{port}"
            for role, port in zip(roles, ports, strict=True)
            if role != "worker"
        ]
        joe, maja = town.person("Joe"), town.person("Maja")
        await maja.hears("Approve")
        await town.idle()
        card = next(m for m in maja.direct() if elements(m.blocks, "Approve"))
        await by_turns(
            stage.world, answering, *[lambda: maja.press(card, "Approve")] * 2 * len(answering)
        )
        await town.idle()
        assert await decisions(town, "item.approved") == 1

        await joe.joins(digest=False)
        await joe.connects("x")
        digest = await town.morning(0)
        await by_turns(stage.world, answering, *[lambda: joe.press(digest, "Share")] * 2)
        form = await joe.filled()
        typed = {form.names("caption:x")[0]: WORDS}
        await by_turns(stage.world, answering, *[lambda: form.enter(typed)] * 2)
        assert all(answer.ok for answer in await repeated(stage, answering))
        await until(lambda: published(town, joe, WORDS, "x"), "the post")
        await joe.hears("Your post is out on X")
        await town.idle()
        await assert_shared_once(town, joe, WORDS, "x")
        assert await decisions(town, "share.confirmed") == 1
        jobs = [row for row in await town.rows(JobRow) if row.task == "publish_share"]
        assert [row.state for row in jobs] == ["done"]


async def decisions(town: Town, action: str) -> int:
    """How often something was decided, by the audit log."""
    return len([row for row in await town.rows(AuditRow) if row.action == action])

"""A network or Slack that does not answer, or answers nonsense: once, and nothing is lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from content_store.tables.deliveries import DeliveryRow
from content_store.tables.ledger import LedgerEntryRow
from content_store.tables.shares import ShareRow
from tests.helpers.days import DIGEST
from tests.helpers.forms import elements, texts
from tests.helpers.mending import mended
from tests.helpers.once import assert_shared_once, published
from tests.helpers.stage import Stage
from tests.helpers.waiting import until


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What goes wrong with one call, and in which words somebody shares meanwhile."""

    kind: str
    words: str
    more: dict[str, Any] = field(default_factory=dict)


LOSSES = (
    Loss(
        kind="drop_after",
        words="Thirty winters in one notebook, and our engineers could read every one of them.",
    ),
    Loss(
        kind="timeout_after",
        words="What does a school from 1962 have in common with a good sweater? It keeps warm.",
        more={"seconds": 0.5},
    ),
    Loss(
        kind="drop_before",
        words="I did not expect a boiler room to make me smile on a Monday morning.",
    ),
    Loss(
        kind="error",
        words="The apprentices asked why, and nobody at the table had a good answer.",
        more={"status": 500, "body": "Internal Server Error"},
    ),
    Loss(
        kind="error",
        words="Wind is patient, and for twelve months so were we, with a mast and a logbook.",
        more={"status": 503, "body": {"message": "try again"}},
    ),
)
pytestmark = pytest.mark.faults
CALLS = {"linkedin": "linkedin.posts", "x": "x.tweets"}


@pytest.mark.parametrize("network", ["linkedin", "x"])
async def test_a_lost_answer_leaves_one_post(stage: Stage, network: str) -> None:
    """The answer is lost before or after the post was made, or is an error: one post each time."""
    stage.world.faults.add("linkedin.images", "error", status=500, times=None)
    async with stage.running() as town:
        joe = town.person("Joe")
        digest = await town.morning(5)
        await joe.joins(digest=False)
        await joe.connects(network)
        for number, loss in enumerate(LOSSES):
            fault = town.world.faults.add(CALLS[network], loss.kind, **loss.more)
            await joe.shares(digest, loss.words, network=network, number=number)
            await until(partial(getattr, fault, "struck"), "the fault to strike")
            out = partial(published, town, joe, loss.words, network)
            await mended(town, out, f"the post after {loss.kind}")
            await assert_shared_once(town, joe, loss.words, network)
        assert len(town.world.posts()) == len(LOSSES)
        assert not [m for m in joe.direct() if "I could not make sure" in texts(m.blocks)]


@pytest.mark.parametrize(("answer", "state"), [("Yes, it's out", "confirmed"), ("No", "cancelled")])
async def test_a_person_is_asked_only_where_nobody_can_look(
    stage: Stage, answer: str, state: str
) -> None:
    """X does not say what it did and won't let us look: Joe is asked, and no points are guessed."""
    words = LOSSES[0].words
    async with stage.running() as town:
        joe = town.person("Joe")
        digest = await town.morning()
        await joe.joins(digest=False)
        await joe.connects("x")
        town.world.faults.add("x.tweets", "drop_after")
        refusal = {"title": "Forbidden", "detail": "Forbidden", "status": 403}
        town.world.faults.add("x.timeline", "error", status=403, body=refusal, times=None)
        await joe.shares(digest, words, network="x")

        async def asked() -> bool:
            return any("I could not make sure" in texts(m.blocks) for m in joe.direct())

        await mended(town, asked, "the question")
        [question] = [m for m in joe.direct() if "I could not make sure" in texts(m.blocks)]
        assert words in texts(question.blocks)
        assert await town.rows(LedgerEntryRow) == []
        label = next(
            element["text"]["text"]
            for block in question.blocks
            for element in block.get("elements", [])
            if element.get("type") == "button" and element["text"]["text"].startswith(answer)
        )
        await asyncio.gather(joe.press(question, label), joe.press(question, label))
        await town.idle()
        [share] = [row for row in await town.rows(ShareRow) if words in row.text]
        assert share.state == state
        assert await town.rows(LedgerEntryRow) == []
        assert len(town.world.posts()) == 1


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
async def test_a_digest_whose_answer_was_lost_is_shown_once(stage: Stage, kind: str) -> None:
    """Slack's answer to the digest is lost: the message is looked for before it is repeated."""
    async with stage.running() as town:
        await town.approve(2)
        await town.scheduled()
        lost = town.world.faults.add("slack.chat.postMessage", kind, times=3)
        town.move_to(DIGEST + timedelta(seconds=1))
        await until(lambda: lost.struck == 3, "every answer to be lost")

        async def all_shown() -> bool:
            rows = [r for r in await town.rows(DeliveryRow) if r.key.startswith("digest:")]
            return len(rows) == 3 and {row.state for row in rows} == {"shown"}

        await mended(town, all_shown, "every digest to be shown")
        for channel in ("#advocacy", "#engineering", "#advocacy-leads"):
            seen = [m for m in town.world.messages(channel) if elements(m.blocks, "Share")]
            assert len(seen) == 1

"""The log of a whole day, failures included, holds nobody's words, tokens or addresses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.mending import mended
from tests.helpers.once import published
from tests.helpers.stage import Stage, open_stage
from tests.helpers.town import Town

WORDS = "Zvezek hišnika Stanka je najlepši pulover kotlovnice v Kranju."
REFUSED = "Write to stanko.hisnik@lipa-energija.example, it is risk-free, says the notebook."
FAILED = "A sentence that the network will not take, about the apprentices."


def secrets(stage: Stage) -> dict[str, str]:
    """Everything that must not stand in a log, by what it is."""
    world, chosen = stage.world, stage.settings
    found = {
        "bot token": world.slack.bot_token,
        "signing secret": world.slack.signing_secret,
        "verification token": world.slack.verification_token,
        "LinkedIn client secret": world.linkedin.client_secret,
        "X client secret": world.x.client_secret,
        "encryption key": chosen.encryption_keys[0].get_secret_value(),
        "caption": WORDS,
        "part of a caption": "najlepši pulover",
        "refused caption": "says the notebook",
        "failed caption": "about the apprentices",
        "address": "@lipa-energija.example",
        "response address": "/slack/response/",
        "private link": "/connect/",
    }
    for number, token in enumerate(world.linkedin.tokens.values()):
        found[f"LinkedIn token {number}"] = token.value
    for number, grant in enumerate(world.x.grants):
        found[f"X access token {number}"] = grant.access
        found[f"X refresh token {number}"] = grant.refresh
    assert len(found) > 15
    return {name: secret for name, secret in found.items() if secret}


async def whole_day(town: Town) -> None:
    """A share that works, one that is refused, two that fail, and a broken request."""
    joe = town.person("Joe")
    digest = await town.morning(3)
    await joe.joins()
    await joe.connects("linkedin")
    await joe.connects("x")
    form = await joe.opens(digest)
    await form.enter({"networks": ["x"], form.names("caption:x")[0]: REFUSED})
    await joe.shares(digest, WORDS, network="linkedin")
    await joe.hears("Your post is out on LinkedIn")
    town.world.faults.add("x.tweets", "drop_after")
    await joe.shares(digest, WORDS, network="x", number=1)
    await mended(town, lambda: published(town, joe, WORDS, "x"), "the post on X")
    refusal = {"detail": FAILED, "status": 403, "title": "Forbidden"}
    town.world.faults.add("x.tweets", "error", status=403, body=refusal)
    await joe.shares(digest, FAILED, network="x", number=2)
    await joe.hears("about the apprentices")
    town.world.faults.add("slack.chat.postMessage", "error", error="fatal_error")
    town.world.faults.add("slack.response", "error", status=500, body=WORDS)
    await joe.says("/advocacy me")
    await joe.says("/advocacy leave")
    await town.idle()


@pytest.mark.faults
async def test_the_log_of_a_whole_day_holds_no_secret(sqlite_url: str, tmp_path: Path) -> None:
    """The program runs apart, logs all it can, and none of the seeded secrets is in it."""
    log = tmp_path / "log"
    async with open_stage(sqlite_url) as stage, stage.onlooker() as town:
        async with stage.apart(log=log, log_level="DEBUG") as process:
            await whole_day(town)
            assert await process.stop() == 0
        written = log.read_text()
        lines = [json.loads(line) for line in written.splitlines()]
        assert len(lines) > 40
        assert {"job_done", "serve.listening"} <= {str(line.get("action")) for line in lines}
        # JSON may write other letters than ASCII as numbers.
        readable = written + json.dumps(lines, ensure_ascii=False)
        found = [name for name, secret in secrets(stage).items() if secret in readable]
        assert found == []

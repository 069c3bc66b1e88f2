"""What a whole day writes down, failures included, holds nobody's tokens, and logs no words."""

from __future__ import annotations

import json
from pathlib import Path

import aiohttp
import pytest

from tests.helpers.mending import mended
from tests.helpers.once import published
from tests.helpers.stage import Stage, open_stage
from tests.helpers.town import Town

WORDS = "Zvezek hišnika Stanka je najlepši pulover kotlovnice v Kranju."
REFUSED = "Write to stanko.hisnik@lipa-energija.example, it is risk-free, says the notebook."
FAILED = "A sentence that the network will not take, about the apprentices."


def credentials(stage: Stage) -> dict[str, str]:
    """Everything that opens something, by what it is: nothing may write it down in the clear."""
    world, chosen = stage.world, stage.settings
    joe = world.person("Joe")
    found = {
        "bot token": world.slack.bot_token,
        "signing secret": world.slack.signing_secret,
        "verification token": world.slack.verification_token,
        "LinkedIn client secret": world.linkedin.client_secret,
        "X client secret": world.x.client_secret,
        "encryption key": chosen.encryption_keys[0].get_secret_value(),
        "app password on Bluesky": world.bluesky.app_password(joe),
        # What any JSON Web Token with our sandbox's claims begins with (RFC 7519, section 3).
        "session on Bluesky": "eyJ",
    }
    for number, token in enumerate(world.linkedin.tokens.values()):
        found[f"LinkedIn token {number}"] = token.value
    for number, grant in enumerate(world.x.grants):
        found[f"X access token {number}"] = grant.access
        found[f"X refresh token {number}"] = grant.refresh
    server = world.mastodon.server("toot.si")
    found |= {f"Mastodon app {n}": app.client_secret for n, app in enumerate(server.apps.values())}
    found |= {f"Mastodon token {n}": token.value for n, token in enumerate(server.tokens.values())}
    codes = [*world.linkedin.codes, *world.x.codes, *server.codes]
    found |= {f"code {number}": code for number, code in enumerate(codes)}
    assert len(found) > 15
    return {name: secret for name, secret in found.items() if secret}


WORDS_AND_PLACES = {
    "caption": WORDS,
    "part of a caption": "najlepši pulover",
    "refused caption": "says the notebook",
    "failed caption": "about the apprentices",
    "address": "@lipa-energija.example",
    "response address": "/slack/response/",
    "private link": "/connect/",
}
"""What a log must not hold either; the database holds the texts, because the person chose them."""


async def whole_day(town: Town) -> None:
    """A share that works, one that is refused, two that fail, and a broken request."""
    joe = town.person("Joe")
    digest = await town.morning(3)
    await joe.joins()
    await joe.connects("linkedin")
    await joe.connects("x")
    bluesky = town.world.bluesky
    signing_in = {
        "handle": bluesky.handle(joe.person),
        "app_password": bluesky.app_password(joe.person),
    }
    assert "Bluesky is connected" in await joe.connects("bluesky", **signing_in)
    wrong = {**signing_in, "app_password": "abcd-efgh-ijkl-mnop"}
    assert "does not accept" in await joe.connects("bluesky", **wrong)
    assert "Mastodon is connected" in await joe.connects("mastodon", server="toot.si")
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
    for network in ("bluesky", "mastodon"):
        await joe.shares(digest, f"{network}: {WORDS}", network=network, number=0)
        await joe.hears(f"Your post is out on {network.capitalize()}")
    town.world.faults.add("slack.chat.postMessage", "error", error="fatal_error")
    town.world.faults.add("slack.response", "error", status=500, body=WORDS)
    await joe.says("/advocacy me")
    await joe.says("/advocacy leave")
    await town.idle()


async def numbers(stage: Stage) -> str:
    """What the program tells whoever measures it."""
    address = f"http://127.0.0.1:{stage.settings.port}/metrics"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.status == 200
        return await answer.text()


def database(url: str) -> bytes:
    """Every byte of the database's files."""
    path = Path(url.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


@pytest.mark.faults
async def test_the_log_of_a_whole_day_holds_no_secret(sqlite_url: str, tmp_path: Path) -> None:
    """The program runs apart, logs all it can, and none of the seeded secrets is in it."""
    log = tmp_path / "log"
    async with open_stage(sqlite_url) as stage, stage.onlooker() as town:
        async with stage.apart(log=log, log_level="DEBUG") as process:
            await whole_day(town)
            metrics = await numbers(stage)
            assert await process.stop() == 0
        written = log.read_text()
        lines = [json.loads(line) for line in written.splitlines()]
        assert len(lines) > 40
        assert {"job_done", "serve.listening"} <= {str(line.get("action")) for line in lines}
        # JSON may write other letters than ASCII as numbers.
        readable = written + json.dumps(lines, ensure_ascii=False)
        opening = credentials(stage)
        kept = database(sqlite_url)
        shown = json.dumps([call.args for call in stage.world.calls], ensure_ascii=False)
        assert WORDS.encode() in kept
        assert "Your post is out on" in shown
        for where, text in (
            ("log", readable),
            ("metrics", metrics),
            ("database", kept.decode("utf-8", "replace")),
            ("chat", shown),
        ):
            assert [name for name, secret in opening.items() if secret in text] == [], where
        assert [name for name, said in WORDS_AND_PLACES.items() if said in readable] == []

"""What the sandbox sends to a bot is what the Bot Framework's published schema says."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft7Validator

from sandbox.world import World
from tests.sandbox.stub import App
from tests.sandbox.teams_stub import Bot, card, execute, message, opens, submit

_DEFAULT = Path(__file__).parents[2] / ".." / "shared" / "contracts"
SCHEMA = Path(os.environ.get("GLASNIK_CONTRACTS", str(_DEFAULT))) / "botframework-protocol.json"


def _problems(value: Any, name: str) -> list[str]:
    if not SCHEMA.is_file():
        pytest.skip(f"no vendor contract at {SCHEMA}; set GLASNIK_CONTRACTS")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = Draft7Validator({**schema, "$ref": f"#/definitions/{name}"})
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


async def test_activities_fit_the_schema(bot: Bot, world: World, stub: App) -> None:
    """Messages, presses, dialogs, searches and updates of every kind."""
    teams = world.teams
    shown = card(actions=[execute("Go"), opens("Edit"), submit("Send")])
    await bot.send(await bot.chat("Joe"), message(shown))
    [seen] = teams.direct("Joe")
    for title in ("Go", "Edit", "Send"):
        await teams.press("Joe", seen, title)
    await teams.say("Joe", "help")
    await teams.say("Maja", "@Glasnik help", teams.channel("Advocacy"))
    await teams.search("Joe", "x")
    await teams.install("Zoë")
    await teams.remove("Zoë")
    await teams.join("Ivo")
    await teams.install_in_team("Engineering", "Priya")
    await teams.happenings.add_channel(teams.team(), "Pilots")
    kinds = {(got.payload["type"], got.payload.get("name")) for got in stub.got}
    assert len(kinds) == 6
    for got in stub.got:
        activity = dict(got.payload)
        # Teams repeats typed text as an attachment that is text, which the schema does not know.
        activity.pop("attachments", None)
        # Members who come and go have no names, by Teams' own examples.
        found = [each for each in _problems(activity, "Activity") if "$.members" not in each]
        assert not found, activity


async def test_answers_fit_the_schema(bot: Bot, world: World) -> None:
    """What the connector answers, and its errors, as far as they are told."""
    chat = await bot.create("Joe")
    said = await bot.send(str(chat.body["id"]), message(card(actions=[execute("Go")])))
    assert not _problems(said.body, "ResourceResponse")
    here = quote(world.teams.team().id, safe="")
    roster = await bot.call("GET", f"conversations/{here}/pagedmembers")
    refused = await bot.create("Zoë")
    for body, name in (
        (chat.body, "ConversationResourceResponse"),
        (roster.body, "PagedMembersResult"),
        (refused.body, "ErrorResponse"),
    ):
        # The schema calls everything required; Teams leaves out what there is not.
        told = [each for each in _problems(body, name) if "is a required property" not in each]
        assert not told

"""The page's API for Teams: what the visitor sees and does there."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientSession, web

from sandbox.world import World
from tests.sandbox.stub import App, says
from tests.sandbox.teams_stub import (
    Bot,
    Json,
    attached,
    card,
    continues,
    ends,
    execute,
    field,
    message,
    notes,
    opens,
    shows,
    submit,
    text,
)


class Page:
    """The page of one visitor."""

    def __init__(self, session: ClientSession, world: World, name: str) -> None:
        self.session, self.world = session, world
        self.me = world.person(name).id
        self.url = f"{world.core.base_url}/ui/api/teams"

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.url}/{path}", params={"as": self.me}) as response:
            return await response.json() if response.status == 200 else response.status

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(f"{self.url}/{path}", json={"as": self.me, **body}) as said:
            return await said.json()


@pytest.fixture
def joe(session: ClientSession, world: World) -> Page:
    """Joe's page."""
    return Page(session, world, "Joe")


async def _sent(bot: Bot, shown: Json) -> tuple[str, str]:
    chat = await bot.chat("Joe")
    said = await bot.send(chat, message(shown))
    return chat, said.body["id"]


async def test_the_workplace(joe: Page, session: ClientSession, world: World) -> None:
    """Who one is, the bot, teams with channels, the chat with the bot, its commands."""
    seen = await joe.get("workplace")
    assert seen["me"] == {"id": joe.me, "name": "Joe Baker"}
    assert seen["bot"] == {"id": world.teams.bot_id, "name": "Glasnik", "installed": True}
    [team] = seen["teams"]
    assert (team["name"], team["installed"]) == ("Lipa Energija", True)
    assert [channel["name"] for channel in team["channels"]] == ["General", "Advocacy"]
    [chat] = seen["chats"]
    assert chat["with"] == {"id": world.teams.bot_id, "name": "Glasnik"}
    assert {"title", "description"} == seen["commands"][0].keys()
    zoe = await Page(session, world, "Zoë").get("workplace")
    assert (zoe["bot"]["installed"], zoe["chats"]) == (False, [])
    assert [team["name"] for team in zoe["teams"]] == ["Lipa Energija", "Engineering"]


async def test_a_conversation_is_posts_with_replies(joe: Page, bot: Bot, world: World) -> None:
    """Each with author, time and cards as the visitor sees them; looking is reading."""
    channel = world.teams.channel("Advocacy")
    root = (await bot.send(channel.id, message(card(text("picks"))))).body["id"]
    await bot.send(f"{channel.id};messageid={root}", {"type": "message", "text": "more"})

    async def unread() -> int:
        [team] = (await joe.get("workplace"))["teams"]
        return int(team["channels"][1]["unread"])

    assert await unread() == 2
    seen = await joe.get(f"conversation/{channel.id}")
    assert (seen["name"], seen["kind"], seen["team"]) == ("Advocacy", "channel", "Lipa Energija")
    post = seen["messages"][-1]
    assert (post["id"], post["cards"], post["edited"]) == (root, [card(text("picks"))], False)
    assert post["author"]["is_bot"]
    assert post["at"].startswith("2026-11-24T09:00:0")
    assert [reply["text"] for reply in post["replies"]] == ["more"]
    assert await unread() == 0
    other = world.teams.team("Engineering").id
    assert await joe.get(f"conversation/{other}") == 404


async def test_the_visitor_writes(joe: Page, world: World, stub: App) -> None:
    """At once there; the app hears of it behind the page's back."""
    chat = world.teams.chat("Joe")
    assert chat is not None
    assert (await joe.post("message", conversation=chat.id, text="help"))["ok"]
    channel = world.teams.channel("Advocacy").id
    said = await joe.post("message", conversation=channel, text="@Glasnik help")
    reply = await joe.post("message", conversation=channel, text="and?", thread=said["id"])
    await world.teams.delivery.settled()
    assert {got.payload["text"].strip() for got in stub.got} == {"help", "<at>Glasnik</at> help"}
    post = (await joe.get(f"conversation/{channel}"))["messages"][-1]
    assert [each["id"] for each in post["replies"]] == [reply["id"]]
    assert not (await joe.post("message", conversation="a:none", text="x"))["ok"]


async def test_the_visitor_presses(joe: Page, bot: Bot, stub: App) -> None:
    """By the action as the card has it; answers are cards, notes, errors at fields."""
    required = field("caption", isRequired=True, errorMessage="Say something")
    go = execute("Go")
    chat, sent = await _sent(bot, card(required, actions=[go]))
    press = {"conversation": chat, "message": sent, "action": go}
    said = await joe.post("action", **press, inputs={})
    assert (said["ok"], said["errors"]) == (False, {"caption": "Say something"})
    stub.answer = says(notes("Done"))
    said = await joe.post("action", **press, inputs={"caption": "x"})
    assert (said["ok"], said["note"]) == (True, "Done")
    stub.answer = says(shows(card(text("yours"))))
    assert (await joe.post("action", **press, inputs={"caption": "x"}))["ok"]
    [shown] = (await joe.get(f"conversation/{chat}"))["messages"]
    assert shown["cards"] == [card(text("yours"))]
    gone = await joe.post("action", **press, inputs={})
    assert (gone["ok"], "no button" in gone["error"]) == (False, True)


async def test_the_visitor_fills_in_a_dialog(joe: Page, bot: Bot, stub: App) -> None:
    """Opened, sent off, a message in its place, closed."""
    edit, send = opens("Edit"), submit("Send")
    chat, sent = await _sent(bot, card(actions=[edit]))
    stub.answer = says(continues(card(field("caption"), actions=[send])))
    assert (await joe.post("action", conversation=chat, message=sent, action=edit))["ok"]
    dialog = (await joe.get("dialogs"))["dialog"]
    assert (dialog["title"], dialog["height"], dialog["width"]) == ("Share", "medium", "medium")
    assert "message" not in dialog
    stub.answer = says(ends("Shared"))
    assert (await joe.post("dialog/action", action=send, inputs={"caption": "x"}))["ok"]
    dialog = (await joe.get("dialogs"))["dialog"]
    assert (dialog["card"], dialog["message"]) == (None, "Shared")
    assert (await joe.post("dialog/close"))["ok"]
    assert await joe.get("dialogs") == {"dialog": None}


async def test_the_visitor_searches_and_inserts(joe: Page, world: World, stub: App) -> None:
    """Results are previews with cards; a chosen one is sent."""
    story = card(text("A story"))
    preview = {
        "contentType": "application/vnd.microsoft.card.thumbnail",
        "content": {"title": "A story"},
    }
    result = {
        "type": "result",
        "attachmentLayout": "list",
        "attachments": [{**attached(story), "preview": preview}],
    }
    stub.answer = says({"composeExtension": result})
    found = await joe.post("search", text="story")
    assert found["results"] == [{"preview": {"title": "A story"}, "card": story}]
    channel = world.teams.channel("Advocacy").id
    assert (await joe.post("insert", conversation=channel, card=story))["ok"]
    assert (await joe.get(f"conversation/{channel}"))["messages"][-1]["cards"] == [story]
    stub.answer = says({}, status=500)
    said = await joe.post("search", text="story", conversation=channel)
    assert (said["ok"], said["results"]) == (False, [])


async def test_a_card_in_view_renews_itself(joe: Page, bot: Bot, stub: App) -> None:
    """The page tells what is in view, the sandbox keeps the rules of who may and how often."""
    view = {"action": {"type": "Action.Execute", "verb": "view", "data": {}}}
    chat, sent = await _sent(bot, card(text("old"), refresh=view))
    stub.answer = says(shows(card(text("new"), refresh=view)))
    assert (await joe.post("refresh", conversation=chat, message=sent))["ok"]
    assert not (await joe.post("refresh", conversation=chat, message=sent))["ok"]
    assert len(stub.got) == 1


async def test_the_app_is_added_and_removed(
    joe: Page, session: ClientSession, world: World, stub: App
) -> None:
    """For oneself or for a team, from the page."""
    stub.answer = lambda _: web.Response(status=202)
    zoe = Page(session, world, "Zoë")
    assert (await zoe.post("install"))["ok"]
    assert (await zoe.get("workplace"))["bot"]["installed"]
    assert (await zoe.post("remove"))["ok"]
    batteries = world.teams.channel("Batteries", "Engineering")
    assert (await zoe.post("install", conversation=batteries.id))["ok"]
    assert world.teams.team("Engineering").selected == batteries.id
    assert (await zoe.post("remove", conversation=batteries.id))["ok"]
    assert not world.teams.team("Engineering").has_app
    assert (await joe.post("announce"))["places"] == len(world.teams.tenant.installed) + 1


async def test_changes_reach_the_page(
    joe: Page, bot: Bot, session: ClientSession, world: World, stub: App
) -> None:
    """A new message tells its conversation to those who see it, a dialog to its person."""
    heard: list[Json] = []
    url = f"{world.core.base_url}/ui/api/events"
    edit = opens("Edit")
    async with session.get(url, params={"as": joe.me}) as stream:
        assert (await stream.content.readline()).startswith(b": open")
        await bot.send(await bot.chat("Ana"), message(card(text("not Joe's"))))
        chat, sent = await _sent(bot, card(actions=[edit]))
        stub.answer = says(continues(card(text("x"), actions=[submit("Send")])))
        await joe.post("action", conversation=chat, message=sent, action=edit)
        async with asyncio.timeout(5):
            while len(heard) < 2:
                line = await stream.content.readline()
                if line.startswith(b"data: "):
                    heard.append(json.loads(line[6:]))
    assert heard == [{"type": "teams", "id": chat}, {"type": "teams_dialog"}]


async def test_the_inspector_shows_both_chats(
    bot: Bot, session: ClientSession, world: World
) -> None:
    """Calls to the connector stand in the same log, failures with their name."""
    await bot.create("Zoë")
    async with session.get(f"{world.core.base_url}/ui/api/log") as response:
        calls = (await response.json())["calls"]
    assert [(c["method"], c["ok"], c["error"], c["http"]) for c in calls] == [
        ("teams.token", True, None, 200),
        ("teams.create", False, "ForbiddenOperationException", 403),
    ]


async def test_the_page_knows_how_words_are_meant(joe: Page, bot: Bot) -> None:
    """Plain words are told from Markdown, which is what the app's words are without a format."""
    chat = await bot.chat("Joe")
    for words in ({"text": "*plain*", "textFormat": "plain"}, {"text": "**bold**"}):
        await bot.send(chat, {"type": "message", **words})
    seen = await joe.get(f"conversation/{chat}")
    assert [message["format"] for message in seen["messages"]] == ["plain", "markdown"]


async def test_people_are_known_as_the_directory_names_them(joe: Page, world: World) -> None:
    """A people picker sends what the directory calls somebody."""
    seen = await joe.get("workplace")
    [maja] = [person for person in seen["people"] if person["name"] == "Maja Kovač"]
    found = world.teams.tenant.person_of(maja["entra"])
    assert found is not None
    assert found.id == maja["id"]

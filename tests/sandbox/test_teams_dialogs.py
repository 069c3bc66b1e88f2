"""Dialogs: opened by a button, checked by the client, answered by the app; and searches."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from sandbox import company
from sandbox.teams import app as teams_app
from sandbox.teams.answers import UNREACHABLE, WRONG
from sandbox.teams.deliver import Failure
from sandbox.teams.model import CARD, Seen, TeamsError
from sandbox.world import World
from tests.sandbox.stub import App, says, waits_for
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
    opens,
    submit,
    text,
)

FORM = card(
    field("caption", isRequired=True, errorMessage="Say something"),
    actions=[submit("Send", do="submit"), submit("Update", do="press")],
)


@pytest.fixture
async def seen(bot: Bot, world: World) -> Seen:
    """A message with a button that opens a dialog."""
    await bot.send(await bot.chat("Joe"), message(card(text("hi"), actions=[opens("Edit", n=1)])))
    return world.teams.direct("Joe")[-1]


async def test_a_button_opens_a_dialog(world: World, stub: App, seen: Seen) -> None:
    """Its data comes along; the answer's card, title and size are shown."""
    stub.answer = says(continues(FORM, height=400))
    assert (await world.teams.press("Joe", seen, "Edit")).ok
    got = stub.last
    assert (got["name"], got["replyToId"]) == ("task/fetch", seen.id)
    assert got["value"] == {
        "data": {"msteams": {"type": "task/fetch"}, "n": 1},
        "context": {"theme": "default"},
    }
    [dialog] = world.teams.dialogs("Joe")
    assert (dialog.title, dialog.height, dialog.width) == ("Share", 400, "medium")
    assert dialog.card == FORM
    assert not world.complaints


async def test_an_older_client_sends_a_message_instead(world: World, stub: App, seen: Seen) -> None:
    """Without dialogs the button is a plain submit."""
    assert (await world.teams.press("Joe", seen, "Edit", older_client=True)).ok
    assert (stub.last["type"], stub.last["value"]["n"]) == ("message", 1)
    assert not world.teams.dialogs("Joe")


async def test_a_dialog_is_filled_in_and_sent(world: World, stub: App, seen: Seen) -> None:
    """Inputs are checked, then sent beside the button's data; words end it."""
    stub.answer = says(continues(FORM))
    await world.teams.press("Joe", seen, "Edit")
    assert (await world.teams.submit("Joe")).errors == {"caption": "Say something"}
    stub.answer = says(continues(card(text("Too long"), actions=[submit("Send")]), title="Again"))
    assert (await world.teams.submit("Joe", {"caption": "Hm"}, "Update")).ok
    assert stub.last["name"] == "task/submit"
    assert stub.last["value"]["data"] == {"do": "press", "caption": "Hm"}
    assert "replyToId" not in stub.last
    [dialog] = world.teams.dialogs("Joe")
    assert dialog.title == "Again"
    stub.answer = says(ends("Shared"))
    outcome = await world.teams.submit("Joe")
    assert (outcome.ok, outcome.note) == (True, "Shared")
    [dialog] = world.teams.dialogs("Joe")
    assert (dialog.card, dialog.message) == (None, "Shared")
    world.teams.close("Joe")
    assert not world.teams.dialogs("Joe")
    with pytest.raises(TeamsError):
        await world.teams.submit("Joe")
    assert not world.complaints


async def test_an_empty_answer_closes(world: World, stub: App, seen: Seen) -> None:
    """A submit that is answered with nothing closes the dialog; a fetch must be answered."""
    stub.answer = says(continues(FORM))
    await world.teams.press("Joe", seen, "Edit")
    stub.answer = says({})
    assert (await world.teams.submit("Joe", {"caption": "x"})).ok
    assert not world.teams.dialogs("Joe")
    assert (await world.teams.press("Joe", seen, "Edit")).error == WRONG
    assert world.complaints


async def test_a_slow_dialog_is_given_up(world: World, stub: App, seen: Seen) -> None:
    """Dialogs are waited for less long than other invokes, and then the app is out of reach."""
    released = asyncio.Event()
    stub.answer = waits_for(released)
    world.core.options = replace(
        world.core.options, teams_dialog_seconds=0.1, teams_invoke_seconds=60
    )
    outcome = await world.teams.press("Joe", seen, "Edit")
    released.set()
    assert (outcome.ok, outcome.error) == (False, UNREACHABLE)
    assert world.teams.attempts[-1].answer.failure is Failure.TIMEOUT


@pytest.mark.parametrize(
    "body",
    [
        {"task": "x"},
        {"task": {"type": "close"}},
        ends(""),
        {"task": {"type": "continue", "value": {"title": "T", "url": "https://x"}}},
        continues(FORM, title=""),
        continues(FORM, height="huge"),
        continues(card(text("x"), actions=[execute("Go")])),
        continues(card(text("x"), version="1.6")),
    ],
)
async def test_wrong_dialogs_are_noticed(world: World, stub: App, seen: Seen, body: Any) -> None:
    """What the client could not show, or not rightly, is complained about."""
    stub.answer = says(body)
    await world.teams.press("Joe", seen, "Edit")
    assert world.complaints


def _found(*cards: Json, **more: Any) -> Json:
    preview = {"contentType": "application/vnd.microsoft.card.thumbnail"}
    attachments = [
        {**attached(each), "preview": {**preview, "content": {"title": "A story"}}}
        for each in cards
    ]
    result = {"type": "result", "attachmentLayout": "list", "attachments": attachments}
    return {"composeExtension": {**result, **more}}


async def test_a_search_finds_and_inserts(world: World, stub: App) -> None:
    """What is typed is asked for; a found card becomes a message of one's own."""
    story = card(text("A story"))
    stub.answer = says(_found(story))
    outcome = await world.teams.search("Joe", "battery", world.teams.channel("Advocacy"))
    assert stub.last["name"] == "composeExtension/query"
    assert stub.last["value"] == {
        "commandId": "search",
        "parameters": [{"name": "query", "value": "battery"}],
        "queryOptions": {"skip": 0, "count": 25},
    }
    [result] = outcome.results
    assert result.preview["title"] == "A story"
    seen = await world.teams.insert("Joe", result, world.teams.channel("Advocacy"))
    assert (seen.by_bot, seen.cards) == (False, [story])
    assert not world.complaints


async def test_a_search_begins_by_itself(world: World, stub: App) -> None:
    """Nothing typed yet: the client asks what there is to begin with; words may be the answer."""
    stub.answer = says({"composeExtension": {"type": "message", "text": "Nothing yet"}})
    outcome = await world.teams.search("Joe")
    assert stub.last["value"]["parameters"] == [{"name": "initialRun", "value": "true"}]
    assert (outcome.ok, outcome.note) == (True, "Nothing yet")


async def test_a_card_sent_to_the_app_reaches_it(world: World, stub: App) -> None:
    """In the chat with the app, an inserted card is a message with neither text nor value."""
    await world.teams.insert("Joe", card(text("A story")))
    assert stub.last["attachments"][0]["contentType"] == CARD
    assert not {"text", "value"} & stub.last.keys()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"composeExtension": {"type": "auth"}},
        {"composeExtension": {"type": "message", "text": ""}},
        {"composeExtension": {"type": "result", "attachmentLayout": "list"}},
        _found(card(text("x")), attachmentLayout="rows"),
        _found(*[card(text("x"))] * 26),
        _found(attachments=[attached(card(text("x")))]),
        _found(attachments=[{"contentType": "application/vnd.microsoft.card.hero"}]),
        _found({"type": "AdaptiveCard", "body": []}),
    ],
)
async def test_wrong_results_are_noticed(world: World, stub: App, body: Any) -> None:
    """Results without preview, too many of them, or of another shape."""
    stub.answer = says(body)
    await world.teams.search("Joe", "x")
    assert world.complaints


async def test_the_manifest_names_the_search(stub: App) -> None:
    """Command, parameter and suggested commands are those of the app's manifest."""
    manifest = {
        "name": {"short": "Oglasnik"},
        "bots": [
            {
                "commandLists": [
                    {"commands": [{"title": "home", "description": "Your page"}]},
                    {"commands": [{"title": "home", "description": "Your page"}]},
                ]
            }
        ],
        "composeExtensions": [
            {
                "commands": [
                    {"id": "make", "type": "action"},
                    {"id": "library", "type": "query", "parameters": [{"name": "words"}]},
                ]
            }
        ],
    }
    app = teams_app.parse(manifest)
    assert [command.title for command in app.commands] == ["home"]
    assert (app.search.command, app.search.parameter) == ("library", "words")
    world = company.build(staff=20, teams_app=app, bot_url=stub.url)
    assert world.teams.tenant.app.name == "Oglasnik"
    assert not (await world.teams.search("Joe")).results
    assert not world.teams.attempts

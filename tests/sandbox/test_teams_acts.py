"""What people do in Teams' conversations reaches the app as Teams sends it, and back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from sandbox import company
from sandbox.app import serve
from sandbox.core import Options
from sandbox.teams.answers import UNREACHABLE, WRONG
from sandbox.teams.model import Seen, TeamsError
from sandbox.world import World
from tests.helpers.waiting import until
from tests.sandbox.stub import App, says, waits_for
from tests.sandbox.teams_stub import (
    Bot,
    Json,
    card,
    execute,
    field,
    message,
    notes,
    shows,
    submit,
    text,
)


async def _sent(bot: Bot, world: World, shown: Json, name: str = "Joe") -> Seen:
    await bot.send(await bot.chat(name), message(shown))
    return world.teams.direct(name)[-1]


async def _posted(bot: Bot, world: World, shown: Json) -> Seen:
    channel = world.teams.channel("Advocacy")
    said = await bot.send(channel.id, message(shown))
    return next(m for m in world.teams.messages(channel, "Joe") if m.id == said.body["id"])


async def test_a_person_writes_to_the_app(world: World, stub: App) -> None:
    """A message in the chat carries who, where, which tenant, which language."""
    assert (await world.teams.say("Ana", "pomoč")).ok
    got = stub.last
    assert (got["type"], got["text"]) == ("message", "pomoč")
    assert got["from"] == {
        "id": world.teams.account("Ana"),
        "name": "Ana Novak",
        "aadObjectId": world.teams.entra("Ana"),
    }
    assert got["recipient"]["id"] == world.teams.bot_id
    assert got["conversation"]["conversationType"] == "personal"
    assert got["channelData"]["tenant"]["id"] == world.teams.tenant_id
    assert got["locale"] == "sl-SI"
    [client] = got["entities"]
    assert (client["type"], client["timezone"]) == ("clientInfo", "Europe/Ljubljana")
    assert world.teams.direct("Ana")[-1].text == "pomoč"


async def test_in_a_channel_the_app_hears_only_its_name(world: World, stub: App) -> None:
    """Talk stays among people; a mention comes with the entity and the thread's id."""
    channel = world.teams.channel("Advocacy")
    await world.teams.say("Maja", "nice weather", channel)
    assert not stub.got
    root = world.teams.messages(channel, "Maja")[-1]
    await world.teams.say("Joe", "@glasnik help", channel, thread=root)
    got = stub.last
    assert got["text"].strip() == "<at>Glasnik</at> help"
    assert got["conversation"]["id"] == f"{channel.id};messageid={root.id}"
    assert got["channelData"]["team"]["id"] == world.teams.team().id
    mention = next(e for e in got["entities"] if e["type"] == "mention")
    assert mention["mentioned"]["id"] == world.teams.bot_id
    assert mention["text"] in got["text"]


async def test_a_team_without_the_app_is_silent(world: World, stub: App) -> None:
    """A mention where the app is not installed reaches nobody."""
    channel = world.teams.channel("General", "Engineering")
    await world.teams.say("Priya", "@Glasnik help", channel)
    assert not stub.got


async def test_strangers_do_nothing(world: World) -> None:
    """Who is not in a team cannot write in its channels or look around there."""
    channel = world.teams.channel("General", "Engineering")
    with pytest.raises(TeamsError):
        await world.teams.say("Joe", "hello", channel)
    with pytest.raises(TeamsError):
        await world.teams.look("Joe", channel)
    with pytest.raises(TeamsError):
        await world.teams.say("Zoë", "hello")


async def test_a_press_takes_along_what_was_typed(bot: Bot, world: World, stub: App) -> None:
    """Action.Execute becomes an invoke: verb, data, inputs beside, the message's id."""
    seen = await _sent(bot, world, card(field("caption"), actions=[execute("Share", n=7)]))
    stub.answer = says(notes("Shared"))
    outcome = await world.teams.press("Joe", seen, "Share", {"caption": "Look!"})
    assert (outcome.ok, outcome.note) == (True, "Shared")
    got = stub.last
    assert (got["type"], got["name"], got["replyToId"]) == (
        "invoke",
        "adaptiveCard/action",
        seen.id,
    )
    assert got["value"] == {
        "action": {
            "type": "Action.Execute",
            "title": "Share",
            "verb": "press",
            "data": {"n": 7, "caption": "Look!"},
        },
        "trigger": "manual",
    }


async def test_the_answer_is_seen_by_the_one_who_pressed(bot: Bot, world: World, stub: App) -> None:
    """A card in the answer takes the message's place for one person, until it is updated."""
    seen = await _posted(bot, world, card(text("for all"), actions=[execute("Mine")]))
    stub.answer = says(shows(card(text("only yours"))))
    assert (await world.teams.press("Joe", seen, "Mine")).ok
    channel = world.teams.channel("Advocacy")

    def words(name: str) -> str:
        [found] = [m for m in world.teams.messages(channel, name) if m.id == seen.id]
        return str(found.cards[0]["body"][0]["text"])

    assert (words("Joe"), words("Ana")) == ("only yours", "for all")
    await bot.update(channel.id, seen.id, message(card(text("new for all"))))
    assert (words("Joe"), words("Ana")) == ("new for all", "new for all")
    assert not world.complaints


async def test_the_client_checks_inputs_first(bot: Bot, world: World, stub: App) -> None:
    """Required fields, patterns, lengths and bounds are checked before anything is sent."""
    shown = card(
        field("caption", isRequired=True, errorMessage="Say something", maxLength=5),
        field("mail", regex=r"^\S+@\S+$", errorMessage="An address"),
        field("age", "Input.Number", min=1, max=9),
        actions=[execute("Share"), {**execute("Skip"), "associatedInputs": "none"}],
    )
    seen = await _sent(bot, world, shown)
    outcome = await world.teams.press("Joe", seen, "Share", {"mail": "x", "age": 12})
    assert not outcome.ok
    assert outcome.errors == {
        "caption": "Say something",
        "mail": "An address",
        "age": "This value is not accepted.",
    }
    assert not stub.got
    stub.answer = says(notes("Fine"))
    fine = {"caption": "Look!", "mail": "a@b", "age": 3}
    assert (await world.teams.press("Joe", seen, "Share", fine)).ok
    assert stub.last["value"]["action"]["data"] == {"caption": "Look!", "mail": "a@b", "age": "3"}
    assert (await world.teams.press("Joe", seen, "Skip")).ok
    assert stub.last["value"]["action"]["data"] == {}


async def test_values_are_strings(bot: Bot, world: World, stub: App) -> None:
    """Ticks are true and false, several choices joined by commas, what was not offered fails."""
    choices = [{"title": name.upper(), "value": name} for name in ("a", "b", "c")]
    shown = card(
        field("many", "Input.ChoiceSet", choices=choices, isMultiSelect=True, value="a"),
        field("one", "Input.ChoiceSet", choices=choices),
        field("tick", "Input.Toggle", title="Yes", value="true"),
        field("when", "Input.Date", value="2026-11-24"),
        actions=[execute("Go")],
    )
    seen = await _sent(bot, world, shown)
    stub.answer = says(notes("Fine"))
    await world.teams.press("Joe", seen, "Go")
    first = stub.last["value"]["action"]["data"]
    assert first == {"many": "a", "one": "", "tick": "true", "when": "2026-11-24"}
    await world.teams.press("Joe", seen, "Go", {"many": ["a", "c"], "one": "b", "tick": False})
    assert stub.last["value"]["action"]["data"] | {"when": ""} == {
        "many": "a,c",
        "one": "b",
        "tick": "false",
        "when": "",
    }
    with pytest.raises(TeamsError):
        await world.teams.press("Joe", seen, "Go", {"one": "z"})


async def test_a_plain_submit_is_a_message_with_a_value(bot: Bot, world: World, stub: App) -> None:
    """Action.Submit has no text; older clients do the same for Action.Execute."""
    seen = await _sent(bot, world, card(actions=[submit("Yes", a=1), execute("Share", b=2)]))
    stub.answer = lambda _: web.Response(status=202)
    assert (await world.teams.press("Joe", seen, "Yes")).ok
    got = stub.last
    assert (got["type"], got["value"], got["replyToId"]) == ("message", {"a": 1}, seen.id)
    assert "text" not in got
    assert (await world.teams.press("Joe", seen, "Share", older_client=True)).ok
    assert (stub.last["type"], stub.last["value"]) == ("message", {"b": 2})


async def test_a_confirmation_opens_in_the_card(bot: Bot, world: World, stub: App) -> None:
    """Buttons behind Action.ShowCard are found, with the inputs around and inside."""
    inner = {
        "type": "AdaptiveCard",
        "body": [field("why")],
        "actions": [execute("Yes, remove", n=1)],
    }
    asks = {"type": "Action.ShowCard", "title": "Remove", "card": inner}
    seen = await _sent(bot, world, card(field("note"), actions=[asks]))
    assert (await world.teams.press("Joe", seen, "Remove")).ok
    assert not stub.got
    stub.answer = says(notes("Gone"))
    await world.teams.press("Joe", seen, "Yes, remove", {"why": "old", "note": "x"})
    assert stub.last["value"]["action"]["data"] == {"n": 1, "why": "old", "note": "x"}


async def test_some_buttons_stay_in_the_client(bot: Bot, world: World, stub: App) -> None:
    """Links are opened and hidden things shown without asking the app."""
    hidden = text("more", id="more", isVisible=False)
    shown = card(
        hidden,
        actions=[
            {"type": "Action.OpenUrl", "title": "Read", "url": "https://lipa.example/a"},
            {"type": "Action.ToggleVisibility", "title": "More", "targetElements": ["more"]},
        ],
    )
    seen = await _sent(bot, world, shown)
    assert (await world.teams.press("Joe", seen, "Read")).url == "https://lipa.example/a"
    assert (await world.teams.press("Joe", seen, "More")).ok
    assert not stub.got
    with pytest.raises(TeamsError):
        await world.teams.press("Joe", seen, "Missing")


@pytest.mark.parametrize("kind", ["imBack", "messageBack"])
async def test_a_button_can_speak_for_the_person(
    bot: Bot, world: World, stub: App, kind: str
) -> None:
    """What it says appears as theirs and reaches the app as text."""
    extra = {"type": kind, "value": "help", "text": "help", "displayText": "help"}
    seen = await _sent(bot, world, card(actions=[submit("Help", msteams=extra)]))
    assert (await world.teams.press("Joe", seen, "Help")).ok
    assert stub.last["text"] == "help"
    assert [m.text for m in world.teams.direct("Joe") if not m.by_bot] == ["help"]


async def test_slow_and_broken_answers(bot: Bot, world: World, stub: App) -> None:
    """Too late: unable to reach the app. A bad status: something went wrong."""
    seen = await _sent(bot, world, card(actions=[execute("Share")]))
    released = asyncio.Event()
    stub.answer = waits_for(released)
    world.core.options = replace(world.core.options, teams_invoke_seconds=0.1)
    outcome = await world.teams.press("Joe", seen, "Share")
    world.core.options = Options()
    released.set()
    assert (outcome.ok, outcome.error) == (False, UNREACHABLE)
    stub.answer = says({}, status=500)
    outcome = await world.teams.press("Joe", seen, "Share")
    assert (outcome.ok, outcome.error) == (False, WRONG)
    assert not (await world.teams.say("Joe", "hello")).ok


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"statusCode": 200},
        {"statusCode": 200, "type": "text", "value": "x"},
        notes(" "),
        shows({"type": "AdaptiveCard"}),
        {**notes("x"), "statusCode": 201},
        {"statusCode": 500, "type": "application/vnd.microsoft.error", "value": "x"},
    ],
)
async def test_wrong_answers_are_noticed(bot: Bot, world: World, stub: App, body: Any) -> None:
    """An answer of another shape is shown as an error and complained about."""
    seen = await _sent(bot, world, card(actions=[execute("Share")]))
    stub.answer = says(body)
    outcome = await world.teams.press("Joe", seen, "Share")
    assert (outcome.ok, outcome.error) == (False, WRONG)
    assert world.complaints


async def test_an_error_of_the_app_is_shown(bot: Bot, world: World, stub: App) -> None:
    """A status above 400 with code and message is the app's own word for what went wrong."""
    seen = await _sent(bot, world, card(actions=[execute("Share")]))
    value = {"code": "Gone", "message": "It was removed."}
    error = {"statusCode": 404, "type": "application/vnd.microsoft.error", "value": value}
    stub.answer = says(error)
    outcome = await world.teams.press("Joe", seen, "Share")
    assert (outcome.ok, outcome.error) == (False, "It was removed.")
    assert not world.complaints


def _renewing(*people: str) -> Json:
    action = {"type": "Action.Execute", "verb": "view", "data": {}}
    refresh: Json = {"action": action}
    if people:
        refresh["userIds"] = list(people)
    return card(text("for all"), refresh=refresh)


async def test_a_card_renews_itself_when_looked_at(bot: Bot, world: World, stub: App) -> None:
    """At first sight, and again when a minute has passed; the trigger is automatic."""
    chat = await bot.chat("Joe")
    joe = world.teams.account("Joe")
    await bot.send(chat, message(_renewing(joe)))
    stub.answer = says(shows(_renewing(joe)))
    assert await world.teams.look("Joe") == 1
    assert stub.last["value"]["trigger"] == "automatic"
    assert await world.teams.look("Joe") == 0
    world.clock.advance(timedelta(minutes=2))
    assert await world.teams.look("Joe") == 1
    [seen] = world.teams.direct("Joe")
    assert (await world.teams.refresh("Joe", seen, force=True)).ok
    assert not world.complaints


async def test_only_the_invited_renew(bot: Bot, world: World, stub: App) -> None:
    """Those named in the card; without names, everybody where at most sixty people are."""
    stub.answer = says(shows(card(text("mine"))))
    channel = world.teams.channel("Advocacy")
    await bot.send(channel.id, message(_renewing(world.teams.account("Joe"))))
    assert await world.teams.look("Ana", channel) == 0
    assert await world.teams.look("Joe", channel) == 1
    await bot.send(channel.id, message(_renewing()))
    assert await world.teams.look("Ana", channel) == 1
    world.teams.team().members += [f"U{number}" for number in range(60)]
    await bot.send(channel.id, message(_renewing()))
    assert await world.teams.look("Ana", channel) == 0


async def test_a_refresh_shows_no_words(bot: Bot, world: World, stub: App) -> None:
    """An answer in words to a refresh is seen by nobody; a failure leaves the card as it is."""
    await bot.send(await bot.chat("Joe"), message(_renewing()))
    stub.answer = says(notes("hello"))
    assert await world.teams.look("Joe") == 0
    assert world.complaints
    stub.answer = says({}, status=500)
    assert await world.teams.look("Joe") == 0
    assert world.teams.direct("Joe")[0].cards == [_renewing()]


async def test_a_removed_app_is_out_of_reach(bot: Bot, world: World, stub: App) -> None:
    """Buttons of an app that was removed or switched off do nothing any more."""
    joe = await _sent(bot, world, card(actions=[execute("Share")]))
    ana = await _sent(bot, world, card(actions=[execute("Share")]), "Ana")
    await world.teams.remove("Joe")
    world.teams.disable()
    stub.got.clear()
    for name, seen in (("Joe", joe), ("Ana", ana)):
        assert (await world.teams.press(name, seen, "Share")).error == UNREACHABLE
    assert not stub.got


async def test_who_left_the_company_is_gone(world: World) -> None:
    """A closed account does nothing any more, whichever chat told of it."""
    world.happenings.deactivate(world.person("Joe"))
    with pytest.raises(TeamsError):
        await world.teams.say("Joe", "hello")
    with pytest.raises(TeamsError):
        await world.teams.search("Joe", "x", world.teams.channel("Advocacy"))


async def test_what_timed_out_can_come_by_itself(stub: App) -> None:
    """A world that repeats what nobody answered in time sends it once more."""
    options = Options(teams_message_seconds=0.2, teams_resend_after=0.01)
    world = company.build(staff=20, options=options, bot_url=stub.url)
    released = asyncio.Event()
    stub.answer = waits_for(released)
    async with serve(world):
        saying = asyncio.create_task(world.teams.say("Joe", "help"))
        await until(lambda: len(stub.got) == 2, "the second delivery")
        released.set()
        assert (await saying).ok
    assert [attempt.again for attempt in world.teams.attempts] == [False, True]


async def test_what_nobody_answered_comes_again(world: World, stub: App) -> None:
    """The same activity with the same id, when a test wants it."""
    await world.teams.say("Joe", "help")
    await world.teams.delivery.again()
    first, second = stub.got
    assert first.payload == second.payload
    assert world.teams.attempts[-1].again

"""The Bot Connector: conversations, messages, rosters, and everything it refuses."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import ClientError, ClientSession

from sandbox import company
from sandbox.app import serve
from sandbox.core import Options
from sandbox.world import World
from tests.sandbox.conftest import NOW
from tests.sandbox.teams_stub import Bot, card, message, text

HELLO = {"type": "message", "text": "hello"}


async def test_a_chat_is_created_once(bot: Bot, world: World) -> None:
    """Asking again for the same person gives the same chat; Entra ids name people too."""
    first = await bot.chat("Joe")
    assert first.startswith("a:")
    assert await bot.chat("Joe") == first
    by_entra = await bot.create("Joe", members=[{"id": world.teams.entra("Joe")}])
    assert by_entra.body == {"id": first}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"members": []}, "BadArgument"),
        ({"members": [{"id": "29:nobody"}]}, "BadArgument"),
        ({"channelData": {}}, "BadArgument"),
        ({"channelData": {"tenant": {"id": "elsewhere"}}}, "BadArgument"),
        ({"bot": {"id": "28:other"}}, "BadArgument"),
    ],
)
async def test_a_chat_needs_bot_person_and_tenant(
    bot: Bot, changed: dict[str, Any], code: str
) -> None:
    """What is missing or wrong in the wish for a chat is refused."""
    said = await bot.create("Joe", **changed)
    assert (said.status, said.code) == (400, code)


async def test_who_has_not_added_the_app_is_out_of_reach(bot: Bot, world: World) -> None:
    """Without the app there is no chat; once it is removed or blocked, no more messages."""
    refused = await bot.create("Zoë")
    assert (refused.status, refused.code) == (403, "ForbiddenOperationException")
    chat = await bot.chat("Joe")
    await world.teams.remove("Joe")
    said = await bot.send(chat, HELLO)
    assert (said.status, said.body["errorCode"]) == (403, 209)
    assert "MessageWritesBlocked" in said.body["message"]
    assert (await bot.create("Joe")).code == "ForbiddenOperationException"
    ana = await bot.chat("Ana")
    world.teams.block("Ana")
    assert (await bot.send(ana, HELLO)).body["errorCode"] == 209
    await world.teams.install("Ana")
    assert (await bot.send(ana, HELLO)).status == 201


@pytest.mark.parametrize("to", ["", "5f2c9a40-7d1e-4b8a-9c35-0a1b2c3d4e5f"])
async def test_a_message_is_sent_in_both_forms(bot: Bot, world: World, to: str) -> None:
    """With or without an activity in the address; SDKs put random ids there."""
    chat = await bot.chat("Joe")
    said = await bot.send(chat, message(card(text("hi"))), to=to)
    assert said.status == 201
    [seen] = world.teams.direct("Joe")
    assert (seen.id, seen.by_bot, seen.thread) == (said.body["id"], True, None)
    assert seen.cards == [card(text("hi"))]
    assert not world.complaints


async def test_a_channel_has_threads(bot: Bot, world: World) -> None:
    """A post opens a thread; the thread's id and the reply form both answer it."""
    channel = world.teams.channel("Advocacy")
    body = {
        "isGroup": True,
        "channelData": {"channel": {"id": channel.id}},
        "activity": message(card(text("picks"))),
    }
    said = await bot.call("POST", "conversations", body)
    root = said.body["activityId"]
    assert said.body["id"] == f"{channel.id};messageid={root}"
    in_thread = await bot.send(said.body["id"], HELLO)
    by_reply = await bot.send(channel.id, HELLO, to=root)
    beside = await bot.send(channel.id, HELLO)
    threads = {m.id: m.thread for m in world.teams.messages(channel, "Joe") if m.by_bot}
    assert threads == {
        root: None,
        in_thread.body["id"]: root,
        by_reply.body["id"]: root,
        beside.body["id"]: None,
    }


async def test_a_message_is_changed_and_deleted(bot: Bot, world: World) -> None:
    """An update replaces it for everybody, a deletion removes it."""
    chat = await bot.chat("Joe")
    sent = (await bot.send(chat, HELLO)).body["id"]
    said = await bot.update(chat, sent, {"type": "message", "text": "better"})
    assert (said.status, said.body) == (200, {"id": sent})
    [seen] = world.teams.direct("Joe")
    assert (seen.text, seen.edited) == ("better", True)
    assert (await bot.delete(chat, sent)).status == 200
    assert not world.teams.direct("Joe")
    for gone in (await bot.update(chat, sent, HELLO), await bot.delete(chat, sent)):
        assert (gone.status, gone.code) == (404, "ActivityNotFoundInConversation")


async def test_other_peoples_messages_are_not_the_bots(bot: Bot, world: World) -> None:
    """What people wrote cannot be changed or deleted by the bot."""
    channel = world.teams.channel("Advocacy")
    theirs = world.teams.messages(channel, "Joe")[0]
    assert (await bot.update(channel.id, theirs.id, HELLO)).status == 403
    assert (await bot.delete(channel.id, theirs.id)).status == 403


async def test_unknown_conversations_are_not_found(bot: Bot, world: World) -> None:
    """A made-up or deleted conversation, and a thread that is not there, give 404."""
    channel = world.teams.channel("Advocacy")
    for unknown in ("a:1nobody", "19:0@thread.tacv2", f"{channel.id};messageid=1"):
        said = await bot.send(unknown, HELLO)
        assert (said.status, said.code) == (404, "ConversationNotFound")
    assert (await bot.send(channel.id, HELLO)).status == 201
    await world.teams.happenings.delete_channel(channel)
    assert (await bot.send(channel.id, HELLO)).code == "ConversationNotFound"


async def test_a_team_without_the_app_keeps_the_bot_out(bot: Bot, world: World) -> None:
    """Neither messages nor rosters nor details, before the app comes and after it went."""
    other = world.teams.team("Engineering").id
    assert (await bot.send(other, HELLO)).code == "BotNotInConversationRoster"
    await world.teams.remove_from_team("Lipa Energija", "Maja")
    here = quote(world.teams.team().id, safe="")
    for path in (
        f"conversations/{here}/pagedmembers",
        f"teams/{here}",
        f"teams/{here}/conversations",
    ):
        said = await bot.call("GET", path)
        assert (said.status, said.code) == (403, "BotNotInConversationRoster")


async def test_an_admin_switches_the_app_off(bot: Bot, world: World) -> None:
    """Everything is refused until it is switched on again."""
    world.teams.disable()
    assert (await bot.create("Joe")).code == "BotDisabledByAdmin"
    world.teams.disable(off=False)
    assert (await bot.create("Joe")).status == 201


@pytest.mark.parametrize(
    "activity",
    [
        {"type": "message"},
        {"type": "message", "text": " "},
        {"type": "invoke", "text": "x"},
        {"text": "x"},
        {"type": "message", "text": 1},
        {"type": "message", "text": "x", "textFormat": "html"},
        {"type": "message", "text": "x", "attachments": {}},
        {"type": "message", "attachments": [{"contentType": "application/json", "content": {}}]},
        {"type": "message", "attachments": [{**message(card())["attachments"][0], "content": 1}]},
        {"type": "message", "text": "x", "conversation": {"id": "a:other"}},
        [],
    ],
)
async def test_what_is_no_activity_is_refused(bot: Bot, activity: Any) -> None:
    """Shapes that are wrong give 400 and BadSyntax."""
    said = await bot.send(await bot.chat("Joe"), activity)
    assert (said.status, said.code) == (400, "BadSyntax")


async def test_a_message_has_a_greatest_size(bot: Bot) -> None:
    """About 100 KB in UTF-16: letters outside the basic plane count twice."""
    chat = await bot.chat("Joe")
    assert (await bot.send(chat, {"type": "message", "text": "x" * 50_000})).status == 201
    for large in ("x" * 52_000, "🌳" * 26_000):
        said = await bot.send(chat, {"type": "message", "text": large})
        assert (said.status, said.code) == (413, "MessageSizeTooBig")


async def test_a_typing_sign_leaves_nothing_behind(bot: Bot, world: World) -> None:
    """Typing is taken and not kept."""
    assert (await bot.send(await bot.chat("Joe"), {"type": "typing"})).status == 201
    assert not world.teams.direct("Joe")


async def test_the_roster_comes_in_pages() -> None:
    """Pages of 50 to 500 people, each once, with what Teams says of them."""
    world = company.build(now=NOW, staff=130, options=Options(rate_limits=False))
    async with serve(world), ClientSession() as session:
        bot = Bot(session, world)
        here = quote(world.teams.team().id, safe="")
        found: list[dict[str, Any]] = []
        token, sizes = "", []
        while True:
            said = await bot.call(
                "GET", f"conversations/{here}/pagedmembers", pageSize="7", continuationToken=token
            )
            found += said.body["members"]
            sizes.append(len(said.body["members"]))
            token = said.body.get("continuationToken", "")
            if not token:
                break
        everything = await bot.call("GET", f"conversations/{here}/pagedmembers", pageSize="999")
        wrong = await bot.call("GET", f"conversations/{here}/pagedmembers", continuationToken="x")
    assert sizes == [50, 50, 29]
    assert len({member["id"] for member in found}) == 129
    assert everything.body["members"] == found
    assert wrong.status == 400
    maja = found[0]
    assert maja["name"] == "Maja Kovač"
    assert maja["id"] == world.teams.account("Maja")
    assert maja["aadObjectId"] == maja["objectId"] == world.teams.entra("Maja")
    assert maja["email"] == maja["userPrincipalName"] == world.person("Maja").email
    assert maja["userRole"] == "user"


async def test_what_a_roster_says_of_owners_can_be_chosen() -> None:
    """Published rosters know no owners; should Teams ever name them, the world can too."""
    options = Options(teams_owner_role="owner", teams_roster_emails=False)
    world = company.build(now=NOW, staff=20, options=options)
    async with serve(world), ClientSession() as session:
        here = quote(world.teams.team().id, safe="")
        said = await Bot(session, world).call("GET", f"conversations/{here}/pagedmembers")
    roles = {m["name"]: m["userRole"] for m in said.body["members"] if m["userRole"] != "user"}
    assert roles == {"Maja Kovač": "owner"}
    assert not any("email" in member for member in said.body["members"])


async def test_one_member_is_found_by_each_name(bot: Bot, world: World) -> None:
    """By Teams id, Entra id or principal name; who is not there is not found."""
    here = quote(world.teams.team().id, safe="")
    for name in (
        world.teams.account("Joe"),
        world.teams.entra("Joe"),
        world.person("Joe").email,
    ):
        said = await bot.call("GET", f"conversations/{here}/members/{quote(name, safe='')}")
        assert said.body["name"] == "Joe Baker"
    world.happenings.deactivate(world.person("Marko"))
    marko = quote(world.teams.account("Marko"), safe="")
    assert (await bot.call("GET", f"conversations/{here}/members/{marko}")).status == 404
    guest = quote(world.teams.account("Ivo"), safe="")
    said = await bot.call("GET", f"conversations/{here}/members/{guest}")
    assert (said.status, said.code) == (404, "MemberNotFoundInConversation")
    chat = quote(await bot.chat("Joe"), safe="")
    assert len((await bot.call("GET", f"conversations/{chat}/pagedmembers")).body["members"]) == 1


async def test_a_team_describes_itself(bot: Bot, world: World) -> None:
    """Details and channels; General has the team's id and no name."""
    team = world.teams.team()
    here = quote(team.id, safe="")
    said = await bot.call("GET", f"teams/{here}")
    assert (said.body["name"], said.body["aadGroupId"]) == ("Lipa Energija", team.group)
    channels = (await bot.call("GET", f"teams/{here}/conversations")).body["conversations"]
    assert [(c["id"], c["name"]) for c in channels] == [
        (team.id, None),
        (world.teams.channel("Advocacy").id, "Advocacy"),
    ]
    assert (await bot.call("GET", "teams/19%3Anone")).status == 404


async def test_an_answer_can_be_lost_after_the_message(bot: Bot, world: World) -> None:
    """The caller sees a broken connection; the message is there or not, as the fault says."""
    chat = await bot.chat("Joe")
    for kind, seen in (("drop_before", 0), ("drop_after", 1)):
        world.faults.add("teams.send", kind)
        with pytest.raises(ClientError):
            await bot.send(chat, HELLO)
        assert len(world.teams.direct("Joe")) == seen


async def test_documented_errors_are_switched_on_by_name(bot: Bot, world: World) -> None:
    """For one person or for all, as often as wanted, with the body Teams sends."""
    joe, ana = await bot.chat("Joe"), await bot.chat("Ana")
    world.teams.fault("teams.send", "PreconditionFailed", who="Joe")
    assert (await bot.send(ana, HELLO)).status == 201
    assert (await bot.send(joe, HELLO)).status == 412
    assert (await bot.send(joe, HELLO)).status == 201
    world.teams.fault("teams.create", "BadGateway")
    said = await bot.create("Joe")
    assert (said.status, said.body) == (502, "<html>Bad gateway</html>")
    world.teams.fault("teams.update", "TooManyRequests", retry_after=3)
    said = await bot.update(joe, "1", HELLO)
    assert (said.status, said.headers["Retry-After"]) == (429, "3")


async def test_every_call_is_noted(bot: Bot, world: World) -> None:
    """Method, status, conversation and body, failures included."""
    chat = await bot.chat("Joe")
    await bot.send(chat, HELLO)
    await bot.send("a:none", HELLO)
    noted = [(c.method, c.status, c.error, c.conversation) for c in world.teams.calls]
    assert noted == [
        ("teams.token", 200, None, ""),
        ("teams.create", 201, None, ""),
        ("teams.send", 201, None, chat),
        ("teams.send", 404, "ConversationNotFound", "a:none"),
    ]
    assert world.teams.calls[2].body == HELLO

"""The app comes and goes, people and channels change, and the app is told as Teams tells."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from aiohttp import web

from sandbox.world import World
from tests.sandbox.stub import App, Json, Slack
from tests.sandbox.teams_stub import Bot


def _heard(stub: App) -> list[tuple[str, str]]:
    return [
        (
            got.payload["type"],
            got.payload.get("action") or got.payload["channelData"].get("eventType", ""),
        )
        for got in stub.got
    ]


async def test_somebody_adds_and_removes_the_app(world: World, stub: App) -> None:
    """Adding begins a chat and sends both kinds of update; removing sends one."""
    chat = await world.teams.install("Zoë")
    update, installation = (got.payload for got in stub.got)
    assert update["membersAdded"] == [{"id": world.teams.bot_id}]
    assert installation["action"] == "add"
    for activity in (update, installation):
        assert activity["conversation"]["id"] == chat.id
        assert activity["conversation"]["conversationType"] == "personal"
        assert activity["from"]["id"] == world.teams.account("Zoë")
    await world.teams.remove("Zoë")
    assert _heard(stub) == [
        ("conversationUpdate", ""),
        ("installationUpdate", "add"),
        ("installationUpdate", "remove"),
    ]
    await world.teams.happenings.upgrade(world.person("Joe"))
    assert stub.last["action"] == "add-upgrade"


async def test_the_app_is_added_to_a_team(world: World, stub: App) -> None:
    """The team is named, and the channel that was chosen for the app."""
    channel = await world.teams.install_in_team("Engineering", "Priya", "Batteries")
    update, installation = (got.payload for got in stub.got)
    team = world.teams.team("Engineering")
    assert update["channelData"] == {
        "team": {"id": team.id, "name": "Engineering", "aadGroupId": team.group},
        "eventType": "teamMemberAdded",
        "tenant": {"id": world.teams.tenant_id},
    }
    assert installation["channelData"]["settings"] == {"selectedChannel": {"id": channel.id}}
    assert installation["conversation"]["id"] == team.id
    await world.teams.remove_from_team("Engineering", "Priya")
    assert _heard(stub)[2:] == [
        ("conversationUpdate", "teamMemberRemoved"),
        ("installationUpdate", "remove"),
    ]


async def test_people_come_and_go(world: World, stub: App) -> None:
    """Members are told by Teams id and Entra id; leaving the company leaves every team."""
    await world.teams.join("Ivo")
    joined = stub.last
    assert joined["channelData"]["eventType"] == "teamMemberAdded"
    assert joined["membersAdded"] == [
        {"id": world.teams.account("Ivo"), "aadObjectId": world.teams.entra("Ivo")}
    ]
    await world.teams.leave("Ivo")
    assert stub.last["membersRemoved"] == joined["membersAdded"]
    await world.teams.deactivate("Priya")
    assert world.person("Priya").id not in world.teams.team().members
    assert len(stub.got) == 3


async def test_channels_and_teams_change(world: World, stub: App) -> None:
    """Created, renamed, deleted: each by its own event with the channel's name."""
    happenings, team = world.teams.happenings, world.teams.team()
    channel = await happenings.add_channel(team, "Pilots")
    assert stub.last["channelData"]["channel"] == {"id": channel.id, "name": "Pilots"}
    await happenings.rename_channel(channel, "Crew")
    await happenings.delete_channel(channel)
    await happenings.rename_team(team, "Lipa")
    await happenings.delete_team(team)
    assert _heard(stub) == [
        ("conversationUpdate", event)
        for event in (
            "channelCreated",
            "channelRenamed",
            "channelDeleted",
            "teamRenamed",
            "teamDeleted",
        )
    ]
    assert not world.teams.tenant.find(team.id)[0]


async def test_a_team_without_the_app_tells_nothing(world: World, stub: App) -> None:
    """What happens where the app is not, it does not hear."""
    team = world.teams.team("Engineering")
    await world.teams.happenings.add_channel(team, "Pumps")
    await world.teams.join("Joe", "Engineering")
    assert not stub.got


async def test_a_new_app_learns_where_it_is(world: World, stub: App) -> None:
    """Everything is announced as soon as the app answers, each place once."""
    places: list[Json] = []
    tries = 0

    def answer(activity: Json) -> web.Response:
        nonlocal tries
        tries += 1
        if tries == 1:
            return web.Response(status=503)
        if activity.get("action") == "add":
            places.append(activity["conversation"])
        return web.Response(status=202)

    stub.answer = answer
    async with asyncio.timeout(10):
        await world.teams.happenings.introduce()
    chats = [place for place in places if place["conversationType"] == "personal"]
    assert len(chats) == len(world.teams.tenant.installed)
    assert len(places) - len(chats) == 1


async def test_the_same_people_are_in_both_chats(world: World) -> None:
    """One address each; ids of their own in each chat; the guest is in no team."""
    joe = world.person("Joe")
    assert world.teams.tenant.person_of(world.teams.account("Joe")) is joe
    assert world.teams.tenant.person_of(world.teams.entra("Joe")) is joe
    assert world.teams.tenant.person_of(joe.email) is joe
    assert world.teams.tenant.person_of("29:nobody") is None
    assert world.person("Ivo").id not in world.teams.team().members
    assert world.teams.team().owners == [world.person("Maja").id]


async def test_both_chats_know_the_same_address(bot: Bot, slack: Slack, world: World) -> None:
    """Slack tells it with whether it was confirmed, Teams' roster by the principal name."""
    world.person("Ana").email_confirmed = False
    members = (await slack.form("users.list", limit="100"))["members"]
    told = {m["profile"].get("email"): m["is_email_confirmed"] for m in members if not m["is_bot"]}
    here = quote(world.teams.team().id, safe="")
    roster = (await bot.call("GET", f"conversations/{here}/pagedmembers")).body["members"]
    assert {member["userPrincipalName"] for member in roster} <= told.keys()
    assert told[world.person("Joe").email]
    assert not told[world.person("Ana").email]

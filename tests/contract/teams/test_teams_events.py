"""Comings and goings, and what is remembered of conversations."""

from __future__ import annotations

from typing import Any

import pytest

from chat.people import PlaceRef, Platform
from chat.stimuli import Arrived, Left
from tests.contract.teams.conftest import Bench
from tests.helpers.teams_api import BOT, TENANT
from tests.helpers.teams_sender import ANA, CHANNEL, OWN, TEAM, activity

_IN_TEAM: dict[str, Any] = {
    "conversation": {"id": TEAM, "conversationType": "channel", "tenantId": TENANT},
    "channelData": {"tenant": {"id": TENANT}, "team": {"id": TEAM, "name": "Glasnik"}},
}

_IN_CHANNEL = {
    **_IN_TEAM,
    "channelData": {
        **_IN_TEAM["channelData"],
        "settings": {"selectedChannel": {"id": CHANNEL, "name": "News"}},
    },
}


@pytest.mark.parametrize(
    ("body", "kind", "place"),
    [
        (activity("installationUpdate", action="add"), Arrived, OWN),
        (activity("installationUpdate", action="add-upgrade"), Arrived, OWN),
        (activity("installationUpdate", action="remove"), Left, OWN),
        (
            activity("conversationUpdate", membersAdded=[{"id": ANA}, {"id": BOT}]),
            Arrived,
            OWN,
        ),
        # To which channel it was added is told only by the installation that comes beside it.
        (activity("conversationUpdate", membersAdded=[{"id": BOT}]) | _IN_TEAM, Arrived, None),
        (activity("installationUpdate", action="add") | _IN_TEAM, Arrived, TEAM),
        (activity("installationUpdate", action="add") | _IN_CHANNEL, Arrived, CHANNEL),
        (activity("installationUpdate", action="remove") | _IN_TEAM, Left, TEAM),
        (activity("conversationUpdate", membersRemoved=[{"id": BOT}]) | _IN_TEAM, Left, TEAM),
        (
            activity("conversationUpdate", channel=True)
            | {
                "conversation": _IN_TEAM["conversation"],
                "channelData": {
                    "tenant": {"id": TENANT},
                    "team": {"id": TEAM},
                    "channel": {"id": CHANNEL, "name": "News"},
                    "eventType": "channelDeleted",
                },
            },
            Left,
            CHANNEL,
        ),
    ],
)
async def test_the_bot_comes_and_goes(
    bench: Bench, body: dict[str, Any], kind: type, place: str | None
) -> None:
    """Installing and removing, for a person or a team, and channels that go, are told apart."""
    assert await bench.sender.send(body) == (202, "")
    (seen,) = bench.handlers.seen
    assert isinstance(seen, kind)
    assert isinstance(seen, Arrived | Left)
    assert seen.is_bot
    assert seen.person.id == ANA
    assert (None if seen.place is None else seen.place.id) == place


@pytest.mark.parametrize(("key", "kind"), [("membersAdded", Arrived), ("membersRemoved", Left)])
async def test_people_come_to_a_team_and_leave_it(bench: Bench, key: str, kind: type) -> None:
    """Members of a team that come and go are told with the place, and one stands for all."""
    members = [{"id": "29:bo", "name": "Bo"}, {"id": "29:eve"}]
    body = activity("conversationUpdate") | {key: members} | _IN_TEAM
    await bench.sender.send(body)
    (seen,) = bench.handlers.seen
    assert isinstance(seen, kind)
    assert isinstance(seen, Arrived | Left)
    assert not seen.is_bot
    assert (seen.person.id, seen.person.name) == ("29:bo", "Bo")
    assert seen.place == PlaceRef(platform=Platform.TEAMS, id=TEAM)


async def test_conversations_are_kept_as_they_were_last_reached(bench: Bench) -> None:
    """What comes in tells how its conversation is reached, before anybody handles it."""
    await bench.sender.say("help")
    await bench.sender.say("help", channel=True)
    own = await bench.references.of_person(ANA)
    assert own is not None
    assert (own.conversation, own.service_url) == (OWN, bench.teams.service_url)
    channel = await bench.references.of_place(CHANNEL)
    assert (channel.team, channel.service_url) == (TEAM, bench.teams.service_url)


async def test_a_renamed_channel_gets_its_new_name(bench: Bench) -> None:
    """News of a channel come from the team's first one, and are kept for the channel itself."""
    data = {
        "tenant": {"id": TENANT},
        "team": {"id": TEAM},
        "channel": {"id": CHANNEL, "name": "Better news"},
        "eventType": "channelRenamed",
    }
    await bench.sender.send(activity("conversationUpdate") | _IN_TEAM | {"channelData": data})
    assert (await bench.references.of_place(CHANNEL)).name == "Better news"


async def test_a_person_who_removes_the_bot_is_forgotten(bench: Bench) -> None:
    """After it was removed for somebody, their conversation is not used any more."""
    await bench.sender.say("help")
    await bench.sender.send(activity("installationUpdate", action="remove"))
    assert await bench.references.of_person(ANA, fresh=True) is None


async def test_with_a_team_all_its_channels_go(bench: Bench) -> None:
    """When the bot leaves a team, each channel of it that we know is left and forgotten."""
    await bench.sender.say("help", channel=True)
    bench.handlers.seen.clear()
    body = activity("conversationUpdate", membersRemoved=[{"id": BOT}]) | _IN_TEAM
    await bench.sender.send(body)
    places = {seen.place.id for seen in bench.handlers.seen if seen.place is not None}
    assert places == {TEAM, CHANNEL}
    keys = [seen.retry_key for seen in bench.handlers.seen]
    assert len(set(keys)) == 2

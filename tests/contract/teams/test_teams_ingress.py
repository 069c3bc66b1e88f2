"""What the door lets in: small, well-formed activities of our company; and what each becomes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chat.people import MessageRef, PersonRef, PlaceRef, Platform
from chat.press import press as a_press
from chat.replies import Replace
from chat.stimuli import Arrived, HomeOpened, Left, Pressed, Said, Sought, Submitted, Surface
from tests.contract.teams.conftest import Bench
from tests.helpers.teams_api import BOT, TENANT
from tests.helpers.teams_forms import NOTE, dialog_form, pressing, sent
from tests.helpers.teams_sender import ANA, CHANNEL, OWN, TEAM, activity, mention

OWN_PLACE = PlaceRef(platform=Platform.TEAMS, id=OWN)
CHANNEL_PLACE = PlaceRef(platform=Platform.TEAMS, id=CHANNEL)
PERSON = PersonRef(platform=Platform.TEAMS, id=ANA, name="Ana")


async def test_a_huge_body_is_not_read(bench: Bench) -> None:
    """A body larger than anything Teams sends is answered 413."""
    assert (await bench.sender.post(b" " * (512 * 1024 + 1)))[0] == 413


async def test_a_body_that_drips_is_not_waited_for(bench: Bench) -> None:
    """Whoever keeps a request open without sending it all is answered 408."""
    held = asyncio.Event()

    async def drip() -> AsyncIterator[bytes]:
        yield b"{"
        await held.wait()

    headers = {"Content-Type": "application/json", **bench.sender.authorization()}
    asking = asyncio.ensure_future(
        bench.sender.session.post(bench.sender.url, data=drip(), headers=headers)
    )
    answer = await asking
    held.set()
    assert answer.status == 408
    answer.release()
    assert bench.handlers.seen == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_only_json_is_taken(bench: Bench, kind: str) -> None:
    """Any other kind of content is answered 415."""
    headers = {**bench.sender.authorization(), "Content-Type": kind}
    assert (await bench.sender.post(b"{}", headers))[0] == 415


_DEEP: Any = "x"
for _ in range(300):
    _DEEP = {"a": [_DEEP]}

MALFORMED: dict[str, dict[str, Any]] = {
    "type is no word": {"type": 5},
    "no type": {"type": None},
    "no conversation": {"conversation": None},
    "a conversation without an id": {"conversation": {"conversationType": "personal"}},
    "an empty id": {"conversation": {"id": ""}},
    "nobody said it": {"from": None},
    "a person without an id": {"from": {"name": "Ana"}},
    "entities are no list": {"entities": "x"},
    "an entity is no object": {"entities": [5]},
    "a tenant is a word": {"channelData": {"tenant": "x"}},
    "members are no list": {"type": "conversationUpdate", "membersAdded": {"id": "x"}},
    "a time that is none": {"timestamp": "yesterday"},
    "a time that is a number": {"localTimestamp": 5},
    "text that is none": {"text": {}},
    "endless name": {"from": {"id": ANA, "name": "x" * 5000}},
    "value of a card is a word": {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": "x",
    },
    "a card's action without data": {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": {"action": {"type": "Action.Execute"}},
    },
    "a card's data that are not ours": {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": {"action": {"data": {"x": 1}}},
    },
    "a dialog without data": {"type": "invoke", "name": "task/fetch", "value": {}},
    "a dialog's data that are not ours": {
        "type": "invoke",
        "name": "task/submit",
        "value": {"data": {"glasnik": []}},
    },
    "a query that is a number": {"type": "invoke", "name": "composeExtension/query", "value": 5},
    "a query of odd parameters": {
        "type": "invoke",
        "name": "composeExtension/query",
        "value": {"parameters": [{"name": "words", "value": {}}]},
    },
    "no press we know the shape of": {"text": None, "value": {"glasnik": {"do": "steal"}}},
    "a press without a name": {"text": None, "value": {"glasnik": {"do": "press"}}},
    "arguments that are not words": {
        "text": None,
        "value": {"glasnik": {"do": "press", "name": "x", "args": {"a": 1}, "surface": "message"}},
    },
    "a surface nobody knows": {
        "text": None,
        "value": {"glasnik": {"do": "press", "name": "x", "args": {}, "surface": "moon"}},
    },
    "fields read in no known way": {
        "text": None,
        "value": {"glasnik": {"do": "submit", "form": "share", "fields": {"a": "blob"}}},
    },
    "more fields than any form has": {
        "text": None,
        "value": {
            "glasnik": {
                "do": "submit",
                "form": "share",
                "fields": {f"f{n}": "text" for n in range(101)},
            }
        },
    },
    "more words than any field takes": {
        "text": None,
        "value": {
            "glasnik": {"do": "submit", "form": "share", "fields": {"a": "text"}},
            "a": "x" * 40_001,
        },
    },
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_a_malformed_activity_is_answered_in_words(bench: Bench, name: str) -> None:
    """What is signed but not what Teams sends is answered 400 with the place of the fault."""
    status, answer = await bench.sender.send(activity("message", text="help") | MALFORMED[name])
    assert status == 400
    assert answer["error"] == "malformed request"
    assert answer["at"]
    assert bench.handlers.seen == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{not json",
        b"[1,2]",
        b"null",
        b"5",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"type":' + b"9" * 5000 + b"}",
    ],
)
async def test_what_is_no_json_object_is_malformed(bench: Bench, raw: bytes) -> None:
    """Whatever can't be read as an object is answered 400, however deep it goes."""
    assert (await bench.sender.post(raw))[0] == 400


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"value": _DEEP}, 202),
        ({"channelData": {"tenant": {"id": TENANT}, "odd": _DEEP}}, 202),
        ({"entities": [{"type": "mention", "mentioned": _DEEP}, {"type": 5}, {}]}, 202),
        ({"entities": None, "locale": None, "localTimezone": None, "text": None}, 202),
        ({"locale": "x" * 200}, 202),
        ({"localTimezone": "../../etc/passwd"}, 202),
        ({"localTimezone": "Mars/Olympus"}, 202),
        ({"text": "\ud800 half \x00"}, 202),
        ({"from": {"id": ANA, "name": "A\x00na"}}, 202),
        ({"attachments": [{"contentType": "image/png"}], "text": ""}, 202),
        ({"somethingNew": {"a": 1}}, 202),
    ],
)
async def test_odd_but_possible_activities_are_taken(
    bench: Bench, more: dict[str, Any], status: int
) -> None:
    """What nobody reads, or reads as nothing, keeps no activity out and breaks nothing."""
    assert (await bench.sender.send(activity("message", text="help") | more))[0] == status
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Said)
    seen.words.encode()
    assert "\x00" not in seen.words + seen.person.name


@pytest.mark.parametrize(
    "more",
    [
        {"channelData": {"tenant": {"id": "another"}}},
        {"channelData": {}, "conversation": {"id": OWN}},
        {"conversation": {"id": OWN, "tenantId": "another"}},
        {"from": {"id": ANA, "tenantId": "another"}},
    ],
)
async def test_another_company_is_turned_away(bench: Bench, more: dict[str, Any]) -> None:
    """An activity that names another tenant, or none, is answered 403 and nothing is done."""
    status, _ = await bench.sender.send(activity("message", text="help") | more)
    assert status == 403
    assert bench.handlers.seen == []
    assert await bench.references.of_person(ANA) is None


async def test_another_channel_is_turned_away(bench: Bench) -> None:
    """Where people may say themselves who they are, as in Web Chat, the bot serves nobody."""
    bench.keys.keys[0]["endorsements"].append("webchat")
    status, _ = await bench.sender.send(activity("message", text="help", channelId="webchat"))
    assert status == 403
    assert bench.handlers.seen == []


@pytest.mark.parametrize(
    "address",
    [
        "http://evil.example.com/",
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
        "https://me:you@smba.example.com/",
        "https://smba.example.com/?to=evil",
        "x",
    ],
)
async def test_no_address_gets_a_token_that_must_not(bench: Bench, address: str) -> None:
    """Even where it is signed for, an address that is not called makes nothing happen."""
    body = activity("message", text="help", serviceUrl=address)
    status, _ = await bench.sender.send(body, serviceurl=address)
    assert status == 403
    assert bench.handlers.seen == []


async def test_words_to_the_bot_are_said(bench: Bench) -> None:
    """A message in the own conversation is a command, with the language and zone of the client."""
    status, answer = await bench.sender.say("help me", id="42")
    assert (status, answer) == (202, "")
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Said)
    assert (seen.workspace, seen.person, seen.place) == (TENANT, PERSON, OWN_PLACE)
    assert (seen.words, seen.locale, seen.zone) == ("help me", "sl-SI", "Europe/Ljubljana")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (mention("report"), "report"),
        (mention("&nbsp;report  7\n"), "report 7"),
        (mention("find Glasnik news"), "find Glasnik news"),
        (mention("/advocacy report"), "report"),
        (mention("thank you", who="29:bo", name="Bo"), "<at>Bo</at> thank you"),
        (mention("x") | {"text": "<at>Glasnik</at>"}, ""),
        ({"text": "/advocacy report"}, "report"),
        ({"text": "Advocacy  report"}, "report"),
        ({"text": "advocacy"}, ""),
        ({"text": "advocacy-report"}, "advocacy-report"),
        ({"text": "R&amp;D", "textFormat": "plain"}, "R&amp;D"),
        ({"text": "<b>R&amp;D</b>", "textFormat": "xml"}, "R&D"),
        ({"text": "help", "entities": [{"type": "mention", "text": "help"}]}, "help"),
    ],
)
async def test_a_command_is_what_is_left_without_ceremony(
    bench: Bench, more: dict[str, Any], words: str
) -> None:
    """The bot's mention and the name of the command go; all else is left as it was written."""
    await bench.sender.send(activity("message", channel=True) | more)
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Said)
    assert (seen.words, seen.place) == (words, CHANNEL_PLACE)


async def test_a_press_on_a_card(bench: Bench) -> None:
    """`Action.Execute` is a press, with its arguments and the message whose card it was."""
    data = pressing(a_press("share.hide", item=7))
    await bench.sender.execute(data, channel=True)
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Pressed)
    assert (seen.name, seen.args, seen.surface) == ("share.hide", {"item": "7"}, Surface.MESSAGE)
    assert seen.message == MessageRef(place=CHANNEL_PLACE, id="500")


async def test_the_same_press_from_an_older_client(bench: Bench) -> None:
    """A message with a card's data and no words is the same press."""
    data = pressing(a_press("share.hide", item=7))
    await bench.sender.execute(data)
    await bench.sender.press_by_message(data)
    one, other = bench.handlers.seen
    assert isinstance(one, Pressed)
    assert isinstance(other, Pressed)
    assert (one.name, one.args, one.message) == (other.name, other.args, other.message)


async def test_a_press_that_opens_a_dialog(bench: Bench) -> None:
    """`task/fetch` is a press as well; what Teams itself wants of the data is passed over."""
    data = {**pressing(a_press("share.open", item=7)), "msteams": {"type": "task/fetch"}}
    await bench.sender.fetch(data)
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Pressed)
    assert (seen.name, seen.message) == ("share.open", MessageRef(place=OWN_PLACE, id="500"))


async def test_a_form_sent_off_brings_everything_typed(bench: Bench) -> None:
    """A form comes with its name, context, place and typed values, each as its field reads it."""
    data = sent(dialog_form(bench.origin(CHANNEL, "77")))
    await bench.sender.submit(data)
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Submitted)
    assert (seen.form, seen.context, seen.place) == ("share", {"item": "7"}, CHANNEL_PLACE)
    assert seen.values.text("caption") == "My words"
    assert seen.values.choice("network") == "x"
    assert seen.values.choices("days") == ("linkedin", "x")
    assert seen.values.ticked("sure")


async def test_fields_left_empty_are_known_to_be_empty(bench: Bench) -> None:
    """Clients leave empty inputs out; handlers see that the field was there and empty."""
    data = sent(dialog_form())
    for name in ("caption", "network", "days", "sure"):
        del data[name]
    await bench.sender.submit(data)
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Submitted)
    assert "caption" in seen.values
    assert (seen.values.text("caption"), seen.values.choice("network")) == ("", None)
    assert (seen.values.choices("days"), seen.values.ticked("sure")) == ((), False)


@pytest.mark.parametrize(
    "origin",
    [
        {"place": CHANNEL, "message": "77"},
        {"place": CHANNEL, "message": "77", "seal": "x"},
        {"place": CHANNEL, "message": "77", "seal": "\u00e9"},
        {"seal": ""},
        {},
    ],
)
async def test_a_made_up_origin_is_as_good_as_none(bench: Bench, origin: dict[str, str]) -> None:
    """By data that somebody made up, no message of ours can be changed."""
    bench.handlers.reply = Replace(post=NOTE)
    await bench.sender.submit(sent(dialog_form(origin)))
    (seen,) = bench.handlers.seen
    assert seen.place is None
    assert bench.teams.of("update") == []


async def test_an_origin_of_somebody_elses_is_as_good_as_none(bench: Bench) -> None:
    """What was sealed for one person opens nothing for another."""
    bench.handlers.reply = Replace(post=NOTE)
    data = sent(dialog_form(bench.origin(CHANNEL, "77")))
    await bench.sender.submit(data, **{"from": {"id": "29:eve", "name": "Eve"}})
    assert bench.teams.of("update") == []


async def test_a_search_without_names(bench: Bench) -> None:
    """Microsoft's test client names neither the command nor what was typed."""
    value = {"parameters": [{"value": "launch"}], "commandContext": "compose"}
    await bench.sender.send(activity("invoke", name="composeExtension/query", value=value))
    (seen,) = bench.handlers.seen
    assert isinstance(seen, Sought)
    assert seen.words == "launch"


async def test_a_search(bench: Bench) -> None:
    """What is typed into the message extension is sought; the first look seeks nothing."""
    await bench.sender.search("hiring  ", skip=25, count=500)
    value = {"parameters": [{"name": "initialRun", "value": "true"}]}
    body = activity("invoke", name="composeExtension/query", value=value)
    await bench.sender.send(body)
    first, second = bench.handlers.seen
    assert isinstance(first, Sought)
    assert isinstance(second, Sought)
    assert (first.words, first.skip, first.count) == ("hiring", 25, 25)
    assert (second.words, second.skip) == ("", 0)


@pytest.mark.parametrize(
    "body",
    [
        activity("messageReaction", reactionsAdded=[{"type": "like"}]),
        activity("messageUpdate", text="help"),
        activity("messageDelete"),
        activity("typing"),
        activity("endOfConversation"),
        activity("somethingNew"),
        activity("message", text="help", **{"from": {"id": BOT, "name": "Glasnik"}}),
        activity("message", text="help", **{"from": {"id": "28:other", "name": "Other"}}),
        activity("message", text="help", **{"from": {"id": "x", "role": "bot"}}),
        activity(
            "conversationUpdate",
            channelData={
                "tenant": {"id": TENANT},
                "eventType": "teamRenamed",
                "team": {"id": TEAM},
            },
        ),
        activity("installationUpdate", action="remove-upgrade"),
    ],
)
async def test_what_nothing_hangs_on_is_taken_quietly(bench: Bench, body: dict[str, Any]) -> None:
    """Reactions, edits and what bots say are answered 202 and do nothing."""
    assert await bench.sender.send(body) == (202, "")
    assert bench.handlers.seen == []


@pytest.mark.parametrize(
    "name", ["signin/verifyState", "composeExtension/selectItem", "fileConsent/invoke", "", None]
)
async def test_a_question_we_do_not_answer(bench: Bench, name: str | None) -> None:
    """Other invokes are answered 501."""
    status, _ = await bench.sender.send(activity("invoke", name=name, value={}))
    assert status == 501
    assert bench.handlers.seen == []


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
    await bench.sender.send(activity("conversationUpdate", **{key: members}) | _IN_TEAM)
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


async def test_an_activity_sent_again_is_answered_again_and_done_once(bench: Bench) -> None:
    """Teams sends what it heard no answer to once more: the same answer, no second press."""
    bench.handlers.reply = Replace(post=NOTE)
    data = pressing(a_press("share.hide", item=7))
    first = await bench.sender.execute(data, id="f:same")
    second = await bench.sender.execute(data, id="f:same")
    assert first == second
    assert len(bench.handlers.seen) == 1
    await bench.sender.execute(data, id="f:same", channel=True)
    assert len(bench.handlers.seen) == 2


async def test_the_same_activity_has_the_same_key_in_another_process(bench: Bench) -> None:
    """Repeats are known by their key even where the first one was not seen."""
    body = activity("conversationUpdate", membersAdded=[{"id": BOT}], id="7") | _IN_TEAM
    await bench.sender.send(body)
    (seen,) = bench.handlers.seen
    assert seen.retry_key == "teams:fdc9f8020ba754aadf25738dec026b6c3a947f55"


async def test_an_event_whose_handler_breaks_comes_again(bench: Bench) -> None:
    """An event that is not known to be kept is answered 503, and handled when it comes again."""
    bench.handlers.reply = RuntimeError("boom")
    body = activity("installationUpdate", action="add")
    assert (await bench.sender.send(body))[0] == 503
    bench.handlers.reply = Replace(post=NOTE)
    assert (await bench.sender.send(body))[0] == 202
    assert len(bench.handlers.seen) == 2


async def test_a_page_in_the_own_chat_renews_itself(bench: Bench) -> None:
    """The page's renewal is the person looking at it."""
    await bench.sender.execute({"glasnik": {"do": "home"}}, trigger="automatic")
    (seen,) = bench.handlers.seen
    assert isinstance(seen, HomeOpened)

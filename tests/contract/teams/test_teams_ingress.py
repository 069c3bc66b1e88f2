"""What the door lets in: small, well-formed activities of our company."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chat.press import press as a_press
from chat.replies import Replace
from chat.stimuli import Said
from tests.contract.teams.conftest import Bench
from tests.helpers.teams_api import BOT, TENANT
from tests.helpers.teams_forms import NOTE, pressing
from tests.helpers.teams_sender import ANA, OWN, TEAM, activity, by


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


@pytest.mark.parametrize(
    "body",
    [
        activity("messageReaction", reactionsAdded=[{"type": "like"}]),
        activity("messageUpdate", text="help"),
        activity("messageDelete"),
        activity("typing"),
        activity("endOfConversation"),
        activity("somethingNew"),
        activity("message", text="help", **by(BOT, name="Glasnik")),
        activity("message", text="help", **by("28:other", name="Other")),
        activity("message", text="help", **by("x", role="bot")),
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
    body = activity("conversationUpdate", channel=True, membersAdded=[{"id": BOT}], id="7")
    await bench.sender.send(body)
    (seen,) = bench.handlers.seen
    assert seen.retry_key == "teams:d7b4a0c9ed8eee153220dde7010c1c5f29b54e6b"


async def test_an_event_whose_handler_breaks_comes_again(bench: Bench) -> None:
    """An event that is not known to be kept is answered 503, and handled when it comes again."""
    bench.handlers.reply = RuntimeError("boom")
    body = activity("installationUpdate", action="add")
    assert (await bench.sender.send(body))[0] == 503
    bench.handlers.reply = Replace(post=NOTE)
    assert (await bench.sender.send(body))[0] == 202
    assert len(bench.handlers.seen) == 2

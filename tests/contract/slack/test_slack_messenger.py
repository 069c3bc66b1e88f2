"""The messenger over HTTP: what it sends, what it reads, and what it makes of refusals."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.slack.client import Connection
from bot.slack.messenger import SlackMessenger
from chat.parts import ContentCard, Picture
from chat.people import MessageRef, PersonRef, PlaceRef, Platform, Reader
from chat.ports import (
    AnswerLost,
    ConnectionLost,
    MessageGone,
    Messenger,
    Rejected,
    RetryAt,
    TargetGone,
)
from chat.say import verbatim
from chat.screens import Home, Post
from tests.helpers.slack_api import FakeSlack

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
READER = Reader(locale="en", zone="UTC")
C1 = PlaceRef(platform=Platform.SLACK, id="C1")
ANA = PersonRef(platform=Platform.SLACK, id="U1")
CARD = ContentCard(
    title=verbatim("Wind"), picture=Picture(url="https://e.si/w.png", alt=verbatim("A turbine"))
)
POST = Post(name="p", summary=verbatim("Wind"), parts=(CARD,))


class Company:
    """A messenger, the Slack it talks to, and the pauses it made."""

    def __init__(self, slack: FakeSlack) -> None:
        self.slack = slack
        self.pauses: list[float] = []
        self.connection = Connection(
            token="xoxb-1", now=lambda: NOW, api_url=f"{slack.url}api/", call_seconds=2
        )
        self.messenger: Messenger = SlackMessenger(self.connection, sleep=self._pause)

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def post(self) -> MessageRef:
        """Post the card into C1."""
        return await self.messenger.post(C1, POST, READER, "delivery-1")


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    """A messenger in front of a tiny Slack."""
    async with FakeSlack().running() as slack:
        made = Company(slack)
        yield made
        await made.connection.close()


async def test_a_post_carries_its_key(company: Company) -> None:
    """A message has text, blocks, the key by which it is found again, and unfolds no links."""
    posted = await company.post()
    (sent,) = company.slack.of("chat.postMessage")
    assert posted == MessageRef(place=C1, id="1.0")
    assert sent["text"] == "Wind"
    assert sent["metadata"] == {
        "event_type": "glasnik_delivery",
        "event_payload": {"key": "delivery-1"},
    }
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("channel_not_found", TargetGone),
        ("token_revoked", ConnectionLost),
        ("invalid_blocks", Rejected),
        ("fatal_error", AnswerLost),
        ("service_unavailable", RetryAt),
    ],
)
async def test_a_refused_post_is_advice(company: Company, code: str, advice: type) -> None:
    """Slack's code decides what the caller is told to do."""
    company.slack.fail("chat.postMessage", code)
    with pytest.raises(advice, match=code):
        await company.post()
    assert len(company.slack.calls) == 1


@pytest.mark.parametrize("body", ['{"ok": false, "error": "ratelimited"}', "{}", "slow down"])
async def test_a_rate_limit_tells_when_to_come_again(company: Company, body: str) -> None:
    """A post that Slack did not take for its rate is told with Slack's own pause."""
    kind = "application/json" if body.startswith("{") else "text/html"
    limited = web.Response(status=429, text=body, content_type=kind, headers={"Retry-After": "7"})
    company.slack.next("chat.postMessage", limited)
    with pytest.raises(RetryAt) as refused:
        await company.post()
    assert refused.value.until == NOW + timedelta(seconds=7)
    assert company.pauses == []


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_post_is_never_repeated_by_itself(company: Company, status: int) -> None:
    """A server error after a post leaves open whether it is there: the caller is told so."""
    company.slack.next("chat.postMessage", web.Response(status=status, text="oops"))
    with pytest.raises(AnswerLost):
        await company.post()
    assert len(company.slack.calls) == 1


async def test_a_post_without_answer_is_lost(company: Company) -> None:
    """A post that is not answered in time may or may not be there."""
    company.connection._seconds = 0.05
    company.slack.gates["chat.postMessage"] = asyncio.Event()
    with pytest.raises(AnswerLost, match="timeout"):
        await company.post()


async def test_nothing_was_sent_when_nobody_listens() -> None:
    """Where no connection was made, nothing was done: try again."""
    connection = Connection(token="x", now=lambda: NOW, api_url="http://127.0.0.1:9/api/")
    with pytest.raises(RetryAt):
        await SlackMessenger(connection).post(C1, POST, READER, "k")
    await connection.close()


async def test_an_edit_is_repeated_by_itself(company: Company) -> None:
    """An edit that met a server error is sent again, because twice is the same as once."""
    company.slack.next("chat.update", web.json_response({"ok": False}, status=503))
    await company.messenger.edit(MessageRef(place=C1, id="5.5"), POST, READER)
    assert [call["ts"] for call in company.slack.of("chat.update")] == ["5.5", "5.5"]


async def test_a_whisper_cannot_be_edited(company: Company) -> None:
    """A whisper is told to be gone without asking Slack."""
    whisper = MessageRef(place=C1, id="5.5", ephemeral=True)
    with pytest.raises(MessageGone):
        await company.messenger.edit(whisper, POST, READER)
    assert company.slack.calls == []


async def test_a_picture_that_slack_cannot_fetch_does_not_stop_the_post(company: Company) -> None:
    """Slack refuses a message for one bad picture, so it goes again without, words included."""
    told = {"messages": ["[ERROR] downloading image failed [json-pointer:/blocks/0/accessory]"]}
    company.slack.fail("chat.postMessage", "invalid_blocks", response_metadata=told)
    await company.post()
    _, second = company.slack.of("chat.postMessage")
    assert "accessory" not in second["blocks"][0]
    assert second["blocks"][1]["elements"][0]["text"] == "A turbine"


async def test_a_whisper_names_the_person(company: Company) -> None:
    """Only the person named sees a whisper."""
    await company.messenger.whisper(C1, ANA, POST, READER)
    (sent,) = company.slack.of("chat.postEphemeral")
    assert (sent["channel"], sent["user"]) == ("C1", "U1")


async def test_a_direct_conversation_is_opened(company: Company) -> None:
    """The conversation with a person is a place like any other."""
    assert (await company.messenger.open_direct(ANA)).id == "DU1"


async def test_a_page_is_published(company: Company) -> None:
    """A home page is published for its person."""
    await company.messenger.publish_home(ANA, Home(name="h", parts=(CARD,)), READER)
    (sent,) = company.slack.of("views.publish")
    assert (sent["user_id"], sent["view"]["type"]) == ("U1", "home")


def _message(key: str, ts: str, kind: str = "glasnik_delivery") -> dict[str, Any]:
    return {"ts": ts, "metadata": {"event_type": kind, "event_payload": {"key": key}}}


async def test_a_delivery_is_found_by_its_key(company: Company) -> None:
    """Pages of history are read with metadata until the key is met."""
    company.slack.next(
        "conversations.history",
        {
            "ok": True,
            "messages": [{"ts": "9.9"}, _message("k", "8.8", "other_app")],
            "response_metadata": {"next_cursor": "c2"},
        },
        {"ok": True, "messages": [_message("k", "7.7")]},
    )
    found = await company.messenger.find(C1, "k", NOW)
    assert found == MessageRef(place=C1, id="7.7")
    first, second = company.slack.of("conversations.history")
    assert float(first["oldest"]) <= NOW.timestamp()
    assert first["include_all_metadata"] in {"true", "True", "1"}
    assert ("cursor" in first, second["cursor"]) == (False, "c2")


async def test_a_delivery_that_is_not_there_is_not_found(company: Company) -> None:
    """When no message has the key, nothing is found."""
    company.slack.next("conversations.history", {"ok": True, "messages": [_message("x", "1.1")]})
    assert await company.messenger.find(C1, "k", NOW) is None


async def test_everyone_but_bots_is_listed(company: Company) -> None:
    """People come page by page with language, zone and rights; bots do not come."""
    company.slack.next(
        "users.list",
        {
            "ok": True,
            "members": [
                {
                    "id": "U1",
                    "name": "ana",
                    "is_admin": True,
                    "tz": "Europe/Ljubljana",
                    "locale": "sl-SI",
                    "profile": {"display_name": "Ana", "title": "Engineer"},
                },
                {"id": "UB", "is_bot": True},
                {"id": "USLACKBOT"},
            ],
            "response_metadata": {"next_cursor": "c2"},
        },
        {"ok": True, "members": [{"id": "U2", "name": "tom", "deleted": True}]},
    )
    ana, tom = [person async for person in company.messenger.people()]
    assert (ana.ref.name, ana.locale, ana.zone) == ("Ana", "sl-SI", "Europe/Ljubljana")
    assert (ana.is_admin, ana.active, ana.title) == (True, True, "Engineer")
    assert (tom.ref.name, tom.active) == ("tom", False)


CONFIRMED = {
    "id": "U1",
    "team_id": "T1",
    "is_email_confirmed": True,
    "profile": {"real_name": "Ana", "email": "ana@acme.example"},
}


@pytest.mark.parametrize(
    ("more", "email"),
    [
        ({}, "ana@acme.example"),
        ({"is_email_confirmed": False}, None),
        ({"is_email_confirmed": None}, None),
        ({"is_restricted": True}, None),
        ({"is_ultra_restricted": True}, None),
        ({"is_stranger": True}, None),
        ({"is_invited_user": True}, None),
        ({"deleted": True}, None),
        ({"team_id": "T-partner"}, None),
        ({"team_id": None}, None),
        ({"team_id": "T-sister", "enterprise_user": {"enterprise_id": "E1"}}, "ana@acme.example"),
        ({"team_id": "T-partner", "enterprise_user": {"enterprise_id": "E9"}}, None),
        ({"profile": {"real_name": "Ana"}}, None),
    ],
)
async def test_only_an_address_that_slack_vouches_for_is_told(
    company: Company, more: dict[str, object], email: str | None
) -> None:
    """Confirmed, and of a full member of this company: not a guest's, not a partner's."""
    company.slack.next("auth.test", {"ok": True, "team_id": "T1", "enterprise_id": "E1"})
    company.slack.next("users.list", {"ok": True, "members": [{**CONFIRMED, **more}]})
    [ana] = [person async for person in company.messenger.people()]
    assert ana.email == email


async def test_nobody_is_asked_where_no_address_is_told(company: Company) -> None:
    """Without the scope for addresses reading the people costs no call more."""
    company.slack.next("users.list", {"ok": True, "members": [{"id": "U1"}]})
    assert len([person async for person in company.messenger.people()]) == 1
    assert company.slack.of("auth.test") == []


async def test_whose_workspace_it_is_is_asked_once(company: Company) -> None:
    """However many people there are."""
    company.slack.next("auth.test", {"ok": True, "team_id": "T1", "enterprise_id": None})
    listed = {"ok": True, "members": [CONFIRMED, {**CONFIRMED, "id": "U2"}]}
    company.slack.next("users.list", {**listed, "response_metadata": {"next_cursor": "c"}}, listed)
    people = [person async for person in company.messenger.people()]
    assert {person.email for person in people} == {"ana@acme.example"}
    assert len(company.slack.of("auth.test")) == 1


async def test_a_short_rate_limit_is_waited_out_while_reading(company: Company) -> None:
    """Reading goes on after a short pause; a long one is told to the caller."""
    limited = [
        web.json_response(
            {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": pause}
        )
        for pause in ("30", "3600")
    ]
    company.slack.next("users.list", limited[0], {"ok": True, "members": [{"id": "U1"}]})
    assert len([person async for person in company.messenger.people()]) == 1
    assert company.pauses == [30.0]
    company.slack.next("users.list", limited[1])
    with pytest.raises(RetryAt):
        await anext(aiter(company.messenger.people()))


async def test_only_rooms_with_the_bot_are_listed(company: Company) -> None:
    """Channels and groups that the bot is in are rooms, others are not."""
    company.slack.next(
        "conversations.list",
        {
            "ok": True,
            "channels": [
                {"id": "C1", "name": "general", "is_member": True, "is_private": False},
                {"id": "C2", "name": "other", "is_member": False},
                {"id": "G1", "name": "leads", "is_member": True, "is_private": True},
            ],
        },
    )
    rooms = [room async for room in company.messenger.rooms()]
    assert [(room.name, room.private) for room in rooms] == [("general", False), ("leads", True)]
    assert company.slack.of("conversations.list")[0]["types"] == "public_channel,private_channel"


async def test_blocks_travel_unchanged(company: Company) -> None:
    """Block types that the SDK does not know reach Slack all the same."""
    await company.post()
    (sent,) = company.slack.of("chat.postMessage")
    assert "null" not in json.dumps(sent["blocks"])

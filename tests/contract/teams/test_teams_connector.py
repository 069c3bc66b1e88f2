"""The connector over HTTP: what it calls, what it repeats, and what it makes of refusals."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.teams.connector import Connector
from chat.ports import (
    AnswerLost,
    ConnectionLost,
    MessageGone,
    PlatformError,
    Rejected,
    RetryAt,
    TargetGone,
)
from tests.helpers.teams_api import BOT, PASSWORD, FakeConnector, Pauses, connected

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CHANNEL = "19:abc@thread.tacv2"
HI = {"type": "message", "text": "hi"}


@pytest.fixture
async def teams() -> AsyncIterator[FakeConnector]:
    """Teams."""
    async with FakeConnector().running() as fake:
        yield fake


@pytest.fixture
def pauses() -> Pauses:
    """The waits that the connector made."""
    return Pauses()


@pytest.fixture
async def connector(teams: FakeConnector, pauses: Pauses) -> AsyncIterator[Connector]:
    """A connector to that Teams."""
    async with connected(teams, now=lambda: NOW, pauses=pauses) as made:
        yield made


async def test_calls_have_the_shape_that_is_documented(
    connector: Connector, teams: FakeConnector
) -> None:
    """Each call goes to its own address, with a token, and gives what it was asked for."""
    url = teams.service_url
    assert await connector.send(url, "a:1", HI) == "1"
    assert await connector.reply(url, CHANNEL, "77", HI) == "2"
    await connector.update(url, "a:1", "1", HI)
    await connector.delete(url, "a:1", "1")
    teams.next("channels", {"conversations": [{"id": CHANNEL, "name": None}, "odd"]})
    assert await connector.channels(url, CHANNEL) == ({"id": CHANNEL, "name": None},)
    assert await connector.team(url, CHANNEL) == {"id": "6"}
    assert await connector.member(url, "a:1", "29:x") == {"id": "7"}
    assert [(call.name, call.parts) for call in teams.calls] == [
        ("send", ("a:1",)),
        ("reply", (CHANNEL, "77")),
        ("update", ("a:1", "1")),
        ("delete", ("a:1", "1")),
        ("channels", (CHANNEL,)),
        ("team", (CHANNEL,)),
        ("member", ("a:1", "29:x")),
    ]
    assert teams.of("reply")[0].body["replyToId"] == "77"
    assert teams.of("update")[0].body["id"] == "1"
    assert {call.token for call in teams.calls} == {"token-number-1"}
    assert len(teams.logins) == 1


async def test_ids_are_encoded_as_a_whole(connector: Connector, teams: FakeConnector) -> None:
    """Whatever stands in an id, it is one part of the path and nothing else."""
    odd = "19:a/b?c#d%2F;messageid=1 ž@thread.tacv2"
    await connector.send(teams.service_url, odd, HI)
    assert teams.calls[0].parts == (odd,)
    assert teams.calls[0].raw == (
        "conversations/19%3Aa%2Fb%3Fc%23d%252F%3Bmessageid%3D1%20%C5%BE%40thread.tacv2/activities"
    )


@pytest.mark.parametrize("odd", ["", ".", ".."])
async def test_what_is_no_id_is_not_called(
    connector: Connector, teams: FakeConnector, odd: str
) -> None:
    """An id that would change the path is refused before any call."""
    with pytest.raises(Rejected, match="bad_id"):
        await connector.send(teams.service_url, odd, HI)
    assert teams.calls == []


@pytest.mark.parametrize(
    "address",
    [
        "http://smba.trafficmanager.net/teams/",
        "http://127.0.0.1:9/connector/",
        "http://localhost.example.com/",
        "ftp://smba.trafficmanager.net/",
        "https://user:word@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net/?x=1",
        "https://smba.trafficmanager.net/#x",
        "//smba.trafficmanager.net/",
        "https://",
        "https://[/",
        "",
    ],
)
async def test_only_fit_addresses_are_called(connector: Connector, address: str) -> None:
    """An address is https, or the one on this machine that the settings name, and nothing more."""
    assert not connector.may_call(address)
    with pytest.raises(Rejected, match="service_url"):
        await connector.send(address, "a:1", HI)


async def test_https_is_called(connector: Connector, teams: FakeConnector) -> None:
    """Teams' own addresses and the one in the settings are fit."""
    assert connector.may_call("https://smba.trafficmanager.net/emea/some-tenant/")
    assert connector.may_call(teams.service_url)


async def test_a_test_client_on_this_machine_gets_no_token(
    teams: FakeConnector, pauses: Pauses
) -> None:
    """In development other addresses of this machine are called as well, but never with a token."""
    async with (
        FakeConnector().running() as client,
        connected(teams, now=lambda: NOW, pauses=pauses, any_loopback=True) as connector,
    ):
        await connector.send(client.service_url, "a:1", HI)
        assert client.calls[0].token == ""
        assert teams.logins == []


async def test_a_refused_token_is_replaced_once(connector: Connector, teams: FakeConnector) -> None:
    """A token that was taken back before its time costs one more login and no message."""
    await connector.send(teams.service_url, "a:1", HI)
    teams.revoked.add("token-number-1")
    assert await connector.send(teams.service_url, "a:1", HI) == "3"
    assert [call.token for call in teams.calls] == [
        "token-number-1",
        "token-number-1",
        "token-number-2",
    ]


async def test_a_token_that_stays_refused_cuts_us_off(
    connector: Connector, teams: FakeConnector
) -> None:
    """When a new token is refused as well, the installation is lost, after two calls."""
    teams.refuse("send", status=401)
    teams.refuse("send", status=401)
    with pytest.raises(ConnectionLost, match="http_401"):
        await connector.send(teams.service_url, "a:1", HI)
    assert len(teams.calls) == 2


@pytest.mark.parametrize("status", [412, 500, 502, 503, 504])
async def test_a_message_is_never_sent_twice(
    connector: Connector, teams: FakeConnector, pauses: Pauses, status: int
) -> None:
    """Whatever goes wrong after a message was sent, the caller is told that nobody knows."""
    for name, call in {
        "send": connector.send(teams.service_url, "a:1", HI),
        "reply": connector.reply(teams.service_url, "a:1", "1", HI),
        "create": connector.create_conversation(
            teams.service_url, {"channelData": {"channel": {"id": CHANNEL}}, "activity": HI}
        ),
    }.items():
        teams.refuse(name, status=status, body="<html>oops</html>")
        with pytest.raises(AnswerLost):
            await call
        assert len(teams.of(name)) == 1
    assert pauses.slept == []


@pytest.mark.parametrize("status", [412, 500, 502, 503, 504])
async def test_what_may_be_repeated_is(
    connector: Connector, teams: FakeConnector, pauses: Pauses, status: int
) -> None:
    """An edit, a deletion, a question and a chat are tried again, each time a little later."""
    url = teams.service_url
    for name, call in {
        "update": connector.update(url, "a:1", "1", HI),
        "delete": connector.delete(url, "a:1", "1"),
        "member": connector.member(url, "a:1", "29:x"),
        "create": connector.create_conversation(url, {"members": [{"id": "2"}]}, repeatable=True),
    }.items():
        teams.refuse(name, status=status)
        teams.refuse(name, status=status)
        await call
        assert len(teams.of(name)) == 3
    assert len(pauses.slept) == 8
    assert pauses.slept[0] < pauses.slept[1] < 1.0


async def test_repeating_has_an_end(connector: Connector, teams: FakeConnector) -> None:
    """An edit that fails three times is for later; it concerns nobody else."""
    for _ in range(3):
        teams.refuse("update", status=502)
    with pytest.raises(RetryAt) as refused:
        await connector.update(teams.service_url, "a:1", "1", HI)
    assert refused.value.until == NOW + timedelta(seconds=30)
    assert not refused.value.everyone
    assert len(teams.calls) == 3


async def test_a_message_without_answer_is_lost(teams: FakeConnector, pauses: Pauses) -> None:
    """A message that is not answered in time may or may not be there."""
    teams.gates["send"] = asyncio.Event()
    async with connected(teams, now=lambda: NOW, pauses=pauses, call_seconds=0.05) as connector:
        with pytest.raises(AnswerLost, match="timeout"):
            await connector.send(teams.service_url, "a:1", HI)
    teams.gates["send"].set()


async def test_a_dropped_connection_is_lost(connector: Connector, teams: FakeConnector) -> None:
    """A message on whose way the connection ends may or may not be there."""
    teams.drops.add("send")
    with pytest.raises(AnswerLost, match="lost_"):
        await connector.send(teams.service_url, "a:1", HI)
    assert len(teams.calls) == 1


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"id": null}', '{"id": 7}'])
async def test_a_message_without_an_id_is_lost(
    connector: Connector, teams: FakeConnector, body: str
) -> None:
    """A message that was taken, but that we can't name, is not sent again."""
    teams.next("send", web.Response(status=201, text=body))
    with pytest.raises(AnswerLost, match="no_id"):
        await connector.send(teams.service_url, "a:1", HI)


async def test_nothing_was_sent_when_nobody_listens(pauses: Pauses, teams: FakeConnector) -> None:
    """Where no connection was made nothing was done: try again, alone."""
    async with connected(teams, now=lambda: NOW, pauses=pauses) as connector:
        with pytest.raises(RetryAt, match="connection_failed") as refused:
            await connector.send("https://127.0.0.1:9/", "a:1", HI)
    assert not refused.value.everyone


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({}, 0.05, 0.1),
        ({"Retry-After": "7"}, 7.0, 7.25),
        (
            {
                "Retry-After": "Tue, 24 Nov 2026 09:00:09 GMT",
                "Date": "Tue, 24 Nov 2026 09:00:00 GMT",
            },
            9.0,
            9.25,
        ),
    ],
)
async def test_a_limit_is_for_everyone(
    connector: Connector,
    teams: FakeConnector,
    headers: dict[str, str],
    least: float,
    most: float,
) -> None:
    """A limit that was met makes all calls wait, and this one is told until when."""
    teams.refuse("send", status=429, body='{"error":{"code":"TooManyRequests"}}', headers=headers)
    with pytest.raises(RetryAt, match="TooManyRequests") as refused:
        await connector.send(teams.service_url, "a:1", HI)
    assert refused.value.everyone
    assert least <= (refused.value.until - NOW).total_seconds() <= most


async def test_after_a_limit_the_next_call_waits(
    connector: Connector, teams: FakeConnector, pauses: Pauses
) -> None:
    """Another conversation's message waits until the hold is over, then goes."""
    teams.refuse("send", status=429, headers={"Retry-After": "3"})
    with pytest.raises(RetryAt):
        await connector.send(teams.service_url, "a:1", HI)
    before = pauses.at
    await connector.send(teams.service_url, "a:2", HI)
    assert 3.0 <= pauses.at - before <= 3.25


async def test_members_come_page_by_page(connector: Connector, teams: FakeConnector) -> None:
    """The roster is read in the largest pages until no token comes any more."""
    teams.next(
        "members",
        {"members": [{"id": "29:1"}, "odd"], "continuationToken": "a b&c"},
        {"members": [{"id": "29:2"}]},
    )
    found = [member async for member in connector.members(teams.service_url, CHANNEL)]
    assert found == [{"id": "29:1"}, {"id": "29:2"}]
    first, second = teams.of("members")
    assert first.query == {"pageSize": "500"}
    assert second.query == {"pageSize": "500", "continuationToken": "a b&c"}


async def test_a_short_limit_is_waited_out_while_reading(
    connector: Connector, teams: FakeConnector, pauses: Pauses
) -> None:
    """A list goes on after a short pause; a long one is told to the caller."""
    for seconds in ("30", "3600"):
        teams.refuse("members", status=429, headers={"Retry-After": seconds})
        if seconds == "30":
            teams.next("members", {"members": [{"id": "29:1"}]})
            found = [member async for member in connector.members(teams.service_url, CHANNEL)]
            assert found == [{"id": "29:1"}]
            assert sum(pauses.slept) >= 30
    with pytest.raises(RetryAt):
        await anext(aiter(connector.members(teams.service_url, CHANNEL)))


async def test_a_roster_that_goes_in_circles_ends(
    connector: Connector, teams: FakeConnector
) -> None:
    """A token that comes back unchanged ends the list."""
    for _ in range(3):
        teams.next("members", {"members": [], "continuationToken": "same"})
    assert [m async for m in connector.members(teams.service_url, CHANNEL)] == []
    assert len(teams.calls) == 2


async def test_a_redirect_is_not_followed(connector: Connector, teams: FakeConnector) -> None:
    """A redirect could carry the token elsewhere, so it is a refusal."""
    teams.refuse("send", status=307, headers={"Location": "https://elsewhere.example/"})
    with pytest.raises(Rejected, match="http_307"):
        await connector.send(teams.service_url, "a:1", HI)
    assert len(teams.calls) == 1


async def test_an_endless_answer_is_cut_off(connector: Connector, teams: FakeConnector) -> None:
    """An answer larger than any real one is not read to its end."""
    teams.next("member", *[web.Response(body=b" " * 3_000_000) for _ in range(3)])
    with pytest.raises(RetryAt, match="lost_"):
        await connector.member(teams.service_url, "a:1", "29:x")


@pytest.mark.parametrize(
    ("name", "advice"), [("ActivityNotFoundInConversation", MessageGone), ("x", TargetGone)]
)
async def test_refusals_are_advice(
    connector: Connector, teams: FakeConnector, name: str, advice: type[PlatformError]
) -> None:
    """What Teams refuses becomes what the caller should do about it."""
    teams.refuse("update", status=404, body=f'{{"error":{{"code":"{name}"}}}}')
    with pytest.raises(advice, match=name):
        await connector.update(teams.service_url, "a:1", "1", HI)


@asynccontextmanager
async def guarded(teams: FakeConnector) -> AsyncIterator[Connector]:
    """A connector that must not call now."""

    def forbid() -> None:
        raise RuntimeError("inside a unit")

    async with connected(teams, now=lambda: NOW, pauses=Pauses(), before_call=forbid) as made:
        yield made


async def test_no_call_is_made_where_it_is_forbidden(teams: FakeConnector) -> None:
    """Inside a unit of work nothing leaves the program, not even for a token."""
    async with guarded(teams) as connector:
        with pytest.raises(RuntimeError, match="inside a unit"):
            await connector.send(teams.service_url, "a:1", HI)
    assert (teams.calls, teams.logins) == ([], [])


async def test_no_secret_is_ever_shown(
    connector: Connector, teams: FakeConnector, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the token nor the app's secret is in a log line, an exception or a repr."""
    caplog.set_level(logging.DEBUG)
    shown: list[str] = [repr(connector)]
    for status in (400, 401, 401, 403, 429, 502):
        teams.refuse("send", status=status, body="<html>token-number-1</html>")
    for _ in range(5):
        try:
            await connector.send(teams.service_url, "a:1", {"type": "message", "text": BOT})
        except PlatformError as error:
            shown += [repr(error), repr(error.__cause__), repr(error.__context__)]
    shown += [record.getMessage() for record in caplog.records]
    assert len(shown) > 10
    assert not [line for line in shown if "token-number" in line or PASSWORD in line]

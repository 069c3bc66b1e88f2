"""The development switch: activities without a token, from this machine itself and nowhere else."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.teams import local
from tests.contract.teams.conftest import Bench
from tests.helpers.teams_sender import activity

NOBODY: dict[str, str] = {"Content-Type": "application/json"}


@pytest.fixture
def unsigned() -> bool:
    """Switched on."""
    return True


async def _unsigned(bench: Bench, headers: dict[str, str] | None = None, **more: str) -> int:
    """The status of an activity without a token."""
    body = {**activity("message", text="help"), "serviceUrl": bench.sender.service_url, **more}
    sent = {**NOBODY, **(headers or {})}
    async with bench.sender.session.post(bench.sender.url, json=body, headers=sent) as answer:
        return answer.status


async def test_this_machine_needs_no_token(bench: Bench) -> None:
    """Microsoft's test client, on the same machine, is let in without a token."""
    assert await _unsigned(bench) == 202
    assert len(bench.handlers.seen) == 1
    assert bench.keys.asked == []


@pytest.mark.parametrize("token", ["Bearer garbage", "Basic x", ""])
async def test_a_token_is_checked_all_the_same(bench: Bench, token: str) -> None:
    """Who shows a token must show a right one."""
    assert await _unsigned(bench, {"Authorization": token}) == 401
    assert bench.handlers.seen == []


async def test_a_right_token_is_right(bench: Bench) -> None:
    """The sandbox, which signs, is let in beside it."""
    assert (await bench.sender.say("help"))[0] == 202


@pytest.mark.parametrize(
    "header",
    [
        "Forwarded",
        "Via",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "x-forwarded-proto",
        "X-Real-IP",
        "X-Original-Host",
        "CF-Connecting-IP",
        "True-Client-IP",
    ],
)
async def test_who_forwards_for_others_needs_a_token(bench: Bench, header: str) -> None:
    """A proxy or tunnel on this machine speaks for others, whatever it says of them."""
    assert await _unsigned(bench, {header: "127.0.0.1"}) == 401
    assert bench.handlers.seen == []


@pytest.mark.parametrize("host", ["glasnik.example.com", "127.0.0.1.example.com", "10.0.0.1", "["])
async def test_a_name_that_was_made_to_lead_here_needs_a_token(bench: Bench, host: str) -> None:
    """A page in the developer's browser can't reach the bot by a name of its own."""
    assert await _unsigned(bench, {"Host": host}) in {400, 401}
    assert bench.handlers.seen == []


@pytest.mark.parametrize(
    "address",
    [
        "https://smba.trafficmanager.net/teams/",
        "http://10.0.0.1/",
        "https://127.0.0.1.example.com/",
    ],
)
async def test_unsigned_activities_name_only_this_machine(bench: Bench, address: str) -> None:
    """Without a token nobody can make the bot call an address elsewhere."""
    assert await _unsigned(bench, serviceUrl=address) == 401
    assert bench.handlers.seen == []


async def test_another_address_on_this_machine_gets_no_token(bench: Bench) -> None:
    """The test client's own connector is called, but never with the bot's token."""
    other = bench.teams.service_url.replace("127.0.0.1", "localhost")
    assert await _unsigned(bench, serviceUrl=other) == 202
    assert all(not call.token for call in bench.teams.calls)


@pytest.mark.parametrize("unsigned", [False])
async def test_switched_off_nobody_is_let_in(bench: Bench) -> None:
    """Without the switch, this machine needs a token like everybody."""
    assert await _unsigned(bench) == 401


class _Wire:
    """The transport of a request, which knows only who is at its other end."""

    def __init__(self, peer: object) -> None:
        self._peer = peer

    def get_extra_info(self, name: str, default: object = None) -> object:
        return self._peer if name == "peername" else default

    def is_closing(self) -> bool:
        return False


@pytest.mark.parametrize(
    ("peer", "is_local"),
    [
        (("127.0.0.1", 5), True),
        (("127.8.8.8", 5), True),
        (("::1", 5, 0, 0), True),
        (("::ffff:127.0.0.1", 5, 0, 0), True),
        (("10.0.0.7", 5), False),
        (("::ffff:10.0.0.7", 5, 0, 0), False),
        (("fe80::1%eth0", 5, 0, 2), False),
        (("nonsense", 5), False),
        ("/run/socket", False),
        ("", False),
        (None, False),
    ],
)
def test_the_other_end_must_be_on_this_machine(peer: object, is_local: bool) -> None:
    """Only a connection from a loopback address counts; a socket file may be a proxy's."""
    request: web.Request = make_mocked_request(
        "POST", "/", headers={"Host": "127.0.0.1:3000"}, transport=_Wire(peer)
    )
    assert local.is_local(request) is is_local

"""Which addresses may be called, and the connections that keep to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import aiohttp
import pytest
from aiohttp import web

from networks import http
from networks.guard import AddressFault, AddressRefused, Guard
from tests.contract.networks.network_fakes import QUICK, served


class Names:
    """A resolver with answers by name; each further look-up takes the name's next answer."""

    def __init__(self, **answers: list[Sequence[str]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def __call__(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        known = self.answers.get(host.split(".", maxsplit=1)[0])
        if not known:
            raise OSError("no such name")
        return known.pop(0) if len(known) > 1 else known[0]


class Site:
    """A web site that counts its visitors."""

    def __init__(self) -> None:
        self.base = ""
        self.hosts: list[str] = []

    @property
    def port(self) -> int:
        return int(self.base.rpartition(":")[2])

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/page", self.page)
        app.router.add_get("/moved", self.moved)
        return app

    async def page(self, request: web.Request) -> web.Response:
        self.hosts.append(request.host)
        return web.json_response({"ok": True})

    async def moved(self, _: web.Request) -> web.Response:
        raise web.HTTPFound("/page")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    async with served(site.app()) as site.base:
        yield site


def fault_of(guard: Guard, url: str) -> AddressFault:
    with pytest.raises(AddressRefused) as refused:
        guard.checked_base(url)
    assert str(refused.value) == refused.value.fault.value, "the address is told"
    return refused.value.fault


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://toot.si", "https://toot.si"),
        ("https://toot.si/", "https://toot.si"),
        ("https://TOOT.si:443/api/", "https://toot.si/api"),
        ("https://čebela.si", "https://xn--ebela-gya.si"),
        ("https://93.184.215.14", "https://93.184.215.14"),
    ],
)
def test_the_base_of_a_public_server_is_taken(url: str, base: str) -> None:
    """A server's base address comes back in one spelling, without a slash at its end."""
    assert Guard().checked_base(url) == base


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://toot.si", AddressFault.SCHEME),
        ("ftp://toot.si", AddressFault.SCHEME),
        ("toot.si", AddressFault.SCHEME),
        ("", AddressFault.SCHEME),
        ("https://ana@toot.si", AddressFault.CREDENTIALS),
        ("https://:@toot.si", AddressFault.CREDENTIALS),
        ("https://toot.si:8443", AddressFault.PORT),
        ("https://toot.si:22", AddressFault.PORT),
        ("https://toot.si?x=1", AddressFault.MALFORMED),
        ("https://toot.si/?", AddressFault.MALFORMED),
        ("https://toot.si/#top", AddressFault.MALFORMED),
        ("https://toot.si/#", AddressFault.MALFORMED),
        ("https://toot .si", AddressFault.MALFORMED),
        ("https://toot.si\\@10.0.0.1", AddressFault.MALFORMED),
        ("https://toot.si\r\nX: y", AddressFault.MALFORMED),
        ("https:///api", AddressFault.MALFORMED),
        ("https://toot.si:99999", AddressFault.MALFORMED),
    ],
)
def test_what_is_no_plain_base_address_is_refused(url: str, fault: AddressFault) -> None:
    """Other schemes, credentials, odd ports, queries and malformed addresses are refused."""
    assert fault_of(Guard(), url) is fault


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0",
        "0x7f.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "１２７.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "168.63.129.16",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1%25eth0]",
        "[fd00::1]",
    ],
)
async def test_no_spelling_of_an_inner_address_gets_through(host: str) -> None:
    """Inner addresses written out are refused at every door, and no name is looked up."""
    names = Names()
    guard = Guard(resolve=names)

    assert fault_of(guard, f"https://{host}") is AddressFault.ADDRESS
    async with aiohttp.ClientSession(connector=guard.connector()) as session:
        with pytest.raises(aiohttp.ClientConnectorError) as failed:
            await session.get(f"https://{host}/")
    assert isinstance(failed.value.os_error, AddressRefused)
    assert names.asked == []


def test_only_the_very_place_that_was_named_is_allowed() -> None:
    """An operator's exception holds for one host and port, there also without TLS."""
    guard = Guard(allow_hosts=frozenset({"127.0.0.1:3800", "[::1]:3800", "Intranet.example:80"}))

    assert (
        guard.checked_base("http://127.0.0.1:3800/m/toot.si") == "http://127.0.0.1:3800/m/toot.si"
    )
    assert guard.checked_base("http://[::1]:3800/") == "http://[::1]:3800"
    assert guard.checked_base("http://intranet.example") == "http://intranet.example"
    assert fault_of(guard, "https://127.0.0.1:3801") is AddressFault.PORT
    assert fault_of(guard, "https://127.0.0.1") is AddressFault.ADDRESS
    assert fault_of(guard, "http://other.example") is AddressFault.SCHEME
    assert fault_of(guard, "ftp://127.0.0.1:3800") is AddressFault.SCHEME
    assert fault_of(guard, "http://a@127.0.0.1:3800") is AddressFault.CREDENTIALS


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.5"], ["93.184.215.14", "127.0.0.1"], ["::1"], ["fd00::1"], ["::ffff:10.0.0.1"], []],
)
async def test_a_name_that_leads_inside_is_not_called(addresses: list[str]) -> None:
    """One inner address is enough to refuse a name; for the caller nothing was sent."""
    guard = Guard(resolve=Names(evil=[addresses]))

    async with aiohttp.ClientSession(connector=guard.connector()) as session:
        client = http.ApiClient(session, before_call=lambda: None, timeouts=QUICK)
        with pytest.raises(http.NotSent):
            await client.call("POST", "https://evil.example/api")


async def test_localhost_is_refused_through_the_systems_resolver() -> None:
    """The real resolver is guarded too."""
    with pytest.raises(AddressRefused):
        await Guard().look_up("localhost", 443)


async def test_the_address_looked_at_is_the_one_connected_to(site: Site) -> None:
    """A name is looked up once a connection, so what it answers next cannot matter to this one."""
    names = Names(turn=[["127.0.0.1"], ["10.0.0.1"]])
    place = f"turn.example:{site.port}"
    guard = Guard(allow_hosts=frozenset({place}), resolve=names)

    async with (
        aiohttp.ClientSession(connector=guard.connector()) as session,
        session.get(f"http://{place}/page") as answer,
    ):
        assert answer.status == 200

    assert (site.hosts, names.asked) == ([place], ["turn.example"])


async def test_a_name_is_looked_up_again_for_each_new_connection(site: Site) -> None:
    """A name that was allowed once and now leads elsewhere is looked at again."""
    names = Names(turn=[["127.0.0.1"], ["10.0.0.1"], []])
    place = f"turn.example:{site.port}"
    guard = Guard(allow_hosts=frozenset({place}), resolve=names)

    async with aiohttp.ClientSession(connector=guard.connector(force_close=True)) as session:
        async with session.get(f"http://{place}/page") as answer:
            assert answer.status == 200
        assert await guard.look_up("turn.example", site.port) == ["10.0.0.1"]
        with pytest.raises(aiohttp.ClientConnectorDNSError):
            await session.get(f"http://{place}/page")

    assert names.asked == ["turn.example"] * 3
    assert site.hosts == [place]


async def test_the_guarded_session_follows_no_redirect_through_our_client(site: Site) -> None:
    """A redirect is an answer like any other."""
    place = f"127.0.0.1:{site.port}"
    guard = Guard(allow_hosts=frozenset({place}))

    async with aiohttp.ClientSession(connector=guard.connector()) as session:
        client = http.ApiClient(session, before_call=lambda: None, timeouts=QUICK)
        answer = await client.call("GET", f"http://{place}/moved")

    assert answer.status == 302
    assert site.hosts == []


async def test_a_redirect_to_an_inner_address_is_stopped_by_the_connector_itself() -> None:
    """Even a session that follows redirects ends at an address that is not public."""

    async def inside(_: web.Request) -> web.Response:
        raise web.HTTPFound("http://127.0.0.1:1/")

    app = web.Application()
    app.router.add_get("/", inside)
    async with served(app) as base:
        guard = Guard(allow_hosts=frozenset({base.removeprefix("http://")}))
        async with aiohttp.ClientSession(connector=guard.connector()) as session:
            with pytest.raises(aiohttp.ClientConnectorError) as failed:
                await session.get(base)

    assert isinstance(failed.value.os_error, AddressRefused)


async def test_a_slow_resolver_counts_towards_the_callers_time_limit() -> None:
    """Whoever waits for a name can stop waiting."""

    async def never(_: str) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    guard = Guard(resolve=never)
    limits = aiohttp.ClientTimeout(total=0.2)
    async with aiohttp.ClientSession(connector=guard.connector(), timeout=limits) as session:
        with pytest.raises(TimeoutError):
            await session.get("https://slow.example/")

"""The sessions for libraries that block: where they connect, and that they always end."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
import requests.exceptions
import urllib3.exceptions
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from networks.guard import AddressRefused, Guard
from tests.contract.networks.network_fakes import hang_up, served

LIMITS = (0.5, 0.5)
Work = Callable[[requests.Session], requests.Response]


class Site:
    """A web site with a page and several traps."""

    def __init__(self) -> None:
        self.base = ""
        self.headers: list[dict[str, str]] = []
        self.begun = asyncio.Event()

    @property
    def port(self) -> int:
        return int(self.base.rpartition(":")[2])

    def app(self) -> web.Application:
        app = web.Application()
        for path, handler in {
            "/page": self.page,
            "/moved": self.moved,
            "/big": self.big,
            "/endless": self.endless,
            "/stuck": self.stuck,
            "/broken": self.broken,
        }.items():
            app.router.add_route("*", path, handler)
        return app

    async def page(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers))
        return web.json_response({"ok": True}, headers={"Set-Cookie": "who=ana"})

    async def moved(self, _: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect("/page")

    async def big(self, _: web.Request) -> web.Response:
        answer = web.Response(body=b"\0" * 3_000_000)
        answer.enable_compression(web.ContentCoding.gzip)
        return answer

    async def endless(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"x" * 100_000)

    async def stuck(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"x")
        self.begun.set()
        await asyncio.Event().wait()
        return answer

    async def broken(self, request: web.Request) -> web.Response:
        hang_up(request)
        return web.Response()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    async with served(site.app()) as site.base:
        yield site


def guard_of(*places: str, **known: Sequence[str]) -> Guard:
    async def resolve(host: str) -> Sequence[str]:
        found = known.get(host.partition(".")[0])
        if found is None:
            raise OSError("no such name")
        return found

    return Guard(allow_hosts=frozenset(places), resolve=resolve)


async def done(guard: Guard, work: Work) -> requests.Response:
    """What a library in a thread gets."""

    def in_session() -> requests.Response:
        with guard.blocking_session() as session:
            return work(session)

    return await asyncio.to_thread(in_session)


def never_connected(error: requests.ConnectionError) -> bool:
    reason = getattr(error.args[0], "reason", None)
    return isinstance(reason, urllib3.exceptions.NewConnectionError)


async def test_an_allowed_place_is_called(site: Site) -> None:
    """A place the operator named answers, and its cookie is not kept."""
    guard = guard_of(f"127.0.0.1:{site.port}")

    def twice(session: requests.Session) -> requests.Response:
        session.get(f"{site.base}/page", timeout=LIMITS)
        return session.get(f"{site.base}/page", timeout=LIMITS)

    assert (await done(guard, twice)).json() == {"ok": True}
    assert all("Cookie" not in headers for headers in site.headers)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "https://evil.example/",
        "https://mixed.example/",
        "https://nobody.example/",
    ],
)
async def test_inner_addresses_are_not_connected_to(url: str) -> None:
    """Literal or by name, an inner address is for the library a connection that failed."""
    guard = guard_of(evil=["10.0.0.5"], mixed=["93.184.215.14", "127.0.0.1"])

    with pytest.raises(requests.ConnectionError) as failed:
        await done(guard, lambda session: session.get(url, timeout=LIMITS))

    assert never_connected(failed.value)


async def test_numeric_spellings_go_through_the_resolver_and_are_refused() -> None:
    """The system may read a number as an inner address; what it reads is what is looked at."""
    with pytest.raises(requests.ConnectionError) as failed:
        await done(Guard(), lambda session: session.get("http://2130706433/", timeout=LIMITS))

    assert isinstance(failed.value.args[0].reason.__cause__, AddressRefused)


async def test_the_address_looked_at_is_the_one_connected_to(site: Site) -> None:
    """A name is looked up once a connection, and that is where the connection goes."""
    asked: list[str] = []

    async def turning(host: str) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    place = f"turn.example:{site.port}"
    guard = Guard(allow_hosts=frozenset({place}), resolve=turning)

    answer = await done(guard, lambda session: session.get(f"http://{place}/page", timeout=LIMITS))

    assert (answer.status_code, asked) == (200, ["turn.example"])
    assert site.headers[0]["Host"] == place


async def test_the_next_address_is_tried_when_one_does_not_answer(site: Site) -> None:
    """A name with several addresses works while one of them does."""
    place = f"two.example:{site.port}"
    guard = guard_of(place, two=["::1", "127.0.0.1"])

    answer = await done(guard, lambda session: session.get(f"http://{place}/page", timeout=LIMITS))

    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_no_redirect_is_followed(site: Site, method: str) -> None:
    """A redirect comes back as it is, even to a library that would follow it."""
    guard = guard_of(f"127.0.0.1:{site.port}")

    answer = await done(
        guard, lambda session: session.request(method, f"{site.base}/moved", timeout=LIMITS)
    )

    assert answer.status_code == 307
    assert site.headers == []


async def test_the_environment_is_ignored(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither a proxy nor a .netrc file of the machine changes a call."""
    netrc = tmp_path / "netrc"
    netrc.write_text("default login root password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    guard = guard_of(f"127.0.0.1:{site.port}")

    await done(guard, lambda session: session.get(f"{site.base}/page", timeout=LIMITS))

    assert "Authorization" not in site.headers[0]


@pytest.mark.parametrize("path", ["/big", "/endless"])
async def test_an_answer_without_end_is_cut_off(site: Site, path: str) -> None:
    """An answer that is too long, also once it is unpacked, fails instead of filling memory."""
    guard = guard_of(f"127.0.0.1:{site.port}")

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        await done(guard, lambda session: session.get(site.base + path, timeout=LIMITS))


async def test_a_broken_connection_is_no_failed_connect(site: Site) -> None:
    """Once something was sent, the failure does not look as though nothing was."""
    guard = guard_of(f"127.0.0.1:{site.port}")

    with pytest.raises(requests.ConnectionError) as failed:
        await done(guard, lambda session: session.post(f"{site.base}/broken", timeout=LIMITS))

    assert not never_connected(failed.value)


async def test_whoever_waits_can_cut_the_line(site: Site) -> None:
    """A server that never ends its answer holds its thread no longer than somebody waits."""
    session = guard_of(f"127.0.0.1:{site.port}").blocking_session()
    work = asyncio.create_task(
        asyncio.to_thread(session.get, f"{site.base}/stuck", timeout=(1, 60))
    )
    await site.begun.wait()
    assert not work.done()

    session.cut()

    with pytest.raises(requests.RequestException):
        await asyncio.wait_for(work, 5)
    session.close()


async def test_a_session_that_is_over_calls_nothing(site: Site) -> None:
    """A thread that comes late, when nobody waits any more, sends nothing."""
    session = guard_of(f"127.0.0.1:{site.port}").blocking_session()
    session.close()

    with pytest.raises(requests.ConnectionError) as failed:
        await asyncio.to_thread(session.post, f"{site.base}/page", timeout=LIMITS)

    assert never_connected(failed.value)
    assert site.headers == []


class Authority:
    """Makes certificates that a session trusts when it is told to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        self.trusted = folder / "authority.pem"
        itself = self._signed(self._name, self._key.public_key(), ca=True)
        self.trusted.write_bytes(itself.public_bytes(serialization.Encoding.PEM))

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, *, ca: bool, host: str = ""
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if host:
            names = x509.SubjectAlternativeName([x509.DNSName(host)])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())

    def context(self, host: str) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        file = self._folder / "server.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + self._signed(subject, key.public_key(), ca=False, host=host).public_bytes(
                serialization.Encoding.PEM
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


@pytest.mark.parametrize(("called", "fits"), [("toot.example", True), ("other.example", False)])
async def test_the_certificate_is_checked_against_the_name(
    tmp_path: Path, called: str, *, fits: bool
) -> None:
    """The address is pinned, but the server still has to prove that it is the name called."""
    authority = Authority(tmp_path)
    runner = web.AppRunner(Site().app(), shutdown_timeout=0.1)
    await runner.setup()
    context = authority.context("toot.example")
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    place = f"{called}:{runner.addresses[0][1]}"
    guard = guard_of(place, toot=["127.0.0.1"], other=["127.0.0.1"])

    def work(session: requests.Session) -> requests.Response:
        return session.get(f"https://{place}/page", timeout=LIMITS, verify=str(authority.trusted))

    try:
        if fits:
            assert (await done(guard, work)).status_code == 200
        else:
            with pytest.raises(requests.exceptions.SSLError):
                await done(guard, work)
        # Without trusting the authority neither name is believed.
        with pytest.raises(requests.exceptions.SSLError):
            await done(guard, lambda session: session.get(f"https://{place}/page", timeout=LIMITS))
    finally:
        await runner.cleanup()

"""The guarded fetcher against a local server and against hostile names and servers."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Sequence

import pytest
from aiohttp import web

from networks.fetching import FetchRefusal, FetchRefused, GuardedFetcher
from tests.contract.networks.network_fakes import hang_up, served

ANY = ("*/*",)


class Site:
    """A web site with a page and several traps."""

    def __init__(self) -> None:
        self.base = ""
        self.requests: list[web.Request] = []
        self.redirect_to = ""

    @property
    def place(self) -> str:
        return self.base.removeprefix("http://")

    def app(self) -> web.Application:
        app = web.Application()
        for path, handler in {
            "/page": self.page,
            "/redirect": self.redirect,
            "/loop": self.loop,
            "/big": self.big,
            "/stream": self.stream,
            "/bomb": self.bomb,
            "/zipped": self.zipped,
            "/odd": self.odd,
            "/slow": self.slow,
            "/broken": self.broken,
        }.items():
            app.router.add_get(path, handler)
        return app

    async def page(self, request: web.Request) -> web.Response:
        self.requests.append(request)
        return web.Response(text="čšž", content_type="text/html", charset="utf-8")

    async def redirect(self, _: web.Request) -> web.Response:
        headers = {"Location": self.redirect_to} if self.redirect_to else {}
        return web.Response(status=302, headers=headers)

    async def loop(self, _: web.Request) -> web.Response:
        raise web.HTTPFound("/loop")

    async def big(self, _: web.Request) -> web.Response:
        return web.Response(body=b"x" * 2_000)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(4):
            await response.write(b"x" * 500)
        return response

    async def bomb(self, _: web.Request) -> web.Response:
        packed = gzip.compress(b"\0" * 1_000_000)
        return web.Response(body=packed[:900], headers={"Content-Encoding": "gzip"})

    async def zipped(self, _: web.Request) -> web.Response:
        return web.Response(body=gzip.compress(b"small"), headers={"Content-Encoding": "gzip"})

    async def odd(self, _: web.Request) -> web.Response:
        return web.Response(body=b"??", headers={"Content-Encoding": "br"})

    async def slow(self, _: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    async def broken(self, request: web.Request) -> web.Response:
        hang_up(request)
        return web.Response()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    async with served(site.app()) as site.base:
        yield site


class Names:
    """A resolver with answers by name; each further lookup of a name takes its next answer."""

    def __init__(self, **answers: list[Sequence[str]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def __call__(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        known = self.answers.get(host.split(".", maxsplit=1)[0])
        if not known:
            raise OSError("no such name")
        return known.pop(0) if len(known) > 1 else known[0]


def fetcher(site: Site, names: Names | None = None, **limits: float) -> GuardedFetcher:
    return GuardedFetcher(
        allow_hosts=frozenset({site.place}),
        max_bytes=int(limits.get("max_bytes", 1_000)),
        timeout=limits.get("timeout", 2.0),
        max_redirects=3,
        resolve=names or Names(),
    )


async def refused(fetcher: GuardedFetcher, url: str, accept: Sequence[str] = ANY) -> FetchRefusal:
    with pytest.raises(FetchRefused) as failed:
        await fetcher.get(url, accept=accept)
    return failed.value.reason


async def test_an_allowed_host_is_fetched(site: Site) -> None:
    """A host the operator named is fetched although it is private."""
    got = await fetcher(site).get(f"{site.base}/page", accept=("text/html",))

    assert got.url == f"{site.base}/page"
    assert (got.content_type, got.charset) == ("text/html", "utf-8")
    assert got.body.decode() == "čšž"
    assert "Cookie" not in site.requests[0].headers


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fe80::1%25eth0]/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://017700000001/",
        "http://127.1/",
        "http://0/",
        "http://１２７.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://168.63.129.16/",
        "http://100.64.0.1/",
        "http://10.1.2.3/",
        "https://192.168.0.1/",
    ],
)
async def test_literal_inner_addresses_are_refused(site: Site, url: str) -> None:
    """No spelling of an inner address gets through, and no name is looked up for it."""
    names = Names()

    assert await refused(fetcher(site, names), url) is FetchRefusal.ADDRESS
    assert names.asked == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/", FetchRefusal.SCHEME),
        ("file:///etc/passwd", FetchRefusal.SCHEME),
        ("javascript:alert(1)", FetchRefusal.SCHEME),
        ("//example.com/", FetchRefusal.SCHEME),
        ("", FetchRefusal.SCHEME),
        ("http://user@example.com/", FetchRefusal.CREDENTIALS),
        ("http://user:pass@example.com/", FetchRefusal.CREDENTIALS),
        ("http://:@example.com/", FetchRefusal.CREDENTIALS),
        ("http://example.com:22/", FetchRefusal.PORT),
        ("http://example.com:99999/", FetchRefusal.MALFORMED),
        ("http://exam ple.com/", FetchRefusal.MALFORMED),
        ("http://good.example\\@127.0.0.1/", FetchRefusal.MALFORMED),
        ("http://example.com/\r\nHost: x", FetchRefusal.MALFORMED),
        ("http:///page", FetchRefusal.MALFORMED),
        ("http://nowhere.example/", FetchRefusal.UNRESOLVED),
    ],
)
async def test_unfit_addresses_are_refused(site: Site, url: str, reason: FetchRefusal) -> None:
    """Whatever is not a plain public web address is refused with its reason."""
    assert await refused(fetcher(site), url) is reason


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.5"], ["93.184.215.14", "127.0.0.1"], ["::1"], ["fd00::1"], ["::ffff:10.0.0.1"]],
)
async def test_names_that_lead_inside_are_refused(site: Site, addresses: list[str]) -> None:
    """One inner address among a name's addresses is enough to refuse the name."""
    names = Names(evil=[addresses])

    assert await refused(fetcher(site, names), "http://evil.example/") is FetchRefusal.ADDRESS
    assert names.asked == ["evil.example"]


async def test_localhost_is_refused_through_the_systems_resolver() -> None:
    """The real resolver is guarded too."""
    assert await refused(GuardedFetcher(), "http://localhost/") is FetchRefusal.ADDRESS


async def test_the_address_looked_at_is_the_one_connected_to(site: Site) -> None:
    """A name is looked up once a request, so its next answer cannot matter to this one."""
    port = int(site.place.partition(":")[2])
    names = Names(blog=[["127.0.0.1"], ["10.0.0.1"]])
    guarded = GuardedFetcher(allow_hosts=frozenset({f"blog.example:{port}"}), resolve=names)

    got = await guarded.get(f"http://blog.example:{port}/page", accept=ANY)

    assert got.body
    assert names.asked == ["blog.example"]
    assert site.requests[0].host == f"blog.example:{port}"


async def test_each_hop_looks_its_name_up_again(site: Site) -> None:
    """A redirect back to the same name does not rest on the earlier look-up."""
    port = int(site.place.partition(":")[2])
    names = Names(blog=[["127.0.0.1"]])
    guarded = GuardedFetcher(allow_hosts=frozenset({f"blog.example:{port}"}), resolve=names)
    site.redirect_to = "/page"

    await guarded.get(f"http://blog.example:{port}/redirect", accept=ANY)

    assert names.asked == ["blog.example", "blog.example"]


async def test_a_name_that_changes_its_answer_is_refused_the_second_time(site: Site) -> None:
    """A redirect back to a name that now leads inside is looked up again and refused."""
    names = Names(turn=[["10.0.0.1"]])
    site.redirect_to = "http://turn.example/admin"

    assert await refused(fetcher(site, names), f"{site.base}/redirect") is FetchRefusal.ADDRESS
    assert names.asked == ["turn.example"]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://169.254.169.254/", FetchRefusal.ADDRESS),
        ("//127.0.0.1/", FetchRefusal.ADDRESS),
        ("file:///etc/passwd", FetchRefusal.SCHEME),
        ("http://a:b@example.com/", FetchRefusal.CREDENTIALS),
        ("http://example.com:6379/", FetchRefusal.PORT),
        ("", FetchRefusal.MALFORMED),
    ],
)
async def test_each_redirect_is_looked_at(site: Site, location: str, reason: FetchRefusal) -> None:
    """A redirect may go nowhere that the first address could not have gone."""
    site.redirect_to = location

    assert await refused(fetcher(site), f"{site.base}/redirect") is reason


async def test_a_relative_redirect_is_followed(site: Site) -> None:
    """A redirect within the site leads to the page, whose final address is told."""
    site.redirect_to = "page"

    got = await fetcher(site).get(f"{site.base}/redirect", accept=ANY)

    assert got.url == f"{site.base}/page"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/loop", FetchRefusal.REDIRECTS),
        ("/big", FetchRefusal.TOO_BIG),
        ("/stream", FetchRefusal.TOO_BIG),
        ("/bomb", FetchRefusal.TOO_BIG),
        ("/odd", FetchRefusal.CONTENT_TYPE),
        ("/broken", FetchRefusal.UNREACHABLE),
        ("/missing", FetchRefusal.STATUS),
    ],
)
async def test_a_hostile_server_is_cut_off(site: Site, path: str, reason: FetchRefusal) -> None:
    """Endless redirects, big, growing, odd and broken answers end with their reason."""
    assert await refused(fetcher(site), site.base + path) is reason


async def test_a_packed_answer_is_unpacked(site: Site) -> None:
    """A server that packs although it was asked not to is still understood."""
    assert (await fetcher(site).get(f"{site.base}/zipped", accept=ANY)).body == b"small"


async def test_a_slow_server_is_left(site: Site) -> None:
    """The time limit holds for the whole fetch."""
    assert await refused(fetcher(site, timeout=0.2), f"{site.base}/slow") is FetchRefusal.TIMEOUT


async def test_a_slow_resolver_is_left() -> None:
    """Looking up the name counts towards the time limit."""

    async def never(_: str) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    guarded = GuardedFetcher(timeout=0.2, resolve=never)

    assert await refused(guarded, "http://slow.example/") is FetchRefusal.TIMEOUT


@pytest.mark.parametrize(
    ("accept", "fits"),
    [(("text/html",), True), (("text/*",), True), (("image/*", "image/png"), False)],
)
async def test_only_wanted_types_are_taken(
    site: Site, accept: tuple[str, ...], *, fits: bool
) -> None:
    """The declared type has to be one that was asked for."""
    if fits:
        assert (await fetcher(site).get(f"{site.base}/page", accept=accept)).body
    else:
        assert await refused(fetcher(site), f"{site.base}/page", accept) is (
            FetchRefusal.CONTENT_TYPE
        )


async def test_a_forbidden_moment_stops_the_fetch(site: Site) -> None:
    """The hook that forbids calls is asked before anything else."""

    def shut() -> None:
        raise RuntimeError("a unit of work is open")

    guarded = GuardedFetcher(allow_hosts=frozenset({site.place}), before_call=shut)

    with pytest.raises(RuntimeError):
        await guarded.get(f"{site.base}/page", accept=ANY)
    assert site.requests == []


async def test_a_refusal_does_not_tell_the_address(site: Site) -> None:
    """The refusal's text and cause are free of the address, which may be private."""
    with pytest.raises(FetchRefused) as failed:
        await fetcher(site).get("http://intranet.example/salaries", accept=ANY)

    assert str(failed.value) == "unresolved"
    assert failed.value.__suppress_context__

"""Fetching addresses that people typed: feeds, article pages, pictures.

Whoever can make a server fetch an address can try to reach what only the server can reach (OWASP,
"Server Side Request Forgery Prevention"). So: http and https only, usual ports only, every name
resolved here and connected to exactly the addresses that were looked at, every redirect looked at
again, limits on size and time. Calls to the networks' own APIs go through `networks.http`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import aiohttp
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""From a host name to all its addresses as text; raises OSError when there are none."""

USER_AGENT = "Mozilla/5.0 (compatible; GlasnikBot/1.0)"
_USUAL_PORTS = frozenset({80, 443})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
# The URL Standard's "ends in a number" check: such a host is an IPv4 address in some spelling.
_NUMERIC_END = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$", re.IGNORECASE)
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Ranges that Python counts as global although they lead somewhere else.
_ELSEWHERE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's platform address, reachable from every machine there
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "2001::/32",  # Teredo, an IPv4 address inside (RFC 4380)
        "2002::/16",  # 6to4, an IPv4 address inside (RFC 3056)
        "3fff::/20",  # documentation (RFC 9637)
    )
)


class FetchRefusal(StrEnum):
    """Why an address was not fetched."""

    MALFORMED = "malformed"
    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    PORT = "port"
    ADDRESS = "address"
    UNRESOLVED = "unresolved"
    REDIRECTS = "redirects"
    TOO_BIG = "too_big"
    TIMEOUT = "timeout"
    STATUS = "status"
    CONTENT_TYPE = "content_type"
    UNREACHABLE = "unreachable"


class FetchRefused(Exception):
    """The address was not fetched. The text holds the reason only, never the address."""

    def __init__(self, reason: FetchRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """A fetched document: its final address, bare media type, declared charset, and bytes."""

    url: str
    content_type: str
    charset: str | None
    body: bytes = field(repr=False)


def is_public(address: str) -> bool:
    """Whether an IP address is an ordinary public one.

    Not public: private, loopback, link-local, shared (RFC 6598), multicast, reserved, and every
    IPv6 form that carries an IPv4 address inside (mapped, NAT64, 6to4, Teredo).
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (ip.scope_id or ip not in _GLOBAL_UNICAST):
        return False
    if any(ip.version == network.version and ip in network for network in _ELSEWHERE):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


async def resolve_by_system(host: str) -> Sequence[str]:
    """All addresses the system's resolver knows for a host. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


def _allow_every_call() -> None:
    pass


class GuardedFetcher:
    """Fetches public addresses, and nothing else.

    `allow_hosts` are the exceptions an operator named, as `host:port`, for a blog on the
    intranet or for the sandbox. `timeout` is in seconds for the whole chain of redirects.
    `before_call` may raise to forbid the call.
    """

    def __init__(
        self,
        *,
        allow_hosts: frozenset[str] = frozenset(),
        max_bytes: int = 5_000_000,
        timeout: float = 15.0,
        max_redirects: int = 5,
        resolve: Resolve = resolve_by_system,
        before_call: Callable[[], None] = _allow_every_call,
    ) -> None:
        self._allow = frozenset(host.lower() for host in allow_hosts)
        self._max_bytes = max_bytes
        self._timeout = timeout
        self._max_redirects = max_redirects
        self._resolve = resolve
        self._before_call = before_call

    async def get(self, url: str, *, accept: Sequence[str]) -> Fetched:
        """Fetch an address; `accept` are media types, `image/*` and `*/*` among them.

        Raises `FetchRefused`.
        """
        self._before_call()
        target = self._checked(_parse(url))
        connector = aiohttp.TCPConnector(
            resolver=_PinnedResolver(self._resolve, self._allow),
            # One connection a hop, so that each hop's name passes the resolver again.
            use_dns_cache=False,
            force_close=True,
        )
        try:
            async with (
                asyncio.timeout(self._timeout),
                aiohttp.ClientSession(
                    connector=connector,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    auto_decompress=False,
                    trust_env=False,
                ) as session,
            ):
                for _ in range(self._max_redirects + 1):
                    found = await self._hop(session, target, accept)
                    if isinstance(found, Fetched):
                        return found
                    target = self._checked(found)
        except TimeoutError:
            raise FetchRefused(FetchRefusal.TIMEOUT) from None
        except aiohttp.ClientConnectorDNSError:
            raise FetchRefused(FetchRefusal.UNRESOLVED) from None
        except (aiohttp.ClientError, OSError):
            raise FetchRefused(FetchRefusal.UNREACHABLE) from None
        raise FetchRefused(FetchRefusal.REDIRECTS)

    def _checked(self, url: yarl.URL) -> yarl.URL:
        """The same address, if it may be asked for. Names are looked up later, by the resolver."""
        if url.scheme not in {"http", "https"}:
            raise FetchRefused(FetchRefusal.SCHEME)
        if url.user is not None or url.password is not None:
            raise FetchRefused(FetchRefusal.CREDENTIALS)
        host = url.raw_host
        if not host or url.port is None:
            raise FetchRefused(FetchRefusal.MALFORMED)
        if _place(host, url.port) in self._allow:
            return url
        if url.port not in _USUAL_PORTS:
            raise FetchRefused(FetchRefusal.PORT)
        # aiohttp does not ask the resolver about literal addresses.
        if (":" in host or _NUMERIC_END.search(host)) and not is_public(host):
            raise FetchRefused(FetchRefusal.ADDRESS)
        return url

    async def _hop(
        self, session: aiohttp.ClientSession, url: yarl.URL, accept: Sequence[str]
    ) -> Fetched | yarl.URL:
        """One request: the document, or the address it redirects to."""
        headers = {
            "User-Agent": USER_AGENT,
            "Accept": ", ".join(accept),
            "Accept-Encoding": "identity",
        }
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            if response.status in _REDIRECTS:
                return _parse_relative(url, response.headers.get("Location", ""))
            if response.status != 200:
                raise FetchRefused(FetchRefusal.STATUS)
            if not _accepted(response.content_type, accept):
                raise FetchRefused(FetchRefusal.CONTENT_TYPE)
            if (response.content_length or 0) > self._max_bytes:
                raise FetchRefused(FetchRefusal.TOO_BIG)
            return Fetched(
                url=str(url),
                content_type=response.content_type,
                charset=response.charset,
                body=await self._read(response),
            )

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        """The body, unpacked piece by piece so that a small one cannot grow without limit."""
        unpacker = _unpacker(response.headers.get("Content-Encoding", "identity"))
        body = bytearray()
        async for chunk in response.content.iter_any():
            if unpacker is None:
                body += chunk
            else:
                try:
                    body += unpacker.decompress(chunk, self._max_bytes + 1 - len(body))
                except zlib.error:
                    raise FetchRefused(FetchRefusal.MALFORMED) from None
            if len(body) > self._max_bytes:
                raise FetchRefused(FetchRefusal.TOO_BIG)
        return bytes(body)


class _PinnedResolver(AbstractResolver):
    """Gives aiohttp only addresses that were looked at; it connects to these and no others."""

    def __init__(self, resolve: Resolve, allow: frozenset[str]) -> None:
        self._resolve = resolve
        self._allow = allow

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """All addresses of a host; refused as a whole when one of them is not public."""
        addresses = await self._resolve(host)
        if not addresses:
            raise OSError("no address")
        if _place(host, port) not in self._allow and not all(map(is_public, addresses)):
            raise FetchRefused(FetchRefusal.ADDRESS)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing is held open."""


def _place(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host.lower()}:{port}"


def _parse(text: str) -> yarl.URL:
    if _UNFIT.search(text):
        raise FetchRefused(FetchRefusal.MALFORMED)
    try:
        return yarl.URL(text)
    except ValueError:
        raise FetchRefused(FetchRefusal.MALFORMED) from None


def _parse_relative(base: yarl.URL, location: str) -> yarl.URL:
    if not location:
        raise FetchRefused(FetchRefusal.MALFORMED)
    return base.join(_parse(location))


def _accepted(content_type: str, accept: Sequence[str]) -> bool:
    kind = content_type.partition("/")[0]
    wanted = {entry.partition(";")[0].strip().lower() for entry in accept}
    return not wanted.isdisjoint({content_type.lower(), f"{kind}/*".lower(), "*/*"})


def _unpacker(encoding: str) -> zlib._Decompress | None:
    match encoding.strip().lower():
        case "identity" | "":
            return None
        case "gzip" | "x-gzip":
            return zlib.decompressobj(wbits=31)
        case "deflate":
            return zlib.decompressobj(wbits=15)
        case _:
            raise FetchRefused(FetchRefusal.CONTENT_TYPE)

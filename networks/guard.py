"""Which addresses may be called when a person typed them, or they follow from what one typed.

Whoever can make a server call an address can try to reach what only the server can reach (OWASP,
"Server Side Request Forgery Prevention"). So: usual ports only, no credentials, every name
resolved here and connected to exactly the addresses that were looked at. It must not know what is
called nor what is done with the answer.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import aiohttp
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult

from networks import blocking

if TYPE_CHECKING:
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""From a host name to all its addresses as text; raises OSError when there are none."""

WEB = frozenset({"http", "https"})
_USUAL_PORTS = frozenset({80, 443})
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


class AddressFault(StrEnum):
    """Why an address may not be called."""

    MALFORMED = "malformed"
    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    PORT = "port"
    ADDRESS = "address"


class AddressRefused(OSError):
    """The address may not be called. The text holds the reason only, never the address.

    An OSError, so that every HTTP library takes it for what it is: no connection was made.
    """

    def __init__(self, fault: AddressFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


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


def parse(text: str) -> yarl.URL:
    """An address as it was typed, taken apart. Raises `AddressRefused`."""
    if _UNFIT.search(text):
        raise AddressRefused(AddressFault.MALFORMED)
    try:
        return yarl.URL(text)
    except ValueError:
        raise AddressRefused(AddressFault.MALFORMED) from None


async def resolve_by_system(host: str) -> Sequence[str]:
    """All addresses the system's resolver knows for a host. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


class Guard:
    """The rules, and connections that keep them.

    `allow_hosts` are the exceptions an operator named, as `host:port`, for a server on the
    intranet or for the sandbox.
    """

    def __init__(
        self,
        *,
        allow_hosts: frozenset[str] = frozenset(),
        resolve: Resolve = resolve_by_system,
    ) -> None:
        self._allow = frozenset(host.lower() for host in allow_hosts)
        self._resolve = resolve

    def checked(self, url: yarl.URL, *, schemes: frozenset[str] = WEB) -> yarl.URL:
        """The same address, if it may be called; its name is looked up when it is.

        Hosts that the operator named may be called without TLS also where `schemes` has none of
        it. Raises `AddressRefused`.
        """
        if url.scheme not in WEB:
            raise AddressRefused(AddressFault.SCHEME)
        if url.user is not None or url.password is not None:
            raise AddressRefused(AddressFault.CREDENTIALS)
        host = url.raw_host
        if not host or url.port is None:
            raise AddressRefused(AddressFault.MALFORMED)
        if self._allowed(host, url.port):
            return url
        if url.scheme not in schemes:
            raise AddressRefused(AddressFault.SCHEME)
        if url.port not in _USUAL_PORTS:
            raise AddressRefused(AddressFault.PORT)
        if _is_literal(host) and not is_public(host):
            raise AddressRefused(AddressFault.ADDRESS)
        return url

    def checked_base(self, url: str) -> str:
        """The base address of a server's API, without a trailing slash; https only.

        A path is allowed, a query and a fragment are not. Raises `AddressRefused`.
        """
        base = self.checked(parse(url), schemes=frozenset({"https"}))
        if "?" in url or "#" in url:
            raise AddressRefused(AddressFault.MALFORMED)
        return str(base).rstrip("/")

    async def look_up(self, host: str, port: int) -> Sequence[str]:
        """All addresses of a host; refused as a whole when one of them is not public.

        Raises `AddressRefused`, and another OSError when there are none.
        """
        addresses = [host] if _is_ip(host) else await self._resolve(host)
        if not addresses:
            raise OSError("no address")
        if not self._allowed(host, port) and not all(map(is_public, addresses)):
            raise AddressRefused(AddressFault.ADDRESS)
        return addresses

    def connector(self, *, force_close: bool = False) -> aiohttp.TCPConnector:
        """For an aiohttp session that connects to nothing else; call it inside the loop.

        With `force_close` each call makes a connection of its own.
        """
        return _GuardedConnector(self, force_close=force_close)

    def blocking_session(self) -> blocking.Session:
        """For a library that blocks: the same rules. Close it after the call."""
        return blocking.Session(self.look_up)

    def _allowed(self, host: str, port: int) -> bool:
        place = f"[{host}]:{port}" if ":" in host else f"{host.lower()}:{port}"
        return place in self._allow


class _GuardedConnector(aiohttp.TCPConnector):
    def __init__(self, guard: Guard, *, force_close: bool) -> None:
        super().__init__(
            resolver=_PinnedResolver(guard),
            # Each new connection passes the resolver again.
            use_dns_cache=False,
            force_close=force_close,
        )
        self._guard = guard

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - the signature is aiohttp's
    ) -> Connection:
        """Check literal addresses too, about which aiohttp does not ask the resolver."""
        try:
            self._guard.checked(req.url)
        except AddressRefused as refused:
            raise aiohttp.ClientConnectorError(req.connection_key, refused) from None
        return await super().connect(req, traces, timeout)


class _PinnedResolver(AbstractResolver):
    """Gives aiohttp only addresses that were looked at; it connects to these and no others."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """All addresses of a host; refused as a whole when one of them is not public."""
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in await self._guard.look_up(host, port)
        ]

    async def close(self) -> None:
        """Nothing is held open."""


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_literal(host: str) -> bool:
    return ":" in host or _NUMERIC_END.search(host) is not None

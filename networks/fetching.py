"""Fetching addresses that people typed: feeds, article pages, pictures.

Only where `networks.guard` allows it, and every redirect is looked at again; limits on size and
time. Calls to the networks' own APIs go through `networks.http`.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import aiohttp
import yarl

from networks import guard

USER_AGENT = "Mozilla/5.0 (compatible; GlasnikBot/1.0)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


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
        resolve: guard.Resolve = guard.resolve_by_system,
        before_call: Callable[[], None] = _allow_every_call,
    ) -> None:
        self._guard = guard.Guard(allow_hosts=allow_hosts, resolve=resolve)
        self._max_bytes = max_bytes
        self._timeout = timeout
        self._max_redirects = max_redirects
        self._before_call = before_call

    async def get(self, url: str, *, accept: Sequence[str]) -> Fetched:
        """Fetch an address; `accept` are media types, `image/*` and `*/*` among them.

        Raises `FetchRefused`.
        """
        self._before_call()
        target = self._checked(url)
        # One connection a hop, so that each hop's name passes the resolver again.
        connector = self._guard.connector(force_close=True)
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
                    target = self._checked(found, target)
        except TimeoutError:
            raise FetchRefused(FetchRefusal.TIMEOUT) from None
        except aiohttp.ClientConnectorDNSError as error:
            if isinstance(error.os_error, guard.AddressRefused):
                raise FetchRefused(FetchRefusal.ADDRESS) from None
            raise FetchRefused(FetchRefusal.UNRESOLVED) from None
        except (aiohttp.ClientError, OSError):
            raise FetchRefused(FetchRefusal.UNREACHABLE) from None
        raise FetchRefused(FetchRefusal.REDIRECTS)

    def _checked(self, address: str, base: yarl.URL | None = None) -> yarl.URL:
        """The same address, if it may be asked for. Names are looked up later, by the resolver."""
        try:
            url = guard.parse(address)
            return self._guard.checked(url if base is None else base.join(url))
        except guard.AddressRefused as refused:
            raise FetchRefused(FetchRefusal(refused.fault.value)) from None

    async def _hop(
        self, session: aiohttp.ClientSession, url: yarl.URL, accept: Sequence[str]
    ) -> Fetched | str:
        """One request: the document, or the address it redirects to."""
        headers = {
            "User-Agent": USER_AGENT,
            "Accept": ", ".join(accept),
            "Accept-Encoding": "identity",
        }
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            if response.status in _REDIRECTS:
                return _location(response)
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


def _location(response: aiohttp.ClientResponse) -> str:
    location = response.headers.get("Location", "")
    if not location:
        raise FetchRefused(FetchRefusal.MALFORMED)
    return location


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

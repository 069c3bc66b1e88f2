"""The keys with which the Bot Connector signs, fetched when needed and kept.

Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
("Connector to Bot"): the metadata name the keys, each key names the channels it may speak for, and
lists are to be read anew once a day. Must not know tokens or activities.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import yarl
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

_log = logging.getLogger(__name__)

FRESH_SECONDS = 24 * 3600.0
"""How long a list of keys is used without looking again."""
UNKNOWN_SECONDS = 3600.0
"""The least time between two looks for a key that no list named, however many ask for one."""
STALE_SECONDS = 300.0
"""The least time between two looks for a newer list, while the old one is still there."""
EMPTY_SECONDS = 5.0
"""The least time between two looks while there is no list at all."""
PATIENCE_SECONDS = 1.0
"""How long a request whose key is in an old list waits for a newer one."""
FETCH_SECONDS = 5.0

_MOST_BYTES = 512 * 1024
_LEAST_BITS = 2048


class KeysUnavailable(Exception):
    """No keys were ever read, so nobody can be told from anybody else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SigningKey:
    """A public key and the channels that its holder may speak for."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class Keys:
    """The keys behind one metadata address; at most one look at a time, never for long."""

    def __init__(
        self,
        openid_url: str,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        fetch_seconds: float = FETCH_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._url = openid_url
        self._monotonic = monotonic
        self._fetch_seconds = fetch_seconds
        self._patience = patience_seconds
        self._keys: Mapping[str, SigningKey] = {}
        self._read_at: float | None = None
        self._asked_at: float | None = None
        self._asking: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None

    async def find(self, kid: str) -> SigningKey | None:
        """The key of this name; None where the newest list we have names no such key.

        Raises KeysUnavailable when there is no list and none can be had.
        """
        known = kid in self._keys
        if not (known and self._age() < FRESH_SECONDS):
            look = self._look(known=known)
            if look is not None:
                await asyncio.wait({look}, timeout=self._patience if known else None)
        if self._read_at is None:
            raise KeysUnavailable
        return self._keys.get(kid)

    @property
    def known(self) -> int:
        """How many keys there are at hand."""
        return len(self._keys)

    def begin(self) -> None:
        """Look now, so that the first request need not wait; call it inside the running loop."""
        self._look(known=False)

    async def close(self) -> None:
        """Stop looking and give the connection back."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait({self._asking})
            self._asking = None
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _age(self) -> float:
        return self._monotonic() - self._read_at if self._read_at is not None else float("inf")

    def _look(self, *, known: bool) -> asyncio.Task[None] | None:
        """The look that is under way, or a new one where one is due."""
        if self._asking is not None and not self._asking.done():
            return self._asking
        if self._read_at is None:
            pause = EMPTY_SECONDS
        else:
            pause = STALE_SECONDS if known or self._age() >= FRESH_SECONDS else UNKNOWN_SECONDS
        now = self._monotonic()
        if self._asked_at is not None and now - self._asked_at < pause:
            return None
        self._asked_at = now
        self._asking = asyncio.ensure_future(self._read())
        return self._asking

    async def _read(self) -> None:
        """Take over a newer list; whatever goes wrong, the one at hand stays."""
        try:
            async with asyncio.timeout(self._fetch_seconds):
                found = await self._fetch()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError) as fault:
            _log.warning(
                "the keys of the bot connector could not be read: %s: %.200s",
                type(fault).__name__,
                fault,
            )
            return
        self._keys, self._read_at = found, self._monotonic()

    async def _fetch(self) -> Mapping[str, SigningKey]:
        if not may_be_asked(self._url):
            raise ValueError("the metadata address is neither https nor on this machine")
        metadata = await self._document(self._url)
        keys_url = metadata.get("jwks_uri")
        if not isinstance(keys_url, str) or not _leads_on(self._url, keys_url):
            raise ValueError("the metadata name no sane address of keys")
        keys = _keys_of(await self._document(keys_url))
        if not keys:
            raise ValueError("the list of keys is empty")
        return keys

    async def _document(self, url: str) -> Mapping[str, Any]:
        session = self._session
        if session is None:
            # No cookies, no proxies from the environment: it speaks to this one address only.
            jar = aiohttp.DummyCookieJar()
            session = self._session = aiohttp.ClientSession(cookie_jar=jar)
        async with session.get(url, allow_redirects=False) as answer:
            if answer.status != 200:
                raise ValueError(f"answered {answer.status}")
            read = bytearray()
            async for chunk in answer.content.iter_chunked(64 * 1024):
                read += chunk
                if len(read) > _MOST_BYTES:
                    raise ValueError("answered without end")
        document = json.loads(bytes(read))
        if not isinstance(document, dict):
            raise ValueError("answered with no object")
        return document


def is_loopback(url: str) -> bool:
    """Whether an address leads to this machine by itself, without a name to be looked up."""
    try:
        host = yarl.URL(url).host or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_be_asked(url: str) -> bool:
    """Whether keys may come from there: nobody on the way must be able to change them."""
    try:
        address = yarl.URL(url)
    except ValueError:
        return False
    if not address.host or address.user or address.password:
        return False
    return address.scheme == "https" or (address.scheme == "http" and is_loopback(url))


def _leads_on(metadata_url: str, keys_url: str) -> bool:
    """Only metadata on this machine may lead to keys on this machine."""
    return may_be_asked(keys_url) and is_loopback(metadata_url) == is_loopback(keys_url)


def _keys_of(document: Mapping[str, Any]) -> dict[str, SigningKey]:
    """The keys that can be used; others in the list do not make it useless."""
    listed = document.get("keys")
    found: dict[str, SigningKey] = {}
    for described in listed if isinstance(listed, list) else ():
        if isinstance(described, dict) and described.get("use", "sig") == "sig":
            kid, key = described.get("kid"), _key(described)
            if isinstance(kid, str) and kid and key is not None:
                found[kid] = key
    return found


def _key(described: Mapping[str, Any]) -> SigningKey | None:
    endorsements = described.get("endorsements")
    try:
        public = RSAAlgorithm.from_jwk(json.dumps({k: described[k] for k in ("kty", "n", "e")}))
    except (jwt.PyJWTError, KeyError, TypeError, ValueError):
        return None
    if not isinstance(public, RSAPublicKey) or public.key_size < _LEAST_BITS:
        return None
    named = endorsements if isinstance(endorsements, list) else []
    return SigningKey(
        public=public, endorsements=frozenset(name for name in named if isinstance(name, str))
    )

"""Tokens as the Bot Connector signs them, and a server that tells the keys to check them with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from tests.helpers.teams_api import APP

ISSUER = "https://api.botframework.com"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SERVICE_URL = "https://smba.trafficmanager.net/emea/"


_made: dict[str, RSAPrivateKey] = {}


def key(name: str, bits: int = 2048) -> RSAPrivateKey:
    """A private key; the same for the same name, because making one takes a while."""
    if name not in _made:
        _made[name] = generate_private_key(public_exponent=65537, key_size=bits)
    return _made[name]


def jwk(kid: str, *, endorsements: Any = ("msteams",), bits: int = 2048) -> dict[str, Any]:
    """The public half of the key `kid`, as a list of keys tells it."""
    described: dict[str, Any] = RSAAlgorithm.to_jwk(key(kid, bits).public_key(), as_dict=True)
    told = {} if endorsements is None else {"endorsements": list(endorsements)}
    return {**described, "kid": kid, "use": "sig", **told}


def claims(**changed: Any) -> dict[str, Any]:
    """The right claims at `NOW`; a claim changed to None is left out."""
    now = int(NOW.timestamp())
    right: dict[str, Any] = {
        "iss": ISSUER,
        "aud": APP,
        "exp": now + 3600,
        "nbf": now - 60,
        "serviceurl": SERVICE_URL,
    }
    return {name: value for name, value in {**right, **changed}.items() if value is not None}


def token(
    *,
    kid: str | None = "key-1",
    signer: str = "key-1",
    algorithm: str = "RS256",
    secret: Any = None,
    **changed: Any,
) -> str:
    """A signed token; `changed` are claims."""
    headers = {"kid": kid} if kid is not None else {}
    secret = key(signer) if secret is None and algorithm != "none" else secret
    return jwt.encode(claims(**changed), secret, algorithm=algorithm, headers=headers)


@dataclass
class KeyServer:
    """The metadata and the keys; what it answers can be changed at any time."""

    keys: list[dict[str, Any]] = field(default_factory=lambda: [jwk("key-1")])
    metadata: dict[str, Any] | None = None
    status: int = 200
    raw: bytes | None = None
    asked: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    url: str = ""

    @property
    def openid_url(self) -> str:
        """The address of the metadata."""
        return f"{self.url}.well-known/openidconfiguration"

    async def _serve(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if self.gate is not None:
            await self.gate.wait()
        if self.status != 200:
            return web.Response(status=self.status, headers={"Location": "/elsewhere"})
        if self.raw is not None:
            return web.Response(body=self.raw, content_type="application/json")
        if request.path.endswith("openidconfiguration"):
            return web.json_response(self.metadata or {"jwks_uri": f"{self.url}keys"})
        return web.Response(text=json.dumps({"keys": self.keys}), content_type="application/json")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[KeyServer]:
        """Serve on 127.0.0.1."""
        application = web.Application()
        application.router.add_get("/{path:.*}", self._serve)
        async with TestServer(application) as server:
            self.url = str(server.make_url("/"))
            try:
                yield self
            finally:
                if self.gate is not None:
                    self.gate.set()


@dataclass
class Seconds:
    """A machine's clock that moves only when told."""

    at: float = 100.0

    def __call__(self) -> float:
        return self.at

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.at += seconds


async def ticks_while(waiting: Callable[[], bool], most: int = 1000) -> int:
    """How often the loop turns while something goes on, but no more than `most` times."""
    ticks = 0
    while waiting() and ticks < most:
        await asyncio.sleep(0)
        ticks += 1
    return ticks

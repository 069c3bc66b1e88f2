"""What the small servers share that answer as the networks' documentation says they do.

Each keeps what it was sent, stores posts, and can be told to answer the next calls differently.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from networks import http
from networks.connecting import Authorisation

JSON = dict[str, Any]
QUICK = http.Timeouts(connect=0.3, total=0.4)
NOTHING_KEPT = Authorisation(url="", verifier=None)


def back(server: str) -> str:
    """Where people are sent back to."""
    assert server == "", "these networks are one place"
    return "https://bot.example/back"


@dataclass
class Gate:
    """The hook that forbids calls while a unit of work is open."""

    shut: bool = False
    asked: int = 0

    def __call__(self) -> None:
        self.asked += 1
        if self.shut:
            raise RuntimeError("a unit of work is open")


@dataclass
class Canned:
    """An answer to give in place of the real one."""

    status: int = 500
    body: JSON | str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> web.Response:
        if isinstance(self.body, dict):
            return web.json_response(self.body, status=self.status, headers=self.headers)
        return web.Response(
            text=self.body or "", status=self.status, headers=self.headers, content_type="text/html"
        )


def hang_up(request: web.Request) -> None:
    """End the connection without an answer."""
    assert request.transport is not None
    request.transport.close()


@dataclass(frozen=True)
class Sent:
    """A request as it arrived, and the status and body that it was answered with."""

    method: str
    path: str
    query: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    status: int
    answer: bytes = field(repr=False)


@dataclass
class Fake:
    """What both fakes share: a log of calls, canned answers, and faults.

    `fault` is one of: drop_before, drop_after, hang_before, hang_after.
    """

    calls: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    requests: list[Sent] = field(default_factory=list)
    canned: dict[str, list[Canned]] = field(default_factory=dict)
    fault: str = ""
    fault_on: str = ""
    base: str = ""

    @web.middleware
    async def around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        key = f"{request.method} {request.path}"
        self.calls.append((request.method, request.path_qs))
        self.headers.append(dict(request.headers))
        assert "access_token" not in request.query_string, "a token in an address"
        waiting = self.canned.get(key)
        if waiting:
            return waiting.pop(0).response()
        faulty = self.fault if key == self.fault_on else ""
        await self._before(faulty, request)
        response = await handler(request)
        self.requests.append(await _sent(request, response))
        await self._after(faulty, request)
        return response

    async def _before(self, fault: str, request: web.Request) -> None:
        if fault == "drop_before":
            hang_up(request)
            raise web.HTTPServiceUnavailable
        if fault == "hang_before":
            await asyncio.Event().wait()

    async def _after(self, fault: str, request: web.Request) -> None:
        if fault == "drop_after":
            hang_up(request)
        if fault == "hang_after":
            await asyncio.Event().wait()

    def next(self, key: str, *answers: Canned) -> None:
        self.canned.setdefault(key, []).extend(answers)

    def sent_to(self, key: str) -> list[dict[str, str]]:
        """Headers of the calls to one place."""
        return [
            headers
            for (method, path), headers in zip(self.calls, self.headers, strict=True)
            if f"{method} {path.partition('?')[0]}" == key
        ]


async def _sent(request: web.Request, response: web.StreamResponse) -> Sent:
    assert isinstance(response, web.Response)
    answer = response.body
    return Sent(
        method=request.method,
        path=request.rel_url.raw_path,
        query=request.rel_url.raw_query_string,
        headers=dict(request.headers),
        body=await request.read(),
        status=response.status,
        answer=answer if isinstance(answer, bytes) else b"",
    )


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """Serve on a free local port; gives the base address."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()

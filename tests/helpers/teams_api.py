"""A tiny Bot Connector with its login, for tests of the edge: answers calls and remembers them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import Any, TypedDict, Unpack
from urllib.parse import unquote

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.teams.connector import Connector, Json
from bot.teams.credentials import ClientSecret, Credentials
from bot.teams.pacing import Pacer
from networks import http
from networks.base import Secret
from programme.clock import Clock

APP = "11111111-2222-3333-4444-555555555555"
BOT = f"28:{APP}"
TENANT = "99999999-8888-7777-6666-555555555555"
PASSWORD = "a-secret-nobody-may-read"


@dataclass
class Call:
    """One call: its name, the decoded parts of its path, its raw path, body and query."""

    name: str
    parts: tuple[str, ...]
    raw: str
    body: dict[str, Any]
    query: dict[str, str]
    token: str


_NAMES = {
    ("POST", "conversations"): "create",
    ("POST", "conversations/_/activities"): "send",
    ("POST", "conversations/_/activities/_"): "reply",
    ("PUT", "conversations/_/activities/_"): "update",
    ("DELETE", "conversations/_/activities/_"): "delete",
    ("GET", "conversations/_/pagedmembers"): "members",
    ("GET", "conversations/_/members/_"): "member",
    ("GET", "teams/_"): "team",
    ("GET", "teams/_/conversations"): "channels",
}
_WORDS = {"conversations", "activities", "pagedmembers", "members", "teams"}


class Told(TypedDict, total=False):
    """How an answer is scripted."""

    status: int
    body: str
    headers: dict[str, str]


@dataclass
class FakeConnector:
    """What Teams would have seen, and what it answers next."""

    calls: list[Call] = field(default_factory=list)
    answers: dict[str, list[web.Response | dict[str, Any]]] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    drops: set[str] = field(default_factory=set)
    """Calls after which the connection ends without an answer."""
    tokens: list[str] = field(default_factory=list)
    revoked: set[str] = field(default_factory=set)
    logins: list[dict[str, str]] = field(default_factory=list)
    token_seconds: int = 3599
    url: str = ""

    def next(self, name: str, *answers: web.Response | dict[str, Any]) -> None:
        """Answer the next calls of a name with these; afterwards all goes well again."""
        self.answers.setdefault(name, []).extend(answers)

    def refuse(self, name: str, **told: Unpack[Told]) -> None:
        """Refuse the next call of a name."""
        status, body = told.get("status", 500), told.get("body", "")
        kind = "application/json" if body.startswith("{") else "text/html"
        headers = told.get("headers")
        self.next(name, web.Response(status=status, text=body, content_type=kind, headers=headers))

    def of(self, name: str) -> list[Call]:
        """All calls of a name."""
        return [call for call in self.calls if call.name == name]

    async def _serve(self, request: web.Request) -> web.Response:
        raw = request.raw_path.partition("?")[0].partition("/v3/")[2]
        segments = raw.split("/")
        shape = "/".join(part if part in _WORDS else "_" for part in segments)
        call = Call(
            name=_NAMES[request.method, shape],
            parts=tuple(unquote(part) for part in segments if part not in _WORDS),
            raw=raw,
            body=await request.json() if request.can_read_body else {},
            query=dict(request.query),
            token=request.headers.get("Authorization", "").removeprefix("Bearer "),
        )
        self.calls.append(call)
        if (gate := self.gates.get(call.name)) is not None:
            await gate.wait()
        if call.name in self.drops and request.transport is not None:
            request.transport.close()
        if call.token in self.revoked or (call.token and call.token not in self.tokens):
            return web.Response(status=401)
        waiting = self.answers.get(call.name)
        answer = waiting.pop(0) if waiting else self._usual(call)
        return answer if isinstance(answer, web.Response) else web.json_response(answer)

    def _usual(self, call: Call) -> dict[str, Any]:
        number = len(self.calls)
        match call.name:
            case "create" if "activity" in call.body:
                channel = call.body["channelData"]["channel"]["id"]
                return {"id": f"{channel};messageid={number}", "activityId": str(number)}
            case "create":
                return {"id": f"a:{call.body['members'][0]['id']}"}
            case "members":
                return {"members": []}
            case "channels":
                return {"conversations": []}
            case _:
                return {"id": str(number)}

    async def _login(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.logins.append(form)
        if (gate := self.gates.get("login")) is not None:
            await gate.wait()
        waiting = self.answers.get("login")
        if waiting:
            answer = waiting.pop(0)
            return answer if isinstance(answer, web.Response) else web.json_response(answer)
        self.tokens.append(f"token-number-{len(self.tokens) + 1}")
        return web.json_response(
            {"access_token": self.tokens[-1], "expires_in": self.token_seconds}
        )

    @property
    def service_url(self) -> str:
        """The address of the Connector, as Teams would name it."""
        return f"{self.url}connector/"

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FakeConnector]:
        """Listen for as long as the block lasts."""
        application = web.Application()
        application.router.add_post("/login/{tenant}/oauth2/v2.0/token", self._login)
        application.router.add_route("*", "/connector/v3/{rest:.*}", self._serve)
        async with TestServer(application) as server:
            self.url = str(server.make_url("/"))
            yield self


@dataclass
class Pauses:
    """Sleeps that take no time, and the time that they would have taken."""

    at: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def time(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


@asynccontextmanager
async def connected(
    fake: FakeConnector,
    *,
    now: Clock,
    pauses: Pauses,
    call_seconds: float = 2.0,
    any_loopback: bool = False,
    shape: Callable[[Json], Json] | None = None,
    before_call: Any = lambda: None,
) -> AsyncIterator[Connector]:
    """A connector to this fake, whose waits take no time."""
    async with http.make_session(before_call=before_call) as session:
        client = http.ApiClient(session, before_call=before_call)
        source = ClientSecret(
            client,
            login_url=f"{fake.url}login",
            tenant_id=TENANT,
            app_id=APP,
            password=Secret(PASSWORD),
            now=now,
        )
        credentials = Credentials(source, time=monotonic)
        random = Random(1)  # noqa: S311 - repeatable
        yield Connector(
            client,
            credentials,
            Pacer(now=now, random=random, time=pauses.time, sleep=pauses.sleep),
            connector_url=fake.service_url,
            now=now,
            random=random,
            any_loopback=any_loopback,
            shape=shape,
            call_seconds=call_seconds,
            sleep=pauses.sleep,
        )
        await credentials.close()

"""A tiny Slack for tests of the edge: answers calls, remembers them, and signs what it sends."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

SECRET = "shhh"
TOKEN = "xoxb-test"


@dataclass
class Call:
    """One call the bot made: a method's name, or `respond` for a response URL."""

    method: str
    args: dict[str, Any]


@dataclass
class FakeSlack:
    """What Slack would have seen, and what it answers next."""

    calls: list[Call] = field(default_factory=list)
    answers: dict[str, list[dict[str, Any] | web.Response]] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    url: str = ""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def next(self, method: str, *answers: dict[str, Any] | web.Response) -> None:
        """Answer the next calls of a method with these; afterwards all goes well again."""
        self.answers.setdefault(method, []).extend(answers)

    def fail(self, method: str, code: str, **more: Any) -> None:
        """Refuse the next call of a method."""
        self.next(method, {"ok": False, "error": code, **more})

    def of(self, method: str) -> list[dict[str, Any]]:
        """The arguments of all calls of a method."""
        return [call.args for call in self.calls if call.method == method]

    async def wait_for(self, method: str, n: int = 1) -> dict[str, Any]:
        """The arguments of the n-th call of a method, when it has come."""
        async with asyncio.timeout(10):
            while len(self.of(method)) < n:
                self._changed.clear()
                await self._changed.wait()
        return self.of(method)[n - 1]

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.content_type == "application/json":
            args = await request.json()
        else:
            args = {**request.query, **dict(await request.post())}
        args.pop("token", None)
        return await self._taken(method, args)

    async def _respond(self, request: web.Request) -> web.Response:
        return await self._taken("respond", await request.json())

    async def _taken(self, method: str, args: dict[str, Any]) -> web.Response:
        self.calls.append(Call(method, args))
        self._changed.set()
        if method in self.gates:
            await self.gates[method].wait()
        planned = self.answers.get(method)
        answer = planned.pop(0) if planned else _usual(method, args, len(self.calls))
        if isinstance(answer, web.Response):
            return answer
        return web.json_response(answer)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[FakeSlack]:
        """Serve on 127.0.0.1."""
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._serve)
        application.router.add_post("/respond", self._respond)
        server = TestServer(application)
        await server.start_server()
        self.url = str(server.make_url("/"))
        try:
            yield self
        finally:
            for gate in self.gates.values():
                gate.set()
            await server.close()


def _usual(method: str, args: dict[str, Any], n: int) -> dict[str, Any]:
    if method in {"views.open", "views.push", "views.update", "views.publish"}:
        return {"ok": True, "view": {"id": args.get("view_id") or f"V{n}", "hash": f"h{n}"}}
    if method == "conversations.open":
        return {"ok": True, "channel": {"id": f"D{args['users']}"}}
    if method == "chat.postMessage":
        return {"ok": True, "channel": args["channel"], "ts": f"{n}.0"}
    return {"ok": True}


@dataclass
class Sender:
    """Sends to the bot what Slack would send, signed."""

    session: aiohttp.ClientSession
    url: str

    async def post(
        self,
        body: bytes,
        *,
        content_type: str = "application/x-www-form-urlencoded",
        timestamp: str | None = None,
        secret: str = SECRET,
        **headers: str,
    ) -> tuple[int, Any]:
        """The status and the decoded body of the bot's answer."""
        stamp = timestamp if timestamp is not None else str(int(time.time()))
        signed = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
        sent = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signed.hexdigest()}",
            **headers,
        }
        async with self.session.post(self.url, data=io.BytesIO(body), headers=sent) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text.startswith("{") else text

    async def command(self, text: str, url: str | None = None, **fields: str) -> tuple[int, Any]:
        """A slash command."""
        form = {
            "team_id": "T1",
            "user_id": "U1",
            "user_name": "ana",
            "channel_id": "C1",
            "command": "/advocacy",
            "text": text,
            "trigger_id": "1.2.abc",
            **({"response_url": url} if url else {}),
            **fields,
        }
        return await self.post(urlencode(form).encode())

    async def interaction(self, payload: dict[str, Any]) -> tuple[int, Any]:
        """A press or a submission."""
        return await self.post(urlencode({"payload": json.dumps(payload)}).encode())

    async def event(self, event: dict[str, Any], **headers: str) -> tuple[int, Any]:
        """An event."""
        body = {
            "type": "event_callback",
            "team_id": "T1",
            "event_id": "Ev1",
            "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
            "event": event,
        }
        raw = json.dumps(body).encode()
        return await self.post(raw, content_type="application/json", **headers)


def press(action_id: str, value: str = "{}", url: str | None = None, **more: Any) -> dict[str, Any]:
    """A press on a button of a message in channel C1."""
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "username": "ana", "team_id": "T1"},
        "trigger_id": "1.2.abc",
        **({"response_url": url} if url else {}),
        "container": {"type": "message", "message_ts": "5.5", "channel_id": "C1"},
        "channel": {"id": "C1"},
        "message": {"ts": "5.5"},
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b1", "value": value}],
        **more,
    }


def modal(painted: dict[str, Any], typed: dict[str, dict[str, Any]], view_id: str = "V1") -> Any:
    """A painted modal as Slack sends it back, with what was typed by block id."""
    values = {}
    for block in painted["blocks"]:
        if block["type"] == "input" and block["block_id"] in typed:
            element = block["element"]
            state = {"type": element["type"], **typed[block["block_id"]]}
            values[block["block_id"]] = {element["action_id"]: state}
    return {**painted, "id": view_id, "hash": "h1", "state": {"values": values}}


def submission(view: dict[str, Any]) -> dict[str, Any]:
    """A modal sent off."""
    return {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1", "name": "ana", "team_id": "T1"},
        "trigger_id": "1.2.abc",
        "view": view,
    }

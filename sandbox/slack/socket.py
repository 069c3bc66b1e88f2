"""Socket Mode: the same payloads in envelopes over a WebSocket.

Source: docs.slack.dev/apis/events-api/using-socket-mode. Knows nothing of what the payloads mean.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from aiohttp import WSMsgType, web

from sandbox.slack.model import SlackError
from sandbox.slack.workspace import Workspace
from sandbox.values import Json, decoded

MOST_CONNECTIONS: Final = 10


class Sockets:
    """The app's open connections. An envelope goes to one of them."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._tickets: set[str] = set()
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._turn = 0
        self._someone = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Whether the app is connected."""
        return bool(self._open)

    def ticket(self, args: Json) -> Json:
        """Answer apps.connections.open with an address that can be used once."""
        if not self._space.app.socket_mode:
            raise SlackError("forbidden_team")
        ticket = self._space.core.ids.fresh_secret("socket ticket")
        self._tickets.add(ticket)
        base = self._space.core.base_url.replace("http", "ws", 1)
        return {"url": f"{base}/slack/link/?ticket={ticket}&app_id={self._space.app_id}"}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or len(self._open) >= MOST_CONNECTIONS:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=401)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        self._open.append(socket)
        self._someone.set()
        await socket.send_json(self._hello())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            self._forget(socket)
        return socket

    async def send(self, kind: str, payload: Json, *, retry: int, reason: str) -> Any:
        """Send an envelope and return the payload of its acknowledgement.

        Raises TimeoutError when nobody acknowledges in time.
        """
        envelope_id = self._space.core.ids.fresh_secret("envelope")
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        waiter: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiter
        self._turn += 1
        socket = self._open[self._turn % len(self._open)]
        try:
            await socket.send_json(envelope)
            async with asyncio.timeout(self._space.core.options.answer_within):
                return await waiter
        except ConnectionError:
            self._forget(socket)
            raise TimeoutError from None
        finally:
            del self._waiting[envelope_id]

    async def wait(self) -> None:
        """Wait until the app is connected."""
        await self._someone.wait()

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to reconnect, and close it, as Slack does now and then."""
        for socket in list(self._open):
            await socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            )
            await socket.close()

    async def close(self) -> None:
        """Close every connection."""
        for socket in list(self._open):
            await socket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": 3600,
            },
            "connection_info": {"app_id": self._space.app_id},
        }

    def _acknowledged(self, text: str) -> None:
        answer = decoded(text)
        if not isinstance(answer, dict):
            return
        waiter = self._waiting.get(str(answer.get("envelope_id")))
        if waiter is not None and not waiter.done():
            waiter.set_result(answer.get("payload"))

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self._open:
            self._open.remove(socket)
        if not self._open:
            self._someone.clear()

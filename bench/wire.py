"""HTTP/1.1 with as little of it as a measurement needs, so that the two ends cost little.

A client that sends prepared requests over one connection, and a server whose answers are prepared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

_END = b"\r\n\r\n"
_ANSWER_SECONDS = 20.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A request as bytes, and the status that answers it well."""

    raw: bytes
    wanted: int


def request(
    method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b""
) -> bytes:
    """A request as it is sent; the connection is kept."""
    given = {"Host": "127.0.0.1", **(headers or {})}
    if body:
        given["Content-Length"] = str(len(body))
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


class Client:
    """One connection to 127.0.0.1 that is kept."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, raw: bytes) -> int:
        """Send a request, read the whole answer, and give its status. Raises OSError."""
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(raw)
        async with asyncio.timeout(_ANSWER_SECONDS):
            head = await self._reader.readuntil(_END)
            await self._reader.readexactly(_length(head))
        if b"connection: close" in head.lower():
            await self.close()
        return int(head[9:12])

    async def close(self) -> None:
        """Give the connection back."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


def _length(head: bytes) -> int:
    found = head.lower().partition(b"content-length:")[2]
    return int(found.partition(b"\r")[0]) if found else 0


class Server(asyncio.Protocol):
    """Answers each request with JSON of `answer`, which gets the path and the body."""

    def __init__(self, answer: Callable[[str, bytes], bytes]) -> None:
        self._answer = answer
        self._waiting = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is there as a whole."""
        self._waiting += data
        while (end := self._waiting.find(_END)) >= 0:
            head = self._waiting[: end + len(_END)]
            whole = len(head) + _length(head)
            if len(self._waiting) < whole:
                return
            body, self._waiting = self._waiting[len(head) : whole], self._waiting[whole:]
            path = head.split(b" ", 2)[1].decode()
            self._send(self._answer(path, body))

    def _send(self, body: bytes) -> None:
        assert self._transport is not None
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (len(body), body)
        )

"""Sessions of requests, for libraries that block, that connect only where they are told they may.

A server that a person named may be hostile: it may lead elsewhere, never end its answer, or answer
a byte a minute. So every connection goes to an address that was looked at, no redirect is
followed, an answer has a largest size, and whoever waits can cut the line. It must not know the
rules about addresses; they are passed in.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

import requests
import requests.adapters
import urllib3
import urllib3.connection
import urllib3.connectionpool
import urllib3.exceptions
import urllib3.util.connection

LookUp = Callable[[str, int], Awaitable[Sequence[str]]]
"""From a host and port to the addresses that may be connected to. Raises OSError."""

MAX_ANSWER_BYTES = 2_000_000


class Session(requests.Session):
    """For one piece of work in a thread; `cut` may be called from any other.

    Nothing of the environment is used: neither its proxies nor the passwords in a .netrc file.
    """

    def __init__(self, look_up: LookUp, *, max_bytes: int = MAX_ANSWER_BYTES) -> None:
        super().__init__()
        self.trust_env = False
        self._lines = _Lines(look_up)
        adapter = _Adapter(self._lines, max_bytes)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """No answer leads anywhere else."""
        return None

    def cut(self) -> None:
        """End every connection at once and allow no new one: whatever waits on one fails."""
        self._lines.cut()

    def close(self) -> None:
        """Let go of everything; afterwards the session makes no more calls."""
        super().close()
        self._lines.cut()


class _Lines:
    """Opens the connections of one session, and can end them."""

    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up
        self._lock = threading.Lock()
        # Copies of the sockets, because TLS takes the sockets themselves over.
        self._open: list[socket.socket] = []
        self._over = False

    def open(self, connection: urllib3.connection.HTTPConnection) -> socket.socket:
        """A connected socket, in place of urllib3's own. Raises what urllib3 would."""
        host = connection.host.strip("[]")
        try:
            line = self._connect(host, connection)
            self._keep(line)
        except TimeoutError:
            raise urllib3.exceptions.ConnectTimeoutError(connection, "timed out") from None
        except OSError as error:
            raise urllib3.exceptions.NewConnectionError(connection, type(error).__name__) from error
        return line

    def _connect(self, host: str, connection: urllib3.connection.HTTPConnection) -> socket.socket:
        seconds = connection.timeout if isinstance(connection.timeout, int | float) else None
        looking = asyncio.wait_for(self._found(host, connection.port), seconds)
        failed: OSError = OSError("no address")
        for address in asyncio.run(looking):
            if self._over:
                break
            try:
                # An address is not looked up again.
                return urllib3.util.connection.create_connection(
                    (address, connection.port),
                    connection.timeout,
                    source_address=connection.source_address,
                    socket_options=connection.socket_options,
                )
            except OSError as error:
                failed = error
        raise failed

    async def _found(self, host: str, port: int) -> Sequence[str]:
        return await self._look_up(host, port)

    def _keep(self, line: socket.socket) -> None:
        with self._lock:
            if self._over:
                line.close()
                raise OSError("the work is over")
            self._open.append(line.dup())

    def cut(self) -> None:
        with self._lock:
            self._over = True
            for line in self._open:
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
                line.close()
            self._open.clear()


class _Adapter(requests.adapters.HTTPAdapter):
    """Speaks through the given lines, and reads no more than so much of an answer."""

    def __init__(self, lines: _Lines, max_bytes: int) -> None:
        self._lines = lines
        self._max_bytes = max_bytes
        super().__init__(max_retries=0)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any
    ) -> None:
        """Where requests lets a subclass choose how connections are made."""
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._lines)

    def build_response(
        self, req: requests.PreparedRequest, resp: urllib3.BaseHTTPResponse
    ) -> requests.Response:
        """The answer, whose body fails instead of growing without limit."""
        response = super().build_response(req, resp)
        response.raw = _Bounded(resp, self._max_bytes)
        return response


class _Bounded:
    """The part of a urllib3 answer that requests uses, with an end."""

    def __init__(self, answer: urllib3.BaseHTTPResponse, max_bytes: int) -> None:
        self._answer = answer
        self._max_bytes = max_bytes

    def stream(self, amount: int, *, decode_content: bool) -> Iterator[bytes]:
        left = self._max_bytes
        for chunk in self._answer.stream(amount, decode_content=decode_content):
            left -= len(chunk)
            if left < 0:
                self._answer.close()
                raise urllib3.exceptions.ProtocolError("the answer is too long")
            yield chunk

    def close(self) -> None:
        self._answer.close()

    def release_conn(self) -> None:
        self._answer.release_conn()


def _pools(lines: _Lines) -> dict[str, type[urllib3.HTTPConnectionPool]]:
    """urllib3's pools with its own connections, except for where these lead.

    TLS is checked against the name, which stays the connection's host.
    """

    class Plain(urllib3.connection.HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return lines.open(self)

    class Secure(urllib3.connection.HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return lines.open(self)

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}

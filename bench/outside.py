"""The world outside, in a process of its own: Slack's Web API, and whoever sends requests.

Told what to do by lines of JSON on standard input, answers by lines of JSON on standard output.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench import wire

TEAM = "T0BENCH"
PERSON = "PERSONHERE"
ITEM = "ITEMHERE"
"""Stand in the template of a press for who presses and what."""
SECRET = "0123456789abcdef" * 2
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

_FIXED = {
    "auth.test": {
        "ok": True,
        "team_id": TEAM,
        "team": "Bench",
        "user_id": "U0BOT",
        "bot_id": "B0BOT",
        "url": "https://bench.slack.com/",
        "user": "glasnik",
    },
    "users.list": {"ok": True, "members": [], "response_metadata": {"next_cursor": ""}},
    "users.conversations": {"ok": True, "channels": [], "response_metadata": {"next_cursor": ""}},
}
_USUAL = {"ok": True, "view": {"id": "V1", "hash": "1"}, "channel": {"id": "D1"}, "ts": "1.1"}

Next = Callable[[], wire.Request]


class Slack:
    """Answers every call at once, and remembers the last view."""

    def __init__(self) -> None:
        self._answers = {name: json.dumps(body).encode() for name, body in _FIXED.items()}
        self._usual = json.dumps(_USUAL).encode()
        self._view = b""

    def answer(self, path: str, body: bytes) -> bytes:
        """What Slack answers to a method."""
        method = path.rpartition("/")[2].partition("?")[0]
        if method == "views.open":
            self._view = body
        return self._answers.get(method, self._usual)

    def last_view(self) -> object:
        """The last view that was opened, None before the first."""
        if not self._view:
            return None
        view = json.loads(self._view)["view"]
        return json.loads(view) if isinstance(view, str) else view


class Senders:
    """Makes the requests of each kind; every kind goes on where it stopped."""

    def __init__(self, template: str, codes: list[str]) -> None:
        self._template = template.encode()
        self._codes = codes
        self._pairs: dict[str, Iterator[tuple[str, str]]] = {}
        self._number = itertools.count()

    def of(self, order: dict[str, Any]) -> Next:
        """What makes the requests that an order asks for."""
        if order["kind"] == "press":
            return self._presses(order["stream"], order["path"], order["people"], order["items"])
        return self._visits(order["path"])

    def _presses(self, stream: str, path: str, people: list[str], items: list[str]) -> Next:
        if stream not in self._pairs:
            pairs = [(person, item) for item in items for person in people]
            self._pairs[stream] = itertools.cycle(pairs)
        return lambda: self._press(path, *next(self._pairs[stream]))

    def _press(self, path: str, person: str, item: str) -> wire.Request:
        body = self._template.replace(PERSON.encode(), person.encode())
        body = body.replace(ITEM.encode(), item.encode())
        stamp = str(int(time.time()))
        signed = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signed.hexdigest()}",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        return wire.Request(raw=wire.request("POST", path, headers=headers, body=body), wanted=200)

    def _visits(self, path: str) -> Next:
        codes = itertools.cycle(self._codes)

        def visit() -> wire.Request:
            number = next(self._number)
            headers = {
                "User-Agent": BROWSER,
                "Accept": "text/html",
                "X-Forwarded-For": f"203.0.{number // 250 % 250}.{number % 250 + 1}",
            }
            return wire.Request(
                raw=wire.request("GET", f"{path}{next(codes)}", headers=headers), wanted=302
            )

        return visit


async def _load(order: dict[str, Any], make: Next) -> dict[str, Any]:
    """Send as fast as answers come, over so many connections, for so many seconds."""
    latencies: list[float] = []
    wrong = 0
    began = time.perf_counter()
    end = began + order["seconds"]

    async def one() -> None:
        nonlocal wrong
        client = wire.Client(order["port"])
        try:
            while time.perf_counter() < end:
                asked = make()
                start = time.perf_counter()
                status = await client.ask(asked.raw)
                latencies.append((time.perf_counter() - start) * 1000)
                wrong += status != asked.wanted
        finally:
            await client.close()

    await asyncio.gather(*(one() for _ in range(order["concurrency"])))
    return {"seconds": time.perf_counter() - began, "latencies": latencies, "wrong": wrong}


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    slack = Slack()
    server = await loop.create_server(lambda: wire.Server(slack.answer), "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    senders: Senders | None = None
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        if order["kind"] == "prepare":
            senders = Senders(order["template"], order["codes"])
            answer: object = None
        elif order["kind"] == "view":
            answer = slack.last_view()
        else:
            assert senders is not None
            answer = await _load(order, senders.of(order))
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve())

"""Faults that can be switched on: latency, lost questions, lost answers, errors.

A fault names where it strikes (`slack.chat.postMessage`, `x.tweets`, `linkedin.*`), whom, and how
many times. The places are `slack.` and a method (or `slack.response`); `linkedin.` and authorize,
token, userinfo, posts, posts.get, posts.update, posts.delete, images, images.get, upload,
analytics;
`x.` and authorize, token, revoke, me, tweets, delete, metrics, timeline; a network and `.composer`;
`teams.` and send, create, update, delete, members, member, team, channels, token, openid, keys;
`blog.feed`. Knows nothing of the calls themselves.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import assert_never

from aiohttp import web

from sandbox.values import Json

_POLL = 0.02
_TOO_MANY = 429


class Kind(StrEnum):
    """What goes wrong."""

    LATENCY = "latency"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    ERROR = "error"


@dataclass(kw_only=True, slots=True)
class Fault:
    """One fault. `times` counts down; None strikes for ever. `seconds` is how long a wait lasts."""

    id: int
    where: str
    kind: Kind
    status: int = 500
    body: Json | str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    person: str | None = None
    times: int | None = 1
    seconds: float = 5.0
    struck: int = 0

    def shown(self) -> Json:
        """Return the fault as JSON."""
        return {
            "id": self.id,
            "where": self.where,
            "kind": self.kind.value,
            "status": self.status,
            "body": self.body,
            "headers": dict(self.headers),
            "person": self.person,
            "times": self.times,
            "seconds": self.seconds,
            "struck": self.struck,
        }


class Faults:
    """The faults that are switched on, first added first taken."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._count = 0

    def add(
        self,
        where: str,
        kind: Kind | str,
        *,
        error: str | None = None,
        status: int | None = None,
        body: Json | str | None = None,
        headers: Mapping[str, str] | None = None,
        person: str | None = None,
        times: int | None = 1,
        seconds: float = 5.0,
    ) -> Fault:
        """Switch a fault on. `error` is short for a Slack error body. Raises ValueError."""
        self._count += 1
        usual = 500
        if error is not None:
            body = {"ok": False, "error": error}
            usual = _TOO_MANY if error == "ratelimited" else 200
            if error == "ratelimited" and headers is None:
                headers = {"Retry-After": "1"}
        fault = Fault(
            id=self._count,
            where=where,
            kind=Kind(kind),
            status=usual if status is None else status,
            body="" if body is None else body,
            headers=headers or {},
            person=person,
            times=times,
            seconds=seconds,
        )
        self._faults.append(fault)
        return fault

    def shown(self) -> list[Json]:
        """Return every fault that is switched on."""
        return [fault.shown() for fault in self._faults]

    def clear(self) -> None:
        """Switch everything off."""
        self._faults.clear()

    def take(self, where: str, person: str | None) -> Fault | None:
        """Return the fault that strikes this call, counting it, or None."""
        for fault in self._faults:
            if not fnmatchcase(where, fault.where) or fault.person not in {None, person}:
                continue
            fault.struck += 1
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
            return fault
        return None


async def around(
    faults: Faults,
    request: web.Request,
    *,
    where: str,
    person: str | None,
    effect: Callable[[], Awaitable[web.StreamResponse]],
) -> web.StreamResponse:
    """Run `effect` and return its answer, unless a fault strikes this call."""
    fault = faults.take(where, person)
    if fault is None:
        return await effect()
    match fault.kind:
        case Kind.LATENCY:
            await asyncio.sleep(fault.seconds)
            return await effect()
        case Kind.TIMEOUT_BEFORE:
            await _hold(request, fault.seconds)
            return _cut(request)
        case Kind.TIMEOUT_AFTER:
            await effect()
            await _hold(request, fault.seconds)
            return _cut(request)
        case Kind.DROP_BEFORE:
            return _cut(request)
        case Kind.DROP_AFTER:
            await effect()
            return _cut(request)
        case Kind.ERROR:
            return _failure(fault)
    assert_never(fault.kind)


def _failure(fault: Fault) -> web.Response:
    if isinstance(fault.body, str):
        return web.Response(status=fault.status, text=fault.body, headers=fault.headers)
    return web.Response(
        status=fault.status,
        text=json.dumps(fault.body),
        content_type="application/json",
        headers=fault.headers,
    )


async def _hold(request: web.Request, seconds: float) -> None:
    """Keep the caller waiting until it gives up or the time is over."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end and request.transport is not None:
        if request.transport.is_closing():
            return
        await asyncio.sleep(_POLL)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)

"""Faults that can be switched on: latency, lost questions, lost answers, errors.

A fault names where it strikes (`slack.chat.postMessage`, `x.tweets`, `linkedin.*`), whom, and how
many times. The places are `slack.` and a method (or `slack.response`); `linkedin.` and authorize,
token, introspect, userinfo, posts, posts.get, posts.update, posts.delete, images, images.get,
upload, analytics;
`x.` and authorize, token, revoke, me, tweets, delete, retweets, metrics, timeline, search, media,
media.initialize, media.append, media.finalize, media.metadata;
`bluesky.` and createSession, refreshSession, deleteSession, createRecord, deleteRecord, getRecord,
listRecords, uploadBlob, getPosts, resolveHandle, directory, describeServer;
`mastodon.` and apps, authorize, token, revoke, verify, statuses, delete, media, media.get, status,
account.statuses, instance;
a network and `.composer`;
`teams.` and send, create, update, delete, members, member, team, channels, token, openid, keys;
`blog.feed`.

An error is any answer one likes, or one that the network documents (`sandbox.catalogue`), given
with the times of the sandbox's clock: in place of the effect, or after it (`error_after`).
Knows nothing of the calls themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import assert_never
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from sandbox import catalogue
from sandbox.catalogue.documented import Documented
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
    ERROR_AFTER = "error_after"


@dataclass(kw_only=True, slots=True)
class Fault:
    """One fault. `times` counts down; None strikes for ever. `seconds` is how long a wait lasts.

    `documented` names the answer of the catalogue that an error gives, where it is one of these.
    """

    id: int
    where: str
    kind: Kind
    answer: Documented
    documented: str | None = None
    person: str | None = None
    times: int | None = 1
    seconds: float = 5.0
    struck: int = 0

    def shown(self, now: datetime) -> Json:
        """Return the fault as JSON; what an error would answer, as if it were answered now."""
        return {
            "id": self.id,
            "where": self.where,
            "kind": self.kind.value,
            "documented": self.documented,
            "status": self.answer.status,
            "body": self.answer.body,
            "headers": self.answer.headers_at(now),
            "person": self.person,
            "times": self.times,
            "seconds": self.seconds,
            "struck": self.struck,
        }


def _system_now() -> datetime:
    return datetime.now(UTC)


class Faults:
    """The faults that are switched on, first added first taken. `now` dates their answers."""

    def __init__(self, now: Callable[[], datetime] = _system_now) -> None:
        self._faults: list[Fault] = []
        self._count = 0
        self.now = now

    def add(
        self,
        where: str = "",
        kind: Kind | str = Kind.ERROR,
        *,
        error: str | None = None,
        documented: str | None = None,
        status: int | None = None,
        body: Json | str | None = None,
        headers: Mapping[str, str] | None = None,
        person: str | None = None,
        times: int | None = 1,
        seconds: float = 5.0,
    ) -> Fault:
        """Switch a fault on. Raises ValueError.

        `error` is short for a Slack error body; `documented` for an answer of the catalogue, which
        also knows its usual place.
        """
        made = (status, body, headers)
        if documented is not None:
            answer = _from_catalogue(documented, where, Kind(kind), error, *made)
        elif not where:
            message = "where: a fault needs a place"
            raise ValueError(message)
        else:
            answer = _free(where, error, *made)
        self._count += 1
        fault = Fault(
            id=self._count,
            where=where or answer.where,
            kind=Kind(kind),
            answer=answer,
            documented=documented,
            person=person,
            times=times,
            seconds=seconds,
        )
        self._faults.append(fault)
        return fault

    def shown(self) -> list[Json]:
        """Return every fault that is switched on."""
        return [fault.shown(self.now()) for fault in self._faults]

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


def _from_catalogue(
    name: str, where: str, kind: Kind, error: str | None, *made: object
) -> Documented:
    """Return the answer of the catalogue, for a place of its own network. Raises ValueError."""
    answer = catalogue.named(name)
    wrong_kind = kind not in {Kind.ERROR, Kind.ERROR_AFTER}
    if wrong_kind or error is not None or any(each is not None for each in made):
        message = "a documented answer is an error, and has its own status, body and headers"
        raise ValueError(message)
    network = answer.where.partition(".")[0]
    if where and not fnmatchcase(network, where.partition(".")[0]):
        message = f"{name!r} is no answer that {where!r} can give"
        raise ValueError(message)
    return answer


def _free(
    where: str,
    error: str | None,
    status: int | None,
    body: Json | str | None,
    headers: Mapping[str, str] | None,
) -> Documented:
    """Return an answer that was put together by hand; 500 without a body unless told."""
    usual = 500
    if error is not None:
        body = {"ok": False, "error": error}
        usual = _TOO_MANY if error == "ratelimited" else 200
        if error == "ratelimited" and headers is None:
            headers = {"Retry-After": "1"}
    return Documented(
        where=where,
        status=usual if status is None else status,
        body="" if body is None else body,
        headers=headers or {},
    )


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
        case Kind.ERROR_AFTER:
            await effect()
            return await _failure(fault.answer, request, faults.now())
        case Kind.ERROR:
            return await _failure(fault.answer, request, faults.now())
    assert_never(fault.kind)


async def _failure(answer: Documented, request: web.Request, now: datetime) -> web.Response:
    headers = answer.headers_at(now)
    if answer.redirect is not None:
        headers["Location"] = await _way_back(request, answer.redirect)
    body = answer.text()
    if body and "Content-Type" not in headers:
        headers["Content-Type"] = _content_type(answer.body)
    return web.Response(status=answer.status, body=body.encode(), headers=headers)


def _content_type(body: Json | str) -> str:
    if not isinstance(body, str):
        return "application/json"
    return f"text/{'html' if body.startswith('<') else 'plain'}; charset=utf-8"


async def _way_back(request: web.Request, fields: Mapping[str, str]) -> str:
    """Return where a consent page sends its visitor: the app's redirect_uri, with the state."""
    form = await request.post()
    given = {name: str(value) for name, value in form.items()} | dict(request.query)
    target = given.get("redirect_uri", "")
    joint = "&" if urlsplit(target).query else "?"
    return target + joint + urlencode({**fields, "state": given.get("state", "")})


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

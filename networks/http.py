"""Calls to the networks' own APIs: one session, time-outs, no repeats, no leaks.

A call ends in one of three ways, and the difference is all that matters for posts that must not
go out twice: an `Answer`, `NotSent` (nothing can have happened) or `Lost` (something may have).
It must not know any network. For addresses that people typed, or that follow from what they
typed, its session stands on the connector of `networks.guard`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
import requests
import urllib3.exceptions
import yarl

from networks.base import Secret, Throttled, Unclear

log = logging.getLogger(__name__)
T = TypeVar("T")

USER_AGENT = "Glasnik"
MAX_ANSWER_BYTES = 2_000_000
_RETRY_UNREACHABLE = timedelta(minutes=1)
_TOKENISH = re.compile(r"[A-Za-z0-9_\-.~+/=]{24,}|[^\s@]+@[^\s@]+")


class NotSent(Exception):
    """No connection could be made, so the network cannot have done anything."""


class Lost(Exception):
    """The call went out and no whole answer came back: it may or may not have been done."""


def shortly(now: datetime) -> Throttled:
    """The outcome where nothing was done: try again shortly."""
    return Throttled(until=now + _RETRY_UNREACHABLE)


def problem_of(end: NotSent | Lost, *, now: datetime) -> Throttled | Unclear:
    """What a call without an answer means: nothing was done, or nobody can know."""
    return shortly(now) if isinstance(end, NotSent) else Unclear(detail=str(end))


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeouts:
    """Seconds: to connect, and for the whole call."""

    connect: float = 5.0
    total: float = 20.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A whole answer of an API. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty when it is anything else, such as an HTML page."""
        return json_object(self.body)


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`, or an empty one when there is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def safe_detail(text: object, *, limit: int = 200) -> str:
    """A vendor's words made fit for a log or an audit line.

    One line, at most `limit` characters, without anything that looks like a token or an e-mail
    address; vendors quote what was sent to them.
    """
    flat = " ".join(str(text).split())
    return _TOKENISH.sub("…", flat)[:limit]


def make_session(
    *,
    before_call: Callable[[], None],
    timeouts: Timeouts | None = None,
    connector: aiohttp.TCPConnector | None = None,
) -> aiohttp.ClientSession:
    """The one session for all APIs; call it inside the running loop and close it at the end.

    `before_call` runs before every request and may raise to forbid it. There is no cookie jar,
    because one person's session must never ride along with another's call. aiohttp repeats only
    idempotent methods on a stale connection, never POST
    (docs.aiohttp.org, "Automatically retrying requests").
    """
    limits = timeouts or Timeouts()

    async def ask_first(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        before_call()
        return await handler(request)

    return aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=limits.total, connect=limits.connect),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": USER_AGENT},
        middlewares=(ask_first,),
        trust_env=False,
    )


class ApiClient:
    """Makes calls and sorts their ends into `Answer`, `NotSent` and `Lost`."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        before_call: Callable[[], None],
        timeouts: Timeouts | None = None,
    ) -> None:
        self._session = session
        self._before_call = before_call
        self.timeouts = timeouts or Timeouts()

    async def call(
        self,
        method: str,
        url: str,
        *,
        token: Secret | None = None,
        headers: Mapping[str, str] | None = None,
        json_body: Mapping[str, object] | None = None,
        form: Mapping[str, str] | None = None,
        data: bytes | None = None,
    ) -> Answer:
        """Make one call, following no redirects. `url` is complete and percent-encoded.

        Raises `NotSent` or `Lost`; neither carries the address or anything that was sent.
        """
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"Bearer {token.reveal()}"
        try:
            async with self._session.request(
                method,
                # Encoded already: yarl would turn the %3A of a URN in a path back into a colon.
                yarl.URL(url, encoded=True),
                headers=sent,
                json=json_body,
                data=form if form is not None else data,
                allow_redirects=False,
            ) as response:
                answer = Answer(
                    status=response.status,
                    headers={name.lower(): value for name, value in response.headers.items()},
                    body=await _read_all(response.content),
                )
        except (
            aiohttp.ClientConnectorError,
            aiohttp.ConnectionTimeoutError,
            aiohttp.InvalidURL,
        ) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Lost(type(error).__name__) from None
        log.debug("%s answered %s", yarl.URL(url).host, answer.status)
        return answer

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run a blocking library's call in a thread, under the same rules as `call`.

        The library must set its own time-outs too; this one only stops waiting for it.
        """
        self._before_call()
        try:
            async with asyncio.timeout(self.timeouts.connect + self.timeouts.total):
                return await asyncio.to_thread(work)
        except requests.ConnectionError as error:
            if _never_connected(error):
                raise NotSent(type(error).__name__) from None
            raise Lost(type(error).__name__) from None
        except (requests.RequestException, TimeoutError) as error:
            raise Lost(type(error).__name__) from None


def blocking_session() -> requests.Session:
    """A session for the blocking libraries; close it after the call.

    It ignores the environment, because requests would replace the `Authorization` header by a
    matching line of a .netrc file (requests.readthedocs.io, "netrc Authentication").
    """
    session = requests.Session()
    session.trust_env = False
    return session


async def _read_all(content: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            raise aiohttp.ClientPayloadError("the answer is too long")
    return bytes(body)


def _never_connected(error: requests.ConnectionError) -> bool:
    """Whether the TCP connection itself failed; requests has one exception for both cases."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", None)
    return isinstance(reason, urllib3.exceptions.NewConnectionError)

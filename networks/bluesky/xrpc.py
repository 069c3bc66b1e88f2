"""Calls to servers of the AT Protocol: atproto's client over our own session.

The library builds each call and reads each answer by the lexicons. What lies below it is ours,
because its own transport follows redirects to any address, and tells a call that never left from
one whose answer was lost in no way that a post could rely on.
It must not know what an answer means.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from networks import addresses, guard, http
from networks.base import Credentials, Problem, Secret
from networks.bluesky import library

T = TypeVar("T")


class Answered(Exception):
    """A server's answer that is no success, or not the success that was asked for."""

    def __init__(self, answer: http.Answer) -> None:
        super().__init__(str(answer.status))
        self.answer = answer


class Stopped(Exception):
    """Something that had to come before the post did not work; nothing was posted."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(type(problem).__name__)
        self.problem = problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Api:
    """What every call needs.

    `client` calls the addresses of the settings; `guarded` those that an account names.
    """

    client: http.ApiClient
    guarded: http.ApiClient
    guard: guard.Guard
    addresses: addresses.Addresses
    directory: str
    now: Callable[[], datetime]

    async def public(self, use: Callable[[Any], Awaitable[T]]) -> T:
        """Ask the AppView, which answers everybody. Raises like `at`."""
        return await _ask(self.client, self.addresses.api, None, use)

    async def at(self, server: str, token: Secret | None, use: Callable[[Any], Awaitable[T]]) -> T:
        """Make one call to an account's server through atproto's client, which `use` is given.

        Raises `Answered`, `http.NotSent` and `http.Lost`.
        """
        return await _ask(self.guarded, server, token, use)

    async def by(self, credentials: Credentials, use: Callable[[Any], Awaitable[T]]) -> T:
        """Make one call for a person. Raises like `at`."""
        return await self.at(credentials.server, credentials.access_token, use)


async def _ask(
    client: http.ApiClient,
    server: str,
    token: Secret | None,
    use: Callable[[Any], Awaitable[T]],
) -> T:
    atproto = await library.loaded()
    transport = _Transport(client, token, atproto.response)
    try:
        return await use(atproto.client(server, request=transport))
    except atproto.model_error:
        if transport.answer is None:
            raise
        raise Answered(transport.answer) from None


class _Transport:
    """Stands where atproto has its own transport, for one call."""

    def __init__(
        self, client: http.ApiClient, token: Secret | None, response: Callable[..., Any]
    ) -> None:
        self._client = client
        self._token = token
        self._response = response
        self.answer: http.Answer | None = None

    async def get(
        self,
        *,
        url: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str],
        data: None = None,
    ) -> Any:
        query = urlencode(params or {}, doseq=True, quote_via=quote)
        return await self._call("GET", f"{url}?{query}" if query else url, headers, None)

    async def post(
        self,
        *,
        url: str,
        content: str | None = None,
        data: bytes | None = None,
        params: None = None,
        headers: Mapping[str, str],
    ) -> Any:
        return await self._call("POST", url, headers, data if content is None else content.encode())

    async def _call(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Any:
        answer = await self._client.call(method, url, token=self._token, headers=headers, data=body)
        self.answer = answer
        if answer.status != 200:
            raise Answered(answer)
        return self._response(
            success=True,
            status_code=answer.status,
            content=_content(answer),
            headers=dict(answer.headers),
        )


def _content(answer: http.Answer) -> object:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return answer.body

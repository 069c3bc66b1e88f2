"""Calls of Slack's Web API and of response URLs, with time-outs and with errors turned to advice.

Two clients over one session: calls that may be repeated are repeated by the SDK when Slack is
unwell, all others never. Must not know screens or replies.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import aiohttp
import yarl
from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack import errors
from chat.ports import PlatformError, Rejected

API_URL = "https://slack.com/api/"
CALL_SECONDS = 10.0
"""How long one call may take, repeats included."""

# The SDK's own debug lines hold whole requests: texts of people, so they stay off.
_sdk_log = logging.getLogger("glasnik.slack_sdk")
_sdk_log.setLevel(logging.WARNING)


class Connection:
    """One installation's way to Slack. The session is made on first use, inside the loop."""

    def __init__(
        self,
        *,
        token: str,
        now: Callable[[], datetime],
        api_url: str = API_URL,
        call_seconds: float = CALL_SECONDS,
        before_call: Callable[[], None] = lambda: None,
    ) -> None:
        """Make the way to Slack; `before_call` runs before each request and may forbid it."""
        self._token = token
        self._api_url = api_url
        self._seconds = call_seconds
        self._before_call = before_call
        self._session: aiohttp.ClientSession | None = None
        self._clients: tuple[AsyncWebClient, AsyncWebClient] | None = None
        self.now = now

    @property
    def once(self) -> AsyncWebClient:
        """For calls whose effect must not happen twice."""
        return self._made()[0]

    @property
    def again(self) -> AsyncWebClient:
        """For calls that may be repeated."""
        return self._made()[1]

    async def close(self) -> None:
        """Give the session back."""
        if self._session is not None:
            await self._session.close()
        self._session = self._clients = None

    async def call(
        self, answer: Awaitable[AsyncSlackResponse], *, repeatable: bool
    ) -> Mapping[str, object]:
        """What a method answered.

        Raises PlatformError.
        """
        try:
            async with asyncio.timeout(self._seconds):
                response = await answer
        except (SlackClientError, aiohttp.ClientError, OSError) as error:
            raise errors.of_call(error, repeatable=repeatable, now=self.now()) from error
        return response.data if isinstance(response.data, dict) else {}

    async def call_painted(
        self, send: Callable[[bool], Awaitable[AsyncSlackResponse]], *, repeatable: bool
    ) -> Mapping[str, object]:
        """Send something painted; `send` is told whether with pictures.

        Slack refuses a whole message when it can't fetch one picture, so it goes without then.
        Raises PlatformError.
        """
        try:
            return await self.call(send(True), repeatable=repeatable)
        except Rejected as refusal:
            if not errors.refuses_pictures(refusal.__cause__):
                raise
        return await self.call(send(False), repeatable=repeatable)

    async def respond(self, url: str, body: Mapping[str, object]) -> None:
        """Post to a response URL (docs.slack.dev/interactivity/handling-user-interaction).

        Raises PlatformError; Rejected for an address that is not Slack's, which is not called.
        """
        if not self.is_slacks(url):
            raise Rejected("not_a_response_url")
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._opened().post(url, json=body, allow_redirects=False) as answer,
            ):
                fault = errors.of_status(
                    answer.status, answer.headers.get("Retry-After"), self.now()
                ) or self._told(await answer.text())
        except (aiohttp.ClientError, OSError) as error:
            raise errors.of_call(error, repeatable=False, now=self.now()) from error
        if fault is not None:
            raise fault

    def is_slacks(self, url: str) -> bool:
        """Whether an address is on the host of the Web API or below it, as hooks.slack.com is."""
        try:
            given, own = (yarl.URL(address).origin() for address in (url, self._api_url))
        except ValueError:
            return False
        if (given.scheme, given.port) != (own.scheme, own.port):
            return False
        host, known = given.host or "", own.host or ""
        return host == known or host.endswith(f".{known}")

    def _told(self, text: str) -> PlatformError | None:
        """A response URL answers `ok`, or with status 200 and an error inside."""
        try:
            told = json.loads(text)
        except ValueError:
            return None
        code = told.get("error") if isinstance(told, dict) and told.get("ok") is False else None
        if code is None:
            return None
        return errors.of_code(str(code), repeatable=False, now=self.now())

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            # The SDK gives no time-out to calls over a session it did not make.
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._seconds), middlewares=(self._ask_first,)
            )
        return self._session

    async def _ask_first(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        self._before_call()
        return await handler(request)

    def _made(self) -> tuple[AsyncWebClient, AsyncWebClient]:
        if self._clients is None:
            careful, steady = (
                AsyncWebClient(
                    token=self._token,
                    base_url=self._api_url,
                    session=self._opened(),
                    retry_handlers=handlers,
                    logger=_sdk_log,
                )
                for handlers in (
                    [],
                    [AsyncConnectionErrorRetryHandler(), AsyncServerErrorRetryHandler()],
                )
            )
            self._clients = careful, steady
        return self._clients

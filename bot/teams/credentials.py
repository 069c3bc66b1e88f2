"""The bot's own tokens for the Bot Connector: fetched once for all who wait, kept, renewed in time.

Two ways to prove who the bot is: a single tenant's client secret
(learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication) or the
managed identity of the machine
(learn.microsoft.com/entra/identity/managed-identities-azure-resources). Knows no Connector.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import quote

import msal
import requests

from bot.teams import errors
from bot.teams.errors import Refusal
from chat.ports import ConnectionLost, PlatformError, RetryAt
from networks import http
from networks.base import Secret
from networks.http import ApiClient, Lost, NotSent

RESOURCE = "https://api.botframework.com"
SCOPE = f"{RESOURCE}/.default"

_AHEAD_SECONDS = 300.0
"""A token is renewed when it has less than that left."""
_IDENTITY_SECONDS = 10.0
_RETRY = timedelta(seconds=errors.RETRY_SECONDS)
# Its debug lines hold answers, and so tokens.
logging.getLogger("msal").setLevel(logging.WARNING)
_TRANSIENT = frozenset({"temporarily_unavailable", "server_error", "timeout"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A token, and for how many seconds it is good."""

    secret: Secret
    seconds: float


class Source(Protocol):
    """Where tokens come from."""

    async def fetch(self) -> Token:
        """A new token. Raises ConnectionLost when the proof is refused, else RetryAt."""


class Credentials:
    """The token of the moment. Whoever asks while it is being fetched waits for the same fetch."""

    def __init__(self, source: Source, *, time: Callable[[], float]) -> None:
        """Make the keeper; `time` counts the machine's seconds."""
        self._source = source
        self._time = time
        self._held: Secret | None = None
        self._good_until = 0.0
        self._renew_at = 0.0
        self._fetching: asyncio.Task[None] | None = None

    async def token(self) -> Secret:
        """A token that is good for a while.

        Raises PlatformError; ConnectionLost when the login does not take us.
        """
        if self._held is None or self._time() >= self._renew_at:
            try:
                await self._renew()
            except RetryAt:
                # The login is unwell, and the old token may still do.
                if self._held is None or self._time() >= self._good_until:
                    raise
        assert self._held is not None  # noqa: S101 - a renewal that ended well left one
        return self._held

    async def replace(self, refused: Secret) -> Secret:
        """Another token than this one, which was refused. Raises PlatformError."""
        if self._held is not None and self._held != refused:
            return self._held
        await self._renew()
        return await self.token()

    async def close(self) -> None:
        """Stop fetching."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])

    async def _renew(self) -> None:
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch(), name="teams: token")
            # Everybody may have stopped waiting before it fails.
            self._fetching.add_done_callback(lambda task: task.cancelled() or task.exception())
        await asyncio.shield(self._fetching)

    async def _fetch(self) -> None:
        token = await self._source.fetch()
        now = self._time()
        self._held = token.secret
        self._good_until = now + token.seconds
        self._renew_at = now + token.seconds - min(_AHEAD_SECONDS, token.seconds / 2)


class ClientSecret:
    """A single tenant's app, which proves itself by its secret."""

    def __init__(
        self,
        client: ApiClient,
        *,
        login_url: str,
        tenant_id: str,
        app_id: str,
        password: Secret,
        now: Callable[[], datetime],
    ) -> None:
        """Make the source; `login_url` is https://login.microsoftonline.com or a stand-in."""
        self._client = client
        self._url = f"{login_url.rstrip('/')}/{quote(tenant_id, safe='')}/oauth2/v2.0/token"
        self._app_id = app_id
        self._password = password
        self._now = now

    async def fetch(self) -> Token:
        """A new token. Raises ConnectionLost when the secret is refused, else RetryAt."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self._app_id,
            "client_secret": self._password.reveal(),
            "scope": SCOPE,
        }
        try:
            answer = await self._client.call("POST", self._url, form=form)
        except (NotSent, Lost) as failure:
            # A token that nobody received harms nobody.
            raise RetryAt(f"login_{failure}", self._now() + _RETRY) from None
        told = answer.json()
        if answer.status == 200:
            return _token(told, self._now)
        refusal = Refusal(status=answer.status, headers=answer.headers)
        raise _refused(told, self._now, errors.named_pause(refusal, self._now()), answer.status)


class ManagedIdentity:
    """The identity that Azure gives the machine; nothing secret is set."""

    def __init__(
        self,
        *,
        app_id: str,
        now: Callable[[], datetime],
        before_call: Callable[[], None] = lambda: None,
        ask: Callable[[str, float], Mapping[str, Any]] | None = None,
        seconds: float = _IDENTITY_SECONDS,
    ) -> None:
        """Make the source; `ask` fetches for an app within so many seconds, in a thread."""
        self._app_id = app_id
        self._now = now
        self._before_call = before_call
        self._ask = ask or _ask_machine
        self._seconds = seconds

    async def fetch(self) -> Token:
        """A new token. Raises ConnectionLost when the machine lacks the identity, else RetryAt."""
        self._before_call()
        asked = asyncio.to_thread(self._ask, self._app_id, self._seconds)
        told = await self._answered(asked)
        if "access_token" in told:
            return _token(told, self._now)
        raise _refused(told, self._now, None, 0)

    async def _answered(self, asked: Awaitable[Mapping[str, Any]]) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(self._seconds):
                return await asked
        except (requests.RequestException, ValueError, OSError) as failure:
            # msal raises a ValueError for an answer it can't read, and for a machine it can't ask.
            code = f"identity_{type(failure).__name__}"
            raise RetryAt(code, self._now() + _RETRY) from None


class _TimedSession(requests.Session):
    """A session whose every call ends in time: msal sets none of its own."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.trust_env = False
        self._seconds = seconds

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", self._seconds / 2)
        return super().request(*args, **kwargs)


def _ask_machine(app_id: str, seconds: float) -> Mapping[str, Any]:
    with _TimedSession(seconds) as session:
        client = msal.ManagedIdentityClient(
            msal.UserAssignedManagedIdentity(client_id=app_id), http_client=session
        )
        answer: Mapping[str, Any] = client.acquire_token_for_client(resource=RESOURCE)
        return answer


def _token(told: Mapping[str, Any], now: Callable[[], datetime]) -> Token:
    secret, seconds = told.get("access_token"), told.get("expires_in")
    if not isinstance(secret, str) or not secret or not str(seconds).isdigit():
        raise RetryAt("login_without_token", now() + _RETRY)
    return Token(secret=Secret(secret), seconds=float(str(seconds)))


def _refused(
    told: Mapping[str, Any], now: Callable[[], datetime], pause: timedelta | None, status: int
) -> PlatformError:
    """What a login's refusal means; `error` is its word (RFC 6749, 5.2), `status` 0 if unknown."""
    code = http.safe_detail(told.get("error") or f"login_{status}", limit=60)
    if status == 429 or status >= 500 or code in _TRANSIENT:
        return RetryAt(code, now() + (pause or _RETRY))
    return ConnectionLost(code)

"""Carries events, commands and interactions to the app, signed as Slack signs them.

Over HTTP, or over a Socket Mode connection when one is open. Events are retried, commands and
interactions are not. Sources: docs.slack.dev/apis/events-api,
docs.slack.dev/authentication/verifying-requests-from-slack.
Knows nothing of what the payloads mean.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.socket import Sockets
from sandbox.slack.workspace import Workspace
from sandbox.values import Json, decoded

_OK_FROM: Final = 200
_OK_BELOW: Final = 300
_FORM: Final = "application/x-www-form-urlencoded"


class Kind(StrEnum):
    """What is carried; the values are the envelope types of Socket Mode."""

    EVENT = "events_api"
    COMMAND = "slash_commands"
    INTERACTION = "interactive"


class Failure(StrEnum):
    """Why a delivery failed; the values are those of X-Slack-Retry-Reason."""

    TIMEOUT = "http_timeout"
    CONNECTION = "connection_failed"
    HTTP = "http_error"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the app said: `body` is parsed JSON, `text` the raw words. `failure` when it did not."""

    status: int = 200
    text: str = ""
    body: Any = None
    failure: Failure | None = None
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        """Whether the app took the delivery."""
        return self.failure is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One delivery as it went, for tests and the inspector."""

    kind: Kind
    retry: int
    reason: str | None
    answer: Answer
    payload: Json
    seconds: float
    """How long the app took."""


class Delivery:
    """The way to the app."""

    def __init__(self, space: Workspace, *, path: str = "/slack/events") -> None:
        self._space = space
        self._path = path
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.sockets = Sockets(space)
        self.attempts: list[Attempt] = []

    def start(self) -> None:
        """Open the HTTP session. Needs a running loop."""
        self._session = aiohttp.ClientSession()

    async def stop(self) -> None:
        """Give up what is under way and close everything."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.close()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def settled(self) -> None:
        """Wait until no event is under way any more, those waiting for a retry included."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def ask(self, kind: Kind, payload: Json) -> Answer:
        """Deliver once, and return the app's answer."""
        return await self._attempt(kind, payload, retry=0, reason=None)

    def event(self, event: Json) -> None:
        """Send an event, with retries, without waiting; unsubscribed types go nowhere."""
        if not self._subscribed(event) or self._session is None:
            return
        task = asyncio.create_task(self._insist(self._envelope(event)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def verify_url(self) -> bool:
        """Do what Slack does when the request URL is saved: the url_verification handshake."""
        challenge = self._space.core.ids.fresh_secret("challenge")
        token = self._space.verification_token
        payload = {"type": "url_verification", "token": token, "challenge": challenge}
        answer = await self._over_http(Kind.EVENT, payload, {})
        said = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.text
        return answer.ok and bool(said == challenge)

    def signed(self, body: bytes) -> dict[str, str]:
        """Return the signature headers for a body, with the wall's time."""
        stamp = str(int(self._space.core.clock.wall().timestamp()))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self._space.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    # ------------------------------------------------------------------------------------------

    def _subscribed(self, event: Json) -> bool:
        kind = str(event["type"])
        if kind == "message":
            kind = f"message.{event['channel_type'].replace('channel', 'channels')}"
            kind = kind.replace("group", "groups")
        return kind in self._space.app.events

    def _envelope(self, event: Json) -> Json:
        space = self._space
        return {
            "token": space.verification_token,
            "team_id": space.team_id,
            "context_team_id": space.team_id,
            "context_enterprise_id": None,
            "api_app_id": space.app_id,
            "event": {"event_ts": space.stamp(), **event},
            "type": "event_callback",
            "event_id": space.core.ids.fresh("Ev", 10),
            "event_time": space.epoch(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": space.team_id,
                    "user_id": space.bot_user.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }

    async def _insist(self, payload: Json) -> None:
        answer = await self._attempt(Kind.EVENT, payload, retry=0, reason=None)
        for number, pause in enumerate(self._space.core.options.retry_after, start=1):
            if answer.failure is None or answer.no_retry:
                return
            await asyncio.sleep(pause)
            reason = answer.failure.value
            answer = await self._attempt(Kind.EVENT, payload, retry=number, reason=reason)

    async def _attempt(
        self, kind: Kind, payload: Json, *, retry: int, reason: str | None
    ) -> Answer:
        began = self._space.core.clock.ticks()
        if self.sockets.connected:
            answer = await self._over_socket(kind, payload, retry, reason)
        else:
            headers = {}
            if reason is not None:
                headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
            answer = await self._over_http(kind, payload, headers)
        self.attempts.append(
            Attempt(
                kind=kind,
                retry=retry,
                reason=reason,
                answer=answer,
                payload=payload,
                seconds=self._space.core.clock.ticks() - began,
            )
        )
        return answer

    async def _over_socket(
        self, kind: Kind, payload: Json, retry: int, reason: str | None
    ) -> Answer:
        try:
            body = await self.sockets.send(kind.value, payload, retry=retry, reason=reason or "")
        except TimeoutError:
            return Answer(failure=Failure.TIMEOUT)
        return Answer(body=body, text="" if body is None else json.dumps(body))

    async def _over_http(self, kind: Kind, payload: Json, headers: dict[str, str]) -> Answer:
        if self._session is None:
            return Answer(failure=Failure.CONNECTION)
        body, content_type = _encoded(kind, payload)
        try:
            async with self._session.post(
                self._space.core.bot_url + self._path,
                data=body,
                headers={
                    "Content-Type": content_type,
                    "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
                    **self.signed(body),
                    **headers,
                },
                timeout=aiohttp.ClientTimeout(total=self._space.core.options.answer_within),
                allow_redirects=False,
            ) as response:
                text = await response.text()
                ok = _OK_FROM <= response.status < _OK_BELOW
                return Answer(
                    status=response.status,
                    text=text,
                    body=decoded(text),
                    failure=None if ok else Failure.HTTP,
                    no_retry=response.headers.get("X-Slack-No-Retry") == "1",
                )
        except TimeoutError:
            return Answer(failure=Failure.TIMEOUT)
        except aiohttp.ClientError:
            return Answer(failure=Failure.CONNECTION)


def _encoded(kind: Kind, payload: Json) -> tuple[bytes, str]:
    match kind:
        case Kind.EVENT:
            return json.dumps(payload).encode(), "application/json"
        case Kind.COMMAND:
            return urlencode(payload).encode(), _FORM
        case Kind.INTERACTION:
            return urlencode({"payload": json.dumps(payload)}).encode(), _FORM

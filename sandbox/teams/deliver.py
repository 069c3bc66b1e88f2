"""Carries activities to the app, signed as the Bot Connector signs them.

Sources: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication,
learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/request-headers-of-the-bot.
Knows nothing of what the activities mean.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import aiohttp

from sandbox.teams.tenant import Tenant
from sandbox.values import Json, decoded

PATH: Final = "/api/messages"
ISSUER: Final = "https://api.botframework.com"
_LIFE_SECONDS: Final = 3600
_DIALOGS: Final = ("task/", "composeExtension/")


class Failure(StrEnum):
    """Why a delivery failed."""

    TIMEOUT = "timeout"
    CONNECTION = "connection"
    HTTP = "http"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the app said: `body` is parsed JSON. `failure` when it said nothing of use."""

    status: int = 200
    text: str = ""
    body: Any = None
    failure: Failure | None = None

    @property
    def ok(self) -> bool:
        """Whether the app took the delivery."""
        return self.failure is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One delivery as it went, for tests and the inspector. `seconds` is how long the app took."""

    activity: Json
    answer: Answer
    seconds: float
    again: bool


class Delivery:
    """The way to the app."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self.attempts: list[Attempt] = []

    def start(self) -> None:
        """Open the HTTP session. Needs a running loop."""
        self._session = aiohttp.ClientSession()

    async def stop(self) -> None:
        """Give up what is under way and close everything."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def behind(self, work: Coroutine[Any, Any, Any]) -> None:
        """Let something go on without waiting for it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until nothing is under way any more."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def send(self, activity: Json) -> Answer:
        """Deliver an activity and return the app's answer.

        When nobody answers in time and the world repeats such deliveries, it is sent once more.
        """
        answer = await self._attempt(activity, again=False)
        pause = self._tenant.core.options.teams_resend_after
        if answer.failure is not Failure.TIMEOUT or pause is None:
            return answer
        await asyncio.sleep(pause)
        return await self._attempt(activity, again=True)

    async def again(self, number: int = -1) -> Answer:
        """Deliver an earlier activity once more, with its id: the network is not perfect."""
        return await self._attempt(self.attempts[number].activity, again=True)

    def token(self, service_url: str, **changed: Any) -> str:
        """Return a token as activities carry it; `changed` claims make it a wrong one."""
        now = int(self._tenant.core.clock.wall().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": self._tenant.app_id,
            "serviceurl": service_url,
            "iat": now,
            "nbf": now,
            "exp": now + _LIFE_SECONDS,
        }
        return self._tenant.key.sign({**claims, **changed})

    def headers(self, activity: Json) -> dict[str, str]:
        """Return the headers of a delivery."""
        return {
            "Authorization": f"Bearer {self.token(activity['serviceUrl'])}",
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)",
            "x-ms-conversation-id": activity["conversation"]["id"],
            "x-ms-tenant-id": self._tenant.id,
        }

    # ------------------------------------------------------------------------------------------

    def _patience(self, activity: Json) -> float:
        chosen = self._tenant.core.options
        if activity["type"] != "invoke":
            return chosen.teams_message_seconds
        if str(activity.get("name")).startswith(_DIALOGS):
            return chosen.teams_dialog_seconds
        return chosen.teams_invoke_seconds

    async def _attempt(self, activity: Json, *, again: bool) -> Answer:
        began = self._tenant.core.clock.ticks()
        answer = await self._ask(activity)
        took = self._tenant.core.clock.ticks() - began
        self.attempts.append(Attempt(activity=activity, answer=answer, seconds=took, again=again))
        return answer

    async def _ask(self, activity: Json) -> Answer:
        if self._session is None or self._tenant.disabled:
            return Answer(failure=Failure.CONNECTION)
        try:
            async with self._session.post(
                self._tenant.core.bot_url + PATH,
                data=json.dumps(activity, ensure_ascii=False).encode(),
                headers=self.headers(activity),
                timeout=aiohttp.ClientTimeout(total=self._patience(activity)),
                allow_redirects=False,
            ) as response:
                text = await response.text()
                ok = response.status in {200, 201, 202, 204}
                return Answer(
                    status=response.status,
                    text=text,
                    body=decoded(text),
                    failure=None if ok else Failure.HTTP,
                )
        except TimeoutError:
            return Answer(failure=Failure.TIMEOUT)
        except aiohttp.ClientError:
            return Answer(failure=Failure.CONNECTION)

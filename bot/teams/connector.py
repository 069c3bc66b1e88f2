"""Calls of the Bot Connector, with time-outs, turns and errors turned to advice.

Addresses and bodies: learn.microsoft.com/azure/bot-service/rest-api/
bot-framework-rest-connector-api-reference. Must not know screens, replies or what is remembered of
conversations. Calls that may be repeated are repeated when the Connector is unwell, others never.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import structlog
import yarl

from bot.teams import errors, pacing
from bot.teams.credentials import Credentials
from bot.teams.errors import Refusal
from bot.teams.pacing import Pacer
from chat.ports import PlatformError, Rejected, RetryAt
from networks.base import Secret
from networks.http import Answer, ApiClient, Lost, NotSent

log = structlog.get_logger(__name__)

Json = dict[str, Any]

CALL_SECONDS = 10.0
"""How long one attempt may take, once it is its turn."""
PAGE = 500
"""Members a page, the most that there are: …/bots/how-to/get-teams-context."""

_REPEATS = 2
_FIRST_PAUSE_SECONDS = 0.3
_PATIENCE_SECONDS = 60.0
_MOST_PAGES = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Call:
    """One call, as it is made and perhaps repeated."""

    method: str
    url: str
    place: str
    kind: pacing.Kind
    body: Json | None = None
    repeatable: bool
    patient: bool = False
    """Whether a short limit is waited out: beginning anew with a long list would cost more."""


class Connector:
    """The bot's way to Teams. Every call names the address that Teams gave for its conversation."""

    def __init__(
        self,
        client: ApiClient,
        credentials: Credentials,
        pacer: Pacer,
        *,
        connector_url: str,
        now: Callable[[], datetime],
        random: Random,
        any_loopback: bool = False,
        shape: Callable[[Json], Json] | None = None,
        call_seconds: float = CALL_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Make the way to Teams.

        `connector_url` is the only address without https that is called, and that only on this
        machine; with `any_loopback` others on this machine are called too, but without a token.
        `shape` changes every body for what clients can show.
        """
        self._client = client
        self._credentials = credentials
        self._pacer = pacer
        self._home = _origin(connector_url)
        self._any_loopback = any_loopback
        self._shape = shape
        self._now, self._random, self._sleep = now, random, sleep
        self._seconds = call_seconds

    @property
    def credentials(self) -> Credentials:
        """How the bot proves who it is."""
        return self._credentials

    async def create_conversation(
        self, service_url: str, body: Json, *, repeatable: bool = False
    ) -> Json:
        """Begin a conversation; `id`, and with a first message `activityId`.

        With one person and without a message it is the same one each time: then `repeatable`.
        Raises PlatformError.
        """
        call = _Call(
            method="POST",
            url=self._url(service_url, "conversations"),
            place=_begun_with(body),
            kind=pacing.Kind.SEND,
            body=body,
            repeatable=repeatable,
        )
        return await self._call(call)

    async def send(self, service_url: str, conversation: str, activity: Json) -> str:
        """Say something in a conversation; the id of the message. Raises PlatformError."""
        url = self._url(service_url, "conversations", conversation, "activities")
        return await self._said(conversation, url, activity)

    async def reply(self, service_url: str, conversation: str, to: str, activity: Json) -> str:
        """Answer a message, in its thread; the id of the answer. Raises PlatformError."""
        url = self._url(service_url, "conversations", conversation, "activities", to)
        return await self._said(conversation, url, {**activity, "replyToId": to})

    async def update(
        self, service_url: str, conversation: str, message: str, activity: Json
    ) -> None:
        """Put something else in a message's place. Raises PlatformError."""
        url = self._url(service_url, "conversations", conversation, "activities", message)
        await self._call(
            _Call(
                method="PUT",
                url=url,
                place=conversation,
                kind=pacing.Kind.SEND,
                body={**activity, "id": message},
                repeatable=True,
            )
        )

    async def delete(self, service_url: str, conversation: str, message: str) -> None:
        """Take a message away. Raises PlatformError."""
        url = self._url(service_url, "conversations", conversation, "activities", message)
        await self._call(
            _Call(
                method="DELETE",
                url=url,
                place=conversation,
                kind=pacing.Kind.SEND,
                repeatable=True,
            )
        )

    async def members(self, service_url: str, conversation: str) -> AsyncIterator[Json]:
        """Everyone in a conversation or team, page by page. Raises PlatformError."""
        url = self._url(service_url, "conversations", conversation, "pagedmembers")
        token = ""
        for _ in range(_MOST_PAGES):
            asked = {"pageSize": str(PAGE), **({"continuationToken": token} if token else {})}
            page = await self._read(
                f"{url}?{urlencode(asked, quote_via=quote)}", conversation, patient=True
            )
            for member in page.get("members") or ():
                if isinstance(member, dict):
                    yield member
            following = page.get("continuationToken")
            if not isinstance(following, str) or not following or following == token:
                return
            token = following
        log.error("members without end", action="teams.members_without_end")

    async def member(self, service_url: str, conversation: str, person: str) -> Json:
        """One member of a conversation. Raises PlatformError; TargetGone when they are none."""
        url = self._url(service_url, "conversations", conversation, "members", person)
        return await self._read(url, conversation, patient=True)

    async def team(self, service_url: str, team: str) -> Json:
        """What a team is called. Raises PlatformError."""
        return await self._read(self._url(service_url, "teams", team), team, patient=True)

    async def channels(self, service_url: str, team: str) -> tuple[Json, ...]:
        """A team's channels; the first of all has no name. Raises PlatformError."""
        url = self._url(service_url, "teams", team, "conversations")
        answer = await self._read(url, team, patient=True)
        found = answer.get("conversations")
        return tuple(c for c in found if isinstance(c, dict)) if isinstance(found, list) else ()

    async def close(self) -> None:
        """No more calls are made."""
        await self._pacer.close()
        await self._credentials.close()

    async def _said(self, conversation: str, url: str, activity: Json) -> str:
        call = _Call(
            method="POST",
            url=url,
            place=conversation,
            kind=pacing.Kind.SEND,
            body=activity,
            repeatable=False,
        )
        said = (await self._call(call)).get("id")
        if not isinstance(said, str) or not said:
            raise errors.lost("no_id", repeatable=False, now=self._now())
        return said

    async def _read(self, url: str, place: str, *, patient: bool) -> Json:
        return await self._call(
            _Call(
                method="GET",
                url=url,
                place=place,
                kind=pacing.Kind.READ,
                repeatable=True,
                patient=patient,
            )
        )

    async def _call(self, call: _Call) -> Json:
        """Make a call, and again where it may be repeated and the Connector is unwell."""
        for tried in range(_REPEATS if call.repeatable else 0):
            try:
                return await self._once(call)
            except RetryAt as again:
                pause = self._pause(call, again, tried)
                if pause is None:
                    raise
            await self._sleep(pause)
        return await self._once(call)

    def _pause(self, call: _Call, again: RetryAt, tried: int) -> float | None:
        """Seconds until a call is made again; None when that is for the caller to decide."""
        if again.everyone or again.code.startswith(pacing.PACED):
            left = (again.until - self._now()).total_seconds()
            return max(left, 0.0) if call.patient and left <= _PATIENCE_SECONDS else None
        return _FIRST_PAUSE_SECONDS * float(3**tried) * self._random.uniform(0.5, 1.0)

    async def _once(self, call: _Call) -> Json:
        token = await self._token(call.url)
        # Threads count as the channel they are in.
        began = await self._pacer.turn(call.place.partition(";")[0], call.kind)
        answer = await self._ask(call, token)
        if answer.status == 401 and token is not None:
            # Nothing was done. It may have been taken back before it ran out.
            token = await self._credentials.replace(token)
            answer = await self._ask(call, token)
        if answer.status in {200, 201, 202}:
            self._pacer.passed(began)
            return answer.json()
        raise self._refused(call, answer, began)

    async def _token(self, url: str) -> Secret | None:
        is_home = _origin(url) == self._home
        return await self._credentials.token() if is_home or not _is_loopback(url) else None

    async def _ask(self, call: _Call, token: Secret | None) -> Answer:
        body = call.body
        if body is not None and self._shape is not None:
            body = self._shape(body)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._client.call(call.method, call.url, token=token, json_body=body)
        except NotSent:
            raise RetryAt(
                "connection_failed",
                self._now() + timedelta(seconds=errors.RETRY_SECONDS),
                everyone=False,
            ) from None
        except (Lost, TimeoutError) as error:
            code = "timeout" if isinstance(error, TimeoutError) else f"lost_{error}"
            raise errors.lost(code, repeatable=call.repeatable, now=self._now()) from None

    def _refused(self, call: _Call, answer: Answer, began: float) -> PlatformError:
        refusal = Refusal(status=answer.status, headers=answer.headers, body=answer.body)
        error = errors.of_refusal(refusal, repeatable=call.repeatable, now=self._now())
        if answer.status == 429 and isinstance(error, RetryAt):
            pause = self._pacer.refused(began, errors.named_pause(refusal, self._now()))
            return RetryAt(error.code, self._now() + pause)
        return error

    def _url(self, service_url: str, *parts: str) -> str:
        """The address of a call, every part of it percent-encoded as a whole.

        Raises Rejected for an address that must not be called and for an id that is none.
        """
        if not self.may_call(service_url):
            raise Rejected("service_url")
        if any(part.strip(".") == "" for part in parts):
            raise Rejected("bad_id")
        path = "/".join(quote(part, safe="") for part in parts)
        return f"{service_url.rstrip('/')}/v3/{path}"

    def may_call(self, service_url: str) -> bool:
        """Whether this is an address at which a Connector may be called."""
        try:
            url = yarl.URL(service_url)
        except ValueError:
            return False
        if not url.host or url.user or url.password or url.query_string or url.fragment:
            return False
        if url.scheme == "https":
            return True
        allowed = self._any_loopback or _origin(service_url) == self._home
        return url.scheme == "http" and _is_loopback(service_url) and allowed


def _begun_with(body: Json) -> str:
    """The channel or the person with whom a conversation begins."""
    channel = (body.get("channelData") or {}).get("channel") or {}
    members = body.get("members") or [{}]
    return str(channel.get("id") or members[0].get("id") or "")


def _origin(url: str) -> yarl.URL | None:
    try:
        return yarl.URL(url).origin()
    except ValueError:
        return None


def _is_loopback(url: str) -> bool:
    host = yarl.URL(url).host or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""The door for everything that Teams sends: who sends it, size, shape, tenant.

A request passes in this order, and whoever fails is told why in one word: its token, without which
nothing of it is read; its body; what the token says about the body; the company it comes from. Only
then does the SDK see it. Must not know handlers: it is given one `Dispatch`.

The bot's own token is sent to the `serviceUrl` of what comes in, so an address that somebody made
up would get a token that writes to the whole company. What keeps that from happening: the token of
the request is signed by Microsoft for this very address (`serviceurl`), with a key that may speak
for Teams; the address is https; and what comes in unsigned, for development, names only addresses
on this machine, to which the connector sends no token unless they are the one in the settings.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from botbuilder.core import InvokeResponse, TurnContext

from bot.deadline import DECIDE_SECONDS
from bot.deciding import Dispatch
from bot.teams import adapter, desk, inline, local, payloads
from bot.teams.adapter import TeamsAdapter
from bot.teams.carry import Carrier
from bot.teams.connector import Connector
from bot.teams.credentials import Credentials
from bot.teams.desk import Desk, Verdict
from bot.teams.keys import Keys, KeysUnavailable, is_loopback
from bot.teams.messenger import TeamsMessenger
from bot.teams.origins import Origins
from bot.teams.parse import Parser
from bot.teams.payloads import ActivityPayload, Malformed
from bot.teams.references import References
from bot.teams.token import Refused, Ticket, Verifier
from bot.teams.ways import Ways
from chat.people import Reader

_log = logging.getLogger(__name__)

PATH = "/api/messages"
CHANNEL = "msteams"
DEFAULT_READER = Reader(locale="en", zone="UTC")
"""Whoever is answered before it is known in which language they read."""
DRAIN_SECONDS = 20.0
READ_SECONDS = 5.0
"""How long a body may take to arrive."""
REQUEST_BYTES = 512 * 1024
"""More than any activity: Teams takes messages of about 100 kB, and tells them twice."""
RETRY_SECONDS = 5


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _reference() -> str:
    return secrets.token_hex(3)


class TeamsEdge:
    """Teams' side of the program: mount it, and close it at the end."""

    def __init__(
        self,
        *,
        app_id: str,
        tenant_id: str,
        openid_url: str,
        connector: Connector,
        references: References,
        messenger: TeamsMessenger,
        dispatch: Dispatch,
        unsigned: bool = False,
        origin_key: bytes | None = None,
        default_reader: Reader = DEFAULT_READER,
        wall: Callable[[], datetime] = _utc_now,
        keys: Keys | None = None,
        reference: Callable[[], str] = _reference,
        decide_seconds: float = DECIDE_SECONDS,
        answer_seconds: float = desk.ANSWER_SECONDS,
        keep_seconds: float = desk.KEEP_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        """Put the edge together.

        `unsigned` takes activities without a token from this machine; `origin_key` seals what forms
        remember, the same in all processes (made up where there is only one); `wall` is the true
        time, by which tokens are dated.
        """
        self._tenant = tenant_id.lower()
        self._unsigned = unsigned
        self._read_seconds = read_seconds
        self._connector = connector
        self._messenger = messenger
        self._keys = keys if keys is not None else Keys(openid_url)
        self._verifier = Verifier(app_id=app_id, keys=self._keys, wall=wall)
        origins = Origins(origin_key if origin_key is not None else secrets.token_bytes(32))
        self._parser = Parser(tenant=self._tenant, app_id=app_id, origins=origins)
        self._adapter = TeamsAdapter(connector)
        ways = Ways(connector, references, messenger, origins)
        self._desk = Desk(
            dispatch=dispatch,
            carrier=Carrier(ways),
            ways=ways,
            decide_seconds=decide_seconds,
            default_reader=default_reader,
            reference=reference,
            answer_seconds=answer_seconds,
            keep_seconds=keep_seconds,
        )

    @property
    def messenger(self) -> TeamsMessenger:
        """How the program writes to Teams by itself."""
        return self._messenger

    @property
    def credentials(self) -> Credentials:
        """How the bot proves who it is."""
        return self._connector.credentials

    def mount(self, application: web.Application) -> None:
        """Listen at `PATH` of an aiohttp application, and look for keys when it starts."""
        application.router.add_post(PATH, self.handle)
        application.on_startup.append(self._begin)

    async def close(self) -> None:
        """Let running work end, stop looking for keys and tokens."""
        await self._desk.drain(DRAIN_SECONDS)
        await self._keys.close()
        await self._connector.close()

    async def handle(self, request: web.Request) -> web.Response:
        """One activity.

        401 not from the Bot Connector, 403 not for us, 415 no JSON, 408 too slow, 413 too large,
        400 malformed, 501 a question we don't answer. 503 where nobody can tell yet whose token it
        is, or what came in could not be kept: Teams sends again what is answered so, and would take
        401 for a bot that is set up wrongly.
        """
        headers = request.headers.getall("Authorization", [])
        try:
            ticket = None
            if headers or not self._unsigned or not local.is_local(request):
                ticket = await self._verifier.ticket(headers)
            body = await self._body(request)
            activity = payloads.activity(body)
            self._admit(activity, ticket)
        except Refused as reason:
            _log.warning("not from the bot connector: %s", reason)
            return _refuse(401, "not authorized")
        except KeysUnavailable:
            return _refuse(503, "keys are not there yet", again=True)
        except Malformed as fault:
            return _malformed(fault)
        except _Unwelcome as reason:
            _log.warning("turned away: %s", reason)
            return _refuse(reason.status, str(reason))
        return await self._turn(body, activity)

    async def _begin(self, application: web.Application) -> None:
        self._keys.begin()

    async def _body(self, request: web.Request) -> Mapping[str, Any]:
        if request.content_type != "application/json":
            raise _Unwelcome(415, "not JSON")
        try:
            async with asyncio.timeout(self._read_seconds):
                raw = await _read(request)
        except TimeoutError:
            raise _Unwelcome(408, "request too slow") from None
        if raw is None:
            raise _Unwelcome(413, "request too large")
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            raise Malformed("not JSON") from None
        if not isinstance(body, dict):
            raise Malformed("payload: not an object")
        return body

    def _admit(self, activity: ActivityPayload, ticket: Ticket | None) -> None:
        """Make sure that an activity is Teams', and of our company.

        Raises Refused or _Unwelcome.
        """
        address, channel = activity["serviceUrl"], activity["channelId"]
        if ticket is not None:
            ticket.check(service_url=address, channel=channel)
        elif not is_loopback(address):
            raise Refused("serviceUrl of an unsigned activity")
        if channel != CHANNEL:
            # In Web Chat and Direct Line people say themselves who they are.
            raise _Unwelcome(403, "another channel")
        if not self._connector.may_call(address):
            raise _Unwelcome(403, "an address that is not called")
        if payloads.tenants(activity) != {self._tenant}:
            raise _Unwelcome(403, "another tenant")

    async def _turn(self, body: Mapping[str, Any], activity: ActivityPayload) -> web.Response:
        verdict = Verdict()

        async def logic(turn: TurnContext) -> None:
            nonlocal verdict
            incoming = self._parser.parse(activity)
            if incoming is None:
                return
            verdict = await self._desk.receive(incoming)
            if verdict.body is not None:
                await adapter.answer(turn, InvokeResponse(status=200, body=verdict.body))

        try:
            answered = await self._adapter.turn(body, logic)
        except Malformed as fault:
            return _malformed(fault)
        if verdict.again:
            return _refuse(503, "not kept yet", again=True)
        if verdict.unknown:
            return _refuse(501, "not implemented")
        if answered is not None:
            # Whoever needs no token is Microsoft's test client, which has no dialogs.
            body = inline.without_dialogs(answered.body) if self._unsigned else answered.body
            return web.json_response(body, status=answered.status)
        return web.Response(status=200 if activity["type"] == "invoke" else 202)


class _Unwelcome(Exception):
    """Turned away with a status; the reason is for whoever sent it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def _read(request: web.Request) -> bytes | None:
    """The body, or None when it is larger than anything Teams sends."""
    read = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        read += chunk
        if len(read) > REQUEST_BYTES:
            return None
    return bytes(read)


def _malformed(fault: Malformed) -> web.Response:
    _log.warning("malformed activity: %s", fault)
    return web.json_response({"error": "malformed request", "at": str(fault)}, status=400)


def _refuse(status: int, reason: str, *, again: bool = False) -> web.Response:
    headers = {"Retry-After": str(RETRY_SECONDS)} if again else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return web.json_response({"error": reason}, status=status, headers=headers)

"""The door for everything that Slack sends over HTTP or Socket Mode: size, signature, shape.

Bolt verifies and answers Slack's own questions; one middleware takes everything else to the desk.
Must not know handlers: it is given one `Dispatch`.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.deadline import DECIDE_SECONDS, Deadline
from bot.deciding import Dispatch
from bot.slack import desk, limits, parse
from bot.slack.carry import Carrier
from bot.slack.client import API_URL, Connection
from bot.slack.desk import Desk
from bot.slack.messenger import SlackMessenger
from bot.slack.payloads import Malformed
from bot.slack.ways import Ways
from chat.people import Reader

_log = logging.getLogger(__name__)

PATH = "/slack/events"
DEFAULT_READER = Reader(locale="en", zone="UTC")
"""Whoever is told to wait before it is known in which language they read."""
DRAIN_SECONDS = 20.0
READ_SECONDS = limits.ACKNOWLEDGE_SECONDS
"""How long a body may take to arrive: after that Slack waits for no answer any more."""
_INCOMING = "glasnik_incoming"
_STATUS_QUESTIONS = ("url_verification", "ssl_check")

# Bolt writes whole requests to its log at levels below this one.
_bolt_log = logging.getLogger("glasnik.slack_bolt")
_bolt_log.setLevel(logging.ERROR)

Next = Callable[[], Awaitable[BoltResponse]]


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _reference() -> str:
    return secrets.token_hex(3)


class SlackEdge:
    """Slack's side of the program: mount it, or start Socket Mode, and close it at the end."""

    def __init__(
        self,
        *,
        signing_secret: str,
        bot_token: str,
        dispatch: Dispatch,
        api_url: str = API_URL,
        default_reader: Reader = DEFAULT_READER,
        now: Callable[[], datetime] = _utc_now,
        before_call: Callable[[], None] = lambda: None,
        reference: Callable[[], str] = _reference,
        decide_seconds: float = DECIDE_SECONDS,
        acknowledge_seconds: float = desk.ACKNOWLEDGE_SECONDS,
        settle_seconds: float = desk.SETTLE_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._api_url = api_url
        self._read_seconds = read_seconds
        self._verifier = SignatureVerifier(signing_secret)
        self.connection = Connection(
            token=bot_token, api_url=api_url, now=now, before_call=before_call
        )
        self._messenger = SlackMessenger(self.connection)
        ways = Ways(self.connection, self._messenger)
        self._desk = Desk(
            dispatch=dispatch,
            carrier=Carrier(ways),
            deadline=Deadline(decide_seconds),
            default_reader=default_reader,
            reference=reference,
            acknowledge_seconds=acknowledge_seconds,
            settle_seconds=settle_seconds,
        )
        self.app = _bolt(signing_secret, bot_token, api_url)
        self.app.use(_Answer(self._desk, ways))
        self._socket: AsyncSocketModeHandler | None = None

    @property
    def messenger(self) -> SlackMessenger:
        """How the program writes to Slack by itself."""
        return self._messenger

    def mount(self, application: web.Application) -> None:
        """Listen at `PATH` of an aiohttp application, and close together with it."""
        application.router.add_post(PATH, self.handle)
        application.on_cleanup.append(self._close_with)

    async def start_socket_mode(self, app_token: str) -> None:
        """Listen over a WebSocket (docs.slack.dev/apis/events-api/using-socket-mode).

        Raises slack_sdk's SlackApiError when the token is refused.
        """
        client = AsyncWebClient(base_url=self._api_url, logger=_bolt_log)
        self._socket = AsyncSocketModeHandler(
            self.app, app_token, logger=_bolt_log, web_client=client
        )
        await self._socket.connect_async()  # type: ignore[no-untyped-call] # untyped in Bolt

    async def close(self) -> None:
        """Stop listening, let running work end, give connections back."""
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call] # untyped in Bolt
            self._socket = None
        await self._desk.drain(DRAIN_SECONDS)
        await self.connection.close()

    async def handle(self, request: web.Request) -> web.Response:
        """One request of Slack: 408 too slow, 413 too large, 401 not from Slack, 400 malformed."""
        try:
            async with asyncio.timeout(self._read_seconds):
                raw = await _read(request)
        except TimeoutError:
            return _refuse(408, "request too slow")
        if raw is None:
            return _refuse(413, "request too large")
        try:
            body = raw.decode("utf-8")
        except UnicodeDecodeError:
            return _refuse(400, "malformed request")
        if not self._is_from_slack(body, request):
            # Nothing unsigned goes any further, because only a signed body is what it seems.
            return web.Response() if _is_ssl_check(body) else _refuse(401, "invalid request")
        if "X-Slack-Retry-Num" in request.headers:
            reason = request.headers.get("X-Slack-Retry-Reason", "")[:40]
            _log.info("slack sends an event again: %r", reason)
        try:
            question = AsyncBoltRequest(
                body=body,
                query=request.query_string,
                headers=dict(request.headers.items()),
            )
        except Exception:  # noqa: BLE001 - Bolt digs into bodies whose shape nobody has checked yet
            return _refuse(400, "malformed request")
        return await to_aiohttp_response(await self.app.async_dispatch(question))

    def _is_from_slack(self, body: str, request: web.Request) -> bool:
        """The SDK takes the timestamp for a number and the signature for ASCII without looking."""
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            return False
        if not signature.isascii():
            return False
        return self._verifier.is_valid(body, timestamp, signature)

    async def _close_with(self, application: web.Application) -> None:
        await self.close()


def _bolt(signing_secret: str, bot_token: str, api_url: str) -> AsyncApp:
    """Bolt without what asks Slack on its own, or looks into bodies before they are parsed."""
    return AsyncApp(
        name="glasnik",
        logger=_bolt_log,
        signing_secret=signing_secret,
        client=AsyncWebClient(base_url=api_url, logger=_bolt_log),
        process_before_response=True,
        before_authorize=_Parse(),
        authorize=_authorize_with(bot_token),
        # Comings and goings of the bot itself are events we want.
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )


def _authorize_with(bot_token: str) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Everything comes from the one installation whose token we have: nobody is asked.

    A function and not a method, because Bolt fills the arguments by their names, `self` included.
    """

    async def authorize(
        enterprise_id: str | None, team_id: str | None, user_id: str | None
    ) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, bot_token=bot_token
        )

    return authorize


class _Parse(AsyncMiddleware):
    """Turns a verified body into an `Incoming`, or answers 400."""

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Next,  # noqa: A002 - Bolt passes it by this name
    ) -> BoltResponse | None:
        try:
            if req.body.get("type") not in _STATUS_QUESTIONS:
                req.context[_INCOMING] = parse.parse(req.body)
        except Malformed as fault:
            return _malformed(str(fault))
        except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as fault:
            # Parts of a view that are not checked by shape, because they are ours.
            return _malformed(f"payload: {type(fault).__name__}")
        return await next()


class _Answer(AsyncMiddleware):
    """Takes everything that was parsed to the desk."""

    def __init__(self, the_desk: Desk, ways: Ways) -> None:
        self._desk = the_desk
        self._ways = ways

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Next,  # noqa: A002 - Bolt passes it by this name
    ) -> BoltResponse | None:
        incoming = req.context.get(_INCOMING)
        if incoming is None:
            return await next()
        verdict = await self._desk.receive(incoming, self._ways.stamp(incoming))
        if verdict.again:
            return BoltResponse(status=503, body={"error": "not kept yet"})
        return BoltResponse(status=200, body=verdict.body if verdict.body is not None else "")


def _malformed(at: str) -> BoltResponse:
    _log.warning("malformed payload: %s", at)
    return BoltResponse(
        status=400,
        body={"error": "malformed request", "at": at},
        headers={"X-Slack-No-Retry": ["1"]},
    )


async def _read(request: web.Request) -> bytes | None:
    """The body, or None when it is larger than anything Slack sends."""
    read = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        read += chunk
        if len(read) > limits.REQUEST_BYTES:
            return None
    return bytes(read)


def _is_ssl_check(body: str) -> bool:
    """Slack's look at the certificate, which is not signed and does nothing."""
    return len(body) < 1024 and parse_qs(body).get("ssl_check") == ["1"]


def _refuse(status: int, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status, headers={"X-Slack-No-Retry": "1"})

"""The Web API over HTTP: token, rate limit, scope, arguments, then the method; every call logged.

The methods themselves are in `chat`, `conversations`, `directory`, `views`, `files` and `socket`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from sandbox import faults
from sandbox.slack import arguments
from sandbox.slack.chat import Chat
from sandbox.slack.conversations import Conversations
from sandbox.slack.directory import Directory
from sandbox.slack.files import Files
from sandbox.slack.methods import METHODS, PER_MINUTE, Method
from sandbox.slack.model import SlackError, Standing
from sandbox.slack.socket import Sockets
from sandbox.slack.views import Views
from sandbox.slack.workspace import Workspace
from sandbox.values import Json

_PER_CHANNEL: Final = 60
_CHANNEL_BURST: Final = 4
"""One message a second to a channel, short bursts tolerated.

Source: docs.slack.dev/apis/web-api/rate-limits.
"""
_BEARER: Final = "Bearer "


class Api:
    """All methods of one workspace, served at /slack/api/{method}."""

    def __init__(self, space: Workspace, sockets: Sockets, files: Files, views: Views) -> None:
        self._space = space
        self._handlers: dict[str, Callable[[Json], Json]] = {
            **Chat(space).handlers,
            **Conversations(space).handlers,
            **Directory(space).handlers,
            **views.handlers,
            **files.handlers,
            "apps.connections.open": sockets.ticket,
        }

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        name = request.match_info["method"]
        method = METHODS.get(name)
        if method is None:
            self._space.log(name, ok=False, error="unknown_method", http=200, args={})
            return web.json_response({"ok": False, "error": "unknown_method", "req_method": name})
        try:
            raw, typed = await arguments.read(request, method)
        except SlackError as error:
            return self._said(method, error.body(), {})
        token = _token(request, raw)
        raw.pop("token", None)

        async def effect() -> web.StreamResponse:
            return self._answer(method, raw, typed=typed, token=token)

        return await faults.around(
            self._space.core.faults,
            request,
            where=f"slack.{name}",
            person=self._concerned(raw),
            effect=effect,
        )

    # ------------------------------------------------------------------------------------------

    def _answer(self, method: Method, raw: Json, *, typed: bool, token: str) -> web.Response:
        try:
            self._authorised(method, token)
            wait = self._wait(method, raw)
            if wait:
                return self._limited(method, wait, raw)
            self._scoped(method)
            args = arguments.check(method, raw, typed=typed)
            body = {"ok": True, **self._handlers[method.name](args)}
        except SlackError as error:
            return self._said(method, error.body(), raw)
        return self._said(method, body, raw)

    def _authorised(self, method: Method, token: str) -> None:
        if method.name == "api.test":
            return
        if not token:
            raise SlackError("not_authed")
        wants_app_token = method.name == "apps.connections.open"
        if token not in {self._space.bot_token, self._space.app_token}:
            raise SlackError("invalid_auth")
        if (token == self._space.app_token) != wants_app_token:
            raise SlackError("not_allowed_token_type")
        if self._space.standing is not Standing.ACTIVE:
            raise SlackError(self._space.standing.value)

    def _scoped(self, method: Method) -> None:
        scopes = self._space.app.scopes
        if method.any_scope and not set(method.any_scope) & set(scopes):
            raise SlackError(
                "missing_scope", needed=",".join(method.any_scope), provided=",".join(scopes)
            )

    def _wait(self, method: Method, raw: Json) -> int:
        per_minute = PER_MINUTE[method.tier]
        wait = self._space.throttle.wait(method.name, per_minute=per_minute, burst=per_minute)
        if not wait and method.name == "chat.postMessage":
            key = f"chat.postMessage {raw.get('channel')}"
            return self._space.throttle.wait(key, per_minute=_PER_CHANNEL, burst=_CHANNEL_BURST)
        return wait

    def _limited(self, method: Method, wait: int, raw: Json) -> web.Response:
        self._space.log(method.name, ok=False, error="ratelimited", http=429, args=raw)
        return web.json_response(
            {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(wait)}
        )

    def _said(self, method: Method, body: Json, raw: Json) -> web.Response:
        error = None if body["ok"] else str(body["error"])
        self._space.log(method.name, ok=body["ok"], error=error, http=200, args=raw)
        headers = {"x-oauth-scopes": ",".join(self._space.app.scopes)}
        if method.any_scope:
            headers["x-accepted-oauth-scopes"] = ",".join(method.any_scope)
        return web.json_response(body, headers=headers)

    def _concerned(self, raw: Json) -> str | None:
        """Return the person whom the call is about, for faults that strike one person."""
        for name in ("user", "user_id", "users"):
            if isinstance(raw.get(name), str):
                return str(raw[name])
        target: Any = raw.get("channel")
        channel = self._space.channels.get(target) if isinstance(target, str) else None
        if channel is not None and channel.with_user:
            return channel.with_user
        return target if isinstance(target, str) and target.startswith("U") else None


def _token(request: web.Request, raw: Json) -> str:
    header = request.headers.get("Authorization", "")
    if header.startswith(_BEARER):
        return header.removeprefix(_BEARER).strip()
    if request.content_type == "application/json":
        return ""
    return str(raw.get("token") or "")

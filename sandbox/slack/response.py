"""response_url: up to five answers within half an hour, and what an answer may say.

Source: docs.slack.dev/interactivity/handling-user-interaction. The same rules serve the body with
which an app answers a slash command.
"""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from sandbox import faults
from sandbox.slack.chat import checked_blocks
from sandbox.slack.model import Channel, Message, Reply, SlackError
from sandbox.slack.workspace import Workspace
from sandbox.values import Json, decoded

USES: Final = 5
LIFE_SECONDS: Final = 1800.0
_FIELDS = {
    "text",
    "blocks",
    "attachments",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "mrkdwn",
    "metadata",
    "unfurl_links",
    "unfurl_media",
}


class Responses:
    """The endpoints, on one workspace."""

    def __init__(self, space: Workspace) -> None:
        self._space = space

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take one answer."""
        reply = self._space.replies.get(request.match_info["token"])
        data = await request.read()

        async def effect() -> web.StreamResponse:
            return self._answered(reply, decoded(data))

        return await faults.around(
            self._space.core.faults,
            request,
            where="slack.response",
            person=reply.person if reply else None,
            effect=effect,
        )

    def _answered(self, reply: Reply | None, body: Any) -> web.Response:
        try:
            self._use(reply, body)
        except SlackError as error:
            status = 404 if error.code in {"used_url", "expired_url", "no_original"} else 400
            self._log(ok=False, error=error.code, http=status, body=body)
            return web.json_response(error.body(), status=status)
        self._log(ok=True, error=None, http=200, body=body)
        return web.json_response({"ok": True})

    def _use(self, reply: Reply | None, body: Any) -> None:
        if reply is None or self._space.core.clock.ticks() - reply.issued > LIFE_SECONDS:
            raise SlackError("expired_url")
        if reply.uses >= USES:
            raise SlackError("used_url")
        channel = self._space.channels[reply.channel]
        self.apply(channel, reply.person, body, original=reply.message_ts)
        reply.uses += 1

    def apply(
        self, channel: Channel, person: str, body: Any, *, original: str | None = None
    ) -> None:
        """Show what the app answered. Raises SlackError."""
        kind = _kind(body)
        if body.get("delete_original"):
            self._original(channel, original)
            message = channel.messages.pop(str(original))
            self._space.changed(channel, message)
            return
        text, blocks = self._said(body)
        if body.get("replace_original"):
            message = self._original(channel, original)
            replaced = Message(
                ts=message.ts,
                author=self._space.bot_user.id,
                text=text,
                blocks=blocks,
                metadata=message.metadata,
                ephemeral_for=message.ephemeral_for,
                edited_ts=None if message.ephemeral_for else self._space.stamp(),
            )
            self._space.post(channel, replaced)
            return
        self._space.post(
            channel,
            Message(
                ts=self._space.stamp(),
                author=self._space.bot_user.id,
                text=text,
                blocks=blocks,
                ephemeral_for=person if kind == "ephemeral" else None,
                thread_ts=body.get("thread_ts"),
            ),
        )

    def _original(self, channel: Channel, ts: str | None) -> Message:
        message = channel.messages.get(ts or "")
        if message is None:
            raise SlackError("no_original")
        return message

    def _said(self, body: Json) -> tuple[str, list[Json]]:
        text, blocks = str(body.get("text") or ""), body.get("blocks") or []
        if not text and (not blocks or self._space.core.options.require_text):
            raise SlackError("no_text")
        return text, checked_blocks(blocks)

    def _log(self, *, ok: bool, error: str | None, http: int, body: Any) -> None:
        args = body if isinstance(body, dict) else {}
        self._space.log("response_url", ok=ok, error=error, http=http, args=args)


def _kind(body: Any) -> str:
    """Return the response type of a well-formed answer. Raises SlackError."""
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    unknown = sorted(body.keys() - _FIELDS)
    if unknown:
        raise SlackError("invalid_payload", messages=[f"[ERROR] unknown: {unknown}"])
    kind = body.get("response_type", "ephemeral")
    if kind not in {"ephemeral", "in_channel"}:
        raise SlackError("invalid_payload", messages=["[ERROR] response_type"])
    return str(kind)

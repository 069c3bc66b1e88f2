"""Uploading files in two steps: files.getUploadURLExternal, files.completeUploadExternal.

Source: docs.slack.dev/messaging/working-with-files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from sandbox.slack.chat import checked_blocks
from sandbox.slack.model import Channel, Message, SlackError, Upload
from sandbox.slack.workspace import Workspace
from sandbox.values import Json

_ALT_TEXT: Final = 1000
_MOST_CHANNELS: Final = 100


class Files:
    """The methods, on one workspace."""

    def __init__(self, space: Workspace) -> None:
        self._space = space

    @property
    def handlers(self) -> Mapping[str, Any]:
        """The methods by name."""
        return {
            "files.getUploadURLExternal": self.begin,
            "files.completeUploadExternal": self.complete,
        }

    def begin(self, args: Json) -> Json:
        """Promise a file and say where its bytes go."""
        if len(args.get("alt_txt") or "") > _ALT_TEXT:
            raise SlackError("alt_txt_too_large")
        upload = Upload(
            id=self._space.core.ids.fresh("F"),
            name=args["filename"],
            length=args["length"],
            alt_text=args.get("alt_txt") or "",
            token=self._space.core.ids.fresh_secret("upload", 24),
        )
        self._space.uploads[upload.id] = upload
        url = f"{self._space.core.base_url}/slack/upload/{upload.token}"
        return {"upload_url": url, "file_id": upload.id}

    async def receive(self, request: web.Request) -> web.Response:
        """Take the bytes of a promised file."""
        token = request.match_info["token"]
        for upload in self._space.uploads.values():
            if upload.token == token and not upload.done:
                data = await request.read()
                if len(data) != upload.length:
                    return web.Response(status=400, text="length mismatch")
                upload.data = data
                return web.Response(text=f"OK - {len(data)}")
        return web.Response(status=404)

    def complete(self, args: Json) -> Json:
        """Finish files and share them in channels."""
        uploads = [self._uploaded(each) for each in args["files"]]
        channels = self._channels(args)
        blocks = checked_blocks(args.get("blocks") or [])
        shown = []
        for upload, each in zip(uploads, args["files"], strict=True):
            upload.done = True
            shown.append({"id": upload.id, "title": each.get("title") or upload.name})
        for channel in channels:
            text = args.get("initial_comment") or ", ".join(each["title"] for each in shown)
            self._space.post(
                channel,
                Message(
                    ts=self._space.stamp(),
                    author=self._space.bot_user.id,
                    text=text,
                    blocks=blocks,
                    subtype="file_share",
                    thread_ts=args.get("thread_ts"),
                ),
            )
        return {"files": shown}

    def _uploaded(self, given: Any) -> Upload:
        upload = self._space.uploads.get(str(given.get("id"))) if isinstance(given, dict) else None
        if upload is None or upload.data is None or upload.done:
            raise SlackError("file_not_found")
        return upload

    def _channels(self, args: Json) -> list[Channel]:
        named = [args["channel_id"]] if args.get("channel_id") else []
        named += [each for each in (args.get("channels") or "").split(",") if each]
        if len(named) > _MOST_CHANNELS:
            raise SlackError("channels_limit_exceeded")
        found = []
        for name in named:
            channel = self._space.channels.get(name)
            if channel is None or not self._space.sees(channel, self._space.bot_user.id):
                raise SlackError("channel_not_found")
            if self._space.bot_user.id not in channel.members:
                raise SlackError("not_in_channel")
            found.append(channel)
        return found

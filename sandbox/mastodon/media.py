"""Pictures on Mastodon: upload, and the wait until they are processed.

Source: docs.joinmastodon.org/methods/media.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from sandbox import pictures
from sandbox.mastodon import errors, shape
from sandbox.mastodon.gate import UPLOADS, Call, Gate
from sandbox.mastodon.state import Media, State

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_PIXELS: Final = 33_177_600
MOST_DESCRIBED: Final = 1500
LOOKS: Final = 2
"""How often a picture is still being processed: at its upload, and when it is looked at first."""
TYPES: Final = ("image/jpeg", "image/png", "image/gif", "image/webp")
_ARGUMENTS: Final = {"description", "focus"}


class Uploads:
    """The pictures of all servers."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        base, scope = "/mastodon/{server}", "write:media"
        upload = self._gate.wrap("media", self.upload, scope=scope, limit=UPLOADS)
        look = self._gate.wrap("media.get", self.look, scope=scope)
        return [
            web.post(f"{base}/api/v2/media", upload),
            web.get(f"{base}/api/v1/media/{{id}}", look),
            web.get(f"{base}/system/media/{{id}}", self.show),
        ]

    async def upload(self, call: Call) -> web.Response:
        """Take a picture; 202, for it is processed later."""
        person = call.owner()
        file = call.arguments.files.get("file")
        if file is None:
            raise errors.invalid("File can't be blank")
        for name in call.arguments.unknown(_ARGUMENTS):
            self._state.core.complain(f"Mastodon: media has no argument {name}")
        data = file.file.read()
        seen = pictures.look(data)
        if seen is None:
            raise errors.plain(422, "File type of uploaded media could not be verified")
        if seen.media_type not in TYPES:
            raise errors.invalid("File content type is invalid, File is invalid")
        if len(data) > MOST_BYTES:
            raise errors.invalid("File must be less than 16 MB")
        if seen.pixels > MOST_PIXELS:
            size = f"{seen.width}x{seen.height}"
            raise errors.invalid(f"File {size} images are not supported")
        description = call.arguments.text("description").strip()
        if len(description) > MOST_DESCRIBED:
            told = f"Description is too long (maximum is {MOST_DESCRIBED} characters)"
            raise errors.invalid(told)
        made = Media(
            id=self._state.feed.fresh_number(),
            person=person.id,
            media_type=seen.media_type,
            data=data,
            description=description,
            looks=LOOKS,
        )
        call.server.media[made.id] = made
        return web.json_response(shape.media(self._state, call.server, made), status=202)

    async def look(self, call: Call) -> web.Response:
        """Return a picture that stands in no post yet: 206 while it is processed, then 200."""
        found = call.server.media.get(call.request.match_info["id"])
        if found is None or found.person != call.owner().id or found.status:
            raise errors.not_found()
        found.looks -= 1
        status = 206 if found.looks > 0 else 200
        return web.json_response(shape.media(self._state, call.server, found), status=status)

    async def show(self, request: web.Request) -> web.Response:
        """Serve a picture to everyone."""
        found = self._gate.server(request).media.get(request.match_info["id"])
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found.data, content_type=found.media_type)

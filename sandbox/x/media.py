"""X's pictures: uploaded in one call or in pieces, and described for those who cannot see them.

Sources: docs.x.com/x-api/media/quickstart/media-upload-chunked, .../best-practices and the OpenAPI
description, 2.167.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, Final

from aiohttp import web

from sandbox import pictures
from sandbox.people import Person
from sandbox.values import Json, decoded
from sandbox.x import errors, shape
from sandbox.x.gate import Gate
from sandbox.x.state import MEDIA_LIFE, METADATA_PRICE, Grant, Media, State

_SIZES: Final = {"tweet_image": 5_000_000, "tweet_gif": 15_000_000}
_TYPES: Final = {
    "tweet_image": {"image/jpeg", "image/png", "image/webp", "image/gif"},
    "tweet_gif": {"image/gif"},
}
_ID = re.compile(r"[0-9]{1,19}")


class Uploads:
    """The uploads of people who use one developer app."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        scopes, wrap = ("media.write",), self._gate.wrap
        one = "/x/2/media/upload/{id}"
        return [
            web.post("/x/2/media/upload", wrap("media", self.upload, scopes=scopes)),
            web.get("/x/2/media/upload", wrap("media.status", self.status, scopes=scopes)),
            web.post(
                "/x/2/media/upload/initialize",
                wrap("media.initialize", self.initialize, scopes=scopes),
            ),
            web.post(f"{one}/append", wrap("media.append", self.append, scopes=scopes)),
            web.post(f"{one}/finalize", wrap("media.finalize", self.finalize, scopes=scopes)),
            web.post("/x/2/media/metadata", wrap("media.metadata", self.describe, scopes=scopes)),
            web.get("/x/media/{id}", self.show),
        ]

    async def upload(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Take a whole picture in one call."""
        given = await _body(request)
        shape.checked(given, shape.UPLOAD)
        others = [each for each in str(given.get("additional_owners", "")).split(",") if each]
        media = self._begun(person, given["media_category"], others)
        return web.json_response({"data": self._whole(media, _bytes(given["media"]))})

    async def initialize(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Promise a picture that comes in pieces."""
        given = await _body(request)
        shape.checked(given, shape.INITIALIZE)
        category = given.get("media_category", "tweet_image")
        total, kind = int(given.get("total_bytes", 0)), given.get("media_type", "")
        _fits(category, kind, total)
        media = self._begun(person, category, given.get("additional_owners", []))
        media.media_type, media.total = kind, total
        self._state.media[media.id] = media
        return web.json_response(
            {"data": {"id": media.id, "media_key": media.key, "expires_after_secs": _seconds()}}
        )

    async def append(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Take one piece; a piece that comes again replaces itself."""
        media = self._mine(request.match_info["id"], person)
        given = await _body(request)
        shape.checked(given, shape.APPEND)
        if media.data is not None:
            raise errors.invalid("The upload is finished already", id=media.id)
        media.segments[int(given["segment_index"])] = _bytes(given["media"])
        return web.json_response({"data": {"expires_at": int(media.expires.timestamp())}})

    async def finalize(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Put the pieces together."""
        media = self._mine(request.match_info["id"], person)
        if sorted(media.segments) != list(range(len(media.segments))):
            raise errors.invalid("Segments do not add up to provided total file size", id=media.id)
        data = b"".join(media.segments[index] for index in sorted(media.segments))
        if media.total and len(data) != media.total:
            raise errors.invalid("Segments do not add up to provided total file size", id=media.id)
        return web.json_response({"data": self._whole(media, data)})

    async def status(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Say how far an upload is; pictures need no time."""
        if request.query.get("command", "STATUS") != "STATUS":
            raise errors.invalid("The `command` query parameter is not valid")
        media = self._mine(request.query.get("media_id", ""), person)
        state = "pending" if media.data is None else "succeeded"
        data: Json = {"id": media.id, "media_key": media.key}
        return web.json_response({"data": data | {"processing_info": {"state": state}}})

    async def describe(self, request: web.Request, grant: Grant, person: Person) -> web.Response:
        """Keep the words for a picture. Each description costs, as its picture does not."""
        given = await _body(request)
        shape.checked(given, shape.METADATA)
        media = self._mine(given["id"], person)
        if not self._state.pay(METADATA_PRICE):
            raise errors.documented("CreditsDepleted")
        metadata = given.get("metadata", {})
        media.alt = metadata.get("alt_text", {}).get("text", media.alt)
        return web.json_response({"data": {"id": media.id, "associated_metadata": metadata}})

    async def show(self, request: web.Request) -> web.Response:
        """Serve an uploaded picture to the pages of the sandbox."""
        media = self._state.media.get(request.match_info["id"])
        if media is None or media.picture is None:
            return web.Response(status=404)
        return web.Response(body=media.data, content_type=media.picture.media_type)

    def _begun(self, person: Person, category: str, others: list[str]) -> Media:
        return Media(
            id=self._state.feed.fresh_number(),
            owners={self._state.user_id(person), *others},
            category=category,
            media_type="",
            total=0,
            expires=self._state.core.clock.now() + MEDIA_LIFE,
        )

    def _whole(self, media: Media, data: bytes) -> Json:
        """Keep a picture that has come whole, and describe it. Raises XError."""
        picture = pictures.look(data)
        if picture is None:
            raise errors.invalid("media type unrecognized.", media=media.id)
        _fits(media.category, picture.media_type, len(data))
        if media.media_type and media.media_type != picture.media_type:
            raise errors.invalid("media type does not match the file", media=media.id)
        media.media_type, media.total = picture.media_type, len(data)
        media.data, media.picture = data, picture
        self._state.media[media.id] = media
        return {
            "id": media.id,
            "media_key": media.key,
            "size": len(data),
            "expires_after_secs": _seconds(),
            "image": {
                "image_type": picture.media_type,
                "w": picture.width,
                "h": picture.height,
            },
        }

    def _mine(self, media_id: str, person: Person) -> Media:
        """Return an upload of this person that has not expired. Raises XError."""
        media = self._state.media.get(media_id) if _ID.fullmatch(media_id) else None
        late = media is not None and self._state.core.clock.now() >= media.expires
        if media is None or late or self._state.user_id(person) not in media.owners:
            raise errors.invalid("The `id` is not the id of an upload of yours", id=media_id)
        return media


def attachable(state: State, ids: list[str], person: Person) -> list[Media]:
    """Return the uploads that a post of this person may show. Raises XError."""
    now, who = state.core.clock.now(), state.user_id(person)
    found = [state.media[each] for each in ids if each in state.media]
    ready = [m for m in found if m.data is not None and now < m.expires and who in m.owners]
    if len(ready) != len(ids) or len(set(ids)) != len(ids):
        raise errors.invalid("Your media IDs are invalid.", **{"media.media_ids": ",".join(ids)})
    if len(ready) > 1 and any(media.category == "tweet_gif" for media in ready):
        raise errors.invalid("Only one animated picture, and nothing beside it, can be shown")
    return ready


def _fits(category: str, media_type: str, size: int) -> None:
    """Refuse what the sandbox's X does not show: anything but pictures, and pictures too large."""
    if category not in _TYPES:
        raise errors.forbidden("The sandbox takes pictures only.")
    if media_type and media_type not in _TYPES[category]:
        raise errors.invalid("media type unrecognized.", media_type=media_type)
    if size > _SIZES[category]:
        raise errors.invalid(f"File size exceeds {_SIZES[category]} bytes.", total_bytes=str(size))


def _seconds() -> int:
    return int(MEDIA_LIFE.total_seconds())


async def _body(request: web.Request) -> Any:
    """Return the body: JSON, or a form whose file becomes what JSON would hold of it."""
    if request.content_type == "application/json":
        return decoded(await request.read())
    if request.content_type != "multipart/form-data":
        raise errors.invalid("Requests with bodies must have content-type of application/json.")
    given: Json = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            given[name] = base64.b64encode(value.file.read()).decode()
        elif name == "segment_index" and value.isascii() and value.isdigit():
            given[name] = int(value)
        else:
            given[name] = value
    return given


def _bytes(media: str) -> bytes:
    try:
        return base64.b64decode(media, validate=True)
    except binascii.Error:
        raise errors.invalid("$.media: is not base64", media=media[:20]) from None

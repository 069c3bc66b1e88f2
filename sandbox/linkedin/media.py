"""LinkedIn's Images API and its numbers: uploads, and memberCreatorPostAnalytics.

Sources: learn.microsoft.com/linkedin/marketing/community-management/shares/images-api and
.../members/post-statistics.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from aiohttp import web

from sandbox import pictures
from sandbox.linkedin.errors import coded, denied, field
from sandbox.linkedin.gate import Gate, body, owner
from sandbox.linkedin.state import Image, State, Token

_MINUTES_FOR_UPLOAD: Final = 60
_METRICS: Final = {
    "IMPRESSION": "impressions",
    "REACTION": "reactions",
    "COMMENT": "comments",
    "RESHARE": "reshares",
}
_REACHED: Final = 0.72
_ENTITY = re.compile(r"\((share|ugc):(urn%3Ali%3A(?:share|ugcPost)%3A\d+)\)", re.IGNORECASE)
_KINDS: Final = {"share": ":share:", "ugc": ":ugcPost:"}


class Media:
    """Images and numbers of members who use one developer app."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        statistics = self._gate.wrap("analytics", self.statistics)
        return [
            web.post("/linkedin/rest/images", self._gate.wrap("images", self.begin)),
            web.get("/linkedin/rest/images/{urn}", self._gate.wrap("images.get", self.status)),
            web.put(
                "/linkedin/dms-uploads/{token}",
                self._gate.wrap("upload", self.upload, versioned=False),
            ),
            web.get("/linkedin/rest/memberCreatorPostAnalytics", statistics),
            web.get("/linkedin/media/{urn}", self.show),
        ]

    async def begin(self, request: web.Request, token: Token) -> web.Response:
        """Promise an image and say where its bytes go."""
        if request.query.get("action") != "initializeUpload":
            raise coded(400, "ILLEGAL_ARGUMENT", "Unknown action")
        if "w_member_social" not in token.scopes:
            raise denied("partnerApiImages.ACTION-initializeUpload")
        asked = (await body(request)).get("initializeUploadRequest")
        if not isinstance(asked, dict) or asked.keys() != {"owner"}:
            raise field("/initializeUploadRequest", "must have exactly the field owner")
        person = owner(self._state, token)
        if asked["owner"] != self._state.urn(person):
            raise denied("partnerApiImages.ACTION-initializeUpload")
        core = self._state.core
        image = Image(
            urn="urn:li:image:C4E10AQ" + core.ids.fresh_secret("linkedin image", 16),
            owner=person.id,
            token=core.ids.fresh_secret("linkedin upload", 32),
        )
        self._state.images[image.urn] = image
        expires = int((core.clock.wall().timestamp() + _MINUTES_FOR_UPLOAD * 60) * 1000)
        return web.json_response(
            {
                "value": {
                    "uploadUrl": f"{core.base_url}/linkedin/dms-uploads/{image.token}",
                    "image": image.urn,
                    "uploadUrlExpiresAt": expires,
                }
            }
        )

    async def upload(self, request: web.Request, token: Token) -> web.Response:
        """Take the bytes of a promised image; whether they are a picture shows only later."""
        wanted = request.match_info["token"]
        image = next((i for i in self._state.images.values() if i.token == wanted), None)
        if image is None or image.owner != token.person:
            raise coded(404, "NOT_FOUND", "Upload not found")
        image.data = await request.read()
        image.picture = pictures.look(image.data)
        return web.Response(status=201)

    async def status(self, request: web.Request, token: Token) -> web.Response:
        """Refuse: reading an image's status needs a closed permission."""
        raise denied("partnerApiImages.GET")

    async def show(self, request: web.Request) -> web.Response:
        """Serve an uploaded image to the pages of the sandbox."""
        image = self._state.images.get(request.match_info["urn"])
        if image is None or image.picture is None:
            return web.Response(status=404)
        return web.Response(body=image.data, content_type=image.picture.media_type)

    async def statistics(self, request: web.Request, token: Token) -> web.Response:
        """Return one number of one post, or of all posts of the member."""
        if "r_member_postAnalytics" not in token.scopes:
            raise denied("partnerApiMemberCreatorPostAnalytics.FINDER-entity")
        query = request.query
        known = {"q", "entity", "queryType", "aggregation", "dateRange"}
        if set(query) - known or query.get("aggregation", "TOTAL") not in {"TOTAL", "DAILY"}:
            raise coded(400, "ILLEGAL_ARGUMENT", "Unknown or invalid query parameter")
        kind = query.get("queryType", "")
        if kind not in {*_METRICS, "MEMBERS_REACHED"}:
            raise coded(400, "INVALID_VALUE_FOR_FIELD", f"Invalid queryType {kind}")
        if kind == "MEMBERS_REACHED" and query.get("aggregation") == "DAILY":
            raise coded(400, "INVALID_VALUE_FOR_FIELD", "MEMBERS_REACHED has no DAILY aggregation")
        count = sum(self._number(urn, kind) for urn in self._asked(request, token))
        return web.json_response(
            {
                "paging": {"start": 0, "count": 10, "links": []},
                "elements": [{"count": count, "metricType": kind}],
            }
        )

    def _asked(self, request: web.Request, token: Token) -> list[str]:
        mine = self._state.feed.of("linkedin", token.person)
        match request.query.get("q"):
            case "me":
                return [post.id for post in mine]
            case "entity":
                raw = _raw_parameter(request, "entity")
                found = _ENTITY.fullmatch(raw)
                if found is None:
                    raise coded(400, "ILLEGAL_ARGUMENT", "Invalid query parameter entity")
                urn = unquote(found[2])
                if _KINDS[found[1].lower()] not in urn:
                    raise coded(400, "ILLEGAL_ARGUMENT", "Invalid query parameter entity")
                if urn not in {post.id for post in mine}:
                    raise coded(404, "NOT_FOUND", f"{urn} was not found")
                return [urn]
            case _:
                raise coded(400, "ILLEGAL_ARGUMENT", "Unknown finder")

    def _number(self, urn: str, kind: str) -> int:
        post = self._state.feed.find("linkedin", urn)
        if post is None:
            return 0
        metrics = self._state.feed.metrics(post)
        if kind == "MEMBERS_REACHED":
            return int(metrics["impressions"] * _REACHED)
        return metrics[_METRICS[kind]]


def _raw_parameter(request: web.Request, name: str) -> str:
    """Return a parameter as it was sent: rest.li wants its urns percent-encoded."""
    for pair in request.rel_url.raw_query_string.split("&"):
        key, _, value = pair.partition("=")
        if key == name:
            return value
    return ""

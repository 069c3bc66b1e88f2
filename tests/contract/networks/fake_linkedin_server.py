"""A LinkedIn that is as strict as its documentation."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from aiohttp import web

from tests.contract.networks.network_fakes import JSON, Canned, Fake

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0dIHDR" + struct.pack(">II", 1200, 627) + b"rest"
LI_TOKEN = "AQV-li-member-token-4711"
LI_SECRET = "li-app-secret"


@dataclass
class FakeLinkedIn(Fake):
    """LinkedIn's token endpoint, userinfo, Posts, Images and analytics."""

    posts: dict[str, JSON] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)
    figures: dict[str, JSON | Canned] = field(default_factory=dict)
    token_forms: list[JSON] = field(default_factory=list)
    token_answer: JSON = field(default_factory=dict)
    upload_host: str = ""
    originals: set[str] = field(default_factory=set)
    no_parent: Canned | None = None
    number: int = 7000

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.around])
        app.router.add_post("/li/oauth/v2/accessToken", self.token)
        app.router.add_post("/li/oauth/v2/revoke", self.revoke)
        app.router.add_get("/li/v2/userinfo", self.userinfo)
        app.router.add_post("/li/rest/posts", self.create)
        app.router.add_delete("/li/rest/posts/{urn}", self.delete)
        app.router.add_post("/li/rest/images", self.open_upload)
        app.router.add_put("/li/dms-uploads/{number}", self.upload)
        app.router.add_get("/li/rest/memberCreatorPostAnalytics", self.analytics)
        return app

    async def token(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        self.token_forms.append(form)
        if form.get("client_secret") != LI_SECRET:
            return web.json_response({"error": "invalid_client"}, status=401)
        if form.get("code") == "spent" or form.get("refresh_token") == "spent":
            return web.json_response(
                {
                    "error": "invalid_grant",
                    "error_description": "Token has been expired or revoked.",
                },
                status=400,
            )
        return web.json_response(
            {
                "access_token": LI_TOKEN,
                "expires_in": 5_184_000,
                "scope": "openid,profile,w_member_social",
                "token_type": "Bearer",
                "id_token": "x.y.z",
                **self.token_answer,
            }
        )

    async def revoke(self, request: web.Request) -> web.Response:
        form = await request.post()
        return web.Response(status=200 if form.get("token") == LI_TOKEN else 400)

    def _unauthorised(self, request: web.Request) -> web.Response | None:
        given = request.headers.get("Authorization", "")
        if not given:
            return web.json_response(
                {"message": "Empty oauth2_access_token", "serviceErrorCode": 401, "status": 401},
                status=401,
            )
        if given != f"Bearer {LI_TOKEN}":
            return web.json_response(
                {
                    "status": 401,
                    "serviceErrorCode": 65600,
                    "code": "INVALID_ACCESS_TOKEN",
                    "message": "Invalid access token",
                },
                status=401,
            )
        return None

    def _bad_protocol(self, request: web.Request) -> web.Response | None:
        version = request.headers.get("LinkedIn-Version", "")
        if not version:
            body = {
                "status": 400,
                "code": "VERSION_MISSING",
                "message": "A version must be present.",
            }
            return web.json_response(body, status=400)
        if not "202601" <= version <= "202611":
            body = {
                "status": 426,
                "code": "NONEXISTENT_VERSION",
                "message": f"Requested version {version} is not active",
            }
            return web.json_response(body, status=426)
        if request.headers.get("X-Restli-Protocol-Version") != "2.0.0":
            return web.json_response({"status": 400, "code": "ILLEGAL_ARGUMENT"}, status=400)
        return self._unauthorised(request)

    async def userinfo(self, request: web.Request) -> web.Response:
        return self._unauthorised(request) or web.json_response(
            {"sub": "782bbtaQ", "name": "Ana Novak", "given_name": "Ana", "family_name": "Novak"}
        )

    async def create(self, request: web.Request) -> web.Response:
        if refused := self._bad_protocol(request):
            return refused
        body = await request.json()
        wanted = {
            "author",
            "commentary",
            "visibility",
            "distribution",
            "lifecycleState",
            "isReshareDisabledByAuthor",
        }
        if set(body) - {"content", "reshareContext"} != wanted:
            return web.json_response(
                {"message": "ERROR :: unrecognised or missing field", "status": 422}, status=422
            )
        if problem := self._bad_text(body) or self._bad_parent(body):
            return problem
        self._check_content(body.get("content", {}))
        for urn, kept in self.posts.items():
            same = ("commentary", "author", "reshareContext")
            if all(kept.get(name) == body.get(name) for name in same):
                return web.json_response(
                    {
                        "status": 422,
                        "code": "DUPLICATE_POST",
                        "message": f"Content is a duplicate of {urn}",
                        "errorDetails": {},
                    },
                    status=422,
                )
        self.number += 1
        urn = f"urn:li:share:{self.number}"
        self.posts[urn] = body
        return web.Response(status=201, headers={"x-RestLi-Id": urn})

    def _bad_text(self, body: JSON) -> web.Response | None:
        """What people see is counted, in UTF-16 code units."""
        seen = shown_on_linkedin(body["commentary"])
        if len(seen.encode("utf-16-le", "surrogatepass")) // 2 <= 3000:
            return None
        return web.json_response(
            {"status": 400, "code": "FIELD_LENGTH_TOO_LONG", "message": "too long"}, status=400
        )

    def _bad_parent(self, body: JSON) -> web.Response | None:
        """Only the post itself can be passed on, and only while it is there."""
        if "reshareContext" not in body:
            return None
        assert "content" not in body, "a reshare with content"
        assert set(body["reshareContext"]) == {"parent"}
        parent = body["reshareContext"]["parent"]
        if parent.split(":")[2] not in {"share", "ugcPost", "groupPost"}:
            message = (
                "ERROR :: /reshareContext/parent :: Invalid Urn Type. "
                "Allowed URN types are groupPost, share, ugcPost"
            )
            return web.json_response({"status": 422, "message": message}, status=422)
        if parent in self.originals:
            return None
        assert self.no_parent is not None, "this parent is not there"
        return self.no_parent.response()

    def _check_content(self, content: JSON) -> None:
        assert len(content) <= 1
        for kind, value in content.items():
            match kind:
                case "article":
                    assert {"source", "title"} <= set(value)
                    assert set(value) <= {"source", "title", "description", "thumbnail"}
                    assert value.get("thumbnail", "") in {"", *self.images}
                case "media":
                    self._check_picture(value)
                case "multiImage":
                    assert set(value) == {"images"}
                    assert 2 <= len(value["images"]) <= 20
                    for each in value["images"]:
                        self._check_picture(each)
                case _:
                    raise AssertionError(kind)

    def _check_picture(self, picture: JSON) -> None:
        assert {"id"} <= set(picture) <= {"id", "altText"}
        assert picture["id"] in self.images
        assert 1 <= len(picture.get("altText", "-")) <= 4086

    async def delete(self, request: web.Request) -> web.Response:
        if refused := self._bad_protocol(request):
            return refused
        assert "%3A" in request.rel_url.raw_path, "a URN in a path is percent-encoded"
        assert request.headers.get("X-RestLi-Method") == "DELETE"
        self.posts.pop(request.match_info["urn"], None)
        return web.Response(status=204)

    async def open_upload(self, request: web.Request) -> web.Response:
        if refused := self._bad_protocol(request):
            return refused
        assert request.query == {"action": "initializeUpload"}
        assert (await request.json())["initializeUploadRequest"]["owner"].startswith(
            "urn:li:person:"
        )
        self.number += 1
        host = self.upload_host or self.base
        return web.json_response(
            {
                "value": {
                    "uploadUrl": f"{host}/dms-uploads/{self.number}",
                    "image": f"urn:li:image:{self.number}",
                    "uploadUrlExpiresAt": 1,
                }
            }
        )

    async def upload(self, request: web.Request) -> web.Response:
        if refused := self._unauthorised(request):
            return refused
        self.images[f"urn:li:image:{request.match_info['number']}"] = await request.read()
        return web.Response(status=201)

    async def analytics(self, request: web.Request) -> web.Response:
        if refused := self._bad_protocol(request):
            return refused
        assert "entity=(share:urn%3Ali%3Ashare%3A" in request.rel_url.raw_query_string
        given = self.figures.get(request.query["queryType"], {"count": 1})
        if isinstance(given, Canned):
            return given.response()
        return web.json_response({"elements": [given], "paging": {}})


def shown_on_linkedin(commentary: str) -> str:
    """What people see of a commentary: at an unescaped reserved character the text just ends."""
    shown, at = [], 0
    while at < len(commentary):
        character = commentary[at]
        if character == "\\" and at + 1 < len(commentary):
            shown.append(commentary[at + 1])
            at += 2
            continue
        if character in "|{}@[]()<>*_~\\":
            break
        if character == "#" and not re.match(r"#\w", commentary[at:]):
            break
        shown.append(character)
        at += 1
    return "".join(shown)

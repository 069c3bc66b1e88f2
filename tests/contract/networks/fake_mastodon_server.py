"""A small Mastodon server, strict where docs.joinmastodon.org is: apps, OAuth, posts, pictures."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from networks.connecting import RegisteredApp
from tests.contract.networks import mastodon_html
from tests.contract.networks.network_fakes import JSON, Canned, Fake

TOOT_TOKEN = "ZA-Yj3aBD8U8Cm7lKUp-lm9O9BmDgdhHzDeqsY8tlL0"
TOOT_CODE = "qDFUEaYrRK5c-HNmTCJbAzazwLRInJ7VHFat0wcMgCU"
TOOT_SCOPES = "read:accounts read:statuses write:statuses write:media"
ACCOUNT = "109302436954721982"
_PARAMETERS = frozenset(
    {"status", "media_ids[]", "visibility", "language", "lang", "sensitive", "spoiler_text"}
)


class KeptApps:
    """Implements `connecting.AppStore`, in memory."""

    def __init__(self) -> None:
        self.apps: dict[tuple[str, str], RegisteredApp] = {}

    async def find(self, network: str, server: str) -> RegisteredApp | None:
        return self.apps.get((network, server))

    async def keep(self, network: str, server: str, app: RegisteredApp) -> None:
        self.apps[network, server] = app


def wrong(status: int, error: str, description: str = "", **headers: str) -> Canned:
    """An error as servers word it."""
    body: JSON = {"error": error}
    if description:
        body["error_description"] = description
    return Canned(status=status, body=body, headers=headers)


@dataclass
class FakeMastodon(Fake):
    """Serves every server name below /m/."""

    name: str = "toot.si"
    statuses: dict[str, JSON] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    apps: dict[str, JSON] = field(default_factory=dict)
    challenges: dict[str, JSON] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=lambda: {TOOT_TOKEN: TOOT_SCOPES})
    media: dict[str, JSON] = field(default_factory=dict)
    forms: list[JSON] = field(default_factory=list)
    instance: JSON = field(default_factory=dict)
    only_version_1: bool = False
    slow_media: int = 0
    max_characters: int = 500
    clock: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    made: int = 0

    @property
    def server(self) -> str:
        return f"{self.base}/m/{self.name}"

    @property
    def pattern(self) -> str:
        return self.base + "/m/{server}"

    @property
    def place(self) -> str:
        return self.base.removeprefix("http://")

    def at(self, call: str) -> str:
        """The key of a call on our server: "POST /api/v1/statuses"."""
        method, path = call.split(" ")
        return f"{method} /m/{self.name}{path}"

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.around], client_max_size=20_000_000)
        root = f"/m/{self.name}"
        for call, handler in {
            "GET /api/v2/instance": self.instance_2,
            "GET /api/v1/instance": self.instance_1,
            "POST /api/v1/apps": self.register,
            "POST /oauth/token": self.token,
            "POST /oauth/revoke": self.revoke,
            "GET /api/v1/accounts/verify_credentials": self.me,
            "POST /api/v1/statuses": self.post,
            "GET /api/v1/statuses/{id}": self.read,
            "DELETE /api/v1/statuses/{id}": self.remove,
            "GET /api/v1/accounts/{id}/statuses": self.listing,
            "POST /api/v2/media": self.upload,
            "GET /api/v1/media/{id}": self.media_state,
        }.items():
            method, path = call.split(" ")
            app.router.add_route(method, root + path, handler)
        return app

    # The server itself, and its apps.

    async def instance_2(self, _: web.Request) -> web.Response:
        if self.only_version_1:
            raise _refusal(404, "Not Found")
        return web.json_response({"version": "4.5.0", "domain": self.name, **self.instance})

    async def instance_1(self, _: web.Request) -> web.Response:
        return web.json_response({"version": "3.5.0", "uri": self.name, **self.instance})

    async def register(self, request: web.Request) -> web.Response:
        form = await _form(request)
        assert set(form) == {"client_name", "redirect_uris", "scopes", "website"}
        self.made += 1
        app = {**form, "client_id": f"client-{self.made}", "client_secret": f"secret-{self.made}"}
        self.apps[app["client_id"]] = app
        return web.json_response({"id": str(self.made), "name": form["client_name"], **app})

    def approve(self, url: str) -> str:
        """What happens when the person says yes on the consent page at `url`: a code."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert url.startswith(f"{self.server}/oauth/authorize?")
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        app = self.apps[query["client_id"]]
        assert query["redirect_uri"] == app["redirect_uris"]
        assert set(query["scope"].split()) <= set(app["scopes"].split())
        self.challenges[TOOT_CODE] = query
        return TOOT_CODE

    async def token(self, request: web.Request) -> web.Response:
        form = await _form(request)
        app = self.apps.get(form.get("client_id", ""))
        if app is None or app["client_secret"] != form.get("client_secret"):
            raise _refusal(401, "invalid_client", "Client authentication failed")
        if form["grant_type"] == "client_credentials":
            return self._granted("token-of-the-app", form["scope"])
        assert form["grant_type"] == "authorization_code"
        asked = self.challenges.pop(form["code"], None)
        if asked is None or not _fits(asked, form):
            raise _refusal(400, "invalid_grant", "The provided authorization grant is invalid")
        return self._granted(TOOT_TOKEN, asked["scope"])

    def _granted(self, token: str, scope: str) -> web.Response:
        self.tokens[token] = scope
        body = {"access_token": token, "token_type": "Bearer", "scope": scope}
        return web.json_response({**body, "created_at": 1_573_979_017})

    async def revoke(self, request: web.Request) -> web.Response:
        form = await _form(request)
        app = self.apps.get(form.get("client_id", ""))
        if app is None or app["client_secret"] != form.get("client_secret"):
            raise _refusal(403, "unauthorized_client", "You are not authorized")
        self.tokens.pop(form["token"], None)
        return web.json_response({})

    def _needs(self, request: web.Request, *scopes: str) -> None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        granted = self.tokens.get(token)
        if granted is None:
            raise _refusal(401, "The access token is invalid")
        if not set(scopes) & set(granted.split()):
            raise _refusal(403, "This action is outside the authorized scopes")

    async def me(self, request: web.Request) -> web.Response:
        self._needs(request, "read", "read:accounts")
        return web.json_response({"id": ACCOUNT, "username": "ana.n", "acct": "ana.n"})

    # Posts.

    async def post(self, request: web.Request) -> web.Response:
        self._needs(request, "write", "write:statuses")
        form = await request.post()
        assert set(form) <= _PARAMETERS, set(form) - _PARAMETERS
        sent = {name: form.getall(name) for name in form}
        self.forms.append(sent)
        key = request.headers.get("Idempotency-Key", "")
        if key in self.keys:
            return web.json_response(self.statuses[self.keys[key]])
        text = str(form.get("status", "")).strip()
        pictures = [self.media[str(identifier)] for identifier in sent.get("media_ids[]", [])]
        if not text and not pictures:
            raise _refusal(422, "Validation failed: Text can't be blank")
        if mastodon_html.length(text) > self.max_characters:
            said = f"Validation failed: Text character limit of {self.max_characters} exceeded"
            raise _refusal(422, said)
        self.texts.append(text)
        status = self.keep(text, media_attachments=[_shown(picture) for picture in pictures])
        if key:
            self.keys[key] = status["id"]
        return web.json_response(status)

    def keep(self, text: str, **more: object) -> JSON:
        """A post that is there; each later one is a minute younger."""
        number = str(110_000_000_000_000_000 + len(self.statuses))
        self.clock += timedelta(minutes=1)
        status: JSON = {
            "id": number,
            "created_at": self.clock.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "url": f"{self.server}/@ana.n/{number}",
            "uri": f"{self.server}/users/ana.n/statuses/{number}",
            "content": mastodon_html.rendered(text, self.server),
            "visibility": "public",
            "media_attachments": [],
            "card": None,
            "favourites_count": 5,
            "reblogs_count": 2,
            "replies_count": 0,
            **more,
        }
        self.statuses[number] = status
        return status

    def _found(self, request: web.Request) -> JSON:
        status = self.statuses.get(request.match_info["id"])
        if status is None:
            raise _refusal(404, "Record not found")
        return status

    async def read(self, request: web.Request) -> web.Response:
        self._needs(request, "read", "read:statuses")
        return web.json_response(self._found(request))

    async def remove(self, request: web.Request) -> web.Response:
        self._needs(request, "write", "write:statuses")
        status = self._found(request)
        del self.statuses[status["id"]]
        return web.json_response(status)

    async def listing(self, request: web.Request) -> web.Response:
        self._needs(request, "read", "read:statuses")
        if request.match_info["id"] != ACCOUNT:
            raise _refusal(404, "Record not found")
        query = request.query
        assert set(query) <= {"limit", "max_id", "exclude_reblogs"}
        limit = int(query.get("limit", "20"))
        assert limit <= 40
        newest_first = sorted(self.statuses, key=int, reverse=True)
        page = [key for key in newest_first if int(key) < int(query.get("max_id", 10**19))]
        return web.json_response([self.statuses[key] for key in page[:limit]])

    # Pictures.

    async def upload(self, request: web.Request) -> web.Response:
        self._needs(request, "write", "write:media")
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        number = str(22_345_000 + len(self.media))
        self.media[number] = {
            "id": number,
            "type": "image",
            "url": None if self.slow_media else f"{self.server}/media/{number}.jpg",
            "description": form.get("description"),
            "waits": self.slow_media,
        }
        self.files.append((file.filename, file.content_type, file.file.read()))
        return web.json_response(_shown(self.media[number]), status=202 if self.slow_media else 200)

    async def media_state(self, request: web.Request) -> web.Response:
        self._needs(request, "write", "write:media")
        picture = self.media[request.match_info["id"]]
        picture["waits"] -= 1
        return web.json_response(_shown(picture), status=206 if picture["waits"] > 0 else 200)


def _shown(picture: JSON) -> JSON:
    return {name: value for name, value in picture.items() if name != "waits"}


def _fits(asked: JSON, form: dict[str, str]) -> bool:
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return (asked["client_id"], asked["redirect_uri"], asked["code_challenge"]) == (
        form["client_id"],
        form["redirect_uri"],
        challenge,
    )


async def _form(request: web.Request) -> dict[str, str]:
    assert not request.query_string, "nothing of this belongs into an address"
    assert request.content_type == "application/x-www-form-urlencoded"
    return {name: str(value) for name, value in (await request.post()).items()}


def _refusal(status: int, error: str, description: str = "") -> web.HTTPException:
    body = wrong(status, error, description).body
    kind = {
        400: web.HTTPBadRequest,
        401: web.HTTPUnauthorized,
        403: web.HTTPForbidden,
        404: web.HTTPNotFound,
        422: web.HTTPUnprocessableEntity,
    }[status]
    return kind(text=json.dumps(body), content_type="application/json")

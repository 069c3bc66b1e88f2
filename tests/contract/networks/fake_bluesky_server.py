"""Bluesky's servers as strict as the reference ones: the directory, the AppView, one PDS."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from aiohttp import web

from networks import bluesky, guard, http
from networks.addresses import Addresses
from networks.base import Credentials, Image, Link, Post, Secret
from tests.contract.networks.network_fakes import JSON, QUICK, Canned, Fake, Gate, served

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ANA = "did:plc:ana2222222222222222222ab"
BOR = "did:plc:bor2222222222222222222ab"
PASSWORD = "abcd-efgh-2345-wxyz"
XRPC = "/pds/xrpc/com.atproto."
CREATE = f"POST {XRPC}repo.createRecord"
GET_RECORD = f"GET {XRPC}repo.getRecord"
DELETE = f"POST {XRPC}repo.deleteRecord"
UPLOAD = f"POST {XRPC}repo.uploadBlob"
SIGN_IN = f"POST {XRPC}server.createSession"
REFRESH = f"POST {XRPC}server.refreshSession"
SIGN_OUT = f"POST {XRPC}server.deleteSession"
RESOLVE = "GET /appview/xrpc/com.atproto.identity.resolveHandle"
POSTS = "GET /appview/xrpc/app.bsky.feed.getPosts"


def problem(status: int, name: str, message: str = "", **headers: str) -> Canned:
    """An error as the servers write it."""
    names = {key.replace("_", "-"): value for key, value in headers.items()}
    return Canned(status=status, body={"error": name, "message": message}, headers=names)


def token(kind: str, number: int, ends: datetime) -> str:
    """A token of the shape that they have; nobody looks at its signature."""

    def part(value: JSON) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    claims = {"scope": kind, "sub": ANA, "exp": int(ends.timestamp()), "jti": number}
    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}.c2lnbmF0dXJl"


@dataclass
class FakeBluesky(Fake):
    """Ana's account and Bor's handle; what is stored is at hand in `records`."""

    records: dict[str, JSON] = field(default_factory=dict)
    blobs: list[tuple[str, bytes]] = field(default_factory=list)
    bodies: list[JSON] = field(default_factory=list)
    handles: dict[str, str] = field(default_factory=lambda: {"ana.test": ANA, "bor.test": BOR})
    documents: dict[str, JSON] = field(default_factory=dict)
    sessions: int = 0
    counts: JSON = field(default_factory=dict)
    appview: dict[str, str] = field(default_factory=dict)
    """The posts that the AppView knows, address to version."""

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.around])
        app.router.add_get("/plc/{did}", self.document)
        app.router.add_get(RESOLVE.split()[1], self.resolve)
        app.router.add_get(POSTS.split()[1], self.posts)
        for key, handler in (
            (CREATE, self.create),
            (GET_RECORD, self.read),
            (DELETE, self.delete),
            (UPLOAD, self.upload),
            (SIGN_IN, self.sign_in),
            (REFRESH, self.refresh),
            (SIGN_OUT, self.sign_out),
        ):
            method, path = key.split()
            app.router.add_route(method, path, handler)
        return app

    @property
    def access(self) -> str:
        return token("com.atproto.appPass", self.sessions, NOW + timedelta(hours=2))

    @property
    def renewal(self) -> str:
        return token("com.atproto.refresh", self.sessions, NOW + timedelta(days=60))

    def names(self, handle: str, did: str, server: str) -> None:
        """Put the document of an account into the directory."""
        service = {
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": server,
        }
        self.documents[did] = {
            "id": did,
            "alsoKnownAs": [f"at://{handle}"],
            "service": [{"id": "#other", "type": "Other", "serviceEndpoint": "x"}, service],
        }

    async def document(self, request: web.Request) -> web.Response:
        found = self.documents.get(request.match_info["did"])
        if found is None:
            return web.json_response({"message": "DID not registered"}, status=404)
        return web.json_response(found)

    async def resolve(self, request: web.Request) -> web.Response:
        assert set(request.query) == {"handle"}
        assert "Authorization" not in request.headers
        did = self.handles.get(request.query["handle"])
        if did is None:
            return problem(400, "InvalidRequest", "Unable to resolve handle").response()
        return web.json_response({"did": did})

    async def sign_in(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.bodies.append(body)
        assert set(body) == {"identifier", "password"}
        if (body["identifier"], body["password"]) != (ANA, PASSWORD):
            wrong = "Invalid identifier or password"
            return problem(401, "AuthenticationRequired", wrong).response()
        return self._session()

    async def refresh(self, request: web.Request) -> web.Response:
        assert await request.read() == b""
        if request.headers.get("Authorization") != f"Bearer {self.renewal}":
            return problem(400, "ExpiredToken", "Token has been revoked").response()
        return self._session()

    def _session(self) -> web.Response:
        self.sessions += 1
        return web.json_response(
            {
                "did": ANA,
                "handle": "ana.test",
                "accessJwt": self.access,
                "refreshJwt": self.renewal,
                "didDoc": self.documents[ANA],
                "active": True,
            }
        )

    async def sign_out(self, request: web.Request) -> web.Response:
        assert await request.read() == b""
        if request.headers.get("Authorization") != f"Bearer {self.renewal}":
            return problem(400, "InvalidToken", "Token could not be verified").response()
        return web.Response()

    def _unauthorised(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") == f"Bearer {self.access}":
            return None
        return problem(400, "InvalidToken", "Token could not be verified").response()

    async def upload(self, request: web.Request) -> web.Response:
        if refused := self._unauthorised(request):
            return refused
        body = await request.read()
        self.blobs.append((request.headers["Content-Type"], body))
        link = f"bafkreiblob{len(self.blobs)}"
        blob = {
            "$type": "blob",
            "ref": {"$link": link},
            "mimeType": request.headers["Content-Type"],
            "size": len(body),
        }
        return web.json_response({"blob": blob})

    async def create(self, request: web.Request) -> web.Response:
        if refused := self._unauthorised(request):
            return refused
        body = await request.json()
        self.bodies.append(body)
        assert re.fullmatch(r"[2-7a-j][2-7a-z]{12}", body["rkey"])
        uri = f"at://{body['repo']}/{body['collection']}/{body['rkey']}"
        assert body["repo"] == ANA
        if uri in self.records:
            # That is all that the reference server says about it.
            return problem(500, "InternalServerError", "Internal Server Error").response()
        self.records[uri] = body["record"]
        return web.json_response({"uri": uri, "cid": "bafyreirecord", "validationStatus": "valid"})

    async def read(self, request: web.Request) -> web.Response:
        query = request.query
        uri = f"at://{query['repo']}/{query['collection']}/{query['rkey']}"
        if uri not in self.records:
            words = f"Could not locate record: {uri}"
            return problem(400, "RecordNotFound", words).response()
        return web.json_response({"uri": uri, "cid": "bafyreirecord", "value": self.records[uri]})

    async def delete(self, request: web.Request) -> web.Response:
        if refused := self._unauthorised(request):
            return refused
        body = await request.json()
        assert body["repo"] == ANA
        self.records.pop(f"at://{ANA}/{body['collection']}/{body['rkey']}", None)
        return web.json_response({})

    async def posts(self, request: web.Request) -> web.Response:
        assert "Authorization" not in request.headers
        shown = [
            {
                "uri": uri,
                "cid": self.appview[uri],
                "author": {"did": ANA, "handle": "ana.test"},
                "record": {"$type": "app.bsky.feed.post", "text": "", "createdAt": "2026"},
                "indexedAt": "2026-11-24T09:00:00.000Z",
                **self.counts,
            }
            for uri in request.query.getall("uris")
            if uri in self.appview
        ]
        return web.json_response({"posts": shown})


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The servers, and our side before them."""

    fake: FakeBluesky
    network: bluesky.Bluesky
    member: Credentials


@asynccontextmanager
async def opened() -> AsyncIterator[Scene]:
    """The servers running, Ana signed in to hers."""
    fake, gate = FakeBluesky(), Gate()
    async with served(fake.app()) as base:
        rules = guard.Guard(allow_hosts=frozenset({urlsplit(base).netloc}))
        fake.base = base
        fake.names("ana.test", ANA, f"{base}/pds")
        async with (
            http.make_session(before_call=gate, timeouts=QUICK) as plain,
            http.make_session(
                before_call=gate, timeouts=QUICK, connector=rules.connector()
            ) as guarded,
        ):
            network = bluesky.Bluesky(
                bluesky.Settings(
                    addresses=Addresses(api=f"{base}/appview", web="https://bsky.app"),
                    directory=f"{base}/plc",
                ),
                http.ApiClient(plain, before_call=gate, timeouts=QUICK),
                http.ApiClient(guarded, before_call=gate, timeouts=QUICK),
                rules,
                lambda: NOW,
            )
            member = Credentials(
                access_token=Secret(fake.access),
                refresh_token=Secret(fake.renewal),
                app_password=Secret(PASSWORD),
                expires_at=NOW + timedelta(hours=2),
                author_id=ANA,
                handle="ana.test",
                server=f"{base}/pds",
            )
            yield Scene(fake=fake, network=network, member=member)


def post() -> Post:
    """What Ana shares: Slovene, an emoji of several people, a card with a picture."""
    return Post(
        text="Naš člen 👩‍👩‍👧 je tu: lipa.si/žito, hvala @bor.test! #trajnost, #2026",
        link=Link(
            url="https://go.lipa.example/Ab3dE5g",
            title="Poročilo o omrežju",
            description="Kaj smo se naučili",
            image=picture(),
        ),
        language="sl",
        marker="Ab3dE5g",
        idempotency_key="share-1",
        confirmed_at=NOW - timedelta(minutes=3),
    )


def picture(alt: str = "Lipa pred šolo", size: int = 2000) -> Image:
    """A picture; the fake does not look into it."""
    return Image(body=b"\xff" * size, media_type="image/jpeg", width=1200, height=630, alt=alt)

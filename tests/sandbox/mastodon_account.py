"""One account on a fake Mastodon server, and an app that signs people in there."""

from __future__ import annotations

import base64
import hashlib
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientSession, FormData
from PIL import Image

from sandbox.world import World

Json = dict[str, Any]
SCOPE = "read:accounts read:statuses write:statuses write:media"
VERIFIER = "v" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
CALLBACK = "https://glasnik.example/oauth/mastodon"


def picture() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return out.getvalue()


class Account:
    """One account with a token, calling a server as an app would."""

    def __init__(
        self,
        world: World,
        session: ClientSession,
        *,
        name: str = "toot.si",
        person: str = "joe",
        scope: str = SCOPE,
    ) -> None:
        self.world, self.session = world, session
        self.person = world.person(person)
        self.server = world.mastodon.server(name)
        self.id = world.mastodon.account_id(self.server, self.person)
        self.token = world.mastodon.issue(self.server, self.person, scope)
        self.headers: dict[str, str] = {}

    async def call(self, method: str, path: str, *, key: str = "", **sent: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token.value}"}
        if key:
            headers["Idempotency-Key"] = key
        url = f"{self.server.url}{path}"
        async with self.session.request(method, url, headers=headers, **sent) as response:
            self.headers = dict(response.headers)
            return response.status, await response.json()

    async def post(self, text: str, *, key: str = "", **more: Any) -> tuple[int, Json]:
        body = {"status": text, **more}
        return await self.call("POST", "/api/v1/statuses", key=key, json=body)

    async def upload(self, data: bytes, **more: str) -> tuple[int, Json]:
        form = FormData()
        form.add_field("file", data, filename="a.png", content_type="image/png")
        for name, value in more.items():
            form.add_field(name, value)
        return await self.call("POST", "/api/v2/media", data=form)

    async def list(self, **params: Any) -> list[Json]:
        path = f"/api/v1/accounts/{self.id}/statuses"
        status, found = await self.call("GET", path, params=params)
        assert status == 200
        listed: list[Json] = found
        return listed


class Visit:
    """An app that signs somebody in on one server."""

    def __init__(self, world: World, session: ClientSession, name: str = "toot.si") -> None:
        self.world, self.session = world, session
        self.url = world.mastodon.server(name).url
        self.app: Json = {}

    async def register(self, **changes: Any) -> tuple[int, Json]:
        form = {
            "client_name": "Glasnik",
            "redirect_uris": CALLBACK,
            "scopes": SCOPE,
            "website": "https://glasnik.example",
        } | changes
        async with self.session.post(f"{self.url}/api/v1/apps", data=form) as response:
            said: Json = await response.json()
            self.app = said if response.status == 200 else self.app
            return response.status, said

    def asked(self, **changes: str) -> dict[str, str]:
        return {
            "response_type": "code",
            "client_id": self.app["client_id"],
            "redirect_uri": CALLBACK,
            "scope": SCOPE,
            "state": "s" * 32,
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        } | changes

    async def ask(self, **changes: str) -> tuple[int, str]:
        """Open the consent page: its status, and where it leads or what it says."""
        async with self.session.get(
            f"{self.url}/oauth/authorize", params=self.asked(**changes), allow_redirects=False
        ) as response:
            return response.status, response.headers.get("Location") or await response.text()

    async def allow(self, decision: str = "allow", **changes: str) -> dict[str, list[str]]:
        form = self.asked(**changes) | {"as": self.world.person("joe").id, "decision": decision}
        async with self.session.post(
            f"{self.url}/oauth/authorize", data=form, allow_redirects=False
        ) as response:
            assert response.status == 302
            return parse_qs(urlsplit(response.headers["Location"]).query)

    async def token(
        self, code: str, *, authorization: str = "", **changes: str
    ) -> tuple[int, Json]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "client_id": self.app["client_id"],
            "client_secret": self.app["client_secret"],
            "code_verifier": VERIFIER,
        } | changes
        headers = {"Authorization": authorization} if authorization else {}
        url = f"{self.url}/oauth/token"
        async with self.session.post(url, data=form, headers=headers) as response:
            return response.status, await response.json()

"""People who connect accounts: their browsers, and what they type and press there."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import ClientResponse, CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from chat.replies import Whisper
from programme.values import Member
from tests.helpers import networks, pressing
from tests.helpers.company import Company

BASE = "https://glasnik.example"
"""Where the company's people reach the program."""
FORM = "application/x-www-form-urlencoded"

SIGN_IN = {"handle": "ana.bsky.social", "app_password": networks.APP_PASSWORD}
"""What somebody types who signs in with a password for apps."""


async def link_for(company: Company, who: Member, network: str = "linkedin") -> str:
    """The path of the private link that a person is given."""
    reply = await company.press(who, "accounts.connect", network=network)
    assert isinstance(reply, Whisper)
    (url,) = pressing.urls(reply.post)
    assert url.startswith(f"{BASE}/connect/")
    return url.removeprefix(BASE)


def state_of(path: str) -> str:
    """The state in a link's path."""
    return path.rsplit("/", 1)[1]


def key_of(server: str) -> str:
    """What stands for a server in the address of its callback."""
    return hashlib.sha256(server.encode()).hexdigest()[:16]


class Browser:
    """One person's browser, with cookies of its own."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self.client = client

    @classmethod
    @asynccontextmanager
    async def open(cls, application: web.Application) -> AsyncIterator[Browser]:
        """A new browser in front of these pages."""
        client = TestClient(TestServer(application), cookie_jar=CookieJar(unsafe=True))
        await client.start_server()
        try:
            yield cls(client)
        finally:
            await client.close()

    async def look(self, path: str, **headers: str) -> ClientResponse:
        """Open a link; nothing is pressed."""
        return self._kept(await self.client.get(path, allow_redirects=False, headers=headers))

    async def send(
        self,
        path: str,
        answers: Mapping[str, str] | None = None,
        *,
        origin: str | None = BASE,
        headers: Mapping[str, str] | None = None,
    ) -> ClientResponse:
        """Press the button of a link's page, with this typed into its fields."""
        sent = {"Content-Type": FORM, **(headers or {})}
        if origin is not None:
            sent["Origin"] = origin
        return self._kept(
            await self.client.post(path, data=answers or {}, headers=sent, allow_redirects=False)
        )

    async def begin(self, path: str, **answers: str) -> ClientResponse:
        """Open a link and press its button."""
        shown = await self.look(path)
        assert shown.status == 200, await shown.text()
        return await self.send(path, answers)

    async def come_back(
        self, path: str, network: str = "linkedin", server_key: str = "", /, **query: str
    ) -> ClientResponse:
        """Come back from a network, with a code unless told otherwise."""
        given = {"state": state_of(path), **(query or {"code": "c1"})}
        callback = f"/connect/{network}/callback"
        if server_key:
            callback = f"{callback}/{server_key}"
        return self._kept(await self.client.get(callback, params=given, allow_redirects=False))

    def _kept(self, response: ClientResponse) -> ClientResponse:
        # The cookie is marked as Secure behind https; the test's browser speaks http.
        for cookie in self.client.session.cookie_jar:
            cookie["secure"] = ""
        return response

"""People with accounts on LinkedIn and X, calling the networks as an app would."""

from __future__ import annotations

from typing import Any

from aiohttp import ClientSession
from yarl import URL

from sandbox.world import World

Json = dict[str, Any]
SCOPES = "openid profile email w_member_social r_member_postAnalytics"
SCOPE = "tweet.read tweet.write users.read offline.access media.write"


class Member:
    """One member with a token, calling the API as an app would."""

    def __init__(
        self, world: World, session: ClientSession, scope: str = SCOPES, who: str = "priya"
    ) -> None:
        self.world, self.session = world, session
        self.person = world.person(who)
        self.base = f"{world.core.base_url}/linkedin"
        self.token = world.linkedin.issue(self.person.id, scope).value
        self.headers = {
            "Authorization": f"Bearer {self.token}",
            "LinkedIn-Version": "202609",
            "X-Restli-Protocol-Version": "2.0.0",
        }

    def body(self, commentary: str = "Hello", **more: Any) -> Json:
        return {
            "author": self.world.linkedin.urn(self.person),
            "commentary": commentary,
            "visibility": "PUBLIC",
            "distribution": {"feedDistribution": "MAIN_FEED"},
            "lifecycleState": "PUBLISHED",
            **more,
        }

    async def call(
        self, method: str, path: str, body: Json | None = None, **headers: str
    ) -> tuple[int, Json, str]:
        async with self.session.request(
            method,
            URL(self.base + path, encoded=True),
            json=body,
            headers=self.headers | headers,
        ) as response:
            text = await response.text()
            said = dict(await response.json()) if text else {}
            return response.status, said, response.headers.get("x-restli-id", "")

    async def post(self, commentary: str = "Hello", **more: Any) -> tuple[int, Json, str]:
        return await self.call("POST", "/rest/posts", self.body(commentary, **more))

    async def image(self, data: bytes) -> str:
        """Upload something and return its urn."""
        asked = {"initializeUploadRequest": {"owner": self.world.linkedin.urn(self.person)}}
        _, said, _ = await self.call("POST", "/rest/images?action=initializeUpload", asked)
        async with self.session.put(
            said["value"]["uploadUrl"], data=data, headers=self.headers
        ) as response:
            assert response.status == 201
        return str(said["value"]["image"])


class Account:
    """One account with a token, calling the API as an app would."""

    def __init__(
        self, world: World, session: ClientSession, scope: str = SCOPE, who: str = "zoe"
    ) -> None:
        self.world, self.session = world, session
        self.person = world.person(who)
        self.grant = world.x.issue(self.person.id, scope)
        self.user_id = world.x.user_id(self.person)

    async def call(self, method: str, path: str, body: Json | None = None) -> tuple[int, Json]:
        async with self.session.request(
            method,
            f"{self.world.core.base_url}/x{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.grant.access}"},
        ) as response:
            self.headers = dict(response.headers)
            return response.status, await response.json()

    async def post(self, text: str, **more: Any) -> tuple[int, Json]:
        return await self.call("POST", "/2/tweets", {"text": text, **more})

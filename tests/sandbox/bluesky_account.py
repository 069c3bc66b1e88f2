"""One account on the fake Bluesky, calling its servers as an app would."""

from __future__ import annotations

import io
from typing import Any

from aiohttp import ClientSession
from PIL import Image

from sandbox.bluesky import lexicon
from sandbox.world import World

Json = dict[str, Any]
POST = "app.bsky.feed.post"
RKEY = "3mg4kq2v7xs2a"
AT = "2026-11-24T08:00:00.000Z"


def picture(side: int = 8, kind: str = "PNG") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(out, kind)
    return out.getvalue()


def record(text: str = "Wind above Vipava", **more: Any) -> Json:
    """A post's record."""
    return {"$type": POST, "text": text, "createdAt": AT, **more}


def facet(start: int, end: int, kind: str, **feature: str) -> Json:
    """Mark bytes of a text."""
    index = {"byteStart": start, "byteEnd": end}
    return {"index": index, "features": [{"$type": f"{lexicon.FACET}#{kind}", **feature}]}


class Account:
    """One account, signed in with its app password, calling the server as an app would."""

    def __init__(self, world: World, session: ClientSession, person: str = "joe") -> None:
        self.world, self.session = world, session
        self.person = world.person(person)
        self.handle = world.bluesky.handle(self.person)
        self.did = world.bluesky.did(self.person)
        self.access = self.refresh = ""
        self.headers: dict[str, str] = {}

    async def sign_in(self, password: str = "") -> tuple[int, Json]:
        chosen = password or self.world.bluesky.app_password(self.person)
        body = {"identifier": self.handle, "password": chosen}
        status, said = await self.call("com.atproto.server.createSession", body, token="")
        self.take(said)
        return status, said

    def take(self, said: Json) -> None:
        self.access = said.get("accessJwt", self.access)
        self.refresh = said.get("refreshJwt", self.refresh)

    async def call(
        self, method: str, body: Json | None = None, *, token: str | None = None
    ) -> tuple[int, Json]:
        value = self.access if token is None else token
        async with self.session.post(
            f"{self.world.bluesky.pds}/xrpc/{method}",
            json=body,
            headers={"Authorization": f"Bearer {value}"} if value else {},
        ) as response:
            self.headers = {name.lower(): each for name, each in response.headers.items()}
            return response.status, await response.json() if await response.read() else {}

    async def get(self, method: str, base: str = "", **params: Any) -> tuple[int, Json]:
        url = f"{base or self.world.bluesky.pds}/xrpc/{method}"
        async with self.session.get(url, params=params) as response:
            return response.status, await response.json()

    async def post(self, made: Json | None = None, **more: Any) -> tuple[int, Json]:
        body = {"repo": self.did, "collection": POST, "record": made or record(), **more}
        return await self.call("com.atproto.repo.createRecord", body)

    async def upload(self, data: bytes, kind: str = "image/png") -> Json:
        async with self.session.post(
            f"{self.world.bluesky.pds}/xrpc/com.atproto.repo.uploadBlob",
            data=data,
            headers={"Authorization": f"Bearer {self.access}", "Content-Type": kind},
        ) as response:
            assert response.status == 200, await response.text()
            blob: Json = (await response.json())["blob"]
            return blob

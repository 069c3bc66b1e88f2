"""A small Teams bot: notes what it gets, answers what a test wants, and calls the connector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession

from sandbox.teams.model import CARD
from sandbox.world import World

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Said:
    """An answer of the connector."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        return str(self.body["error"]["code"])


class Bot:
    """The connector as a bot calls it."""

    def __init__(self, session: ClientSession, world: World) -> None:
        self.session, self.world = session, world
        self.token = ""

    async def login(self, **changed: str) -> Said:
        teams = self.world.teams
        form = {
            "grant_type": "client_credentials",
            "client_id": teams.app_id,
            "client_secret": teams.app_password,
            "scope": "https://api.botframework.com/.default",
        }
        tenant = changed.pop("tenant", teams.tenant_id)
        url = f"{teams.login_url}/{tenant}/oauth2/v2.0/token"
        form = {name: value for name, value in {**form, **changed}.items() if value}
        async with self.session.post(url, data=form) as response:
            body = await response.json()
            self.token = body.get("access_token", "")
            return Said(status=response.status, body=body, headers=dict(response.headers))

    async def call(self, method: str, path: str, body: Any = None, **query: str) -> Said:
        if not self.token:
            await self.login()
        url = f"{self.world.core.base_url}/teams/connector/v3/{path}"
        async with self.session.request(
            method,
            url,
            json=body,
            params=query,
            headers={"Authorization": f"Bearer {self.token}"},
        ) as response:
            kind = response.content_type
            said = await response.json() if kind == "application/json" else await response.text()
            return Said(status=response.status, body=said, headers=dict(response.headers))

    async def chat(self, name: str) -> str:
        said = await self.create(name)
        assert said.status == 201, said
        return str(said.body["id"])

    async def create(self, name: str, **changed: Any) -> Said:
        teams = self.world.teams
        body = {
            "bot": {"id": teams.bot_id},
            "members": [{"id": teams.account(name)}],
            "channelData": {"tenant": {"id": teams.tenant_id}},
            "isGroup": False,
        }
        return await self.call("POST", "conversations", {**body, **changed})

    async def send(self, conversation: str, activity: Json, *, to: str = "") -> Said:
        path = f"conversations/{quote(conversation, safe='')}/activities"
        return await self.call("POST", f"{path}/{quote(to, safe='')}" if to else path, activity)

    async def update(self, conversation: str, message: str, activity: Json) -> Said:
        return await self.call("PUT", self._one(conversation, message), activity)

    async def delete(self, conversation: str, message: str) -> Said:
        return await self.call("DELETE", self._one(conversation, message))

    @staticmethod
    def _one(conversation: str, message: str) -> str:
        return f"conversations/{quote(conversation, safe='')}/activities/{message}"


def card(*body: Json, actions: list[Json] | None = None, **more: Any) -> Json:
    shown: Json = {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **more}
    return {**shown, "actions": actions} if actions is not None else shown


def text(words: str, **more: Any) -> Json:
    return {"type": "TextBlock", "text": words, "wrap": True, **more}


def field(name: str, kind: str = "Input.Text", **more: Any) -> Json:
    return {"type": kind, "id": name, "label": name, **more}


def execute(title: str, **data: Any) -> Json:
    return {
        "type": "Action.Execute",
        "title": title,
        "verb": "press",
        "data": data,
        "fallback": submit(title, **data),
    }


def submit(title: str, **data: Any) -> Json:
    return {"type": "Action.Submit", "title": title, "data": data}


def opens(title: str, **data: Any) -> Json:
    return submit(title, msteams={"type": "task/fetch"}, **data)


def message(shown: Json, **more: Any) -> Json:
    return {"type": "message", "summary": "Something new", "attachments": [attached(shown)], **more}


def attached(shown: Json) -> Json:
    return {"contentType": CARD, "content": shown}


def shows(shown: Json) -> Json:
    return {"statusCode": 200, "type": CARD, "value": shown}


def notes(words: str) -> Json:
    return {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": words,
    }


def continues(shown: Json, **more: Any) -> Json:
    value = {"title": "Share", "height": "medium", "width": "medium", "card": attached(shown)}
    return {"task": {"type": "continue", "value": {**value, **more}}}


def ends(words: str) -> Json:
    return {"task": {"type": "message", "value": words}}

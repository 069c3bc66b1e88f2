"""A small app that notes what Slack sends it and answers what a test wants."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from aiohttp import ClientSession, web

Json = dict[str, Any]
Answer = Callable[[Json], web.Response | Awaitable[web.Response]]


@dataclass(kw_only=True)
class Got:
    """One request that the app received."""

    headers: dict[str, str]
    body: bytes
    payload: Json


@dataclass(kw_only=True)
class App:
    """The app: `answer` decides what it says."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    answer: Answer = field(default=lambda _: web.Response())

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.got.append(
            Got(headers=dict(request.headers), body=body, payload=_payload(request, body))
        )
        said = self.answer(self.got[-1].payload)
        return said if isinstance(said, web.Response) else await said

    @property
    def last(self) -> Json:
        return self.got[-1].payload


def _payload(request: web.Request, body: bytes) -> Json:
    if request.content_type == "application/json":
        return dict(json.loads(body))
    form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    return dict(json.loads(form["payload"])) if "payload" in form else form


class Slack:
    """The Web API as the app calls it: JSON where it is allowed, forms otherwise."""

    def __init__(self, session: ClientSession, url: str, token: str) -> None:
        self.session, self.url, self.token = session, url, token

    async def json(self, method: str, **args: Any) -> Json:
        async with self.session.post(
            f"{self.url}/slack/api/{method}",
            json=args,
            headers={"Authorization": f"Bearer {self.token}"},
        ) as response:
            return dict(await response.json()) | {"http": response.status}

    async def form(self, method: str, **args: str) -> Json:
        async with self.session.post(
            f"{self.url}/slack/api/{method}",
            data=args,
            headers={"Authorization": f"Bearer {self.token}"},
        ) as response:
            return dict(await response.json())


def says(body: Json, status: int = 200) -> Answer:
    return lambda _: web.json_response(body, status=status)


def waits_for(released: asyncio.Event) -> Answer:
    """An app that answers only when it is let go."""

    async def slow(_: Json) -> web.Response:
        await released.wait()
        return web.Response()

    return slow


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str, text: str = "Share", **more: Any) -> Json:
    label = {"type": "plain_text", "text": text}
    return {"type": "button", "action_id": action_id, "text": label, **more}


def actions(*elements: Json, block_id: str = "acts") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def field_of(block_id: str, action_id: str = "value", **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": action_id, **more}
    label = {"type": "plain_text", "text": block_id}
    return {"type": "input", "block_id": block_id, "label": label, "element": element}


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Caption"},
        "submit": {"type": "plain_text", "text": "Share"},
        "blocks": list(blocks),
        **more,
    }

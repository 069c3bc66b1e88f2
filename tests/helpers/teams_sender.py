"""Sends to the bot what Teams would send, signed; and what Teams sends."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.helpers import teams_token
from tests.helpers.teams_api import BOT, TENANT

ANA = "29:ana"
OWN = "a:ana"
"""Ana's one-to-one conversation with the bot."""
CHANNEL = "19:news@thread.tacv2"
THREAD = f"{CHANNEL};messageid=900"
TEAM = "19:general@thread.tacv2"

_numbers = itertools.count(1)


@dataclass
class Sender:
    """Sends activities, with a token that is right unless a test says otherwise."""

    session: aiohttp.ClientSession
    url: str
    service_url: str
    headers: dict[str, str] = field(default_factory=dict)

    def authorization(self, **changed: Any) -> dict[str, str]:
        """The header with a token for this sender's address."""
        token = teams_token.token(**{"serviceurl": self.service_url, **changed})
        return {"Authorization": f"Bearer {token}"}

    async def post(
        self, body: bytes, headers: Mapping[str, str] | None = None, **changed: Any
    ) -> tuple[int, Any]:
        """The status and the decoded body of the bot's answer."""
        told = self.authorization(**changed) if headers is None else headers
        sent = {"Content-Type": "application/json", **self.headers, **told}
        async with self.session.post(self.url, data=io.BytesIO(body), headers=sent) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text.startswith(("{", "[")) else text

    async def send(self, activity: Mapping[str, Any], **changed: Any) -> tuple[int, Any]:
        """An activity."""
        whole = {"serviceUrl": self.service_url, **activity}
        return await self.post(json.dumps(whole).encode(), **changed)

    async def say(self, text: str, *, channel: bool = False, **more: Any) -> tuple[int, Any]:
        """Words to the bot."""
        return await self.send(activity("message", channel=channel, text=text, **more))

    async def execute(
        self, data: Any, *, channel: bool = False, trigger: str = "manual", **more: Any
    ) -> tuple[int, Any]:
        """A press on a card that was posted as message 500."""
        value = {"action": {"type": "Action.Execute", "data": data}, "trigger": trigger}
        body = {"name": "adaptiveCard/action", "value": value, "replyToId": "500", **more}
        return await self.send(activity("invoke", channel=channel, **body))

    async def press_by_message(
        self, data: Any, *, channel: bool = False, **more: Any
    ) -> tuple[int, Any]:
        """The same from a client that knows no `Action.Execute`."""
        body = {"value": data, "replyToId": "500", **more}
        return await self.send(activity("message", channel=channel, **body))

    async def fetch(self, data: Any, *, channel: bool = False, **more: Any) -> tuple[int, Any]:
        """A press that opens a dialog."""
        value = {"data": data, "context": {"theme": "default"}}
        body = {"name": "task/fetch", "value": value, "replyToId": "500", **more}
        return await self.send(activity("invoke", channel=channel, **body))

    async def submit(self, data: Any, *, channel: bool = False, **more: Any) -> tuple[int, Any]:
        """Something pressed in a dialog."""
        value = {"data": data, "context": {"theme": "default"}}
        body = {"name": "task/submit", "value": value, **more}
        return await self.send(activity("invoke", channel=channel, **body))

    async def search(self, text: str, **options: int) -> tuple[int, Any]:
        """Words typed into the message extension's box."""
        value = {
            "commandId": "library",
            "parameters": [{"name": "words", "value": text}],
            "queryOptions": {"skip": 0, "count": 25, **options},
        }
        return await self.send(activity("invoke", name="composeExtension/query", value=value))


def by(person: str, **more: str) -> dict[str, Any]:
    """The field of an activity that says who did it."""
    return {"from": {"id": person, **more}}


def activity(kind: str, *, channel: bool = False, **more: Any) -> dict[str, Any]:
    """An activity of Ana's, from her own conversation or from a channel's thread."""
    where: dict[str, Any] = {"id": OWN, "conversationType": "personal", "tenantId": TENANT}
    data: dict[str, Any] = {"tenant": {"id": TENANT}}
    if channel:
        where = {"id": THREAD, "conversationType": "channel", "isGroup": True, "tenantId": TENANT}
        data |= {"team": {"id": TEAM, "name": "Glasnik"}, "channel": {"id": CHANNEL}}
    return {
        "type": kind,
        "id": f"f:{next(_numbers)}",
        "timestamp": "2026-11-24T09:00:00.000Z",
        "localTimestamp": "2026-11-24T10:00:00.000+01:00",
        "localTimezone": "Europe/Ljubljana",
        "channelId": "msteams",
        "from": {"id": ANA, "name": "Ana", "aadObjectId": "aad-ana"},
        "recipient": {"id": BOT, "name": "Glasnik"},
        "conversation": where,
        "channelData": data,
        "locale": "sl-SI",
        "entities": [{"type": "clientInfo", "locale": "sl-SI", "platform": "Web"}],
        **more,
    }


def mention(text: str, who: str = BOT, name: str = "Glasnik") -> dict[str, Any]:
    """What an activity says besides when its text begins with a mention."""
    shown = f"<at>{name}</at>"
    entity = {"type": "mention", "text": shown, "mentioned": {"id": who, "name": name}}
    return {"text": f"{shown} {text}", "entities": [entity]}

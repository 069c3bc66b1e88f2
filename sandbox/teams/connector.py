"""The Bot Connector over HTTP: token, rate limit, then the call; every call logged.

What may be sent is judged in `activity`, what there is to know of people in `roster`.
Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from aiohttp import web

from sandbox import faults
from sandbox.teams import errors, throttle
from sandbox.teams.errors import ConnectorError
from sandbox.teams.login import Login
from sandbox.teams.model import Conversation, Kind
from sandbox.teams.posting import Posting
from sandbox.teams.roster import Roster
from sandbox.teams.tenant import Tenant
from sandbox.values import Json, decoded

_ROOT: Final = "/teams/connector/v3"
_NO_JSON: Final = object()


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One call as it came in; `conversation` and `name` are decoded from the path."""

    place: str
    conversation: str
    name: str
    body: Any
    query: Json


Answer: TypeAlias = tuple[int, Json | None]
Act: TypeAlias = Callable[[Asked], Answer]
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Connector:
    """The calls, in one tenant."""

    def __init__(self, tenant: Tenant, login: Login) -> None:
        self._tenant = tenant
        self._login = login
        self._roster = Roster(tenant)
        self._posting = Posting(tenant)
        self._limited = 0

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        one = f"{_ROOT}/conversations/{{conversation}}"
        return [
            web.post(f"{_ROOT}/conversations", self._serving("create", self._create)),
            web.post(f"{one}/activities", self._serving("send", self._send)),
            web.post(f"{one}/activities/{{name}}", self._serving("send", self._send)),
            web.put(f"{one}/activities/{{name}}", self._serving("update", self._update)),
            web.delete(f"{one}/activities/{{name}}", self._serving("delete", self._delete)),
            web.get(f"{one}/pagedmembers", self._serving("members", self._members)),
            web.get(f"{one}/members/{{name}}", self._serving("member", self._member)),
            web.get(f"{_ROOT}/teams/{{conversation}}", self._serving("team", self._team)),
            web.get(
                f"{_ROOT}/teams/{{conversation}}/conversations",
                self._serving("channels", self._channels),
            ),
        ]

    # ------------------------------------------------------------------------------------------

    def _serving(self, name: str, act: Act) -> Handler:
        place = f"teams.{name}"

        async def handler(request: web.Request) -> web.StreamResponse:
            asked = Asked(
                place=place,
                conversation=request.match_info.get("conversation", ""),
                name=request.match_info.get("name", ""),
                body=await _body(request),
                query=dict(request.query),
            )
            answered = False

            async def effect() -> web.StreamResponse:
                nonlocal answered
                answered = True
                return self._answer(asked, request, act)

            response = await faults.around(
                self._tenant.core.faults,
                request,
                where=place,
                person=self._concerned(asked),
                effect=effect,
            )
            if not answered:
                self._log(asked, response.status, "fault")
            return response

        return handler

    def _answer(self, asked: Asked, request: web.Request, act: Act) -> web.StreamResponse:
        try:
            self._admit(asked, request)
            status, body = act(asked)
        except ConnectorError as error:
            self._log(asked, error.status, error.code)
            if error.body is None:
                return web.Response(status=error.status, headers=error.headers)
            return web.json_response(error.body, status=error.status, headers=error.headers)
        self._log(asked, status, None)
        if body is None:
            return web.Response(status=status)
        return web.json_response(body, status=status)

    def _admit(self, asked: Asked, request: web.Request) -> None:
        """Raise ConnectorError when the call is not to be looked at any further."""
        if not self._login.knows(request.headers.get("Authorization", "")):
            raise errors.unauthorized()
        if self._tenant.disabled:
            raise errors.disabled()
        wait = self._tenant.throttle.wait(self._windows(asked))
        if wait > 0:
            raise errors.too_many(self._retry_after(wait))
        if asked.body is _NO_JSON:
            raise errors.bad_syntax("The body is not JSON")

    def _windows(self, asked: Asked) -> dict[str, throttle.Windows]:
        keys: dict[str, throttle.Windows] = {"tenant": throttle.TENANT}
        match asked.place:
            case "teams.send":
                root = asked.conversation.partition(";")[0]
                keys[f"send {root}"] = throttle.SEND
            case "teams.create":
                keys[f"create {_created_for(asked.body)}"] = throttle.SEND
            case "teams.members" | "teams.member":
                keys[f"members {asked.conversation}"] = throttle.MEMBERS
            case _:
                pass
        return keys

    def _retry_after(self, wait: float) -> int | None:
        self._limited += 1
        match self._tenant.core.options.teams_retry_after:
            case "always":
                named = True
            case "never":
                named = False
            case "sometimes":
                named = self._limited % 2 == 1
        return throttle.whole_seconds(wait) if named else None

    def _log(self, asked: Asked, status: int, error: str | None) -> None:
        body = asked.body if isinstance(asked.body, dict) else {}
        self._tenant.log(
            asked.place, status, error=error, conversation=asked.conversation, body=body
        )

    def _concerned(self, asked: Asked) -> str | None:
        """Return the person whom the call is about, for faults that strike one person."""
        found, _ = self._tenant.find(asked.conversation)
        if found is not None and found.person:
            return found.person
        name = asked.name if asked.place == "teams.member" else _created_for(asked.body)
        person = self._tenant.person_of(name) if name.startswith("29:") else None
        return person.id if person else None

    # The calls ------------------------------------------------------------------------------

    def _create(self, asked: Asked) -> Answer:
        return 201, self._posting.create(asked.body)

    def _send(self, asked: Asked) -> Answer:
        conversation, thread = self._there(asked)
        sent = self._posting.send(conversation, thread or asked.name, asked.body)
        return 201, {"id": sent}

    def _update(self, asked: Asked) -> Answer:
        conversation, _ = self._there(asked)
        self._posting.update(conversation, asked.name, asked.body)
        return 200, {"id": asked.name}

    def _delete(self, asked: Asked) -> Answer:
        conversation, _ = self._there(asked)
        self._posting.delete(conversation, asked.name)
        return 200, None

    def _members(self, asked: Asked) -> Answer:
        conversation = self._known(asked)
        query = asked.query
        size, token = query.get("pageSize", ""), query.get("continuationToken", "")
        return 200, self._roster.page(conversation, size, token)

    def _member(self, asked: Asked) -> Answer:
        conversation = self._known(asked)
        return 200, self._roster.one(conversation, asked.name)

    def _team(self, asked: Asked) -> Answer:
        team = self._tenant.teams.get(asked.conversation)
        if team is None:
            raise errors.no_conversation()
        if not team.has_app:
            raise errors.not_in_roster()
        return 200, self._roster.team(team)

    def _channels(self, asked: Asked) -> Answer:
        team = self._tenant.teams.get(asked.conversation)
        if team is None:
            raise errors.no_conversation()
        if not team.has_app:
            raise errors.not_in_roster()
        return 200, self._roster.channels(team)

    def _there(self, asked: Asked) -> tuple[Conversation, str | None]:
        """Return the conversation when the app may use it. Raises ConnectorError."""
        conversation, thread = self._tenant.find(asked.conversation)
        if conversation is None:
            raise errors.no_conversation()
        if conversation.kind is Kind.CHANNEL and not self._tenant.has_app(conversation):
            raise errors.not_in_roster()
        if thread is not None and thread not in conversation.messages:
            raise errors.no_conversation()
        return conversation, thread

    def _known(self, asked: Asked) -> Conversation:
        """Return the conversation when the app may see who is in it. Raises ConnectorError."""
        conversation, _ = self._there(asked)
        if not self._tenant.has_app(conversation):
            raise errors.not_in_roster()
        return conversation


async def _body(request: web.Request) -> Any:
    if request.method not in {"POST", "PUT"}:
        return None
    raw = await request.read()
    body = decoded(raw)
    return _NO_JSON if body is None else body


def _created_for(body: Any) -> str:
    """Return whom or what a conversation is to be created for."""
    if not isinstance(body, dict):
        return ""
    members = body.get("members")
    if isinstance(members, list) and members and isinstance(members[0], dict):
        return str(members[0].get("id", ""))
    data = body.get("channelData")
    channel = data.get("channel") if isinstance(data, dict) else None
    return str(channel.get("id", "")) if isinstance(channel, dict) else ""

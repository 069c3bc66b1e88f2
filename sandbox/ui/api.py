"""The page's API: what the visitor sees and does, as the person they have chosen to be.

The acts themselves are Slack's (`sandbox.slack.interact`, `.forms`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Final

from aiohttp import web

from sandbox.people import Person
from sandbox.slack.interact import Outcome
from sandbox.ui import guide, shapes, visiting
from sandbox.ui.visiting import Act
from sandbox.values import Json, decoded
from sandbox.world import World

_KEEP_ALIVE: Final = 15.0


def _said(outcome: Outcome) -> Json:
    said: Json = {"ok": outcome.ok}
    if outcome.error:
        said["error"] = outcome.error
    if outcome.errors:
        said["errors"] = outcome.errors
    return said


class Ui:
    """The API of one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._visits: set[str] = set()

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        people = self._world.core.people
        acts: dict[str, Act] = {
            "message": self._write,
            "command": self._command,
            "press": self._press,
            "options": self._options,
            "submit": self._submit,
            "close": self._close,
            "home/open": self._open_home,
        }
        return [
            web.get("/ui/api/workplace", self.workplace),
            web.get("/ui/api/conversation/{id}", self.conversation),
            web.post("/ui/api/conversation/{id}/read", self.read),
            web.get("/ui/api/home", self.home),
            web.get("/ui/api/guide", self.guide),
            web.get("/ui/api/views", self.views),
            web.get("/ui/api/events", self.events),
            web.get("/ui/api/networks", self.networks),
            web.get("/ui/api/log", self.log),
            *(
                web.post(f"/ui/api/{name}", visiting.acting(people, act))
                for name, act in acts.items()
            ),
        ]

    # What there is to see -------------------------------------------------------------------

    async def workplace(self, request: web.Request) -> web.Response:
        """Return everything around the conversations."""
        me = self._me(request)
        response = web.json_response(shapes.workplace(self._world, me))
        # The networks' pages, opened in other tabs, learn from it who the visitor is.
        response.set_cookie("as", me.id, samesite="Lax")
        return response

    async def conversation(self, request: web.Request) -> web.Response:
        """Return one conversation."""
        me = self._me(request)
        channel = self._world.slack.channels.get(request.match_info["id"])
        if channel is None or not self._world.slack.sees(channel, me.id):
            raise web.HTTPNotFound
        return web.json_response(shapes.conversation(self._world, channel, me))

    async def read(self, request: web.Request) -> web.Response:
        """Note that a person has seen a conversation."""
        body = decoded(await request.read())
        channel = self._world.slack.channels.get(request.match_info["id"])
        if channel is None or not isinstance(body, dict):
            raise web.HTTPNotFound
        me = self._person(str(body.get("as", "")))
        seen = channel.visible(me.id)
        if seen:
            channel.read[me.id] = seen[-1].ts
        return web.json_response({"ok": True})

    async def home(self, request: web.Request) -> web.Response:
        """Return the app's Home tab of this person."""
        me = self._me(request)
        self._visits.add(guide.home_of(me.handle))
        view = self._world.home(me.id)
        shown = self._world.slack.shown_view(view) if view else None
        return web.json_response({"view": shown})

    async def views(self, request: web.Request) -> web.Response:
        """Return the open modals of this person."""
        stack = [
            {"id": view.id, "hash": view.hash, "view": self._world.slack.shown_view(view)}
            for view in self._world.views(self._me(request).id)
        ]
        return web.json_response({"stack": stack})

    async def networks(self, request: web.Request) -> web.Response:
        """Return the posts on all networks."""
        if self._world.posts():
            self._visits.add(guide.NETWORKS)
        return web.json_response(shapes.networks(self._world))

    async def guide(self, request: web.Request) -> web.Response:
        """Return what a newcomer may try first, and what is done of it."""
        return web.json_response(guide.shown(self._world, self._visits))

    async def log(self, request: web.Request) -> web.Response:
        """Return the latest Web API calls of the app."""
        return web.json_response(shapes.log(self._world))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream what changes for this person (server-sent events)."""
        me = self._me(request)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        # A page that is closed or left ends its stream; nobody needs to hear of it.
        with contextlib.suppress(ConnectionResetError):
            await self._stream(response, me, request.app[CLOSING])
        return response

    async def _stream(
        self, response: web.StreamResponse, me: Person, closing: asyncio.Event
    ) -> None:
        await response.write(b": open\n\n")
        with self._world.core.bus.listening(me.id) as queue:
            while not closing.is_set():
                try:
                    async with asyncio.timeout(_KEEP_ALIVE):
                        change = await queue.get()
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if change["type"] == "closing":
                    break
                await response.write(f"data: {json.dumps(change)}\n\n".encode())

    # What the visitor does ------------------------------------------------------------------

    async def _write(self, me: Person, body: Json) -> Json:
        message = self._world.interact.write(me.id, body["channel"], str(body["text"]))
        return {"ok": True, "ts": message.ts}

    async def _command(self, me: Person, body: Json) -> Json:
        return _said(await self._world.interact.command(me.id, body["channel"], str(body["text"])))

    async def _press(self, me: Person, body: Json) -> Json:
        values = (body.get("state") or {}).get("values") or {}
        return _said(
            await self._world.interact.press(
                me.id, body["container"], body["block_id"], body["action"], values
            )
        )

    async def _options(self, me: Person, body: Json) -> Json:
        container = body.get("container") or {"type": "view", "view_id": body["view_id"]}
        found = await self._world.forms.options(
            me.id, container, body["block_id"], body["action_id"], str(body.get("value", ""))
        )
        return {"options": found}

    async def _submit(self, me: Person, body: Json) -> Json:
        values = (body.get("state") or {}).get("values") or {}
        return _said(await self._world.forms.submit(me.id, body["view_id"], values))

    async def _close(self, me: Person, body: Json) -> Json:
        return _said(await self._world.forms.close(me.id, body["view_id"]))

    async def _open_home(self, me: Person, body: Json) -> Json:
        self._world.interact.open_home(me.id)
        return {"ok": True}

    def _me(self, request: web.Request) -> Person:
        return visiting.visitor(self._world.core.people, request)

    def _person(self, person_id: str) -> Person:
        return visiting.person(self._world.core.people, person_id)


CLOSING: web.AppKey[asyncio.Event] = web.AppKey("closing", asyncio.Event)

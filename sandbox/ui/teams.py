"""The page's API for Teams: what the visitor sees and does there, as the person they chose to be.

The acts themselves are Teams' (`sandbox.teams`).
"""

from __future__ import annotations

from aiohttp import web

from sandbox.people import Person
from sandbox.teams import acts
from sandbox.teams.model import Conversation, Message, Outcome, TeamsError
from sandbox.ui import teams_shapes, visiting
from sandbox.ui.visiting import Act
from sandbox.values import Json
from sandbox.world import World

_HERE = "/ui/api/teams"


def _said(outcome: Outcome) -> Json:
    said: Json = {"ok": outcome.ok}
    for name in ("error", "note", "url"):
        if getattr(outcome, name):
            said[name] = getattr(outcome, name)
    if outcome.errors:
        said["errors"] = outcome.errors
    return said


class TeamsUi:
    """The API of one world's Teams."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._teams = world.teams

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        people = self._world.core.people
        done: dict[str, Act] = {
            "message": self._write,
            "action": self._press,
            "refresh": self._refresh,
            "dialog/action": self._submit,
            "dialog/close": self._close,
            "search": self._search,
            "insert": self._insert,
            "install": self._install,
            "remove": self._remove,
            "announce": self._announce,
        }
        return [
            web.get(f"{_HERE}/workplace", self.workplace),
            web.get(f"{_HERE}/conversation/{{id}}", self.conversation),
            web.get(f"{_HERE}/dialogs", self.dialogs),
            *(web.post(f"{_HERE}/{n}", visiting.acting(people, act)) for n, act in done.items()),
        ]

    # What there is to see -------------------------------------------------------------------

    async def workplace(self, request: web.Request) -> web.Response:
        """Return everything around the conversations."""
        me = visiting.visitor(self._world.core.people, request)
        response = web.json_response(teams_shapes.workplace(self._world, me))
        # The networks' pages, opened in other tabs, learn from it who the visitor is.
        response.set_cookie("as", me.id, samesite="Lax")
        return response

    async def conversation(self, request: web.Request) -> web.Response:
        """Return one conversation; it counts as read."""
        me = visiting.visitor(self._world.core.people, request)
        try:
            found = self._teams.tenant.visible(request.match_info["id"], me.id)
        except TeamsError:
            raise web.HTTPNotFound from None
        shown = teams_shapes.conversation(self._world, found, me)
        if found.messages:
            found.read[me.id] = max(found.messages, key=int)
        return web.json_response(shown)

    async def dialogs(self, request: web.Request) -> web.Response:
        """Return the open dialog of this person."""
        me = visiting.visitor(self._world.core.people, request)
        dialog = self._teams.dialog(me)
        shown = teams_shapes.dialog(dialog) if dialog is not None else None
        return web.json_response({"dialog": shown})

    # What the visitor does ------------------------------------------------------------------

    async def _write(self, me: Person, body: Json) -> Json:
        place = self._place(me, body)
        thread = body.get("thread")
        if thread is not None:
            acts.message_in(place, str(thread))
        message, activity = self._teams.acts.write(me, place, str(body["text"]), thread)
        if activity is not None:
            # The writer does not wait: what the app says to it comes as messages.
            self._teams.delivery.behind(self._teams.acts.deliver(activity))
        return {"ok": True, "id": message.id}

    async def _press(self, me: Person, body: Json) -> Json:
        place, message = self._message(me, body)
        inputs = body.get("inputs") or {}
        pressed = self._teams.acts.press(me, place, message, body["action"], inputs)
        return _said(await pressed)

    async def _refresh(self, me: Person, body: Json) -> Json:
        place, message = self._message(me, body)
        return _said(await self._teams.acts.refresh(me, place, message))

    async def _submit(self, me: Person, body: Json) -> Json:
        inputs = body.get("inputs") or {}
        return _said(await self._teams.dialogs_api.act(me, body["action"], inputs))

    async def _close(self, me: Person, body: Json) -> Json:
        self._teams.close(me)
        return {"ok": True}

    async def _search(self, me: Person, body: Json) -> Json:
        named = body.get("conversation")
        place = self._place(me, body) if named else self._somewhere(me)
        outcome = await self._teams.searching.query(me, place, str(body.get("text", "")))
        found = [{"preview": each.preview, "card": each.card} for each in outcome.results]
        return {**_said(outcome), "results": found}

    async def _insert(self, me: Person, body: Json) -> Json:
        card = body["card"]
        if not isinstance(card, dict):
            raise TeamsError("That is no card.")
        message = await self._teams.searching.insert(me, self._place(me, body), card)
        return {"ok": True, "id": message.id}

    async def _install(self, me: Person, body: Json) -> Json:
        """Add the app for oneself, or to a team by the channel that is chosen."""
        if not body.get("conversation"):
            await self._teams.install(me)
            return {"ok": True}
        channel = self._place(me, body)
        team = self._teams.tenant.team_of(channel)
        await self._teams.happenings.install_in_team(team, me, channel)
        return {"ok": True}

    async def _remove(self, me: Person, body: Json) -> Json:
        if not body.get("conversation"):
            await self._teams.remove(me)
            return {"ok": True}
        team = self._teams.tenant.team_of(self._place(me, body))
        await self._teams.happenings.remove_from_team(team, me)
        return {"ok": True}

    async def _announce(self, me: Person, body: Json) -> Json:
        return {"ok": True, "places": await self._teams.announce()}

    # ------------------------------------------------------------------------------------------

    def _place(self, me: Person, body: Json) -> Conversation:
        return self._teams.tenant.visible(str(body["conversation"]), me.id)

    def _message(self, me: Person, body: Json) -> tuple[Conversation, Message]:
        place = self._place(me, body)
        return place, acts.message_in(place, str(body["message"]))

    def _somewhere(self, me: Person) -> Conversation:
        """Return a conversation to search from: the chat with the app, or any channel."""
        chat = self._teams.chat(me)
        if chat is not None:
            return chat
        for team in self._teams.tenant.teams.values():
            if me.id in team.members:
                return self._teams.tenant.conversations[team.id]
        raise TeamsError("There is nowhere to search from.")

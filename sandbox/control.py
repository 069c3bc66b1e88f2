"""Switches over HTTP: faults and the clock.

For the page, for tests in another process and for the app's doctor.
"""

from __future__ import annotations

from aiohttp import web

from sandbox.catalogue import CATALOGUE
from sandbox.core import Core
from sandbox.values import Json, decoded


class Control:
    """The switches of one world."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        return [
            web.get("/clock", self.clock),
            web.post("/clock", self.move),
            web.get("/faults", self.faults),
            web.get("/faults/documented", self.documented),
            web.post("/faults", self.add),
            web.delete("/faults", self.clear),
        ]

    async def clock(self, request: web.Request) -> web.Response:
        """Return the programme's time and how far it is ahead of the wall's."""
        return web.json_response(self.time())

    async def move(self, request: web.Request) -> web.Response:
        """Move the programme's time: {"to": "tomorrow_9" | "friday_16" | "plus_1h" | ISO}."""
        asked = decoded(await request.read())
        try:
            self._core.clock.jump(str(asked["to"]))
        except (KeyError, TypeError, ValueError) as error:
            return web.json_response({"error": f"to: {error}"}, status=400)
        time = self.time()
        self._core.bus.tell("clock", now=str(time["now"]))
        self._core.bus.tell("networks")
        return web.json_response(time)

    async def faults(self, request: web.Request) -> web.Response:
        """List the faults that are switched on."""
        return web.json_response({"faults": self._core.faults.shown()})

    async def documented(self, request: web.Request) -> web.Response:
        """List the answers of the catalogue, each of which can be switched on by its name."""
        rows = [
            {"name": name, "where": row.where, "status": row.status, "body": row.body}
            for name, row in CATALOGUE.items()
        ]
        return web.json_response({"documented": rows})

    async def add(self, request: web.Request) -> web.Response:
        """Switch a fault on: {"where", "kind", ...}, or {"documented": name} for an answer."""
        asked = decoded(await request.read())
        try:
            fault = self._core.faults.add(**_fault(asked))
        except (KeyError, TypeError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)
        self._core.bus.tell("fault")
        return web.json_response(fault.shown(self._core.clock.now()), status=201)

    async def clear(self, request: web.Request) -> web.Response:
        """Switch all faults off."""
        self._core.faults.clear()
        self._core.bus.tell("fault")
        return web.json_response({"faults": []})

    def time(self) -> Json:
        """Return the programme's time as JSON."""
        clock = self._core.clock
        return {
            "now": clock.local().isoformat(timespec="seconds"),
            "offset_seconds": clock.offset.total_seconds(),
        }


def _fault(asked: object) -> Json:
    """Return the keyword arguments of a fault. Raises TypeError for what is not an object."""
    if not isinstance(asked, dict):
        message = "a JSON object is wanted"
        raise TypeError(message)
    return asked

"""Who the visitor of the page is, and how their acts come in and are answered.

Knows no chat.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from sandbox.people import People, Person
from sandbox.slack.model import SlackError
from sandbox.teams.model import TeamsError
from sandbox.values import Json, decoded

Act: TypeAlias = Callable[[Person, Json], Awaitable[Json]]
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def person(people: People, person_id: str) -> Person:
    """Return the person with this id; without one, the first of the cast."""
    found = people.get(person_id)
    if found is None:
        found = next(each for each in people if not each.is_bot)
    return found


def visitor(people: People, request: web.Request) -> Person:
    """Return the person whom the visitor is, by the query or the cookie `as`."""
    return person(people, request.query.get("as") or request.cookies.get("as", ""))


def acting(people: People, act: Act) -> Handler:
    """Return the handler of an act: a JSON object with `as`, answered with JSON."""

    async def handler(request: web.Request) -> web.StreamResponse:
        body = decoded(await request.read())
        if not isinstance(body, dict):
            raise web.HTTPBadRequest(text="a JSON object is wanted")
        try:
            return web.json_response(await act(person(people, str(body.get("as", ""))), body))
        except SlackError as error:
            return web.json_response({"ok": False, "error": error.code})
        except TeamsError as error:
            return web.json_response({"ok": False, "error": str(error)})
        except (KeyError, ValueError) as error:
            return web.json_response({"ok": False, "error": str(error)}, status=400)

    return handler

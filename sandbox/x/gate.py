"""What every X API call passes: token, scope, rate limit.

Sources: docs.x.com/x-api/fundamentals/rate-limits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias

from aiohttp import web

from sandbox import faults
from sandbox.people import Person
from sandbox.x import errors
from sandbox.x.errors import XError
from sandbox.x.state import ACCESS_LIFE, Grant, State

_BEARER: Final = "Bearer "
_QUARTER: Final = timedelta(minutes=15)
_DAY: Final = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """Calls allowed per person in 15 minutes, and per app in a day (None: no such limit)."""

    person: int
    app_day: int | None = None


LIMITS: Final = {
    "tweets": Limit(person=100, app_day=10_000),
    "delete": Limit(person=50),
    "timeline": Limit(person=900),
    "metrics": Limit(person=5_000),
    "me": Limit(person=75),
    "retweets": Limit(person=50),
    "search": Limit(person=300),
    "media": Limit(person=500, app_day=50_000),
    "media.initialize": Limit(person=1_875),
    "media.append": Limit(person=1_875),
    "media.finalize": Limit(person=1_875),
    "media.status": Limit(person=1_000),
    "media.metadata": Limit(person=500, app_day=50_000),
}

Action: TypeAlias = Callable[[web.Request, Grant, Person], Awaitable[web.Response]]
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Gate:
    """Wraps the calls of the API."""

    def __init__(self, state: State) -> None:
        self._state = state

    def wrap(self, where: str, action: Action, *, scopes: tuple[str, ...]) -> Handler:
        """Return a handler that lets a call through to `action` when everything is in order."""

        async def handler(request: web.Request) -> web.StreamResponse:
            header = request.headers.get("Authorization", "")
            value = header.removeprefix(_BEARER) if header.startswith(_BEARER) else ""
            grant = self._state.by_access(value)
            headers: dict[str, str] = {}

            async def effect() -> web.StreamResponse:
                try:
                    person = self._admitted(grant)
                    headers.update(self._counted(where, person))
                    if grant is None or set(scopes) - grant.scopes:
                        raise errors.forbidden()
                    response = await action(request, grant, person)
                except XError as error:
                    response = error.response()
                response.headers.update(headers)
                return response

            return await faults.around(
                self._state.core.faults,
                request,
                where=f"x.{where}",
                person=grant.person if grant else None,
                effect=effect,
            )

        return handler

    def _admitted(self, grant: Grant | None) -> Person:
        now = self._state.core.clock.now()
        if grant is None or grant.revoked or now >= grant.created + ACCESS_LIFE:
            raise errors.documented("Unauthorized")
        person = self._state.core.people.get(grant.person)
        if person is None:
            raise errors.documented("Unauthorized")
        return person

    def _counted(self, where: str, person: Person) -> dict[str, str]:
        """Count the call; return the rate-limit headers. Raises XError(429)."""
        limit = LIMITS[where]
        window = self._state.window(f"{where} {person.id}", _QUARTER)
        window.used += 1
        headers = {
            "x-rate-limit-limit": str(limit.person),
            "x-rate-limit-remaining": str(max(0, limit.person - window.used)),
            "x-rate-limit-reset": str(int(window.ends.timestamp())),
        }
        over = window.used > limit.person
        if limit.app_day is not None:
            day = self._state.window(f"{where} app", _DAY)
            day.used += 1
            headers |= {
                "x-app-limit-24hour-limit": str(limit.app_day),
                "x-app-limit-24hour-remaining": str(max(0, limit.app_day - day.used)),
                "x-app-limit-24hour-reset": str(int(day.ends.timestamp())),
            }
            over = over or day.used > limit.app_day
        if over and self._state.core.options.rate_limits:
            error = errors.documented("TooManyRequests")
            error.headers |= headers
            raise error
        return headers

"""What every LinkedIn API call passes: token, daily limits, version, protocol.

Sources: learn.microsoft.com/linkedin/marketing/versioning,
learn.microsoft.com/linkedin/shared/api-guide/concepts/rate-limits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Final, TypeAlias

from aiohttp import web

from sandbox import faults
from sandbox.catalogue.documented import written
from sandbox.linkedin.errors import LinkedInError, coded, documented
from sandbox.linkedin.state import APPLICATION_DAY, MEMBER_DAY, State, Token
from sandbox.people import Person
from sandbox.values import Json, decoded

_BEARER: Final = "Bearer "
_VERSION_DIGITS: Final = 6
_MONTHS: Final = 12
_SUNSETS: Final = {
    "202511": date(2026, 11, 16),
    "202601": date(2027, 1, 15),
    "202602": date(2027, 2, 15),
    "202603": date(2027, 3, 16),
}
_NEVER_RELEASED: Final = {"202512"}
_SUNSET_DAY: Final = 15

Action: TypeAlias = Callable[[web.Request, Token], Awaitable[web.Response]]
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def active(version: str, today: date) -> bool:
    """Whether a version YYYYMM is released and not yet sunset on a day."""
    if len(version) != _VERSION_DIGITS or not version.isdigit() or version in _NEVER_RELEASED:
        return False
    year, month = int(version[:4]), int(version[4:])
    if not 1 <= month <= _MONTHS or (year, month) >= (today.year, today.month):
        return False
    return today < _SUNSETS.get(version, date(year + 1, month, _SUNSET_DAY))


class Gate:
    """Wraps the calls of the API."""

    def __init__(self, state: State) -> None:
        self._state = state

    def wrap(self, where: str, action: Action, *, versioned: bool = True) -> Handler:
        """Return a handler that lets a call through to `action` when everything is in order."""

        async def handler(request: web.Request) -> web.StreamResponse:
            value = request.headers.get("Authorization", "").removeprefix(_BEARER).strip()
            token = self._state.tokens.get(value)

            async def effect() -> web.StreamResponse:
                try:
                    known = self._admit(request, value, token, versioned=versioned)
                    return await action(request, known)
                except LinkedInError as error:
                    return web.json_response(error.body, status=error.status, dumps=written)

            return await faults.around(
                self._state.core.faults,
                request,
                where=f"linkedin.{where}",
                person=token.person if token else None,
                effect=effect,
            )

        return handler

    def _admit(
        self, request: web.Request, value: str, token: Token | None, *, versioned: bool
    ) -> Token:
        if not value or not request.headers.get("Authorization", "").startswith(_BEARER):
            raise documented("EMPTY_ACCESS_TOKEN")
        if token is None:
            raise documented("INVALID_ACCESS_TOKEN")
        if token.revoked:
            raise documented("REVOKED_ACCESS_TOKEN")
        if self._state.core.clock.now() >= token.expires:
            raise documented("EXPIRED_ACCESS_TOKEN")
        if versioned:
            self._versioned(request)
        if self._state.core.options.rate_limits:
            if self._state.count("application") > APPLICATION_DAY:
                raise documented("TOO_MANY_REQUESTS_APPLICATION")
            if versioned and self._state.count(token.person) > MEMBER_DAY:
                raise documented("TOO_MANY_REQUESTS")
        return token

    def _versioned(self, request: web.Request) -> None:
        version = request.headers.get("LinkedIn-Version", "")
        if not version:
            raise documented("VERSION_MISSING")
        if not active(version, self._state.core.clock.now().date()):
            raise coded(426, "NONEXISTENT_VERSION", f"Requested version {version} is not active")
        if request.headers.get("X-Restli-Protocol-Version") != "2.0.0":
            raise coded(
                400,
                "ILLEGAL_ARGUMENT",
                "The X-Restli-Protocol-Version header must be 2.0.0 for this resource",
            )


async def body(request: web.Request) -> Json:
    """Return the JSON object of a request. Raises LinkedInError."""
    value: Any = decoded(await request.read())
    if request.content_type != "application/json" or not isinstance(value, dict):
        raise documented("ILLEGAL_ARGUMENT")
    return value


def owner(state: State, token: Token) -> Person:
    """Return the member whose token it is."""
    person = state.core.people.get(token.person)
    if person is None:
        raise documented("INVALID_ACCESS_TOKEN")
    return person

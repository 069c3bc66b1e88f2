"""What every call to a Mastodon server passes: server, token, scope, rate limit.

Sources: docs.joinmastodon.org/api/oauth-scopes, docs.joinmastodon.org/api/rate-limits.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from aiohttp import web

from sandbox import faults
from sandbox.mastodon import errors, inputs
from sandbox.mastodon.errors import MastodonError
from sandbox.mastodon.inputs import Arguments
from sandbox.mastodon.state import Server, State, Token
from sandbox.people import Person
from sandbox.social.windows import Limit, Standing

PER_TOKEN: Final = Limit(name="token", points=300, seconds=300, aligned=True)
PER_ADDRESS: Final = Limit(name="address", points=300, seconds=300, aligned=True)
UPLOADS: Final = Limit(name="media", points=30, seconds=1800, aligned=True)
DELETIONS: Final = Limit(name="delete", points=30, seconds=1800, aligned=True)
_PLAIN: Final = re.compile(r"(?P<word>read|write):\w+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call that was let through. `token` and `person` are None without a token."""

    request: web.Request
    server: Server
    token: Token | None
    person: Person | None
    arguments: Arguments

    def owner(self) -> Person:
        """Return whose token it is. Raises MastodonError."""
        if self.person is None:
            raise errors.plain(422, "This method requires an authenticated user")
        return self.person


Action: TypeAlias = Callable[[Call], Awaitable[web.Response]]
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Gate:
    """Wraps the calls to all servers."""

    def __init__(self, state: State) -> None:
        self._state = state

    def server(self, request: web.Request) -> Server:
        """Return the server that a call is made to."""
        try:
            return self._state.server(request.match_info["server"])
        except KeyError:
            raise web.HTTPNotFound from None

    def wrap(
        self,
        where: str,
        action: Action,
        *,
        scope: str = "",
        open_to_all: bool = False,
        limit: Limit | None = None,
    ) -> Handler:
        """Return a handler that lets a call through to `action` when everything is in order.

        `scope` is what its token needs; `open_to_all`: a call without a token is let through too.
        """

        async def handler(request: web.Request) -> web.StreamResponse:
            server = self.server(request)
            token = self._token(request, server)

            async def effect() -> web.StreamResponse:
                headers: dict[str, str] = {}
                try:
                    self._counted(request, server, token, limit, headers)
                    person = self._admitted(server, token, scope, open_to_all=open_to_all)
                    call = Call(
                        request=request,
                        server=server,
                        token=token,
                        person=person,
                        arguments=await inputs.read(request),
                    )
                    response = await action(call)
                except MastodonError as error:
                    headers |= error.headers
                    response = web.json_response(error.body, status=error.status)
                response.headers.update(headers)
                return response

            return await faults.around(
                self._state.core.faults,
                request,
                where=f"mastodon.{where}",
                person=token.person if token else None,
                effect=effect,
            )

        return handler

    def _token(self, request: web.Request, server: Server) -> Token | None:
        kind, _, value = request.headers.get("Authorization", "").partition(" ")
        return server.tokens.get(value.strip()) if kind == "Bearer" else None

    def _admitted(
        self, server: Server, token: Token | None, scope: str, *, open_to_all: bool
    ) -> Person | None:
        if token is None:
            if open_to_all or not scope:
                return None
            raise errors.token_invalid()
        if token.revoked:
            raise errors.token_revoked()
        if scope and not _granted(token, scope):
            raise errors.out_of_scope()
        person = self._state.core.people.get(token.person)
        if person is None:
            raise errors.token_invalid()
        if person.id in server.disabled:
            raise errors.login_disabled()
        return person

    def _counted(
        self,
        request: web.Request,
        server: Server,
        token: Token | None,
        limit: Limit | None,
        headers: dict[str, str],
    ) -> None:
        """Count the call; note the tightest limit in the headers. Raises MastodonError(429)."""
        windows = self._state.windows
        who = f"{server.name} {token.value if token else request.remote}"
        spent = [windows.spend(PER_TOKEN if token else PER_ADDRESS, who)]
        if limit is not None and token is not None:
            spent.append(windows.spend(limit, f"{server.name} {token.person}"))
        tightest = min(spent, key=lambda standing: (not standing.over, standing.remaining))
        headers |= _headers(tightest)
        if tightest.over and self._state.core.options.rate_limits:
            raise errors.too_many(headers)


def _granted(token: Token, scope: str) -> bool:
    """Whether a scope was granted: itself, or the word before its colon that stands for all."""
    found = _PLAIN.fullmatch(scope)
    wanted = {scope, found["word"]} if found else {scope}
    if scope == "read:accounts":
        wanted.add("profile")
    return bool(wanted & token.scopes)


def _headers(standing: Standing) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(standing.limit.points),
        "X-RateLimit-Remaining": str(standing.remaining),
        "X-RateLimit-Reset": written(standing.ends, digits="microseconds"),
    }


def written(at: datetime, *, digits: str = "milliseconds") -> str:
    """Return a moment as Mastodon writes it."""
    return at.isoformat(timespec=digits).replace("+00:00", "Z")

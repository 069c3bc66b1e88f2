"""What people see of a Mastodon server in a browser: posts and profiles."""

from __future__ import annotations

from aiohttp import web

from sandbox.mastodon.gate import Gate
from sandbox.mastodon.state import State
from sandbox.social import pages
from sandbox.social.feed import NetworkPost


class Pages:
    """The pages of every server."""

    def __init__(self, state: State, gate: Gate) -> None:
        self._state = state
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """Return every route of this part."""
        return [
            web.get("/mastodon/{server}/@{acct}", self.profile),
            web.get("/mastodon/{server}/@{acct}/{id}", self.post),
        ]

    async def profile(self, request: web.Request) -> web.Response:
        """Show somebody's posts."""
        server = self._gate.server(request)
        person = self._state.named(request.match_info["acct"])
        handle = self._state.handle(server, person) if person is not None else ""
        return pages.profile(
            self._state.core,
            self._state.feed,
            "mastodon",
            person,
            handle=handle,
            label=server.name,
        )

    async def post(self, request: web.Request) -> web.Response:
        """Show one post, if it is for everyone."""
        server = self._gate.server(request)
        found = server.statuses.get(request.match_info["id"])
        seen: NetworkPost | None = None
        if found is not None and found.visibility in {"public", "unlisted"}:
            seen = found.post
        return pages.post(self._state.core, self._state.feed, "mastodon", seen, label=server.name)

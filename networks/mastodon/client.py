"""How a call to somebody's Mastodon server is made: guarded, and with a sure end.

A server is what a person typed, so every call goes through `networks.guard`, follows no redirect
and is cut off when nobody waits for it any more. It must not know what an answer means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from networks import http
from networks.base import Credentials, Secret
from networks.guard import AddressRefused, Guard

if TYPE_CHECKING:
    from networks.mastodon.library import Client


@dataclass(frozen=True, kw_only=True, slots=True)
class Api:
    """What every call to a Mastodon server needs. `client` connects by the rules of `guard`."""

    client: http.ApiClient
    guard: Guard
    now: Callable[[], datetime]

    async def ask(self, credentials: Credentials, use: Callable[[Client], object]) -> http.Answer:
        """Make one call through Mastodon.py in a thread. Raises `http.NotSent` or `http.Lost`."""
        base = self._base(credentials.server)
        session = self.guard.blocking_session()

        def work() -> http.Answer:
            from networks.mastodon import library  # noqa: PLC0415 - slow to load, in a thread

            with session:
                client = library.Client(
                    base, credentials.access_token, session, self.client.timeouts
                )
                use(client)
            if client.answer is None:
                raise http.NotSent("no call was made")
            return client.answer

        try:
            return await self.client.in_thread(work)
        finally:
            session.cut()

    async def call(
        self,
        method: str,
        server: str,
        path: str,
        *,
        token: Secret | None = None,
        form: dict[str, str] | None = None,
    ) -> http.Answer:
        """Make one call without Mastodon.py. Raises `http.NotSent` or `http.Lost`."""
        return await self.client.call(method, self._base(server) + path, token=token, form=form)

    def _base(self, server: str) -> str:
        try:
            return self.guard.checked_base(server)
        except AddressRefused as refused:
            raise http.NotSent(str(refused)) from None

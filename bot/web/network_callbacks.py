"""Where a person connects an account, and where a network sends them back to.

Every way it can end has a page with the right status; nothing that came with the request or from
the network is ever logged. Must not know any particular network.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.web import connect_pages, pages
from bot.web.bonds import Stage
from bot.web.connect_form import BEGIN_SECONDS, FormDesk
from bot.web.consents import Consents, Opened
from content_store.queries.accounts import BadState
from content_store.vault import VaultError
from handlers import connecting
from handlers.context import Tools
from networks import oauth
from networks.base import Credentials, Network
from networks.connecting import Authorisation, ConnectFailed, ConnectFailure

log = structlog.get_logger(__name__)

_MAX_CODE = 4096


def routes(
    tools: Tools, networks: Mapping[str, Network], *, begin_seconds: float = BEGIN_SECONDS
) -> list[web.RouteDef]:
    """`/connect/{state}`, `/connect/{network}/callback` and the same for each server.

    `begin_seconds` is what a network may take before a person is told to try again.
    """
    consents = Consents(tools, networks)
    form, desk = FormDesk(consents, begin_seconds), _Desk(consents)
    return [
        web.get("/connect/{state}", form.show, allow_head=False),
        web.post("/connect/{state}", form.send),
        web.get("/connect/{network}/callback", desk.finish, allow_head=False),
        web.get("/connect/{network}/callback/{server_key}", desk.finish, allow_head=False),
    ]


class _Desk:
    """Answers the callbacks."""

    def __init__(self, consents: Consents) -> None:
        self._consents = consents

    async def finish(self, request: web.Request) -> web.Response:
        """Take a person back from their network, with an account or without."""
        state = request.query.get("state", "")
        opened = await self._consents.open(state)
        if isinstance(opened, BadState):
            return connect_pages.bad_state(pages.browser(request), opened)
        if not self._is_asked(request, opened):
            log.warning("an answer from elsewhere", action="connect.mixed_up")
            return connect_pages.mixed_up(pages.browser(request))
        if self._consents.bonds.stage(request, state) is not Stage.SENT:
            return connect_pages.other_browser(pages.browser(request))
        if not await self._consents.use(opened):
            return connect_pages.bad_state(opened.reader, BadState.USED)
        try:
            credentials = await self._exchange(request, opened)
        except ConnectFailed as failure:
            log.info("not connected", action="connect.failed", reason=failure.reason.value)
            return connect_pages.failed(opened.reader, opened.network, failure.reason)
        return await self._consents.keep(opened, credentials)

    def _is_asked(self, request: web.Request, opened: Opened) -> bool:
        """Whether this is the callback of the network and server that the person was sent to."""
        begun = opened.begun
        if request.match_info["network"] != begun.network:
            return False
        key = request.match_info.get("server_key", "")
        if not hmac.compare_digest(
            key.encode("utf-8", "replace"), connecting.server_key(begun.server).encode()
        ):
            return False
        issuer = request.query.get("iss")
        return issuer is None or self._is_issuer(issuer, opened)

    def _is_issuer(self, issuer: str, opened: Opened) -> bool:
        """Whether `iss` (RFC 9207) names who was asked."""
        if opened.begun.server:
            return issuer.rstrip("/").lower() == opened.begun.server.rstrip("/").lower()
        try:
            parts = urlsplit(issuer)
        except ValueError:
            return False
        site = self._consents.site(opened.network)
        return bool(site) and f"{parts.scheme}://{parts.netloc}".lower() == site

    async def _exchange(self, request: web.Request, opened: Opened) -> Credentials:
        error = request.query.get("error")
        if error is not None:
            raise ConnectFailed(oauth.failure_of(error))
        code = request.query.get("code", "")
        if not code or len(code) > _MAX_CODE:
            raise ConnectFailed(ConnectFailure.MALFORMED)
        begun = opened.begun
        try:
            verifier = connecting.open_verifier(
                self._consents.tools.vault, opened.digest, begun.sealed_verifier
            )
        except VaultError:
            raise ConnectFailed(ConnectFailure.EXPIRED) from None
        return await opened.network.connect.exchange(
            code,
            self._consents.callback(opened.network),
            Authorisation(url="", verifier=verifier, server=begun.server),
        )

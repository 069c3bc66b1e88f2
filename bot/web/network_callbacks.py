"""Where a person's consent begins and where a network sends them back.

Every way it can end has a page with the right status; nothing that came with the request or from
the network is ever shown or logged. Must not know any particular network.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import assert_never
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.web import pages
from chat.people import Reader
from chat.say import say, verbatim
from content_store.queries import accounts, people, workspaces
from content_store.queries.accounts import BadState, Begun
from handlers import connecting
from handlers.accounts import service
from handlers.context import Tools, reader_of
from networks import oauth
from networks.base import ConnectFailed, ConnectFailure, Credentials, Network
from programme import consent

log = structlog.get_logger(__name__)

COOKIE = "glasnik_consent_"
"""Begins the name of the cookie that binds a consent to the browser it began in (RFC 9700, section
4.7), for ten minutes. Each consent has its own, so that two can be under way."""
_MAX_CODE = 4096


def routes(tools: Tools, networks: Mapping[str, Network]) -> list[web.RouteDef]:
    """`/connect/{state}` and `/connect/{network}/callback`."""
    desk = _Desk(tools, networks)
    return [
        web.get("/connect/{state}", desk.begin, allow_head=False),
        web.get("/connect/{network}/callback", desk.finish, allow_head=False),
    ]


class _Desk:
    """Answers both; holds what they need and no state."""

    def __init__(self, tools: Tools, networks: Mapping[str, Network]) -> None:
        self._tools = tools
        self._networks = networks

    async def begin(self, request: web.Request) -> web.Response:
        """Send a person to their network's consent page."""
        state = request.match_info["state"]
        begun = await self._peek(state)
        if not isinstance(begun, Begun):
            return _bad_state(pages.browser(request), begun)
        network = self._networks.get(begun.network)
        if network is None:
            return _bad_state(pages.browser(request), BadState.UNKNOWN)
        asked = network.connect.authorise_url(state, self._callback(begun.network))
        async with self._tools.store.unit(begun.workspace) as u:
            await accounts.keep_verifier(u, connecting.digest_of(state), asked.verifier)
        answer = pages.redirect(asked.url)
        answer.set_cookie(
            _cookie(state),
            connecting.digest_of(f"browser:{state}"),
            max_age=int(accounts.STATE_LIFE.total_seconds()),
            path="/connect",
            httponly=True,
            secure=urlsplit(self._tools.addresses.base_url).scheme == "https",
            samesite="Lax",
        )
        return answer

    async def finish(self, request: web.Request) -> web.Response:
        """Take a person back from their network, with an account or without."""
        state = request.query.get("state", "")
        begun = await self._peek(state)
        if not isinstance(begun, Begun):
            return _bad_state(pages.browser(request), begun)
        network = self._networks.get(begun.network)
        if network is None or request.match_info["network"] != begun.network:
            return _bad_state(pages.browser(request), BadState.UNKNOWN)
        if not _same_browser(request, state):
            return _wrong_person(pages.browser(request))
        async with self._tools.store.unit(begun.workspace) as u:
            if not await accounts.use(u, connecting.digest_of(state)):
                return _bad_state(pages.browser(request), BadState.USED)
            member = await people.get(u, begun.member_id)
            reader = reader_of(await workspaces.get(u), member)
        if not consent.takes_part(consent.standing_of(member)):
            # They left in the meantime: nothing may be kept of somebody who takes no part.
            return _bad_state(reader, BadState.UNKNOWN)
        try:
            credentials = await self._exchange(request, network, begun)
        except ConnectFailed as failure:
            log.info("not connected", action="connect.failed", reason=failure.reason.value)
            return _failed(reader, network, failure.reason)
        async with self._tools.store.unit(begun.workspace) as u:
            await service.finish(u, self._tools, begun, credentials)
        answer = _connected(reader, network, credentials.handle, member.name)
        answer.del_cookie(_cookie(state), path="/connect")
        return answer

    async def _peek(self, state: str) -> Begun | BadState:
        if not connecting.is_state(state):
            return BadState.UNKNOWN
        async with self._tools.store.system_reading() as u:
            return await accounts.peek(u, connecting.digest_of(state))

    async def _exchange(self, request: web.Request, network: Network, begun: Begun) -> Credentials:
        error = request.query.get("error")
        if error is not None:
            raise ConnectFailed(oauth.failure_of(error))
        code = request.query.get("code", "")
        if not code or len(code) > _MAX_CODE:
            raise ConnectFailed(ConnectFailure.MALFORMED)
        return await network.connect.exchange(code, self._callback(begun.network), begun.verifier)

    def _callback(self, network: str) -> str:
        return connecting.callback_url(self._tools.addresses.base_url, network)


def _cookie(state: str) -> str:
    return f"{COOKIE}{connecting.digest_of(state)[:16]}"


def _same_browser(request: web.Request, state: str) -> bool:
    kept = request.cookies.get(_cookie(state), "")
    return hmac.compare_digest(
        kept.encode("utf-8", "replace"), connecting.digest_of(f"browser:{state}").encode()
    )


def _connected(reader: Reader, network: Network, handle: str, name: str) -> web.Response:
    return pages.page(
        reader,
        title=say("page.connected_title", network=verbatim(network.label)),
        lines=(
            say("page.connected", handle=verbatim(handle or network.label), name=verbatim(name)),
            say("page.back_to_chat"),
        ),
        good=True,
    )


def _failed(reader: Reader, network: Network, reason: ConnectFailure) -> web.Response:
    label = verbatim(network.label)
    match reason:
        case ConnectFailure.DENIED:
            key, status = "page.denied", 200
        case ConnectFailure.EXPIRED:
            key, status = "page.too_late", 410
        case ConnectFailure.UNREACHABLE:
            key, status = "page.unreachable", 503
        case ConnectFailure.MALFORMED:
            key, status = "page.not_understood", 502
        case ConnectFailure.SCOPE | ConnectFailure.CLIENT:
            key, status = "page.app_refused", 502
        case _:
            assert_never(reason)
    return pages.page(
        reader,
        title=say("page.not_connected_title", network=label),
        lines=(say(key, network=label), say("page.nothing_kept")),
        status=status,
    )


def _bad_state(reader: Reader, why: BadState) -> web.Response:
    match why:
        case BadState.UNKNOWN:
            key, status = "page.state_unknown", 404
        case BadState.EXPIRED:
            key, status = "page.state_expired", 410
        case BadState.USED:
            key, status = "page.state_used", 410
        case _:
            assert_never(why)
    return pages.page(
        reader,
        title=say("page.state_title"),
        lines=(say(key), say("page.new_link")),
        status=status,
    )


def _wrong_person(reader: Reader) -> web.Response:
    return pages.page(
        reader,
        title=say("page.state_title"),
        lines=(say("page.other_browser"), say("page.new_link")),
        status=403,
    )

"""What the pages of connecting have in common: whose a link is, and keeping the account.

Must not know any particular network, nor what a page says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.setting_types import is_local
from bot.web import connect_pages
from bot.web.bonds import Bonds
from bot.web.connect_pages import Places, Whose
from chat.people import Reader
from content_store.queries import accounts, people, workspaces
from content_store.queries.accounts import BadState, Begun, SealedAccount
from handlers import connecting, tokens
from handlers.accounts import service
from handlers.context import Tools, reader_of
from networks.base import Credentials, Network
from networks.connecting import Ask, Callback
from programme import consent

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A link that can be used: what it begins, and for whom."""

    state: str
    begun: Begun
    network: Network
    whose: Whose
    reader: Reader

    @property
    def digest(self) -> str:
        """What the store keeps of the state."""
        return connecting.digest_of(self.state)


class Consents:
    """Looks links up and finishes them; holds what that needs and no state."""

    def __init__(self, tools: Tools, networks: Mapping[str, Network]) -> None:
        self.tools = tools
        self._networks = networks
        base = urlsplit(tools.addresses.base_url)
        self.origin = f"{base.scheme}://{base.netloc}".lower()
        self.bonds = Bonds(
            secure=base.scheme == "https",
            life=accounts.STATE_LIFE,
            digest=connecting.digest_of,
        )

    async def open(self, state: str) -> Opened | BadState:
        """What a state stands for, where it can still be used and its person takes part."""
        if not connecting.is_state(state):
            return BadState.UNKNOWN
        async with self.tools.store.system_reading() as u:
            begun = await accounts.peek(u, connecting.digest_of(state))
        if isinstance(begun, BadState):
            return begun
        network = self._networks.get(begun.network)
        if network is None:
            return BadState.UNKNOWN
        async with self.tools.store.reading(begun.workspace) as u:
            workspace = await workspaces.get(u)
            member = await people.get(u, begun.member_id)
            known = await accounts.of_member(u, begun.member_id)
        if not consent.takes_part(consent.standing_of(member)):
            # They left in the meantime: nothing may be kept of somebody who takes no part.
            return BadState.UNKNOWN
        now = next((a for a in known if a.network == begun.network and a.usable), None)
        return Opened(
            state=state,
            begun=begun,
            network=network,
            whose=Whose(
                name=member.name,
                company=workspace.name,
                handle="" if now is None else now.handle or now.name,
            ),
            reader=reader_of(workspace, member),
        )

    def callback(self, network: Network) -> Callback:
        """Where a network sends people back to: by our settings, whatever a request says."""
        base_url = self.tools.addresses.base_url
        return lambda server: connecting.callback_url(base_url, network.name, server)

    def site(self, network: Network) -> str:
        """The origin of a network's own web site, in lower case; "" where none is known."""
        parts = urlsplit(self.tools.addresses.intents.get(network.name, ""))
        return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""

    def places(self, network: Network) -> Places:
        """The addresses that the page of a network leads to."""
        site = self.site(network)
        asks = network.connect.asks
        targets: tuple[str, ...]
        if Ask.SERVER in asks:
            # Nobody knows the server before it is typed.
            rehearsed = is_local(self.tools.addresses.base_url) and site.startswith("http:")
            targets = ("https:", site) if rehearsed else ("https:",)
        elif asks:
            targets = ()
        else:
            targets = (site or "https:",)
        passwords = connecting.app_passwords(self.tools, network.name)
        return Places(app_passwords=passwords, targets=targets)

    async def use(self, opened: Opened) -> bool:
        """Use the link up; False where somebody was faster."""
        async with self.tools.store.unit(opened.begun.workspace) as u:
            return await accounts.use(u, opened.digest)

    async def keep(self, opened: Opened, credentials: Credentials) -> web.Response:
        """Keep an account whose link was used up just now, and say so."""
        network, begun = opened.network, opened.begun
        limits = await network.limits(credentials)
        async with self.tools.store.unit(begun.workspace) as u:
            finished = await service.finish(u, self.tools, begun, credentials, limits)
        if finished is None:
            await network.connect.revoke(credentials)
            return connect_pages.bad_state(opened.reader, BadState.UNKNOWN)
        if finished.replaced is not None:
            await self._give_back(network, finished.replaced)
        answer = connect_pages.connected(
            opened.reader, network, credentials.handle, opened.whose.name
        )
        self.bonds.untie(answer, opened.state)
        return answer

    async def _give_back(self, network: Network, replaced: SealedAccount) -> None:
        """Give back the tokens of the account in whose place another came."""
        try:
            old = tokens.unseal(self.tools.vault, replaced)
        except tokens.NeedsConsent:
            return
        confirmed = await network.connect.revoke(old)
        log.info("tokens given back", action="connect.replaced", confirmed=confirmed)

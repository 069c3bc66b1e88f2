"""Keeps the apps that were registered with servers of networks that have many.

What `networks.connecting.AppStore` asks for, over the store and the vault. Must not know any
network.
"""

from __future__ import annotations

import structlog

from content_store.queries import network_apps
from content_store.queries.network_apps import SealedApp
from content_store.unit import Store
from content_store.vault import Vault, VaultError
from networks.base import Secret
from networks.connecting import RegisteredApp

log = structlog.get_logger(__name__)


class Apps:
    """Implements `networks.connecting.AppStore`: one app a server, for all companies here."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    async def find(self, network: str, server: str) -> RegisteredApp | None:
        """The app registered with a server; None also where its secret can't be opened."""
        async with self._store.system_reading() as u:
            found = await network_apps.find(u, network, server)
        if found is None:
            return None
        try:
            secret = self._vault.open(found.sealed, owner=_owner(server), purpose=network)
        except VaultError:
            # A new registration takes its place; people's tokens do not depend on the old one.
            log.warning(
                "an app's secret can't be opened", action="apps.unreadable", network=network
            )
            return None
        return RegisteredApp(
            client_id=found.client_id,
            client_secret=Secret(secret),
            redirect_uri=found.redirect_uri,
        )

    async def keep(self, network: str, server: str, app: RegisteredApp) -> None:
        """Keep an app, in the place of an older one of that server."""
        sealed = self._vault.seal(app.client_secret.reveal(), owner=_owner(server), purpose=network)
        async with self._store.system() as u:
            await network_apps.keep(
                u,
                network,
                server,
                SealedApp(client_id=app.client_id, sealed=sealed, redirect_uri=app.redirect_uri),
            )


def resealed(vault: Vault, network: str, server: str, sealed: str) -> str:
    """An app's secret, sealed with the newest key. Raises VaultError."""
    return vault.rotate(sealed, owner=_owner(server), purpose=network)


def _owner(server: str) -> str:
    return f"server:{server}"

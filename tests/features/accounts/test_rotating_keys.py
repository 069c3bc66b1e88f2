"""`glasnik keys rotate`: afterwards the older keys can go, and nobody has to connect again."""

from __future__ import annotations

import base64

import pytest

from bot import records, settings
from bot.settings import Settings
from content_store.queries import accounts, people, workspaces
from content_store.unit import Store
from content_store.vault import Vault
from handlers import tokens
from handlers.accounts.apps import Apps
from networks.base import Credentials, Secret
from networks.connecting import RegisteredApp

OLD, NEW, OTHER = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))


def loaded(url: str, *ring: bytes) -> Settings:
    return settings.load(
        base_url="https://glasnik.example.com",
        database_url=url,
        encryption_keys=",".join(base64.b64encode(key).decode() for key in ring),
        slack_bot_token="xoxb-1",
        slack_signing_secret="0123456789abcdef" * 2,
    )


async def connected(store: Store, key: bytes) -> int:
    """An account whose tokens are sealed with this key."""
    credentials = Credentials(
        access_token=Secret("token"),
        refresh_token=None,
        expires_at=None,
        author_id="a",
        handle="ana",
        scopes=frozenset(),
    )
    async with store.unit(1) as u:
        chat = await workspaces.install(
            u, platform="slack", external_id="T1", name="Acme", bot_id="B1"
        )
        ana = await people.add(u, chat.id, "U-Ana", name="Ana")
        account = await accounts.connect(
            u,
            member_id=ana.id,
            network="x",
            author_id="a",
            handle="ana",
            scopes=frozenset(),
            server="",
            limits=None,
            renews=True,
            expires_at=None,
            seal=lambda row: tokens.seal(Vault([key]), row, "x", credentials),
        )
    return account.id


async def token_with(store: Store, account_id: int, *ring: bytes) -> str:
    async with store.reading(1) as u:
        account = await accounts.sealed(u, account_id)
    assert account is not None
    return tokens.unseal(Vault(ring), account).access_token.reveal()


async def test_after_a_rotation_the_old_key_can_go(store: Store, store_url: str) -> None:
    """All tokens open with the newest key alone; doing it again changes nothing."""
    account = await connected(store, OLD)
    with pytest.raises(tokens.NeedsConsent):
        await token_with(store, account, NEW)

    for _ in range(2):
        found = await records.reseal_tokens(loaded(store_url, NEW, OLD))
        assert found == records.Resealed(readable=1, unreadable=0)
    assert await token_with(store, account, NEW) == "token"


async def test_registered_apps_are_sealed_anew_too(store: Store, store_url: str) -> None:
    """The secrets of apps open with the newest key alone; those of a lost key are counted."""
    app = RegisteredApp(client_id="c", client_secret=Secret("s"), redirect_uri="https://a.example")
    await Apps(store, Vault([OLD])).keep("mastodon", "https://toot.si", app)
    await Apps(store, Vault([OTHER])).keep("mastodon", "https://lipa.social", app)
    for _ in range(2):
        found = await records.reseal_tokens(loaded(store_url, NEW, OLD))
        assert found == records.Resealed(readable=0, unreadable=0, apps=1, unreadable_apps=1)

    assert await Apps(store, Vault([NEW])).find("mastodon", "https://toot.si") == app
    assert await Apps(store, Vault([OTHER])).find("mastodon", "https://lipa.social") == app


async def test_tokens_of_a_lost_key_are_counted_and_kept(store: Store, store_url: str) -> None:
    """What no key of the ring opens stays as it is, for whoever finds the key again."""
    account = await connected(store, OTHER)
    found = await records.reseal_tokens(loaded(store_url, NEW, OLD))

    assert found == records.Resealed(readable=0, unreadable=1)
    assert await token_with(store, account, OTHER) == "token"

"""Apps that were registered with servers: kept once for all, and their secrets sealed."""

from __future__ import annotations

from sqlmodel import select

from content_store.tables.accounts import NetworkAppRow
from content_store.unit import Store
from content_store.vault import Vault
from handlers.accounts.apps import Apps
from networks.base import Secret
from networks.connecting import RegisteredApp

KEY, OTHER = bytes(range(32)), bytes(range(32, 64))


def app(secret: str) -> RegisteredApp:
    return RegisteredApp(
        client_id="c1",
        client_secret=Secret(secret),
        redirect_uri="https://glasnik.example/connect/mastodon/callback/k",
    )


async def rows(store: Store) -> list[NetworkAppRow]:
    async with store.system_reading() as u:
        return list(await u.session.exec(select(NetworkAppRow)))


async def test_an_app_is_found_again(store: Store) -> None:
    """What was kept is found under its network and server, and nowhere else."""
    apps = Apps(store, Vault([KEY]))
    await apps.keep("mastodon", "https://toot.si", app("s1"))

    assert await apps.find("mastodon", "https://toot.si") == app("s1")
    assert await apps.find("mastodon", "https://lipa.social") is None
    assert await apps.find("pixelfed", "https://toot.si") is None


async def test_a_new_app_takes_the_place_of_the_old(store: Store) -> None:
    """A server has one app of ours at a time."""
    apps = Apps(store, Vault([KEY]))
    await apps.keep("mastodon", "https://toot.si", app("s1"))
    await apps.keep("mastodon", "https://toot.si", app("s2"))

    assert await apps.find("mastodon", "https://toot.si") == app("s2")
    assert len(await rows(store)) == 1


async def test_secrets_are_sealed_for_their_server(store: Store) -> None:
    """The secret is not in the table, and moved to another server it does not open."""
    apps = Apps(store, Vault([KEY]))
    await apps.keep("mastodon", "https://toot.si", app("the-client-secret"))
    await apps.keep("mastodon", "https://lipa.social", app("another"))
    first, second = sorted(await rows(store), key=lambda row: row.server)
    assert "the-client-secret" not in repr((first.model_dump(), second.model_dump()))
    async with store.system() as u:
        row = await u.session.get(NetworkAppRow, ("mastodon", "https://lipa.social"))
        assert row is not None
        row.sealed = second.sealed
        u.session.add(row)

    assert await apps.find("mastodon", "https://lipa.social") is None


async def test_an_app_of_a_lost_key_counts_as_none(store: Store) -> None:
    """Without its key the app can't be used: a new one is registered."""
    await Apps(store, Vault([OTHER])).keep("mastodon", "https://toot.si", app("s1"))

    assert await Apps(store, Vault([KEY])).find("mastodon", "https://toot.si") is None

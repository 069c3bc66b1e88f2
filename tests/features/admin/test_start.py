"""What a start does: the settings are in force, and what was taken out of them is not."""

from __future__ import annotations

import base64

from bot import settings, setup
from content_store.queries import feeds, items, policy, workspaces
from content_store.unit import Store
from programme.policy import Policy
from tests.helpers.databases import ManualClock

GIVEN = {
    "base_url": "https://glasnik.example.com",
    "encryption_keys": base64.b64encode(bytes(range(32))).decode(),
    "slack_bot_token": "xoxb-1",
    "slack_signing_secret": "0123456789abcdef" * 2,
}
BLOG, NEWS = "https://blog.example/feed.xml", "https://news.example/feed.xml"


async def start(store: Store, clock: ManualClock, *, name: str = "Acme", **given: object) -> int:
    """Start with these settings; the workspace's id."""
    loaded = settings.load(**GIVEN, **given)
    installation = await setup.prepare(
        store,
        loaded,
        platform="slack",
        external_id="T-started",
        name=name,
        bot_id="B1",
        started_at=clock().isoformat(),
    )
    return installation.workspace


async def test_changed_settings_are_in_force_after_a_restart(
    store: Store, clock: ManualClock
) -> None:
    """Zone, language, country and name follow the settings at every start, not only the first."""
    first = await start(store, clock, zone="Europe/Ljubljana", locale="sl", country="SI")
    second = await start(store, clock, name="Acme d.o.o.", zone="Europe/Vienna", country="AT")

    assert first == second
    async with store.reading(first) as u:
        found = await workspaces.get(u)
    assert (found.name, found.zone, found.locale) == ("Acme d.o.o.", "Europe/Vienna", "en")
    assert found.country == "AT"


async def test_a_feed_taken_out_of_the_settings_is_read_no_more(
    store: Store, clock: ManualClock
) -> None:
    """The feeds that are read are those of the settings; one that comes back is read again."""
    workspace = await start(store, clock, feeds=f"{BLOG},{NEWS}")
    await start(store, clock, feeds=NEWS)
    async with store.reading(workspace) as u:
        assert [feed.url for feed in await feeds.active(u)] == [NEWS]

    await start(store, clock, feeds=f"{BLOG},{NEWS}")
    async with store.reading(workspace) as u:
        assert {feed.url for feed in await feeds.active(u)} == {BLOG, NEWS}


async def test_a_restart_keeps_what_people_changed(store: Store, clock: ManualClock) -> None:
    """Topics and guidelines come with the first start only."""
    workspace = await start(store, clock)
    async with store.unit(workspace) as u:
        await policy.save(u, Policy(contact="Maja"), changed_by=None)
        topics = await items.topics(u)
    await start(store, clock)

    async with store.reading(workspace) as u:
        assert (await policy.current(u)).contact == "Maja"
        assert await items.topics(u) == topics

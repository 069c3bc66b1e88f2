"""No call to the outside while a transaction is open, by any of the program's clients."""

from __future__ import annotations

import pytest

from bot import main
from chat.people import PersonRef, Platform
from networks.base import Credentials, Post, Secret
from tests.helpers.stage import Stage


async def test_chat_and_networks_refuse_inside_a_unit(stage: Stage) -> None:
    """Slack, every network and the fetcher of feeds refuse, and nothing reaches the sandbox."""
    world = stage.world
    joe = PersonRef(platform=Platform.SLACK, id=world.person("Joe").id)
    post = Post(text="x", marker="m", idempotency_key="k", confirmed_at=world.clock.now())
    servers = {"bluesky": world.bluesky.pds, "mastodon": world.mastodon.server("toot.si").url}
    quiet = stage.settings.model_copy(update={"role": "web", "feeds": ()})
    async with main.serving(quiet, clock=world.clock.now) as parts:
        before = len(world.calls)
        assert parts.slack is not None
        async with parts.store.unit(1):
            with pytest.raises(RuntimeError, match="unit of work"):
                await parts.slack.messenger.open_direct(joe)
            for network in parts.networks.values():
                credentials = Credentials(
                    access_token=Secret("t"),
                    expires_at=None,
                    author_id=world.bluesky.did(world.person("Joe")),
                    handle="h",
                    server=servers.get(network.name, ""),
                )
                with pytest.raises(RuntimeError, match="unit of work"):
                    await network.publish(post, credentials)
            with pytest.raises(RuntimeError, match="unit of work"):
                await parts.feeds.fetch_feed(f"{world.core.base_url}/blog/feed.xml")

        assert len(world.calls) == before
        assert world.posts() == []

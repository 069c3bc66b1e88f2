"""Mastodon: everything about it in one folder; this module is its face.

A network of many servers, each of them somebody's own; whatever speaks the same API (GoToSocial,
Pleroma) is met through it too. It must not know any other network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from networks import http, oauth
from networks.base import (
    FREE_READINGS,
    Credentials,
    DeleteOutcome,
    Outcome,
    Post,
    PostRef,
    Prices,
    RepeatSafety,
    TextLimits,
    Traits,
)
from networks.building import NetworkTools
from networks.connecting import AppStore
from networks.guard import Guard
from networks.mastodon import media, metrics, publish, servers
from networks.mastodon.apps import Apps
from networks.mastodon.client import Api
from networks.mastodon.connect import MastodonConnect
from networks.mastodon.media import Patience
from programme import text_rules

__all__ = ["Mastodon", "Patience", "Settings"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Where servers are, and what they show people about us.

    `server_url` has {server} where a server's name goes. `web` is the address of our own site.
    """

    web: str
    server_url: str = "https://{server}"
    app_name: str = "Glasnik"
    patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        if "{server}" not in self.server_url:
            raise ValueError("the address of servers has no place for a server's name")

    def build(self, tools: NetworkTools) -> Mastodon:
        """Mastodon, on whichever servers."""
        return Mastodon(
            self,
            tools.guarded,
            tools.guard,
            tools.apps,
            now=tools.now,
            random_bytes=tools.random_bytes,
        )


class Mastodon:
    """Implements `base.Network`."""

    name = "mastodon"
    label = "Mastodon"
    text_rules = text_rules.RULES["mastodon"]

    def __init__(
        self,
        settings: Settings,
        client: http.ApiClient,
        guard: Guard,
        apps: AppStore,
        *,
        now: Callable[[], datetime],
        random_bytes: oauth.RandomBytes,
    ) -> None:
        self._api = Api(client=client, guard=guard, now=now)
        self._patience = settings.patience
        known = Apps(api=self._api, store=apps, name=settings.app_name, website=settings.web)
        self.connect = MastodonConnect(self._api, known, settings.server_url, random_bytes)
        self.traits = Traits(
            repeat_safety=RepeatSafety.KEY,
            carries_card=False,
            deletes=True,
            images=media.RULES,
            readings=FREE_READINGS,
            # A server promises no order between a write and a read; half a minute is our own.
            settles=timedelta(seconds=30),
            # A server keeps a key for an hour; ten minutes are for an attempt that takes long.
            key_life=timedelta(minutes=50),
        )
        # Servers are run by their people, free of charge.
        self.prices = Prices()

    def reshareable(self, url: str) -> str | None:
        """None: what is passed on here goes out as a post with a link."""
        return None

    async def limits(self, credentials: Credentials) -> TextLimits | None:
        """The limits of the account's own server."""
        return await servers.limits(self._api, credentials.server)

    async def publish(self, post: Post, credentials: Credentials) -> Outcome:
        """Send the post once."""
        return await publish.publish(self._api, post, credentials, self._patience)

    async def look(self, post: Post, credentials: Credentials, since: datetime) -> PostRef | None:
        """Find this post among the author's recent posts. Raises `ReadFailed`."""
        return await publish.look(self._api, post, credentials, since)

    async def read_figures(
        self, ref: PostRef, credentials: Credentials
    ) -> Mapping[str, int] | None:
        """The post's figures. Raises `ReadFailed`."""
        return await metrics.read_figures(self._api, ref, credentials)

    async def delete(self, ref: PostRef, credentials: Credentials) -> DeleteOutcome:
        """Remove the post."""
        return await publish.delete(self._api, ref, credentials)

"""X: everything about it in one folder; this module is its face.

It must not know any other network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from networks import addresses, http, oauth
from networks.base import (
    Credentials,
    DeleteOutcome,
    Outcome,
    Post,
    PostRef,
    RepeatSafety,
    TextLimits,
    Traits,
)
from networks.building import NetworkTools
from networks.x import metrics, pictures, prices, publish, search
from networks.x.client import Api
from networks.x.connect import App, XConnect
from networks.x.search import Mention
from programme import text_rules

__all__ = ["App", "Mention", "Settings", "X"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The app, and where X is."""

    app: App
    addresses: addresses.Addresses = field(default=addresses.X)

    def build(self, tools: NetworkTools) -> X:
        """X with this app."""
        return X(self, tools.client, tools.now, tools.random_bytes)


class X:
    """Implements `base.Network`."""

    name = "x"
    label = "X"
    text_rules = text_rules.RULES["x"]

    def __init__(
        self,
        settings: Settings,
        client: http.ApiClient,
        now: Callable[[], datetime],
        random_bytes: oauth.RandomBytes,
    ) -> None:
        self._api = Api(client=client, addresses=settings.addresses, now=now)
        self.connect = XConnect(settings.app, settings.addresses, client, now, random_bytes)
        # X promises no order between a write and a read; half a minute is our own measure.
        self.traits = Traits(
            repeat_safety=RepeatSafety.LOOK,
            carries_card=False,
            deletes=True,
            images=pictures.IMAGES,
            readings=metrics.READINGS,
            settles=timedelta(seconds=30),
        )
        self.prices = prices.PRICES

    def reshareable(self, url: str) -> str | None:
        """None: quoting is closed to apps, and a mere repost has no room for the person's words."""
        return None

    async def limits(self, credentials: Credentials) -> TextLimits | None:
        """None: X is one place."""
        return None

    async def publish(self, post: Post, credentials: Credentials) -> Outcome:
        """Send the post once."""
        return await publish.publish(self._api, post, credentials)

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

    async def mentions(
        self, tag: str, credentials: Credentials, since_id: str | None = None, *, most: int = 100
    ) -> tuple[Mention, ...]:
        """The newest posts of the last week with a hashtag, newest first; at most `most`.

        Each costs up to `prices.MENTION`. Raises ValueError for what is no hashtag, and
        `ReadFailed`.
        """
        return await search.mentions(self._api, tag, credentials, since_id=since_id, most=most)

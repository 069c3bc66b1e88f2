"""Bluesky: everything about it in one folder; this module is its face.

Calls are built and read by the `atproto` library (`xrpc`, `library`). It must not know any other
network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import unquote

from networks import addresses, guard, http
from networks.base import (
    FREE_READINGS,
    Credentials,
    DeleteOutcome,
    ImageRules,
    Outcome,
    Post,
    PostRef,
    Prices,
    RepeatSafety,
    TextLimits,
    Traits,
)
from networks.bluesky import attach, identity, metrics, publish, record, xrpc
from networks.bluesky.connect import BlueskyConnect
from networks.building import NetworkTools
from programme import text_rules
from programme.text_rules import LinkPlace

__all__ = ["Bluesky", "Settings"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Where Bluesky is.

    `addresses.api` is the AppView, which answers everybody; `directory` keeps the documents of
    `did:plc` identities (web.plc.directory). Each account's own server comes from its document.
    """

    addresses: addresses.Addresses = field(default=addresses.BLUESKY)
    directory: str = "https://plc.directory"

    def build(self, tools: NetworkTools) -> Bluesky:
        """Bluesky at these addresses."""
        return Bluesky(self, tools.client, tools.guarded, tools.guard, tools.now)


class Bluesky:
    """Implements `base.Network`."""

    name = "bluesky"
    label = "Bluesky"
    # Its composer takes only text; a post through the API has a card of its own.
    text_rules = replace(text_rules.RULES["bluesky"], link=LinkPlace.CARD)
    prices = Prices()
    # A key is part of the record's address, so a server remembers it for as long as the record.
    traits = Traits(
        repeat_safety=RepeatSafety.KEY,
        key_life=None,
        carries_card=True,
        deletes=True,
        images=ImageRules(
            max_bytes=attach.MAX_IMAGE_BYTES,
            # What Bluesky's own app makes of a picture, in pixels and in characters.
            max_side=2000,
            max_alt=2000,
            most=attach.MAX_PICTURES,
        ),
        readings=FREE_READINGS,
    )

    def __init__(
        self,
        settings: Settings,
        client: http.ApiClient,
        guarded: http.ApiClient,
        rules: guard.Guard,
        now: Callable[[], datetime],
    ) -> None:
        self._api = xrpc.Api(
            client=client,
            guarded=guarded,
            guard=rules,
            addresses=settings.addresses,
            directory=settings.directory,
            now=now,
        )
        self.connect = BlueskyConnect(self._api)

    def reshareable(self, url: str) -> str | None:
        """The address of the post's record, still with the handle where the page's has one."""
        rest = url.partition("?")[0].partition("#")[0].rstrip("/")
        prefix = f"{self._api.addresses.web}/profile/"
        actor, _, key = rest.removeprefix(prefix).partition("/post/")
        actor = unquote(actor)
        uri = f"at://{actor}/{record.COLLECTION}/{key}"
        known = identity.is_did(actor) or identity.is_handle(actor.lower())
        return uri if rest.startswith(prefix) and known and record.POST_URI.fullmatch(uri) else None

    async def limits(self, credentials: Credentials) -> TextLimits | None:
        """None: all servers have the network's."""
        return None

    async def publish(self, post: Post, credentials: Credentials) -> Outcome:
        """Send the post once."""
        return await publish.publish(self._api, post, credentials)

    async def look(self, post: Post, credentials: Credentials, since: datetime) -> PostRef | None:
        """Read the record under the post's own key, whenever it was made. Raises `ReadFailed`."""
        return await publish.look(self._api, post, credentials)

    async def read_figures(
        self, ref: PostRef, credentials: Credentials
    ) -> Mapping[str, int] | None:
        """The post's figures, which are public. Raises `ReadFailed`."""
        return await metrics.read_figures(self._api, ref)

    async def delete(self, ref: PostRef, credentials: Credentials) -> DeleteOutcome:
        """Remove the post."""
        return await publish.delete(self._api, ref, credentials)

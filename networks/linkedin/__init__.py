"""LinkedIn: everything about it in one folder; this module is its face.

It must not know any other network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from networks import addresses, http
from networks.base import (
    Credentials,
    DeleteOutcome,
    Outcome,
    Post,
    PostRef,
    Prices,
    ReadFailed,
    RefusalReason,
    Refused,
    RepeatSafety,
    TextLimits,
    Traits,
)
from networks.building import NetworkTools
from networks.linkedin import body, metrics, publish, reshares, versions
from networks.linkedin.api import Api
from networks.linkedin.connect import SCOPES, App, LinkedInConnect
from programme import text_rules

__all__ = ["ANALYTICS", "SCOPES", "App", "LinkedIn", "Settings", "warnings"]

ANALYTICS = metrics.FIGURES_SCOPE
"""The scope that an app has only where LinkedIn approved it for member analytics."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The app, where LinkedIn is, and which version of the API to speak (`YYYYMM`)."""

    app: App
    addresses: addresses.Addresses = field(default=addresses.LINKEDIN)
    version: str = versions.DEFAULT
    settle: float = 3.0

    def build(self, tools: NetworkTools) -> LinkedIn:
        """LinkedIn with this app."""
        return LinkedIn(self, tools.client, tools.now)


def warnings(settings: Settings | None, today: date) -> tuple[str, ...]:
    """What whoever runs the program should read in the log when it starts."""
    found = None if settings is None else versions.warning(settings.version, today)
    return () if found is None else (found,)


class LinkedIn:
    """Implements `base.Network`."""

    name = "linkedin"
    label = "LinkedIn"
    text_rules = text_rules.RULES["linkedin"]

    def __init__(
        self, settings: Settings, client: http.ApiClient, now: Callable[[], datetime]
    ) -> None:
        self._api = Api(
            client=client,
            addresses=settings.addresses,
            now=now,
            version=settings.version,
            settle=settings.settle,
        )
        self.connect = LinkedInConnect(settings.app, settings.addresses, client, now)
        # No key for repeats, but a second post with the same text is refused and names the first.
        self.traits = Traits(
            repeat_safety=RepeatSafety.DETECTS,
            carries_card=True,
            deletes=True,
            images=body.IMAGES,
            readings=metrics.READINGS if metrics.FIGURES_SCOPE in settings.app.scopes else (),
        )
        # The Posts API is free of charge.
        self.prices = Prices()

    def reshareable(self, url: str) -> str | None:
        """The URN that a post's address names."""
        return reshares.read(url, web=self._api.addresses.web)

    async def limits(self, credentials: Credentials) -> TextLimits | None:
        """None: LinkedIn is one place."""
        return None

    async def publish(self, post: Post, credentials: Credentials) -> Outcome:
        """Send the post once."""
        return await publish.publish(self._api, post, credentials)

    async def look(self, post: Post, credentials: Credentials, since: datetime) -> PostRef | None:
        """Always `ReadFailed`: with `w_member_social` a member's posts cannot be read."""
        raise ReadFailed(
            Refused(reason=RefusalReason.PERMISSION, detail="members' posts cannot be read")
        )

    async def read_figures(
        self, ref: PostRef, credentials: Credentials
    ) -> Mapping[str, int] | None:
        """The post's figures where the app was granted them, else None."""
        return await metrics.read_figures(self._api, ref, credentials)

    async def delete(self, ref: PostRef, credentials: Credentials) -> DeleteOutcome:
        """Remove the post."""
        return await publish.delete(self._api, ref, credentials)

"""LinkedIn: everything about it in one folder; this module is its face.

It must not know any other network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from networks import addresses, http
from networks.base import (
    Credentials,
    DeleteOutcome,
    Outcome,
    Post,
    PostRef,
    ReadFailed,
    RefusalReason,
    Refused,
    RepeatSafety,
    Traits,
)
from networks.linkedin import metrics, publish
from networks.linkedin.connect import App, LinkedInConnect

__all__ = ["App", "LinkedIn", "Settings"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The app, where LinkedIn is, and which version of the API to speak (`YYYYMM`)."""

    app: App
    addresses: addresses.Addresses = field(default=addresses.LINKEDIN)
    version: str = publish.DEFAULT_VERSION
    settle: float = 3.0


class LinkedIn:
    """Implements `base.Network`."""

    name = "linkedin"
    label = "LinkedIn"

    def __init__(
        self, settings: Settings, client: http.ApiClient, now: Callable[[], datetime]
    ) -> None:
        self._api = publish.Api(
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
            reads_figures=metrics.FIGURES_SCOPE in settings.app.scopes,
            images=True,
        )

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

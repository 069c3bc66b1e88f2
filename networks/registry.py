"""All networks, one line each.

The only module here that knows more than one network; everybody else asks for a name and reads the
traits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from networks import http, linkedin, oauth, x
from networks.base import Network


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkSettings:
    """The networks whose app is configured; None leaves a network out."""

    linkedin: linkedin.Settings | None = None
    x: x.Settings | None = None


def build(
    settings: NetworkSettings,
    client: http.ApiClient,
    *,
    now: Callable[[], datetime],
    random_bytes: oauth.RandomBytes,
) -> dict[str, Network]:
    """The configured networks by name, in the order in which people are shown them."""
    networks: list[Network] = []
    if settings.linkedin is not None:
        networks.append(linkedin.LinkedIn(settings.linkedin, client, now))
    if settings.x is not None:
        networks.append(x.X(settings.x, client, now, random_bytes))
    return {network.name: network for network in networks}

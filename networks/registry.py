"""From the settings of networks to the networks. Must not know which ones there are."""

from __future__ import annotations

from collections.abc import Iterable

from networks.base import Network
from networks.building import Configured, NetworkTools


def build(configured: Iterable[Configured], tools: NetworkTools) -> dict[str, Network]:
    """The networks by name, in the order in which people are shown them."""
    networks = [settings.build(tools) for settings in configured]
    return {network.name: network for network in networks}

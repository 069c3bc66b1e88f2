"""The networks of share links, in the order in which they are offered. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "linkedin": "LinkedIn",
        "x": "X",
        "bluesky": "Bluesky",
        "whatsapp": "WhatsApp",
        "threads": "Threads",
        "facebook": "Facebook",
        "mastodon": "Mastodon",
        "reddit": "Reddit",
        "email": "E-mail",
    }
)
"""Every network that a share can go to, by the name people know, the most used first."""

_ORDER: Final = {network: number for number, network in enumerate(LABELS)}

MAIN: Final = ("linkedin", "x", "bluesky", "whatsapp")
"""What is shown before anybody asks for more; ours, to keep the form calm."""


def label(network: str) -> str:
    """The name people know; a network without share links is called by its key."""
    return LABELS.get(network, network.capitalize())


def place(network: str) -> int:
    """Where a network stands in the order; those without share links come last."""
    return _ORDER.get(network, len(_ORDER))

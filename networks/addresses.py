"""Where the networks live: the one place with their public addresses.

Tests and the sandbox pass their own `Addresses`; no other module may hold a network's address.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """The two hosts of a network, without a trailing slash; a path prefix is allowed.

    `api` answers the program; `web` shows pages to people, the consent page among them.
    """

    api: str
    web: str

    def __post_init__(self) -> None:
        for address in (self.api, self.web):
            if not address.startswith(("https://", "http://")) or address.endswith("/"):
                raise ValueError(f"not a base address: {address!r}")


LINKEDIN = Addresses(api="https://api.linkedin.com", web="https://www.linkedin.com")
X = Addresses(api="https://api.x.com", web="https://x.com")
BLUESKY = Addresses(api="https://public.api.bsky.app", web="https://bsky.app")

"""What every call to LinkedIn's versioned API needs. It must not know what is asked of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from networks import http
from networks.addresses import Addresses
from networks.linkedin import versions


@dataclass(frozen=True, kw_only=True, slots=True)
class Api:
    """The means of calling.

    `version` is `YYYYMM`, see `versions`. `settle` is how many seconds new pictures get before a
    post refers to them; their state cannot be read with `w_member_social`.
    """

    client: http.ApiClient
    addresses: Addresses
    now: Callable[[], datetime]
    version: str = versions.DEFAULT
    settle: float = 3.0

    def headers(self, **more: str) -> dict[str, str]:
        """The protocol's headers; without a version LinkedIn answers 400."""
        return {
            "LinkedIn-Version": self.version,
            "X-Restli-Protocol-Version": "2.0.0",
            **{name.replace("_", "-"): value for name, value in more.items()},
        }

"""What networks are built with, and what can be built.

It must not know any particular network.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from networks import http, oauth
from networks.base import Network
from networks.connecting import AppStore
from networks.guard import Guard


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkTools:
    """What every network may use.

    `client` calls the addresses of the settings; `guarded` those that follow from what a person
    typed, by the rules of `guard`.
    """

    client: http.ApiClient
    guarded: http.ApiClient
    guard: Guard
    apps: AppStore
    now: Callable[[], datetime]
    random_bytes: oauth.RandomBytes


class Configured(Protocol):
    """The settings of one network, complete enough to build it."""

    def build(self, tools: NetworkTools) -> Network:
        """The network of these settings."""
        ...

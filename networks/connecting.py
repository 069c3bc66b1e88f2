"""How an account of a network is connected: by consent (OAuth), or by a password for apps.

The protocol, its values and its errors. It must not know any particular network, nor how a call is
made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from networks.base import Credentials, Secret


class ConnectFailure(StrEnum):
    """Why an account could not be connected, refreshed or read."""

    DENIED = "denied"
    """The person said no."""
    CLOSED = "closed"
    """The network lets this account do nothing: closed, paused, not approved yet."""
    EXPIRED = "expired"
    SCOPE = "scope"
    CLIENT = "client"
    UNREACHABLE = "unreachable"
    MALFORMED = "malformed"


class ConnectFailed(Exception):
    """Connecting or refreshing did not work; the reason decides what the person is told."""

    def __init__(self, reason: ConnectFailure) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Ask(StrEnum):
    """What a person is asked on our own page before their network can be."""

    SERVER = "server"
    """The server that their account is on."""
    HANDLE = "handle"
    APP_PASSWORD = "app_password"  # noqa: S105 - the name of a field


class AnswerProblem(StrEnum):
    """What is wrong with an answer, so that it can be said at its field."""

    MALFORMED = "malformed"
    UNKNOWN = "unknown"
    """No such server, or no such account."""
    NOT_ACCEPTED = "not_accepted"
    """The network does not take this password."""
    NOT_AN_APP_PASSWORD = "not_an_app_password"  # noqa: S105 - the name of a problem
    """It looks like the password of the account itself, which nobody should give away."""


class AnswerRefused(Exception):
    """An answer can't be used; nothing of it was kept."""

    def __init__(self, ask: Ask, problem: AnswerProblem) -> None:
        super().__init__(f"{ask.value}: {problem.value}")
        self.ask = ask
        self.problem = problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorisation:
    """The consent page to open, and what to keep until the code comes back.

    `verifier` is the PKCE secret. `server` is the server asked, where a network has many.
    """

    url: str
    verifier: Secret | None
    server: str = ""


Callback = Callable[[str], str]
"""The address that people are sent back to from a server, "" where a network has but one."""


class Connect(Protocol):
    """How a person's account is connected: by consent (OAuth), or by a password for apps."""

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What the person is asked first."""
        ...

    async def begin(
        self, state: str, callback: Callback, answers: Mapping[Ask, str]
    ) -> Authorisation | Credentials:
        """The network's consent page for this `state`, or the account where none is needed.

        `answers` has every one of `asks`. Raises `AnswerRefused` and `ConnectFailed`.
        """
        ...

    async def exchange(self, code: str, callback: Callback, begun: Authorisation) -> Credentials:
        """Turn the code into credentials with the author's id. Raises `ConnectFailed`.

        `begun` is what `begin` gave; its `url` may be empty.
        """
        ...

    async def refresh(self, credentials: Credentials) -> Credentials:
        """New credentials for old ones. Raises `ConnectFailed`.

        Where refresh tokens are single-use the old credentials are dead afterwards: call it under
        a lock per account and store the result before using it.
        """
        ...

    async def revoke(self, credentials: Credentials) -> bool:
        """Give the access back. True when the network confirmed it; never raises."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisteredApp:
    """What one server of a network knows this program as."""

    client_id: str
    client_secret: Secret
    redirect_uri: str


class AppStore(Protocol):
    """Keeps the apps that were registered with servers; no call of it may be made in a unit."""

    async def find(self, network: str, server: str) -> RegisteredApp | None:
        """The app registered with a server."""
        ...

    async def keep(self, network: str, server: str, app: RegisteredApp) -> None:
        """Keep an app, in the place of an older one of that server."""
        ...

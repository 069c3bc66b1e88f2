"""What the Mastodon servers know: registered apps, consents, posts, pictures, limits.

Knows nothing of HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sandbox.core import Core
from sandbox.people import Person
from sandbox.social.feed import Feed, NetworkPost, handle_of
from sandbox.social.windows import Windows
from sandbox.values import Json

CODE_SECONDS: Final = 600.0
KEY_LIFE: Final = timedelta(hours=1)
SERVERS: Final = {"lipa.social": 500, "toot.si": 1000}
"""The servers there are, and how long a post may be on each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class App:
    """One registered app."""

    id: str
    name: str
    website: str
    redirect_uris: tuple[str, ...]
    scope: str
    client_id: str
    client_secret: str

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes it may ask for."""
        return frozenset(self.scope.split())


@dataclass(kw_only=True, slots=True)
class Code:
    """An authorisation code; used once, within ten minutes."""

    client_id: str
    person: str
    redirect_uri: str
    scope: str
    challenge: str
    issued: float
    used: bool = False


@dataclass(kw_only=True, slots=True)
class Token:
    """One access token; it has no end."""

    value: str
    client_id: str
    person: str
    scope: str
    created: datetime
    revoked: bool = False

    @property
    def scopes(self) -> frozenset[str]:
        """The granted scopes."""
        return frozenset(self.scope.split())


@dataclass(kw_only=True, slots=True)
class Media:
    """One uploaded picture. `looks` is how often it still says that it is being processed."""

    id: str
    person: str
    media_type: str
    data: bytes
    description: str
    looks: int
    status: str = ""


@dataclass(kw_only=True, slots=True)
class Status:
    """One post, with what only Mastodon knows of it."""

    post: NetworkPost
    app: App | None
    content: str
    visibility: str
    language: str
    sensitive: bool
    spoiler: str
    mentions: list[Json]
    tags: list[Json]
    media: list[Media]


@dataclass(kw_only=True, slots=True)
class Server:
    """One server. `keys` are the idempotency keys: whose, which, what was posted and when."""

    name: str
    url: str
    most_characters: int
    apps: dict[str, App] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    keys: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    disabled: set[str] = field(default_factory=set)
    """The people whose login a moderator has disabled."""


class State:
    """All servers. Everybody has an account on each."""

    def __init__(self, core: Core, feed: Feed) -> None:
        self.core = core
        self.feed = feed
        self.windows = Windows(core.clock)
        self._servers: dict[str, Server] = {}

    @property
    def pattern(self) -> str:
        """The base address of a server, with `{server}` for its name."""
        return f"{self.core.base_url}/mastodon/{{server}}"

    def server(self, name: str) -> Server:
        """Return a server by its name. Raises KeyError."""
        most = SERVERS[name]
        found = self._servers.get(name)
        if found is None:
            found = Server(name=name, url="", most_characters=most)
            self._servers[name] = found
        # Where the sandbox listens is known only once it does.
        found.url = self.pattern.format(server=name)
        return found

    def account_id(self, server: Server, person: Person) -> str:
        """Return a person's id on a server."""
        return self.core.ids.number(f"mastodon {server.name} {person.id}", 18)

    def acct(self, person: Person) -> str:
        """Return a person's name on every server."""
        return handle_of(person)

    def handle(self, server: Server, person: Person) -> str:
        """Return a person's full address, without the first @."""
        return f"{self.acct(person)}@{server.name}"

    def named(self, acct: str) -> Person | None:
        """Return the person with this name on every server."""
        wanted = acct.lower()
        found = (p for p in self.core.people if not p.is_bot and handle_of(p) == wanted)
        return next(found, None)

    def with_id(self, server: Server, account_id: str) -> Person | None:
        """Return the person with this id on a server."""
        found = (
            p for p in self.core.people if not p.is_bot and self.account_id(server, p) == account_id
        )
        return next(found, None)

    def register(
        self, server: Server, *, name: str, redirect_uris: tuple[str, ...], scope: str, website: str
    ) -> App:
        """Return a new app of a server."""
        ids = self.core.ids
        app = App(
            id=ids.fresh_number("mastodon app", 6),
            name=name,
            website=website,
            redirect_uris=redirect_uris,
            scope=scope,
            client_id=ids.fresh_secret(f"mastodon client {server.name}", 43),
            client_secret=ids.fresh_secret(f"mastodon secret {server.name}", 43),
        )
        server.apps[app.client_id] = app
        return app

    def issue(self, server: Server, person: Person, scope: str, client_id: str = "") -> Token:
        """Return a new token of a person on a server."""
        token = Token(
            value=self.core.ids.fresh_secret(f"mastodon token {server.name}", 43),
            client_id=client_id,
            person=person.id,
            scope=scope,
            created=self.core.clock.now(),
        )
        server.tokens[token.value] = token
        return token

    def revoke(self, person: Person) -> None:
        """Take back what a person has granted, as in their settings, on every server."""
        for name in SERVERS:
            for token in self.server(name).tokens.values():
                token.revoked = token.revoked or token.person == person.id

    def media_url(self, server: Server, media: Media) -> str:
        """Return where a picture can be seen."""
        return f"{server.url}/system/media/{media.id}"

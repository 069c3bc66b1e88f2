"""What X knows: consents, token pairs, pictures, credits, calls in the current windows.

Knows nothing of HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sandbox.core import Core
from sandbox.people import Person
from sandbox.pictures import Picture
from sandbox.social.feed import Feed

ACCESS_LIFE: Final = timedelta(hours=2)
REFRESH_LIFE: Final = timedelta(days=183)
CODE_SECONDS: Final = 30.0
MEDIA_LIFE: Final = timedelta(hours=24)
POST_PRICE: Final = 0.015
LINK_POST_PRICE: Final = 0.2
DELETE_PRICE: Final = 0.01
REPOST_PRICE: Final = 0.015
METADATA_PRICE: Final = 0.005
READ_PRICES: Final = {"post": 0.005, "user": 0.01}
"""US dollars (docs.x.com/x-api/getting-started/pricing): a post, a post with a URL, and so on.

What is read is paid for once in a UTC day, however often it is read.
"""
_PARTS: Final = 1_000_000


@dataclass(kw_only=True, slots=True)
class Code:
    """An authorisation code; used once, within thirty seconds."""

    person: str
    redirect_uri: str
    scope: str
    challenge: str
    issued: float
    used: bool = False


@dataclass(kw_only=True, slots=True)
class Grant:
    """One access token, with the refresh token that came with it."""

    access: str
    refresh: str
    person: str
    scope: str
    created: datetime
    revoked: bool = False
    rotated: bool = False

    @property
    def scopes(self) -> set[str]:
        """The granted scopes."""
        return set(self.scope.split())


@dataclass(kw_only=True, slots=True)
class Window:
    """The calls in one rate-limit window."""

    ends: datetime
    used: int = 0


@dataclass(kw_only=True, slots=True)
class Media:
    """One upload. `owners` may post it; `segments` are what has come of it until it is whole."""

    id: str
    owners: set[str]
    category: str
    media_type: str
    total: int
    expires: datetime
    segments: dict[int, bytes] = field(default_factory=dict)
    data: bytes | None = None
    picture: Picture | None = None
    alt: str = ""

    @property
    def key(self) -> str:
        """Its media key: 3 stands for photographs."""
        return f"3_{self.id}"


@dataclass(kw_only=True, slots=True)
class State:
    """All of it, for one developer app."""

    core: Core
    feed: Feed
    client_id: str
    client_secret: str
    credits: float
    codes: dict[str, Code] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    windows: dict[str, Window] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    attached: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the uploads that a post shows, by the post's id."""
    reads: set[tuple[date, str, str]] = field(default_factory=set)

    def user_id(self, person: Person) -> str:
        """Return the person's numeric id on X."""
        return self.core.ids.number(f"x {person.id}", 18)

    def by_user_id(self, user_id: str) -> Person | None:
        """Return the person with this id on X."""
        return next((one for one in self.core.people if self.user_id(one) == user_id), None)

    def issue(self, person: str, scope: str) -> Grant:
        """Return a new pair of tokens; the refresh token is empty without offline.access."""
        offline = "offline.access" in scope.split()
        grant = Grant(
            access=self.core.ids.fresh_secret("x access", 60),
            refresh=self.core.ids.fresh_secret("x refresh", 60) if offline else "",
            person=person,
            scope=scope,
            created=self.core.clock.now(),
        )
        self.grants.append(grant)
        return grant

    def by_access(self, value: str) -> Grant | None:
        """Return the grant of an access token, whatever it is worth."""
        return next((grant for grant in self.grants if value and grant.access == value), None)

    def by_refresh(self, value: str) -> Grant | None:
        """Return the grant of a refresh token, whatever it is worth."""
        return next((grant for grant in self.grants if value and grant.refresh == value), None)

    def revoke(self, person: str) -> None:
        """Take back what a person has granted, as in their X settings."""
        for grant in self.grants:
            if grant.person == person:
                grant.revoked = True

    def window(self, key: str, length: timedelta) -> Window:
        """Return the current window of a limit, a fresh one when the last has ended."""
        now = self.core.clock.now()
        window = self.windows.get(key)
        if window is None or now >= window.ends:
            window = Window(ends=now + length)
            self.windows[key] = window
        return window

    def pay(self, price: float) -> bool:
        """Take this much of the credits; False, and nothing taken, when there is not so much."""
        if round((self.credits - price) * _PARTS) < 0:
            return False
        self.credits -= price
        return True

    def pay_reads(self, kind: str, ids: Iterable[str]) -> bool:
        """Pay for what is read and was not read yet today; False when the credits do not do."""
        today = self.core.clock.now().date()
        fresh = {(today, kind, each) for each in ids} - self.reads
        if not self.pay(READ_PRICES[kind] * len(fresh)):
            return False
        self.reads |= fresh
        return True
